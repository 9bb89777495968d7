"""Leads of one region: transferred, registered, disposed; some filed as cases."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from demo import bodies
from demo.names import person_name
from demo.plan.campaign import at, moments
from demo.plan.cases import Fate, carry_out, fates_of
from demo.plan.findings import Found
from demo.plan.stage import Stage
from demo.twins import leads as twins
from inspections.models import Organ
from leads.models import Lead, LeadSource, Person
from leads.workflow import DisposalMethod

OTHER_SOURCES = (LeadSource.PETITION, LeadSource.OWN_FINDING, LeadSource.FINANCE)
MATTERS = (
    "违规决定减免易地建设费",
    "收受建设单位礼金",
    "易地建设费应收未收、失职失责",
    "人防审批中为他人谋取利益",
    "违反中央八项规定精神",
    "人防工程招标中插手干预",
    "执法不严、监督检查走过场",
)
POSTS = (
    ("人防办主任", "乡科级正职"),
    ("人防办副主任", "乡科级副职"),
    ("人防科科长", "乡科级正职"),
    ("行政审批科科长", "乡科级副职"),
    ("人防科科员", "一般干部"),
    ("副局长", "乡科级正职"),
)
OPINIONS = {
    DisposalMethod.PRELIM_CHECK: "反映问题具体，具有可查性，建议初步核实。",
    DisposalMethod.TALK_LETTER: "反映问题笼统，建议谈话函询。",
    DisposalMethod.CLOSE: "经审阅，反映问题不属实，建议予以了结。",
}
LAST_TRANSFER_AT = 0.5


@dataclass
class Story:
    """One lead to be told: where it comes from and what is to become of its people."""

    source: str
    fate: Fate
    is_on_site: bool = False
    days: list[date] = field(default_factory=list)


def follow_leads(stage: Stage, found: list[Found]) -> None:
    """Every lead of the region from transfer to disposal, and those that are open today."""
    stories = _stories(stage)
    findings = [one for one in found if one.finding.project and one.finding.organ]
    for story in sorted(stories, key=lambda one: one.days[0]):
        carry_out(stage, story, *dispose(stage, story, findings))
    for place in range(stage.targets.open_leads):
        keep_open(stage, place)
    if stage.region.is_municipal:
        _await_receipt(stage)


def _stories(stage: Stage) -> list[Story]:
    targets, rng = stage.targets, stage.rng
    others = targets.disposed - targets.inspection_leads - targets.audit_leads
    sources = [LeadSource.INSPECTION] * targets.inspection_leads
    sources += [LeadSource.AUDIT] * targets.audit_leads
    sources += [OTHER_SOURCES[place % len(OTHER_SOURCES)] for place in range(others)]
    rng.shuffle(sources)
    stories = [
        Story(source, fate)
        for source, fate in zip(sources, fates_of(targets, len(sources)), strict=True)
    ]
    from_inspection = [one for one in stories if one.source == LeadSource.INSPECTION]
    for story in from_inspection[: targets.on_site_leads]:
        story.is_on_site = True
    for place, story in enumerate(stories):
        story.days = _days(stage, story, is_last=place == len(stories) - 1)
    return stories


def _days(stage: Stage, story: Story, *, is_last: bool) -> list[date]:
    """Transfer, receipt, assignment, proposal, approval, disposal."""
    rng, days = stage.rng, stage.campaign.days
    last = len(days) - 1
    first = int(rng.uniform(0.06, 0.2 if story.is_on_site else LAST_TRANSFER_AT) * last)
    # What became of people takes its time, so these are disposed of early enough to tell it.
    end = int(rng.uniform(0.62, 0.8 if story.fate.people else 0.96) * last)
    if is_last and not story.fate.people and stage.targets.recovered_on_last_day_yuan:
        end = last
    steps = [first, first + 1, first + 2, first + 4, first + 6, max(end, first + 8)]
    return [days[min(step, last)] for step in steps]


def dispose(stage: Stage, story: Story, found: list[Found]) -> tuple[Lead, list[Person]]:
    """Transfer the lead and take it through register, assignment, decision and disposal."""
    books, code = stage.books, stage.region.code
    times = moments(stage.rng, story.days)
    lead, people = transfer(stage, story, times[0], found)
    handler, approver = stage.rng.choice(stage.cast.officers[code]), _approver(stage)
    registrar = stage.cast.registrars[code][0]
    twins.receive(books, lead=lead, by=registrar, at=times[1])
    twins.assign(books, lead=lead, handler=handler, approver=approver, by=registrar, at=times[2])
    method = story.fate.method
    twins.propose(
        books, lead=lead, method=method, opinion=OPINIONS[method], by=handler, at=times[3]
    )
    twins.approve(books, lead=lead, by=approver, at=times[4], note="同意。")
    twins.dispose(books, lead=lead, by=handler, at=times[5], note=story.fate.disposal)
    return lead, people


def _approver(stage: Stage):
    return stage.rng.choice(stage.cast.approvers[stage.region.code])


def transfer(stage: Stage, story: Story, at: datetime, found: list[Found]):
    rng, unit = stage.rng, stage.body(bodies.HOUSING)
    finding = _finding_behind(stage, story, at, found)
    matter = rng.choice(MATTERS)
    name = finding.project.name if finding else unit.short_name
    letters = {LeadSource.INSPECTION: "巡移", LeadSource.AUDIT: "审移"}
    mark, serial = letters.get(story.source, "转"), stage.serials.next("letter")
    return twins.transfer(
        stage.books,
        by=_sender(stage, story.source),
        at=at,
        source=story.source,
        region=stage.home,
        commission=stage.body(bodies.COMMISSION),
        letter_number=f"{mark}〔{at.year}〕{serial}号",
        content={
            "subject_unit": unit,
            "matter": matter,
            "facts": f"反映{unit.name}有关人员在{name}办理中{matter}，详见所附材料。",
            "amount_yuan": finding.amount_yuan if finding else None,
        },
        persons=[_person(stage, unit) for _n in range(max(1, story.fate.people))],
        reporter=_reporter(stage, story.source),
        finding=finding,
        is_on_site=story.is_on_site,
        files=[stage.files.lead],
    )


def _finding_behind(stage: Stage, story: Story, at: datetime, found: list[Found]) -> Any:
    """A finding of the same organ approved before the transfer, for most leads of an organ."""
    organ = {LeadSource.INSPECTION: Organ.INSPECTION, LeadSource.AUDIT: Organ.AUDIT}.get(
        story.source
    )
    fitting = [
        one.finding for one in found if one.finding.organ == organ and one.finding.approved_at < at
    ]
    return stage.rng.choice(fitting) if fitting and stage.rng.random() < 0.75 else None


def _sender(stage: Stage, source: str):
    """Inspection signs its own leads; other letters are keyed by the city's register."""
    if source == LeadSource.INSPECTION:
        return stage.cast.crew_of_region[stage.region.code].leader
    return stage.cast.keyer


