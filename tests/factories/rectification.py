"""Tasks, extensions and instruments, opened and moved by the real actions."""

from datetime import date, timedelta
from itertools import count

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from airdefense.accounts.models import OrganisationKind
from airdefense.accounts.roles import Role
from airdefense.casework.models import TimeLimit
from inspections import actions as inspections
from rectification import actions
from rectification.models import (
    Extension,
    Instrument,
    InstrumentKind,
    InstrumentReply,
    RectificationTask,
    Submission,
)
from rectification.models.instruments import RECOMMENDATIONS
from rectification.parts import KINDS
from rectification.workflow import InstrumentStatus, TaskStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import a_crew, a_finding

NUMBERS = count(1)
HOUR = timedelta(hours=1)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def limits():
    """The customer's time limits: sixty days to put right, thirty to reply."""
    for step, days in (("task.rectify", 60), ("instrument.reply", 30)):
        TimeLimit.objects.get_or_create(
            step=step,
            effective_on=date(2003, 1, 1),
            organisation=None,
            defaults={"days": days, "basis": "模拟办法第九条"},
        )


def a_pdf(name="缴款凭证.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def office_of(case, **kwargs):
    """Somebody of the inspection office, whose reach is the region of the case."""
    return person(Role.INSPECTION_OFFICE, case.region, **kwargs)


def contact_of(case, **kwargs):
    """The contact of the rectifying unit."""
    return person(Role.UNIT_CONTACT, case.unit, **kwargs)


def clerk_of(case):
    return person(Role.DATA_CLERK, case.region)


def an_approved_finding(region=None, *, with_gap=False, **fields):
    """A finding signed three times; one about the fee has opened its gap of 387,000 yuan."""
    crew = a_crew(region)
    fields.setdefault("category", "payable_unpaid" if with_gap else "unbuilt")
    return a_finding(crew, status="approved", **fields)


class TaskFactory(factory.django.DjangoModelFactory):
    """TaskFactory(region=county, with_gap=True) or TaskFactory(finding=…); issued by the
    inspection office."""

    class Meta:
        model = RectificationTask

    class Params:
        region = None
        with_gap = False

    finding = factory.LazyAttribute(
        lambda o: an_approved_finding(o.region, with_gap=o.with_gap, at=o.at)
    )
    requirement = "核清减免依据，追缴少收的易地建设费。"
    by = factory.LazyAttribute(lambda o: office_of(o.finding))
    at = NOON

    @classmethod
    def _create(cls, model_class, **fields):
        limits()
        return actions.issue_task(**fields)


def a_task(status=TaskStatus.ISSUED, *, at=NOON, **fields):
    """A task walked to the status by the steps of its unit and the inspection office."""
    task = TaskFactory(at=at, **fields)
    contact, office = contact_of(task), office_of(task)
    if status == TaskStatus.ISSUED:
        return task
    task = actions.submit_plan(
        task=task, plan="逐项核对并追缴。", responsible_person="李某", by=contact, at=at
    )
    if status == TaskStatus.RECTIFYING:
        return task
    hand_in(task, at=at + HOUR, by=contact)
    if status == TaskStatus.RETURNED:
        note = "缴款凭证不清晰，请重新上传。"
        actions.return_for_rework(task=task, note=note, by=office, at=at + 2 * HOUR)
    if status in (TaskStatus.VERIFIED, TaskStatus.CLOSED, TaskStatus.REOPENED):
        actions.verify(task=task, by=office, at=at + 2 * HOUR)
    if status in (TaskStatus.CLOSED, TaskStatus.REOPENED):
        actions.close(task=task, by=office, at=at + 3 * HOUR)
    if status == TaskStatus.REOPENED:
        note, team = "现场核查发现问题反弹。", person(Role.INSPECTOR, task.region)
        actions.reopen_task(task=task, note=note, by=team, at=at + 4 * HOUR)
    if status == TaskStatus.WITHDRAWN:
        lose_its_ground(task, at=at + 2 * HOUR)
        actions.withdraw_task(task=task, note="问题已作废", by=office, at=at + 2 * HOUR)
    return fresh(task)


def lose_its_ground(task, *, at=NOON):
    """The finding of the task is voided by the leader who approved it."""
    finding = task.finding
    inspections.take_step(finding, "void", by=finding.approved_by, at=at, note="重复认定")


def explained(task):
    """Lines that say of the whole gap what became of it."""
    if task.fee_gap is None or not task.fee_gap.balance:
        return []
    return [{"mode": "other", "amount_yuan": task.fee_gap.balance, "note": "另行追缴"}]


def hand_in(task, *, at=NOON + HOUR, by=None, files=None, lines=None, **more):
    """The unit's submission with one proof, or those given, and the gap explained."""
    files = [a_pdf()] if files is None else files
    return actions.submit(
        task=task,
        result="已追缴到位。",
        files=files,
        lines=explained(task) if lines is None else lines,
        by=by or contact_of(task),
        at=at,
        **more,
    )


def fresh(case):
    return type(case).objects.get(pk=case.pk)


class SubmissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Submission

    task = factory.LazyFunction(lambda: a_task(TaskStatus.RECTIFYING))

    @classmethod
    def _create(cls, model_class, **fields):
        return hand_in(**fields)


class ExtensionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Extension

    task = factory.LazyFunction(lambda: a_task(TaskStatus.RECTIFYING))
    requested_until = factory.LazyAttribute(lambda o: o.task.due_on + timedelta(days=30))
    reason = "建设单位分两期缴纳。"
    by = factory.LazyAttribute(lambda o: contact_of(o.task))
    at = NOON

    @classmethod
    def _create(cls, model_class, **fields):
        return actions.request_extension(**fields)


def an_issuer(kind, region):
    """An office that may issue instruments of that kind: recommendations are the commission's."""
    is_commission = kind in RECOMMENDATIONS
    number = next(NUMBERS)
    return OrganisationFactory(
        parent=region,
        kind=OrganisationKind.COMMISSION if is_commission else OrganisationKind.INSPECTION_OFFICE,
        code=f"ZF{number}",
        short_name=f"模纪{number}" if is_commission else f"模巡办{number}",
    )


class InstrumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Instrument

    task = factory.SubFactory(TaskFactory)
    unit = factory.LazyAttribute(lambda o: o.task.unit)
    kind = InstrumentKind.URGE_LETTER
    issuer = factory.LazyAttribute(lambda o: an_issuer(o.kind, o.unit.home_region))
    title = "关于加快整改的督办函"
    by = factory.LazyAttribute(lambda o: person(Role.SUPERVISION_OFFICE, o.unit.home_region))
    at = NOON

    @classmethod
    def _create(cls, model_class, **fields):
        limits()
        if "parts" not in fields:
            fields["parts"] = whole_parts(**fields)
        if KINDS[fields["kind"]].is_held:
            fields = MEETING | fields
        return actions.draft_instrument(**fields)


MEETING = {"held_on": TODAY, "held_where": "三楼会议室", "present": "张某、李某"}
ABOUT = ("kind", "issuer", "unit", "task", "finding", "round", "power")


def whole_parts(*, at, **fields):
    """Every part as its case fills it; what the case does not know is written out."""
    instrument = Instrument(**{name: fields[name] for name in ABOUT if name in fields})
    values = actions.context_of(instrument, on=localdate(at))
    values["matter"] = values["matter"] or "加快整改"
    drafted = instrument.kind_entry.drafted(values)
    for part in instrument.kind_entry.parts:
        if part.is_required:
            drafted[part.key] = drafted[part.key] or "写明的内容。"
    return drafted


def an_instrument(status=InstrumentStatus.DRAFT, *, at=NOON, **fields):
    """An instrument walked to the status; approved by somebody else than its drafter."""
    instrument = InstrumentFactory(at=at, **fields)
    office = office_of(instrument)
    if status == InstrumentStatus.DRAFT:
        return instrument
    if status == InstrumentStatus.VOID:
        return actions.void(instrument=instrument, note="不再需要。", by=office, at=at)
    actions.approve(instrument=instrument, by=office, at=at)
    if status != InstrumentStatus.APPROVED:
        actions.issue(instrument=instrument, by=office, at=at)
    if status in (InstrumentStatus.REPLIED, InstrumentStatus.CONCLUDED):
        reply = "已全部整改。"
        actions.reply(instrument=instrument, text=reply, by=contact_of(instrument), at=at + HOUR)
    if status == InstrumentStatus.CONCLUDED:
        told = {"effect": "rectified", "note": "复核属实。", "at": at + 2 * HOUR}
        actions.conclude(instrument=instrument, by=office, **told)
    return fresh(instrument)


class InstrumentReplyFactory(factory.django.DjangoModelFactory):
    """The unit's reply to an issued instrument."""

    class Meta:
        model = InstrumentReply

    instrument = factory.LazyFunction(lambda: an_instrument("issued"))
    text = "已全部整改。"
    by = factory.LazyAttribute(lambda o: contact_of(o.instrument))
    at = NOON + HOUR

    @classmethod
    def _create(cls, model_class, **fields):
        return actions.reply(**fields).replies.last()
