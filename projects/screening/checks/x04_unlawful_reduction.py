"""X04: reduced on a ground that is not in the closed list, or outside its validity."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier, records
from projects.screening.due import ROUNDING


@check(
    "X04",
    title=_("Reduction without lawful ground"),
    asks=_("Does every reduction have a ground of R1–R8 that was valid on the day?"),
    sentence=_(
        "Reduced by %(reduction_yuan)s yuan (%(grounds)s); %(lawful_yuan)s yuan of it are lawful."
    ),
    article="计价格〔2000〕474号；减免清单 R1–R8 及各自依据",
    category="illegal_reduction",
    is_money=True,
    assumptions={"least": ROUNDING},
)
def reduced_without_ground(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    if not d.reduced_yuan or not d.uncovered:
        return
    fee = d.fee if d.facts.is_offsite_approved else d.fee_if(is_offsite_approved=True)
    stake = min(d.uncovered["illegal_reduction"], d.reduced_yuan - fee.reduction_yuan)
    if stake >= given["least"]:
        params = {
            "reduction_yuan": d.reduced_yuan,
            "grounds": [row.code for row in d.reductions],
            "lawful_yuan": fee.reduction_yuan,
        }
        rests_on = records("assessment", [d.assessment]) + records("reduction", d.reductions)
        yield Hit(params, stake, rests_on)
