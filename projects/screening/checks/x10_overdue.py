"""X10: less was paid than assessed, past the day (应缴未缴)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier, records
from projects.screening.due import DAYS_TO_PAY


@check(
    "X10",
    title=_("Payable, not paid in time"),
    asks=_("Was the assessed fee paid by its day?"),
    sentence=_(
        "%(assessed_yuan)s yuan were assessed on %(assessed_on)s and %(paid_yuan)s yuan paid;"
        " %(overdue_yuan)s yuan are past due (notices: %(notices)s)."
    ),
    article="《人民防空法》第四十八条",
    category="payable_unpaid",
    is_money=True,
    assumptions={"days": DAYS_TO_PAY},
)
def paid_less_than_due(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    if not d.uncovered:
        return
    overdue = d.overdue_yuan(given["days"])
    if stake := min(d.uncovered["payable_unpaid"], overdue):
        params = {
            "assessed_yuan": d.assessment.payable_yuan,
            "assessed_on": d.assessment.assessed_on,
            "paid_yuan": d.paid_yuan,
            "overdue_yuan": overdue,
            "notices": [notice.number for notice in d.notices] or ["—"],
        }
        rests_on = records("assessment", [d.assessment]) + records("notice", d.notices)
        yield Hit(params, stake, rests_on + records("receipt", d.payments))
