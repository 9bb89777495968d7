"""X08: less was accepted than approved, and the difference was not paid for."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.models import PermitKind
from projects.models.money import ZERO
from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier, records


@check(
    "X08",
    title=_("Accepted less than approved"),
    asks=_("Was the basement built as large as decided, or the difference paid for?"),
    sentence=_(
        "A basement of %(approved_sqm)s ㎡ was decided on (%(permits)s); %(accepted_sqm)s ㎡ were"
        " accepted and the difference was not paid for."
    ),
    article="《人民防空法》第二十二条、第四十八条",
    category="receivable_uncollected",
    is_money=True,
)
def accepted_less(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    decisions, filings = d.permits_of(PermitKind.BASEMENT), d.permits_of(PermitKind.COMPLETION)
    approved = sum([row.basement_sqm for row in decisions if row.basement_sqm], ZERO)
    missing = approved - d.built_sqm
    if not filings or missing <= 0 or not d.uncovered_yuan:
        return
    saved = d.fee.payable_yuan - d.fee_if(**d.built_more(missing)).payable_yuan
    if stake := min(saved, d.uncovered_yuan):
        params = {
            "approved_sqm": approved,
            "permits": [row.number for row in decisions],
            "accepted_sqm": d.built_sqm,
        }
        yield Hit(params, stake, records("permit", [*decisions, *filings]))
