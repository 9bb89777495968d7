"""X14: a first floor much smaller than the storeys above it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.rules.facts import INDUSTRIAL
from projects.screening.check import Assumption, Hit, check
from projects.screening.dossier import Dossier


@check(
    "X14",
    title=_("First floor implausibly small"),
    asks=_("Is the first floor, which towers and housing owe, as large as the storeys above it?"),
    sentence=_(
        "The first floor is less than the expected part of an average storey: %(buildings)s."
    ),
    article="国人防办字〔2003〕18号第四十七条（一）、（四）、（五）",
    category="approval",
    assumptions={
        "share": Assumption(Decimal("0.4"), _("Least part of an average storey on the ground."))
    },
)
def first_floor_too_small(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    small = [
        f"{building.name} {building.first_floor_sqm} / {building.above_ground_sqm} ㎡"
        for building in d.facts.buildings
        if building.use != INDUSTRIAL
        and building.first_floor_sqm * building.floors < given["share"] * building.above_ground_sqm
    ]
    if small:
        yield Hit({"buildings": small})
