"""X03: the permit came before the fee (先证后费)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.models import PermitKind
from projects.screening.check import Assumption, Hit, check
from projects.screening.dossier import Dossier, records


@check(
    "X03",
    title=_("Permit before fee"),
    asks=_("Was the permit that waits for the fee issued before the fee was paid?"),
    sentence=_(
        "The permit %(permit)s was issued on %(permit_on)s, the fee was paid later:"
        " %(receipts)s, last on %(paid_on)s."
    ),
    article="国人防办字〔2003〕18号第四十八条；收费环节以当地规定为准",
    category="approval",
    assumptions={
        "waits_at_planning": Assumption(
            Decimal(0),
            _("1 where the planning permit waits for the fee, not the construction one."),
        )
    },
)
def permit_before_fee(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    gate = PermitKind.PLANNING if given["waits_at_planning"] else PermitKind.CONSTRUCTION
    permits = d.permits_of(gate)
    if not permits or any(row.basis for row in d.deferrals):
        return
    first = permits[0]
    # What was recovered against a gap is paid late by its nature.
    late = [
        payment
        for payment in d.payments
        if payment.paid_on > first.issued_on and payment.kept_yuan > payment.recovered_yuan
    ]
    if late:
        params = {
            "permit": first.number,
            "permit_on": first.issued_on,
            "receipts": [payment.number for payment in late],
            "paid_on": late[-1].paid_on,
        }
        yield Hit(params, records=records("permit", [first]) + records("receipt", late))