def _person(stage: Stage, unit: Any) -> dict[str, str]:
    post, rank = stage.rng.choice(POSTS)
    name = person_name(stage.rng)
    while name in stage.cast.names:
        name = person_name(stage.rng)
    return {"name": name, "unit": unit.name, "post": post, "rank": rank}


def _reporter(stage: Stage, source: str) -> dict[str, Any] | None:
    if source != LeadSource.PETITION:
        return None
    if stage.rng.random() < 0.5:
        return {"is_anonymous": True}
    return {"name": person_name(stage.rng), "contact": "来信地址（模拟数据）"}


def keep_open(stage: Stage, place: int) -> None:
    """Petitions still in hand: the first falls due tomorrow, the next waits for its decision."""
    campaign, books, code = stage.campaign, stage.books, stage.region.code
    is_first = stage.region.is_municipal and place == 0
    fate = Fate(DisposalMethod.PRELIM_CHECK)
    day = campaign.days[-9]
    if is_first:
        # Tomorrow is the second day after the last one; letters are taken in on any day.
        limit = books.limits["lead.propose"].days
        day = campaign.until + timedelta(days=2 - limit)
    start = [at(day, 8 * 60 + 40), at(day, 9 * 60 + 55)]
    story = Story(LeadSource.PETITION, fate)
    lead, _people = transfer(stage, story, start[0], [])
    registrar = stage.cast.registrars[code][0]
    handler, approver = stage.cast.officers[code][0], stage.cast.approvers[code][0]
    twins.receive(books, lead=lead, by=registrar, at=start[1])
    later = moments(stage.rng, [campaign.days[-7], campaign.days[-2]])
    twins.assign(books, lead=lead, handler=handler, approver=approver, by=registrar, at=later[0])
    if not is_first:
        opinion = OPINIONS[fate.method]
        twins.propose(
            books, lead=lead, method=fate.method, opinion=opinion, by=handler, at=later[1]
        )


def _await_receipt(stage: Stage) -> None:
    """A letter of the last day that nobody has signed for yet."""
    (time,) = moments(stage.rng, [stage.campaign.until])
    story = Story(LeadSource.SECTOR_DEPT, Fate(DisposalMethod.PRELIM_CHECK))
    transfer(stage, story, time, [])
