"""X05: reduced although off-site construction was never approved (无依据易地)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier, records


@check(
    "X05",
    title=_("Reduction without off-site approval"),
    asks=_("Was off-site construction approved where the fee was reduced?"),
    sentence=_(
        "Reduced by %(reduction_yuan)s yuan (%(grounds)s); off-site construction was not approved."
    ),
    article="国人防办字〔2003〕18号第四十八条",
    category="illegal_reduction",
    is_money=True,
)
def reduced_without_approval(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    if d.facts.is_offsite_approved or not d.reduced_yuan or not d.uncovered:
        return
    if stake := d.uncovered["illegal_reduction"]:
        grounds = [row.code for row in d.reductions]
        params = {"reduction_yuan": d.reduced_yuan, "grounds": grounds}
        rests_on = records("assessment", [d.assessment]) + records("reduction", d.reductions)
        yield Hit(params, stake, rests_on)
