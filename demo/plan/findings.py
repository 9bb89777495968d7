"""What is found: general problems of three organs, institutional ones, and papers under review."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from airdefense.accounts.models import User
from demo import bodies
from demo.plan import words
from demo.plan.campaign import moments
from demo.plan.rounds import LOOK_BACK
from demo.plan.shares import Problems
from demo.plan.stage import ARREARS, Entry, Stage
from demo.powers.catalogue import POWER_OF_CATEGORY
from demo.twins import inspections as twins
from inspections.models import Finding, Method, Nature, Organ
from inspections.workflow import FindingStatus

METHODS = (Method.FILES, Method.ON_SITE, Method.FILES, Method.TALK, Method.REPORT)
# What a trait of the ledger gives away; elsewhere one is drawn.
CATEGORY_OF_TRAIT = {
    "planning_missing": "record_missing",
    "area_mismatch": "record_missing",
    "unremitted": "unremitted",
}
FOUND_OF_DIRT = 0.3
LAST_UNIT_PROBLEM_AT = 0.55
UNDER_REVIEW = (
    FindingStatus.DRAFT,
    FindingStatus.DEPUTY_REVIEW,
    FindingStatus.LEADER_REVIEW,
    FindingStatus.RETURNED,
)


@dataclass
class Paper:
    """A working paper to be written: in which round, on what day, by whom, saying what."""

    key: str
    day: date
    by: User
    facts: dict[str, Any]


@dataclass
class Found:
    """A finding with what the task made of it needs to know."""

    finding: Finding
    approved_on: date


def scatter(stage: Stage, entries: list[Entry], problems: Problems) -> None:
    """Say with which projects an organ finds something else than money; dirt is found first."""
    free = [entry for entry in entries if entry.flaw is None]
    stage.rng.shuffle(free)
    dirty = CATEGORY_OF_TRAIT.keys()
    free.sort(key=lambda entry: not entry.traits & dirty or stage.rng.random() > FOUND_OF_DIRT)
    for organ, is_open in (
        (Organ.INSPECTION, lambda entry: entry.is_checked),
        (Organ.AUDIT, lambda entry: entry.is_audited),
    ):
        fitting = [entry for entry in free if is_open(entry) and not entry.problem]
        for entry in fitting[: problems.project[organ]]:
            entry.problem = organ


def find_all(stage: Stage, entries: list[Entry], problems: Problems) -> list[Found]:
    """Write all general problems of the region and have them signed, in the order of their days."""
    papers = [
        _about_fee(stage, entry) for entry in entries if entry.flaw and entry.flaw.organ != ARREARS
    ]
    papers += [_about_project(stage, entry) for entry in entries if entry.problem]
    for organ, count in problems.unit.items():
        papers += [_about_unit(stage, organ) for _n in range(count)]
    papers += _weaknesses(stage)
    papers.sort(key=lambda paper: paper.day)
    found = [sign(stage, paper) for paper in papers]
    _take_back(stage, found)
    return found


def _take_back(stage: Stage, found: list[Found]) -> None:
    """A paper that audit wrote about the same matter, merged; and one that was void."""
    alike = [one for one in found if one.finding.category in words.ABOUT_PROJECTS]
    alike = [one for one in alike if one.finding.organ == Organ.INSPECTION and one.finding.project]
    for place, one in enumerate(alike[:2]):
        first, campaign = one.finding, stage.campaign
        facts = {"project": first.project, "category": first.category, "title": first.title}
        facts |= {"description": first.description, "basis": first.basis}
        key = (Organ.AUDIT, Organ.INSPECTION)[place]
        by = stage.rng.choice(stage.mandates[key].crews[stage.region.code].members)
        second = sign(stage, Paper(key, one.approved_on, by, facts))
        (time,) = moments(stage.rng, [campaign.after(second.approved_on, 1)])
        if key == Organ.AUDIT:
            twins.merge(
                stage.books,
                finding=second.finding,
                into=first,
                by=stage.cast.planners[0],
                at=time,
                note="与巡察发现的问题为同一事项，合并计算。",
            )
        else:
            leader = stage.mandates[key].crews[stage.region.code].leader
            note = "重复制作底稿，作废。"
            stage.books.advance(second.finding, "void", by=leader, at=time, note=note)


def _about_fee(stage: Stage, entry: Entry) -> Paper:
    flaw, name = entry.flaw, entry.project.name
    amount = f"{flaw.gap_yuan:,.2f}"
    facts = words.state(stage.rng, words.FEE[flaw.kind], name=name, yuan=amount)
    facts |= {"project": entry.project, "category": flaw.kind, "amount_yuan": flaw.gap_yuan}
    return Paper(flaw.organ, *(entry.checked_on.get(flaw.organ) or _when(stage, flaw.organ)), facts)


def _about_project(stage: Stage, entry: Entry) -> Paper:
    known = entry.traits & CATEGORY_OF_TRAIT.keys()
    category = (
        CATEGORY_OF_TRAIT[min(known)] if known else stage.rng.choice(sorted(words.ABOUT_PROJECTS))
    )
    wordings = words.ABOUT_PROJECTS[category]
    facts = words.state(stage.rng, wordings, name=entry.project.name)
    facts |= {"project": entry.project, "category": category}
    return Paper(entry.problem, *entry.checked_on[entry.problem], facts)


def _about_unit(stage: Stage, organ: str) -> Paper:
    category = stage.rng.choice(sorted(words.ABOUT_UNITS))
    unit = _unit_for(stage, organ)
    facts = words.state(stage.rng, words.ABOUT_UNITS[category], name=unit.short_name)
    return Paper(organ, *_when(stage, organ), facts | {"unit": unit, "category": category})


def _weaknesses(stage: Stage) -> list[Paper]:
    """Institutional weaknesses: they are rectified too, and counted apart."""
    unit = stage.body(bodies.HOUSING)
    more = {"unit": unit, "category": "duty", "nature": Nature.INSTITUTIONAL}
    return [
        Paper(
            Organ.INSPECTION,
            *_when(stage, Organ.INSPECTION),
            words.state(stage.rng, (wording,), name=unit.short_name) | more,
        )
        for wording in words.INSTITUTIONAL
    ]


def _unit_for(stage: Stage, organ: str):
    if organ == Organ.FINANCE or stage.rng.random() < 0.12:
        return stage.body(bodies.FINANCE)
    is_planning = stage.region.is_municipal and stage.rng.random() < 0.15
    return stage.body(bodies.PLANNING if is_planning else bodies.HOUSING)


def _when(stage: Stage, organ: str) -> tuple[date, User]:
    day = stage.campaign.day(stage.rng.uniform(0.05, LAST_UNIT_PROBLEM_AT))
    return day, stage.rng.choice(stage.mandates[organ].crews[stage.region.code].members)


def sign(stage: Stage, paper: Paper) -> Found:
    """Maker, deputy, leader: three signatures of three people within a few working days."""
    rng, campaign, by = stage.rng, stage.campaign, paper.by
    days = [paper.day, paper.day]
    for most in (1, 2, 2):
        days.append(campaign.after(days[-1], rng.randint(0, most)))
    times = moments(rng, days)
    crew = stage.mandates[paper.key].crews[stage.region.code]
    finding = draft(stage, paper.key, by, times, **paper.facts)
    stage.books.advance(finding, "submit", by=by, at=times[2])
    stage.books.advance(finding, "review", by=crew.deputy, at=times[3])
    twins.approve_finding(stage.books, finding=finding, by=crew.leader, at=times[4])
    return Found(finding, days[4])


def draft(stage: Stage, key: str, by: User, times, **facts: Any) -> Finding:
    rng = stage.rng
    method = rng.choice(METHODS)
    finding = twins.draft_finding(
        stage.books,
        round=stage.mandates[key].round,
        by=by,
        at=times[0],
        method=method,
        found_on=times[0].date(),
        power=stage.books.powers.get(POWER_OF_CATEGORY[facts["category"]]),
        process=words.PROCESSES[method].format(day=times[0].date()),
        **facts,
    )
    stage.books.attach(finding, rng.choice(stage.files.evidence), by=by, at=times[1])
    return finding


def keep_under_review(stage: Stage, entries: list[Entry]) -> None:
    """Papers of the look-back that wait for somebody's signature today."""
    spare = [
        entry for entry in entries if entry.is_checked and not entry.flaw and not entry.problem
    ]
    count = 8 if stage.region.is_municipal else 3
    crew = stage.mandates[LOOK_BACK].crews[stage.region.code]
    for place, entry in enumerate(spare[:count]):
        category = ("approval", "record_missing", "unbuilt")[place % 3]
        status = UNDER_REVIEW[place % len(UNDER_REVIEW)]
        by = crew.members[-1 if place == 2 else 0]
        _stop_at(stage, status, by, crew, entry, category)


def _stop_at(stage: Stage, status: str, by: User, crew, entry: Entry, category: str) -> None:
    rng, books, days = stage.rng, stage.books, stage.campaign.days
    times = moments(rng, [days[-4], days[-4], days[-3], days[-2]])
    wordings = words.ABOUT_PROJECTS[category]
    facts = words.state(rng, wordings, name=entry.project.name)
    finding = draft(stage, LOOK_BACK, by, times, project=entry.project, category=category, **facts)
    if status == FindingStatus.DRAFT:
        return
    books.advance(finding, "submit", by=by, at=times[2])
    if status == FindingStatus.LEADER_REVIEW:
        books.advance(finding, "review", by=crew.deputy, at=times[3])
    if status == FindingStatus.RETURNED:
        note = "请补充规划许可和现场照片，并写明违反的条款。"
        books.advance(finding, "return_to_maker", by=crew.deputy, at=times[3], note=note)
