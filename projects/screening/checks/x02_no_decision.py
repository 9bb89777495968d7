"""X02: construction was permitted without an air-defence decision, and nothing was paid."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.models import PermitKind
from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier, records


@check(
    "X02",
    title=_("Construction permit without decision and receipt"),
    asks=_("Was construction permitted although the fee was neither decided on nor paid?"),
    sentence=_(
        "Construction was permitted on %(permit_on)s by %(permit)s; there is no air-defence"
        " decision and no receipt."
    ),
    article="《人民防空法》第二十二条；国人防办字〔2003〕18号第四十八条",
    category="receivable_uncollected",
    is_money=True,
)
def permitted_without_decision(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    permits = d.permits_of(PermitKind.CONSTRUCTION)
    if not permits or d.permits_of(PermitKind.BASEMENT) or d.payments or not d.uncovered_yuan:
        return
    first = permits[0]
    params = {"permit": first.number, "permit_on": first.issued_on}
    yield Hit(params, d.uncovered_yuan, records("permit", permits))
