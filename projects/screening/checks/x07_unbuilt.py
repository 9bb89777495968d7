"""X07: completed with no basement although one was required, and nothing was paid (应建未建)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.models import PermitKind
from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier, records


@check(
    "X07",
    title=_("Required but not built"),
    asks=_("Was a project completed without the basement it owes, and without the fee?"),
    sentence=_(
        "Completed on %(permit_on)s (%(permit)s) without a basement; %(required_sqm)s ㎡ were"
        " required and nothing was paid."
    ),
    article="《人民防空法》第二十二条、第四十八条",
    category="unbuilt",
    is_money=True,
)
def completed_without_basement(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    filings = d.permits_of(PermitKind.COMPLETION)
    built = d.built_sqm or any(filing.basement_sqm for filing in filings)
    if not filings or built or d.payments or not d.uncovered_yuan:
        return
    last = filings[-1]
    params = {
        "permit": last.number,
        "permit_on": last.issued_on,
        "required_sqm": d.required_sqm,
    }
    yield Hit(params, d.uncovered_yuan, records("permit", filings))
