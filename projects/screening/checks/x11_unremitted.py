"""X11: collected and not handed on to the treasury (应缴未缴国库)."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.models.money import ZERO
from projects.screening.check import Assumption, Hit, check
from projects.screening.dossier import Dossier, records


@check(
    "X11",
    title=_("Collected, not remitted"),
    asks=_("Did the money that was collected reach the treasury?"),
    sentence=_(
        "%(collected_yuan)s yuan were collected (%(receipts)s); %(remitted_yuan)s yuan of them"
        " reached the treasury."
    ),
    article="财税〔2020〕58号：全额缴入国库",
    category="unremitted",
    is_money=True,
    assumptions={
        "days": Assumption(Decimal(30), _("Days from the payment until it is due at the treasury."))
    },
)
def collected_and_kept(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    last = d.on - timedelta(days=int(given["days"]))
    kept = [p for p in d.payments if p.paid_on < last and p.kept_yuan > p.remitted_yuan]
    if kept:
        collected = sum([payment.kept_yuan for payment in kept], ZERO)
        remitted = sum([payment.remitted_yuan for payment in kept], ZERO)
        params = {
            "collected_yuan": collected,
            "remitted_yuan": remitted,
            "receipts": [payment.number for payment in kept],
        }
        yield Hit(params, collected - remitted, records("receipt", kept))
