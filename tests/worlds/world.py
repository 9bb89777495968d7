"""What may happen in the city, act by act and day by day, through the real actions.

An act that the rules refuse at that moment did not happen. Every act is dated with its own day.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections import actions as inspecting
from inspections.models import Organ
from leads import actions as pursuing
from leads.models import DisciplineCase, Lead, Measure, OutcomeKind
from leads.rules import FORMS
from leads.workflow import DisposalMethod
from projects import actions as collecting
from rectification import actions as rectifying
from tests.factories.accounts import NOON
from tests.factories.rectification import a_pdf, explained, fresh
from tests.worlds.settled import Settled

DAY = timedelta(days=1)
NUMBERS = ("530402198001010011", "110101199003070038")
SANCTIONS = {
    Measure.PARTY_WARNING: OutcomeKind.PARTY_SANCTION,
    Measure.GOV_DEMERIT: OutcomeKind.GOV_SANCTION,
}


@dataclass
class World:
    """The city on a day; `n` of an act chooses what it is about, `m` what it is done with."""

    settled: Settled
    now: datetime = NOON
    checks: list[Any] = field(default_factory=list)
    findings: list[Any] = field(default_factory=list)
    gaps: list[Any] = field(default_factory=list)
    receipts: list[Any] = field(default_factory=list)
    entries: list[Any] = field(default_factory=list)
    tasks: list[Any] = field(default_factory=list)
    cases: list[Any] = field(default_factory=list)
    outcomes: list[Any] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.now.date()

    def act(self, name: str, days: int, n: int, m: int, amount: Decimal) -> None:
        self.now += days * DAY
        try:
            with transaction.atomic():
                ACTS[name](self, n, m, amount)
        except (NotPossible, NotAllowed):
            return

    def region(self, n: int) -> Any:
        return self.settled.regions[n % len(self.settled.regions)]

    def home_of(self, case: Any) -> Any:
        return next(r for r in self.settled.regions if r.home.pk == case.region_id)

    def by(self, person: Any) -> dict[str, Any]:
        return {"by": person, "at": self.now}


def pick(rows: list[Any], n: int) -> Any:
    """One of the rows as it stands now."""
    if not rows:
        raise NotPossible("nothing there")
    return fresh(rows[n % len(rows)])


def check(world: World, n: int, m: int, amount: Decimal) -> None:
    """A project is checked by one of two organs, and now and then again."""
    region = world.region(n)
    crew = region.crews[Organ.AUDIT if m % 2 else Organ.INSPECTION]
    row = inspecting.assign_check(
        round=crew.round,
        team=crew.team,
        project=region.projects[m % 3],
        assigned_to=crew.inspector,
        due_on=world.today + 7 * DAY,
        **world.by(crew.leader),
    )
    step, person = ("void", crew.leader) if n > m else ("complete", crew.inspector)
    inspecting.take_step(row, step, note="台账与票据", **world.by(person))


def approve(world: World, n: int, m: int, amount: Decimal) -> None:
    papers = world.region(n).papers
    paper = pick(papers, m)
    crew = next(c for c in world.region(n).crews.values() if c.round == paper.round)
    finding = inspecting.take_step(paper, "approve", note="同意", **world.by(crew.leader))
    world.findings.append(finding)
    if finding.gap:
        world.gaps.append(finding.gap)


def void_finding(world: World, n: int, m: int, amount: Decimal) -> None:
    finding = pick(world.findings, n)
    inspecting.take_step(finding, "void", note="认定有误", **world.by(finding.approved_by))


def merge(world: World, n: int, m: int, amount: Decimal) -> None:
    finding, into = pick(world.findings, n), pick(world.findings, m)
    office = world.home_of(finding).crew.office
    inspecting.merge(finding=finding, into=into, note="同一事项", **world.by(office))


def open_gap(world: World, n: int, m: int, amount: Decimal) -> None:
    region = world.region(n)
    facts = {"kind": "payable_unpaid", "amount_yuan": amount, "basis": "已核定未缴"}
    project, by = region.projects[m % 3], world.by(region.clerk)
    world.gaps.append(collecting.open_gap(project=project, opened_on=world.today, **facts, **by))


def clerk_of(world: World, project: Any) -> dict[str, Any]:
    return world.by(world.home_of(project).clerk)


def pay(world: World, n: int, m: int, amount: Decimal) -> None:
    """Money comes in for a gap and is counted against it; what is over stays with the receipt."""
    gap = pick(world.gaps, n)
    by = clerk_of(world, gap.project)
    receipt = collecting.record_receipt(
        project=gap.project,
        number=f"模{len(world.receipts):06}",
        paid_on=world.today,
        amount_yuan=amount,
        payer="模拟建设单位",
        **by,
    )
    counted = min(amount, gap.balance)
    if counted > 0 and m % 4:
        facts = {"gap": gap, "receipt": receipt, "amount_yuan": counted}
        row = collecting.allocate(allocated_on=world.today, **facts, **by)
        world.entries.append(row)
    world.receipts.append(receipt)


def refund(world: World, n: int, m: int, amount: Decimal) -> None:
    receipt = pick(world.receipts, n)
    collecting.refund(
        receipt=receipt,
        amount_yuan=min(amount, receipt.amount_yuan),
        refunded_on=world.today,
        reason="多缴",
        document=f"退〔2020〕{n}号",
        **clerk_of(world, receipt.project),
    )


def void_receipt(world: World, n: int, m: int, amount: Decimal) -> None:
    receipt = pick(world.receipts, n)
    by = clerk_of(world, receipt.project)
    collecting.void_receipt(receipt=receipt, reason="录错", **by)


def write_off(world: World, n: int, m: int, amount: Decimal) -> None:
    gap = pick(world.gaps, n)
    facts = {"amount_yuan": min(amount, gap.balance), "basis": "裁定〔2020〕9号"}
    by = clerk_of(world, gap.project)
    row = collecting.write_off(gap=gap, written_off_on=world.today, **facts, **by)
    world.entries.append(row)


def take_back(world: World, n: int, m: int, amount: Decimal) -> None:
    """A counter-entry of the same day: what is taken back later counts from that day."""
    row = pick(world.entries, n)
    by = clerk_of(world, row.gap.project)
    on = world.today if collecting.counter.may_end_later(row) else None
    if on is None and collecting.counter.day_of(row) != world.today:
        raise NotPossible("it would be dated before today")
    collecting.take_back(row=row, reason="录错", on=on, **by)


def issue_task(world: World, n: int, m: int, amount: Decimal) -> None:
    finding = pick(world.findings, n)
    office = world.home_of(finding).crew.office
    due_on = world.today + (m + 1) * DAY
    facts = {"finding": finding, "requirement": "限期整改", "due_on": due_on}
    world.tasks.append(rectifying.issue_task(**facts, **world.by(office)))


def recover(world: World, n: int, m: int, amount: Decimal) -> None:
    """A task on a gap that no finding states."""
    gap = pick(world.gaps, n)
    region = world.home_of(gap.project)
    facts = {"unit": region.crew.authority, "title": "追缴", "requirement": "追缴"}
    due_on = world.today + (m + 1) * DAY
    row = rectifying.issue_recovery_task(
        gap=gap, due_on=due_on, **facts, **world.by(region.crew.office)
    )
    world.tasks.append(row)


def go_on(world: World, n: int, m: int, amount: Decimal) -> None:
    """The next step of a task towards its end."""
    task = pick(world.tasks, n)
    region = world.home_of(task)
    unit, office = world.by(region.contact), world.by(region.crew.office)
    if task.status == "issued":
        rectifying.submit_plan(task=task, plan="逐项追缴。", responsible_person="李某", **unit)
    elif task.status in ("rectifying", "returned", "reopened"):
        proof = [a_pdf(content=b"%PDF-1.4\n" + str(world.now).encode() + b"\n%%EOF\n")]
        lines = explained(task)
        rectifying.submit(task=task, result="到位", files=proof, lines=lines, **unit)
    elif task.status == "submitted":
        rectifying.verify(task=task, **office)
    else:
        rectifying.close(task=task, **office)


def go_back(world: World, n: int, m: int, amount: Decimal) -> None:
    """Returned, reopened or withdrawn, as it may be."""
    task = pick(world.tasks, n)
    region = world.home_of(task)
    office = world.by(region.crew.office)
    if task.status in ("submitted", "verified") and m % 2:
        rectifying.return_for_rework(task=task, note="凭证不清", **office)
    elif task.status == "closed":
        rectifying.reopen_task(task=task, note="反弹", **world.by(region.crew.inspector))
    else:
        rectifying.withdraw_task(task=task, note="问题已作废", **office)


def extend(world: World, n: int, m: int, amount: Decimal) -> None:
    task = pick(world.tasks, n)
    region = world.home_of(task)
    until = max(task.due_on, world.today) + (m + 1) * DAY
    extension = rectifying.request_extension(
        task=task, requested_until=until, reason="分期缴纳", **world.by(region.contact)
    )
    office = world.by(region.crew.office)
    rectifying.decide_extension(extension=extension, granted=n != m, note="酌情", **office)


def write_letter(world: World, n: int, m: int, amount: Decimal) -> None:
    """A document is issued, then replied to, then concluded."""
    region = world.region(n)
    letter = pick(region.letters, m)
    if letter.status == "approved":
        rectifying.issue(instrument=letter, **world.by(region.reviewer))
    else:
        rectifying.reply(instrument=letter, text="已整改。", **world.by(region.contact))


def follow(world: World, n: int, m: int, amount: Decimal) -> None:
    """The next step of a lead towards its disposal."""
    office, lead = world.settled.office, pick(world.settled.leads, 4 * n)
    next_ = {
        "transferred": ("receive", office.receiver, {}),
        "registered": (
            "assign",
            office.receiver,
            {"handler": office.officer, "approver": office.leader},
        ),
        "assigned": (
            "propose",
            office.officer,
            {"method": DisposalMethod.PRELIM_CHECK, "review_on": None},
        ),
        "proposed": ("approve", office.leader, {}),
        "in_disposal": ("dispose", office.officer, {}),
    }
    if lead.status not in next_ or (lead.status == "in_disposal" and m < 4):
        raise NotPossible("it is at its end, or stays open for what may follow")
    name, person, data = next_[lead.status]
    pursuing.take_step(lead, name, note="同意", **world.by(person), **data)


def send_back(world: World, n: int, m: int, amount: Decimal) -> None:
    office, lead = world.settled.office, pick(world.settled.leads, 4 * n)
    name = "return_to_sender" if lead.status == "transferred" else "void"
    pursuing.take_step(lead, name, note="不属本级", **world.by(office.receiver))


def file_case(world: World, n: int, m: int, amount: Decimal) -> None:
    """A case of the lead's person, or of an organisation alone, filed the same day."""
    office = world.settled.office
    lead = pick(rows_of(Lead, status="in_disposal"), n)
    people = list(lead.persons.all()) if m % 4 else []
    facts = {"lead": lead, "matter": "违规减免", "persons": people}
    subject = "" if people else "某局"
    case = pursuing.propose_case(organisation_subject=subject, **facts, **world.by(office.officer))
    step = "reject_filing" if m == 5 else "approve_filing"
    pursuing.take_case_step(case, step, note="同意", **world.by(office.leader))
    world.cases.append(case)


