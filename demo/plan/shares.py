"""How the targets of a region are divided among the three organs, and into what kinds."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from demo.city import Targets
from demo.plan.fees import GRAIN, shares_of
from demo.plan.stage import ARREARS, Flaw
from inspections.models import Organ
from projects.models import GapKind

CENT = Decimal("0.01")
# Of the money recovered: what inspection found, what audit and finance found; the rest is arrears
# of the ledger's opening balance. What of these arrears is still open comes on top.
OF_INSPECTION, OF_OTHERS = Decimal("0.70"), Decimal("0.17")
KINDS = (
    (GapKind.ILLEGAL_REDUCTION, 34),
    (GapKind.RECEIVABLE_UNCOLLECTED, 30),
    (GapKind.PAYABLE_UNPAID, 26),
    (GapKind.ILLEGAL_DEFERRAL, 10),
)


@dataclass(frozen=True, slots=True)
class Problems:
    """How many problems each organ finds: about the fee, otherwise about a project, of a unit."""

    fee: dict[str, int]
    project: dict[str, int]
    unit: dict[str, int]


def divide(targets: Targets) -> Problems:
    """The general problems of the region by organ; those of inspection about projects are given."""
    others = targets.problems - targets.project_problems
    fee = max(1, targets.project_problems * 62 // 100) if targets.project_problems else 0
    of_units, finance = others * 20 // 100, others * 30 // 100
    audit = others - of_units - finance
    return Problems(
        fee={
            Organ.INSPECTION: fee,
            Organ.AUDIT: audit * 30 // 100,
            Organ.FINANCE: finance * 15 // 100,
        },
        project={
            Organ.INSPECTION: targets.project_problems - fee,
            Organ.AUDIT: audit - audit * 30 // 100 - audit * 35 // 100,
            Organ.FINANCE: 0,
        },
        unit={
            Organ.INSPECTION: of_units,
            Organ.AUDIT: audit * 35 // 100,
            Organ.FINANCE: finance - finance * 15 // 100,
        },
    )


def flaws_of(rng: Random, targets: Targets, problems: Problems) -> list[Flaw]:
    """The fee problems with their amounts: together exactly what the region has recovered."""
    total = targets.recovered_yuan
    found = {
        Organ.INSPECTION: _part(total, OF_INSPECTION),
        **_others(_part(total, OF_OTHERS), problems),
    }
    flaws = [
        Flaw(organ, _kind(rng, amount), amount)
        for organ, yuan in found.items()
        for amount in shares_of(rng, yuan, problems.fee[organ])
    ]
    recovered = total - sum((flaw.gap_yuan for flaw in flaws), Decimal(0))
    return flaws + arrears(rng, targets, recovered, _part(total, targets.still_open))


def _part(total: Decimal, share: Decimal) -> Decimal:
    return (total * share).quantize(CENT)


def _others(total: Decimal, problems: Problems) -> dict[str, Decimal]:
    organs = [organ for organ in (Organ.AUDIT, Organ.FINANCE) if problems.fee[organ]]
    count = sum(problems.fee[organ] for organ in organs)
    return {organ: _part(total, Decimal(problems.fee[organ]) / count) for organ in organs}


def arrears(rng: Random, targets: Targets, recovered: Decimal, still_open: Decimal) -> list[Flaw]:
    """Arrears of the opening balance: part of each is recovered, part is open to this day."""
    count = max(2, targets.checked * 3 // 100)
    paid, unpaid = shares_of(rng, recovered, count), shares_of(rng, still_open, count)
    kinds = (GapKind.PAYABLE_UNPAID, GapKind.ILLEGAL_DEFERRAL)
    return [
        Flaw(ARREARS, rng.choice(kinds), part + rest, rest)
        for part, rest in zip(paid, unpaid, strict=True)
    ]


def _kind(rng: Random, amount: Decimal) -> str:
    """An area that was left out is a whole number of hundredths; other amounts come otherwise."""
    kinds, weights = zip(*KINDS, strict=True)
    kind = rng.choices(kinds, weights)[0]
    is_area = kind != GapKind.RECEIVABLE_UNCOLLECTED or not amount % GRAIN
    return kind if is_area else GapKind.PAYABLE_UNPAID
