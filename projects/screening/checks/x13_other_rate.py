"""X13: assessed at another rate than the one in force on the day."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.models.money import ZERO
from projects.rules.facts import G6, G6B
from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier, records
from projects.screening.due import ROUNDING


@check(
    "X13",
    title=_("Assessed at another rate"),
    asks=_("Is the gross fee the assessed area at the rate in force on the day of approval?"),
    sentence=_(
        "Assessed as %(gross_yuan)s yuan before reductions; at the rate in force on %(on)s"
        " (%(documents)s) the assessed area costs %(expected_yuan)s yuan."
    ),
    article="计价格〔2000〕474号；当地收费标准文件",
    category="receivable_uncollected",
    is_money=True,
    assumptions={"least": ROUNDING},
)
def assessed_at_other_rate(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    assessed = d.assessment
    if assessed is None or not d.uncovered or d.fee.gross_yuan == assessed.gross_yuan:
        return
    required = {G6: assessed.required_g6_sqm, G6B: assessed.required_g6b_sqm}
    # The basement may have been accepted after the assessment.
    expected = d.gross_of(required)
    if any(
        abs(fee - assessed.gross_yuan) < given["least"]
        for fee in (expected, d.gross_of(required, is_built=False))
    ):
        return
    less = max(ZERO, expected - assessed.gross_yuan)
    stake = min(less, d.uncovered["receivable_uncollected"])
    if stake or not less:
        params = {
            "gross_yuan": assessed.gross_yuan,
            "expected_yuan": expected,
            "on": d.facts.approved_on,
            "documents": d.rate_documents(required),
        }
        yield Hit(params, stake, records("assessment", [assessed]))
