"""X06: the permit states a use that the ground of the reduction is not for."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.models import PermitKind
from projects.reductions import CODES, fits
from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier, records


@check(
    "X06",
    title=_("Use on the permit does not fit the ground"),
    asks=_("Is the use on the permits one that the ground of the reduction is for?"),
    sentence=_("Reduced as %(grounds)s; the permits state the use: %(uses)s."),
    article="计价格〔2000〕474号；减免清单 R1–R8 及各自依据",
    category="illegal_reduction",
    is_money=True,
)
def permit_states_other_use(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    # The decision is of the office that reduced the fee: it says of itself what it wants.
    others = [permit for permit in d.permits if permit.kind != PermitKind.BASEMENT]
    permits = [permit for permit in others if permit.stated_use]
    if not permits or not d.uncovered:
        return
    granted = {row.code for row in d.reductions}
    granted |= {relief.reduction.code for relief in d.fee.reliefs}
    uses = list(dict.fromkeys(permit.stated_use for permit in permits))
    strange = [
        code for code in CODES if code in granted and not any(fits(code, use) for use in uses)
    ]
    if not strange:
        return
    # Without these grounds so much more would be payable; else the reduction is unlawful anyway.
    lost = d.beyond(d.more_if(buildings=d.without(strange)))
    if stake := lost or min(d.uncovered["illegal_reduction"], d.reduced_by(strange)):
        params = {"grounds": strange, "uses": uses}
        rests_on = records("permit", permits) + records("reduction", d.reductions)
        yield Hit(params, stake, rests_on)
