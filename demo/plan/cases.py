"""What becomes of the people of a lead: cases, sanctions, milder measures, accountability."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from demo import bodies
from demo.city import Targets
from demo.plan.campaign import moments
from demo.plan.stage import Stage
from demo.twins import leads as twins
from leads.models import DisciplineCase, Form, Lead, Measure, OutcomeKind, Person
from leads.rules import FORMS
from leads.workflow import DisposalMethod

PARTY = (Measure.PARTY_WARNING, Measure.PARTY_SERIOUS_WARNING, Measure.PARTY_POST_REMOVAL)
GOVERNMENT = (
    Measure.GOV_WARNING,
    Measure.GOV_DEMERIT,
    Measure.GOV_MAJOR_DEMERIT,
    Measure.GOV_DEMOTION,
)
MILD = (
    (OutcomeKind.FIRST_FORM, Measure.REMINDER_TALK),
    (OutcomeKind.FIRST_FORM, Measure.CRITICISM),
    (OutcomeKind.FIRST_FORM, Measure.ORDERED_EXAMINATION),
    (OutcomeKind.FIRST_FORM, Measure.ADMONISHMENT),
    (OutcomeKind.ORG_HANDLING, Measure.REASSIGNMENT),
)
# How decisions word them.
WORDS = {
    Measure.PARTY_WARNING: "党内警告",
    Measure.PARTY_SERIOUS_WARNING: "党内严重警告",
    Measure.PARTY_POST_REMOVAL: "撤销党内职务",
    Measure.PARTY_EXPULSION: "开除党籍",
    Measure.GOV_WARNING: "政务警告",
    Measure.GOV_DEMERIT: "政务记过",
    Measure.GOV_MAJOR_DEMERIT: "政务记大过",
    Measure.GOV_DEMOTION: "政务降级",
    Measure.GOV_DISMISSAL: "开除公职",
    Measure.REMINDER_TALK: "提醒谈话",
    Measure.CRITICISM: "批评教育",
    Measure.ORDERED_EXAMINATION: "责令检查",
    Measure.ADMONISHMENT: "诫勉",
    Measure.REASSIGNMENT: "调离岗位",
    Measure.PROSECUTION: "移送审查起诉",
}


@dataclass
class Fate:
    """What a lead comes to: its method, and how many of its people are treated how."""

    method: str
    is_case: bool = False
    people: int = 0
    sanctioned: int = 0
    mild: int = 0
    prosecuted: int = 0
    organisations: int = 0
    accountable: int = 0

    @property
    def disposal(self) -> str:
        if self.is_case:
            return "经初步核实，涉嫌违纪违法，建议立案审查调查。"
        if self.method == DisposalMethod.CLOSE:
            return "反映问题不属实，予以了结。"
        return "已核实处理完毕，结果已报批。"


def fates_of(targets: Targets, count: int) -> list[Fate]:
    """So many fates that cases, persons, sanctions and the rest add up to the targets."""
    cases = [Fate(DisposalMethod.PRELIM_CHECK, is_case=True) for _n in range(targets.cases)]
    _deal(cases, "people", targets.case_persons)
    sanctioned = targets.sanctioned
    for fate in cases:
        fate.sanctioned = min(fate.people, sanctioned)
        sanctioned -= fate.sanctioned
    if cases:
        cases[0].prosecuted = targets.prosecuted
    others = [Fate(_method(place)) for place in range(count - len(cases))]
    handled = [fate for fate in others if fate.method != DisposalMethod.CLOSE]
    _deal(handled, "mild", targets.otherwise_handled)
    for fate in handled:
        fate.people = fate.mild
    if targets.organisations_held_to_account or targets.persons_held_to_account:
        answering = handled[-1]
        answering.organisations = targets.organisations_held_to_account
        answering.accountable = targets.persons_held_to_account
        answering.people = max(answering.people, answering.accountable)
    return [*cases, *others]


def _method(place: int) -> str:
    return (
        DisposalMethod.PRELIM_CHECK,
        DisposalMethod.TALK_LETTER,
        DisposalMethod.CLOSE,
    )[place % 3]


def _deal(fates: list[Fate], name: str, total: int) -> None:
    """Deal a number out, one each in turn."""
    for place in range(total):
        fate = fates[place % len(fates)]
        setattr(fate, name, getattr(fate, name) + 1)


def carry_out(stage: Stage, story: Any, lead: Lead, people: list[Person]) -> None:
    """File the case and record what was decided about whom."""
    fate, days = story.fate, iter(_later_days(stage, story.days[-1]))
    case = file_case(stage, lead, people[: fate.people], days) if fate.is_case else None
    if case:
        _sanction(stage, case, people, fate, days)
    for person in people[: fate.mild]:
        kind, measure = stage.rng.choice(MILD)
        decide(stage, person, kind, measure, next(days))
    if fate.organisations or fate.accountable:
        _hold_to_account(stage, lead, people, fate, next(days))


def _later_days(stage: Stage, since: date) -> Iterator[date]:
    """Working days after the disposal, towards the last one."""
    days = stage.campaign.days
    place = days.index(since)
    while True:
        place = min(place + stage.rng.randint(0, 1), len(days) - 1)
        yield days[place]


def file_case(stage: Stage, lead: Lead, people: list[Person], days) -> DisciplineCase:
    """Proposed by the officer, approved by the leader, and investigated."""
    proposed, filed = moments(stage.rng, [next(days), next(days)])
    proposed, filed = max(proposed, lead.disposed_at), max(filed, lead.disposed_at)
    case = twins.propose_case(
        stage.books,
        lead=lead,
        matter="涉嫌违规减免易地建设费、失职失责问题",
        by=lead.handler,
        at=proposed,
        persons=people,
    )
    twins.approve_filing(
        stage.books, case=case, by=lead.approver, at=filed, note="同意立案审查调查。"
    )
    return case


def _sanction(stage: Stage, case: DisciplineCase, people: list[Person], fate: Fate, days) -> None:
    """Party and government sanctions; a case all of whose people are decided is concluded."""
    books = stage.books
    if not fate.sanctioned:
        return
    (sent,) = _after(stage, case.filed_at, [next(days)])
    books.advance(case, "send_to_trial", by=case.handler, at=sent, note="事实清楚，移送审理。")
    day = next(days)
    for place, person in enumerate(people[: fate.sanctioned]):
        if place < fate.prosecuted:
            kind = OutcomeKind.PARTY_SANCTION
            decide(stage, person, kind, Measure.PARTY_EXPULSION, day, case, form=Form.F4)
            kind = OutcomeKind.GOV_SANCTION
            decide(stage, person, kind, Measure.GOV_DISMISSAL, day, case, form=Form.F4)
            decide(stage, person, OutcomeKind.PROSECUTION, Measure.PROSECUTION, day, case)
        elif (place + stage.number) % 3:
            kind = OutcomeKind.PARTY_SANCTION
            decide(stage, person, kind, stage.rng.choice(PARTY), day, case)
        else:
            kind = OutcomeKind.GOV_SANCTION
            decide(stage, person, kind, stage.rng.choice(GOVERNMENT), day, case)
    if fate.sanctioned == fate.people and stage.rng.random() < 0.7:
        (concluded,) = _after(stage, case.sent_to_trial_at, [day])
        note = "审理完毕，处分决定已宣布。"
        twins.conclude(books, case=case, by=case.approver, at=concluded, note=note)


def _after(stage: Stage, earlier: datetime, days: list[date]) -> list[datetime]:
    return [max(time, earlier) for time in moments(stage.rng, days)]


def decide(
    stage: Stage,
    person: Person,
    kind: str,
    measure: Measure,
    day: date,
    case: Any = None,
    *,
    form: str = "",
) -> None:
    (time,) = _after(stage, person.lead.disposed_at, [day])
    sign = stage.body(bodies.COMMISSION).short_name
    twins.record_outcome(
        stage.books,
        person=person,
        kind=kind,
        measure=WORDS[measure],
        code=measure,
        form=form or FORMS[measure][0],
        document=f"{sign}处〔{day.year}〕{stage.serials.next('letter')}号",
        effective_on=day,
        by=person.lead.handler,
        at=time,
        case=case,
    )


def _hold_to_account(stage: Stage, lead: Lead, people: list[Person], fate: Fate, day: date) -> None:
    (time,) = _after(stage, lead.disposed_at, [day])
    sign = stage.body(bodies.COMMISSION).short_name
    facts = {"lead": lead, "effective_on": day, "by": lead.handler, "at": time}
    unit = stage.body(bodies.HOUSING)
    subjects = [{"organisation_name": f"{unit.short_name}党组"}] * fate.organisations
    subjects += [{"person": person} for person in people[: fate.accountable]]
    for subject in subjects:
        twins.record_accountability(
            stage.books,
            measure="责令作出书面检查" if "person" in subject else "通报问责",
            document=f"{sign}问责〔{day.year}〕{stage.serials.next('letter')}号",
            **subject,
            **facts,
        )
