"""X17: storeys or depth just below the limit that makes a building a tower."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.rules.area import is_tower
from projects.rules.facts import INDUSTRIAL
from projects.screening.check import Assumption, Hit, check
from projects.screening.dossier import Dossier


@check(
    "X17",
    title=_("Just below ten storeys or three metres"),
    asks=_("Does a building stop just short of the duty to build its whole first floor?"),
    sentence=_("Just below 10 storeys or a depth of 3 m, to be looked at: %(buildings)s."),
    article="国人防办字〔2003〕18号第四十七条（一）",
    category="approval",
    assumptions={
        "floors": Assumption(Decimal(9), _("Storeys from which a building is just below ten.")),
        "depth": Assumption(Decimal("2.9"), _("Metres from which a depth is just below three.")),
    },
)
def just_below_the_limit(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    near = [
        f"{building.name} {building.floors}F / {building.foundation_depth_m} m"
        for building in d.facts.buildings
        if building.use != INDUSTRIAL
        and not is_tower(building)
        and (building.floors >= given["floors"] or building.foundation_depth_m >= given["depth"])
    ]
    if near:
        yield Hit({"buildings": near})
