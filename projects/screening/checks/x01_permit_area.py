"""X01: the planning permit allows more, or other, area than the fee was assessed on."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.models import PermitKind
from projects.models.money import ZERO
from projects.screening.check import Assumption, Hit, check
from projects.screening.dossier import Dossier, records


@check(
    "X01",
    title=_("Planning permit and assessed area differ"),
    asks=_("Is the area of the planning permit the area that the fee was assessed on?"),
    sentence=_(
        "The planning permit %(permits)s allows %(permit_sqm)s ㎡ above ground;"
        " %(assessed_sqm)s ㎡ were assessed."
    ),
    article="国人防办字〔2003〕18号第四十七条",
    category="receivable_uncollected",
    is_money=True,
    assumptions={
        "share": Assumption(Decimal("0.01"), _("Part of the permit's area that measuring allows.")),
        "sqm": Assumption(Decimal(10), _("Square metres that measuring allows.")),
    },
)
def permit_area_differs(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    permits = [permit for permit in d.permits_of(PermitKind.PLANNING) if permit.area_sqm]
    allowed = sum([permit.area_sqm for permit in permits], ZERO)
    assessed = sum([building.above_ground_sqm for building in d.facts.buildings], ZERO)
    if not allowed or not assessed:
        return
    if abs(allowed - assessed) <= max(given["share"] * allowed, given["sqm"]):
        return
    # What was left out is taken to be built like what was not.
    more = d.more_if(buildings=d.grown(allowed / assessed)) if allowed > assessed else ZERO
    stake = d.beyond(more)
    if more and not stake:
        return
    numbers = [permit.number for permit in permits]
    params = {"permits": numbers, "permit_sqm": allowed, "assessed_sqm": assessed}
    yield Hit(params, stake, records("permit", permits))