def rows_of(model: Any, **facts: Any) -> list[Any]:
    return list(model.objects.filter(**facts).order_by("pk"))


def decide(world: World, n: int, m: int, amount: Decimal) -> None:
    """A sanction, a talk, a prosecution or somebody held to account."""
    officer = world.by(world.settled.office.officer)
    case = pick(rows_of(DisciplineCase, status="investigation"), n)
    said = {"document": f"决定{len(world.outcomes)}", "effective_on": world.today, **officer}
    person = case.persons.get().person if case.persons.exists() else None
    if person is None or m == 5:
        about = {"person": person} if person else {"organisation_name": "某党组"}
        row = pursuing.record_accountability(lead=case.lead, measure="通报", **about, **said)
    elif m == 4:
        row = pursuing.prosecute(
            case=case,
            person=person,
            procuratorate="检察院",
            document=said["document"],
            sent_on=world.today,
            **officer,
        )
    else:
        code = [*SANCTIONS, Measure.REMINDER_TALK][m % 3]
        kind = SANCTIONS.get(code, OutcomeKind.FIRST_FORM)
        about = {"person": person, "case": case, "kind": kind, "code": code}
        row = pursuing.record_outcome(form=FORMS[code][0], **about, **said)
    world.outcomes.append(row)


def identify(world: World, n: int, m: int, amount: Decimal) -> None:
    """Two people turn out to be one."""
    case = pick(rows_of(DisciplineCase, status="investigation"), n)
    entry = case.persons.first()
    if entry is None:
        raise NotPossible("of an organisation")
    by = world.by(world.settled.office.officer)
    pursuing.complete_person(person=entry.person, id_number=NUMBERS[m % 2], **by)


