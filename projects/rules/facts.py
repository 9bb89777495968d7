"""What the fee rules ask of a project and of the locality: plain values, no database."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

# Wide enough for the product of an area, a rate and a factor of 33 digits each, so that nothing is
# rounded but where the rules say so.
EXACT = Context(prec=120, rounding=ROUND_HALF_UP)
CENT, ZERO = Decimal("0.01"), Decimal(0)

G6, G6B = "G6", "G6B"
GRADES = (G6, G6B)
RESIDENTIAL, OTHER, INDUSTRIAL = USES = ("RESIDENTIAL", "OTHER", "INDUSTRIAL")
NORMAL, DEVELOPMENT_ZONE = ZONES = ("NORMAL", "DEVELOPMENT_ZONE")
NOT_KEY = "NONE"
CITY_CLASSES = ("I", "II", "III", NOT_KEY)
PER_PROJECT, PER_BUILDING = THRESHOLD_SCOPES = ("PROJECT", "BUILDING")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a locality fixed within the law: its class, the ratio r, how the threshold counts."""

    city_class: str
    ratio: Decimal
    threshold_scope: str = PER_PROJECT
    # The ratio in development zones where it differs.
    zone_ratio: Decimal | None = None
    document: str = ""

    def ratio_in(self, zone: str) -> Decimal:
        if zone == DEVELOPMENT_ZONE and self.zone_ratio is not None:
            return self.zone_ratio
        return self.ratio


@dataclass(frozen=True, slots=True)
class BuildingFacts:
    """One building: areas in ㎡, depth in metres, claimed grounds by their codes."""

    use: str
    floors: int
    foundation_depth_m: Decimal
    first_floor_sqm: Decimal
    above_ground_sqm: Decimal
    is_rebuild: bool = False
    is_area_increased: bool = False
    claims: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """One project; rate and reductions are those of the day of its approval."""

    code: str
    region: str
    approved_on: date
    is_offsite_approved: bool
    buildings: tuple[BuildingFacts, ...]
    zone: str = NORMAL
    built_g6_sqm: Decimal = ZERO
    built_g6b_sqm: Decimal = ZERO

    def built(self, grade: str) -> Decimal:
        return self.built_g6_sqm if grade == G6 else self.built_g6b_sqm


@dataclass(frozen=True, slots=True)
class Dues:
    """What was demanded, given up, put off and paid, in yuan."""

    assessed_yuan: Decimal = ZERO
    approved_reduction_yuan: Decimal = ZERO
    unlawful_deferral_yuan: Decimal = ZERO
    paid_yuan: Decimal = ZERO
    remitted_yuan: Decimal = ZERO


def to_cent(value: Decimal) -> Decimal:
    """Rounded to the fen, or to the hundredth of a ㎡, half up."""
    return value.quantize(CENT, ROUND_HALF_UP, EXACT)
