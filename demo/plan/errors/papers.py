"""Errors that the departments' papers give away when they are laid side by side."""

from datetime import timedelta
from decimal import Decimal

from demo.buildings import sqm
from demo.names import STREETS, brand, credit_code
from demo.plan.drafts import NAMES, USES, Draft, Paper, area_of
from demo.plan.errors.seeded import (
    Kinds,
    Seeded,
    Stray,
    Wrongs,
    area,
    ground,
    hall_of,
    honest,
    never_asked,
    seeded_day,
    towers_of,
)
from demo.plan.ledger import COMPANIES
from demo.plan.stage import Stage
from projects.models import PermitKind
from projects.rules import to_cent

PAPERS = Kinds()


@PAPERS.of(4)
def area_left_out(stage: Stage) -> Wrongs:
    """A hall: what was left out owes its share, to the fen."""
    made = honest(stage, hall_of(stage, stage.rng.randrange(2400, 5600)))
    assessed = area_of(made)
    permitted = sqm(assessed * stage.rng.randrange(115, 150) / 100)
    made.papers[PermitKind.PLANNING].area_sqm = permitted
    share = ground(stage).policy.ratio
    missing = to_cent(permitted * share) - to_cent(assessed * share)
    due = missing * ground(stage).rate("G6", made.approved_on)
    yield Seeded(made, "规划许可面积大于核定依据的面积", {"X01": due})


@PAPERS.of(1)
def area_of_towers_left_out(stage: Stage) -> Wrongs:
    """Towers owe their first floor: what the area left out comes to, only plans would tell."""
    made = honest(stage, towers_of(stage, area(stage)))
    permitted = sqm(area_of(made) * stage.rng.randrange(112, 140) / 100)
    made.papers[PermitKind.PLANNING].area_sqm = permitted
    yield Seeded(made, "规划许可面积大于台账建筑面积", {"X01": None})


@PAPERS.of(2)
def area_measured_otherwise(stage: Stage) -> Wrongs:
    made = honest(stage, hall_of(stage, stage.rng.randrange(2400, 5600)))
    permitted = sqm(area_of(made) * stage.rng.randrange(1002, 1009) / 1000)
    made.papers[PermitKind.PLANNING].area_sqm = permitted
    yield Seeded(made, "面积差异在测量误差以内", {"X01": None}, is_innocent=True)


@PAPERS.of(4)
def built_without_asking(stage: Stage) -> Wrongs:
    made = never_asked(stage, towers_of(stage, area(stage)))
    del made.papers[PermitKind.BASEMENT]
    made.papers.pop(PermitKind.COMPLETION, None)
    why = "核发施工许可证，无人防审批，未缴费"
    yield Seeded(made, why, {"X02": made.fee.legal_yuan})


@PAPERS.of(3)
def reduced_as_what_it_is_not(stage: Stage) -> Wrongs:
    """Every other time the office that reduced the fee wrote the use it wanted."""
    made = honest(stage, towers_of(stage, area(stage), theme="school", claims=("R2",)))
    is_covered = stage.rng.random() < 0.5
    for kind, paper in made.papers.items():
        if kind != PermitKind.BASEMENT or not is_covered:
            paper.stated["stated_use"] = USES["commerce"]
    why = "按教学楼减半，许可证载明用途为商业"
    yield Seeded(made, why, {"X06": made.fee.reduced_yuan})


@PAPERS.of(1)
def school_on_a_general_permit(stage: Stage) -> Wrongs:
    made = honest(stage, towers_of(stage, area(stage), theme="school", claims=("R2",)))
    made.papers[PermitKind.PLANNING].stated["stated_use"] = "公共管理与公共服务"
    yield Seeded(made, "规划许可用途为大类，确为教学楼", {"X06": None}, is_innocent=True)


@PAPERS.of(4)
def completed_without_basement(stage: Stage) -> Wrongs:
    """Every other time the decision had named the basement to be built."""
    made = never_asked(stage, towers_of(stage, area(stage)))
    _complete(stage, made)
    checks: dict[str, Decimal | None] = {"X07": made.fee.legal_yuan}
    if stage.rng.random() < 0.5:
        made.papers[PermitKind.BASEMENT].basement_sqm = made.fee.required["G6"]
        checks["X08"] = made.fee.legal_yuan
    yield Seeded(made, "竣工备案时未建防空地下室，也未缴费", checks)


def _complete(stage: Stage, made: Draft) -> None:
    begun = made.papers[PermitKind.CONSTRUCTION]
    done = begun.issued_on + timedelta(days=stage.rng.randrange(200, 640))
    made.papers[PermitKind.COMPLETION] = Paper(done, begun.area_sqm, Decimal("0.00"))


@PAPERS.of(3)
def accepted_less_than_approved(stage: Stage) -> Wrongs:
    site = towers_of(stage, area(stage, 60, 240), built=area(stage, 240, 700))
    made = never_asked(stage, site)
    made.papers[PermitKind.BASEMENT].basement_sqm = made.fee.required["G6"]
    why = "验收面积小于批准面积，差额未补缴"
    yield Seeded(made, why, {"X08": made.fee.legal_yuan})


@PAPERS.of(3)
def unknown_to_the_ledger(stage: Stage) -> Wrongs:
    """A planning permit for which nobody came to the air-defence office."""
    rng, place = stage.rng, stage.home.short_name.removesuffix("本级")
    theme = rng.choice(("commerce", "housing"))
    stated = {
        "stated_name": rng.choice(NAMES["commerce"]).format(brand=brand(rng)),
        "stated_developer": f"{place}{brand(rng)}{rng.choice(COMPANIES)}",
        "stated_credit_code": credit_code(stage.region.code, stage.serials.next("developer")),
        "stated_address": f"{stage.home.name}{rng.choice(STREETS)}{rng.randrange(1, 260)}号",
        "stated_use": USES[theme],
    }
    paper = Paper(seeded_day(stage), sqm(rng.randrange(2600, 28000)), stated=stated)
    yield Stray(paper, "规划已许可，人防台账无此项目")


@PAPERS.of(2)
def permit_not_yet_linked(stage: Stage) -> Wrongs:
    """The ledger has the project; the planning department writes its name in its own way."""
    made = honest(stage, towers_of(stage, area(stage)))
    paper = made.papers.pop(PermitKind.PLANNING)
    paper.stated = {
        "stated_name": f"{stage.home.short_name}{made.name}（建设工程）",
        "stated_developer": made.developer.name,
        "stated_address": made.address,
        "stated_use": USES[made.fee.site.theme],
    }
    yield Seeded(made, "规划许可证尚未与台账项目对应", {}, is_innocent=True)
    yield Stray(paper, "台账已有该项目，名称写法不同", is_innocent=True)
