"""The dirt that real ledgers have: a paper lost, another area, another spelling, money kept."""

from decimal import Decimal

from demo.plan.drafts import LAST_PAPER, Draft
from demo.plan.stage import Entry, Stage
from projects.models import PermitKind

MISSING, MISMATCH, OTHERWISE_CALLED, UNREMITTED = 0.04, 0.05, 0.03, 0.03


def soil(stage: Stage, made: Draft) -> None:
    rng, papers = stage.rng, made.papers
    if rng.random() < MISSING:
        made.traits.add("planning_missing")
        del papers[PermitKind.PLANNING]
    building = papers[PermitKind.CONSTRUCTION]
    if rng.random() < MISMATCH:
        made.traits.add("area_mismatch")
        share = Decimal(rng.randrange(104, 131)) / 100
        building.area_sqm = (building.area_sqm * share).quantize(Decimal("0.01"))
    if rng.random() < OTHERWISE_CALLED:
        building.stated["stated_name"] = f"{stage.home.short_name}{made.name}建设项目"
    if made.payments and rng.random() < UNREMITTED:
        made.traits.add("unremitted")
        made.payments[-1].remitted_yuan = Decimal(0)


def tell_dirt(stage: Stage, entry: Entry, made: Draft) -> None:
    """What of it a check should see."""
    code, region = entry.project.code, stage.region.code
    if "unremitted" in made.traits:
        kept = made.payments[-1].amount_yuan
        stage.truth.tell("X11", code, region, "已收款项未缴入国库", kept)
    permit = made.papers[PermitKind.CONSTRUCTION]
    if "paid_late" in made.traits and permit.issued_on <= LAST_PAPER:
        if "deferred" in made.traits:
            stage.truth.spare("X03", code, region, "依法缓缴，期限内缴清")
        else:
            stage.truth.tell("X03", code, region, "施工许可证在缴费之前核发，无缓缴依据")