ACTS: dict[str, Callable[[World, int, int, Decimal], None]] = {
    act.__name__: act
    for act in (
        check,
        approve,
        void_finding,
        merge,
        open_gap,
        pay,
        refund,
        void_receipt,
        write_off,
        take_back,
        issue_task,
        recover,
        go_on,
        go_back,
        extend,
        write_letter,
        follow,
        send_back,
        file_case,
        decide,
        identify,
    )
}
# What leads far happens often, so that most worlds have something of everything.
OFTEN = {"approve": 20, "pay": 12, "issue_task": 14, "go_on": 34, "follow": 26, "decide": 14}
ALSO = {"check": 6, "file_case": 10, "write_letter": 6, "open_gap": 4, "go_back": 5}
WEIGHTS = [({**OFTEN, **ALSO}).get(name, 2) for name in ACTS]
MOST_YUAN = 50_000_000  # in fen


def history(seed: int, length: int) -> list[tuple[str, int, int, int, Decimal]]:
    """What happens, by chance: a name, days since the act before, two choices and an amount."""
    chance = Random(seed)
    return [
        (
            name,
            chance.choice((0, 0, 0, 1, 1, 3)),
            chance.randrange(5),
            chance.randrange(6),
            Decimal(chance.randint(1, MOST_YUAN)) / 100,
        )
        for name in chance.choices(list(ACTS), WEIGHTS, k=length)
    ]
