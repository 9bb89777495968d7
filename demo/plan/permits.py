"""The papers of the departments about a project, with the dirt that real ledgers have."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from demo import bodies
from demo.buildings import sqm
from demo.plan.fees import Fee
from demo.plan.stage import Entry, Stage
from demo.twins import projects as twins
from projects.models import PermitKind

LATEST = date(2020, 7, 10)
MISSING, MISMATCH, NEVER_COMPLETED = 0.04, 0.05, 0.25


def record_papers(stage: Stage, entry: Entry, fee: Fee, at: datetime) -> None:
    """Approval, planning permit, air-defence decision, construction permit, completion."""
    rng, project = stage.rng, entry.project
    area = sum((row["above_ground_sqm"] for row in fee.buildings), Decimal(0)) + fee.built_sqm
    day = project.approved_on - timedelta(days=rng.randrange(40, 200))
    for kind, body, wait in (
        (PermitKind.INITIATION, bodies.REFORM, 0),
        (PermitKind.PLANNING, bodies.PLANNING, 60),
        (PermitKind.BASEMENT, bodies.HOUSING, 45),
        (PermitKind.CONSTRUCTION, bodies.HOUSING, 75),
        (PermitKind.COMPLETION, bodies.HOUSING, 700),
    ):
        day += timedelta(days=rng.randrange(wait // 2, wait + 10))
        if day > LATEST or _is_missing(stage, entry, kind):
            continue
        twins.record_permit(
            stage.books,
            project=project,
            kind=kind,
            number=permit_number(stage, kind, day),
            issued_on=day,
            issued_by=stage.body(body),
            area_sqm=_area(stage, entry, kind, area),
            by=stage.cast.clerks[stage.region.code][0],
            at=at,
        )


def _is_missing(stage: Stage, entry: Entry, kind: str) -> bool:
    if kind == PermitKind.COMPLETION:
        return stage.rng.random() < NEVER_COMPLETED
    if kind == PermitKind.PLANNING and stage.rng.random() < MISSING:
        entry.traits.add("planning_missing")
        return True
    return False


def _area(stage: Stage, entry: Entry, kind: str, area: Decimal) -> Decimal | None:
    """The area a paper speaks of: now and then the construction permit names another one."""
    if kind == PermitKind.INITIATION:
        return None
    if kind == PermitKind.CONSTRUCTION and stage.rng.random() < MISMATCH:
        entry.traits.add("area_mismatch")
        return sqm(area * stage.rng.randrange(104, 131) / 100)
    return area


def permit_number(stage: Stage, kind: str, day: date) -> str:
    code, n = stage.region.code, stage.rng.randrange(1, 400)
    return {
        PermitKind.INITIATION: f"发改投资〔{day.year}〕{n}号",
        PermitKind.PLANNING: f"建字第{code}{day.year}{n:05}号",
        PermitKind.BASEMENT: f"人防审〔{day.year}〕{n}号",
        PermitKind.CONSTRUCTION: f"{code}{day:%Y%m%d}{n % 100:02}01",
        PermitKind.COMPLETION: f"竣备〔{day.year}〕{n}号",
    }[kind]
