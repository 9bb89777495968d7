"""GAP: what the engine finds missing of the fee, beyond the gaps that were opened already."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.models.money import ZERO
from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier, records
from projects.screening.due import DAYS_TO_PAY, ROUNDING


@check(
    "GAP",
    title=_("Fee missing by law"),
    asks=_("Is less paid than the law demands, and how did it come about?"),
    sentence=_(
        "%(payable_yuan)s yuan are payable by law and %(paid_yuan)s yuan were paid;"
        " no gap was opened for: %(parts)s."
    ),
    article="《人民防空法》第二十二条、第四十八条",
    category="receivable_uncollected",
    is_money=True,
    assumptions={"days": DAYS_TO_PAY, "least": ROUNDING},
)
def fee_missing(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    if not d.uncovered_yuan:
        return
    # What was demanded and is not due yet is no suspicion.
    unpaid = min(d.uncovered["payable_unpaid"], d.overdue_yuan(given["days"]))
    parts = {k: v for k, v in (d.uncovered | {"payable_unpaid": unpaid}).items() if v}
    if (total := sum(parts.values(), ZERO)) >= given["least"]:
        payable = d.fee.payable_yuan
        params = {"payable_yuan": payable, "paid_yuan": d.paid_yuan, "parts": parts}
        rests_on = records("assessment", [d.assessment]) if d.assessment else ()
        yield Hit(params, total, rests_on + records("receipt", d.payments))
