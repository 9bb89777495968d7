"""What hangs on a task: milestones, contributions, lines, closures, suspensions, re-checks."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import factory

from airdefense.accounts.models import OrganisationKind
from airdefense.accounts.roles import Role
from rectification import actions
from rectification.models import (
    Closure,
    Contribution,
    DueMove,
    Milestone,
    Recheck,
    RecheckDraw,
    ResultLine,
    Suspension,
)
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.projects import ReceiptFactory
from tests.factories.rectification import (
    HOUR,
    ExtensionFactory,
    a_pdf,
    a_task,
    contact_of,
    fresh,
    hand_in,
    office_of,
)

UNITS = count(1)
DAY = timedelta(days=1)


def a_milestone(measure="送达催缴通知", *, due_on=date(2020, 12, 15), responsible_person="李某"):
    """A row of the plan as it is entered."""
    return {"measure": measure, "due_on": due_on, "responsible_person": responsible_person}


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Milestone

    task = factory.LazyFunction(lambda: a_task(TaskStatus.RECTIFYING))
    measure = "送达催缴通知"
    due_on = factory.LazyAttribute(lambda o: o.task.due_on - 10 * DAY)

    @classmethod
    def _create(cls, model_class, *, task, measure, due_on):
        rows = [a_milestone(measure, due_on=due_on)]
        actions.add_milestones(task=task, milestones=rows, by=contact_of(task), at=NOON)
        return task.milestones.last()


def another_unit(task, **fields):
    """A unit of the same region that has no part in the task yet."""
    number = next(UNITS)
    defaults = {"code": f"PH{number}", "name": f"模拟配合单位{number}"}
    kind = OrganisationKind.FINANCE
    return OrganisationFactory(parent=task.region, kind=kind, **defaults | fields)


class ContributionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contribution

    task = factory.LazyFunction(lambda: a_task(TaskStatus.RECTIFYING))
    unit = factory.LazyAttribute(lambda o: another_unit(o.task))
    part = "核对入库记录"
    by = factory.LazyAttribute(lambda o: contact_of(o.task))
    at = NOON

    @classmethod
    def _create(cls, model_class, **fields):
        return actions.ask_contribution(**fields)


def contributor_of(contribution):
    return person(Role.UNIT_CONTACT, contribution.unit)


def a_receipt(task, number="云财非税0012", amount="80000.00", **fields):
    """A receipt of the task's project in the ledger, paid after the gap was opened."""
    project = task.fee_gap.project
    fields.setdefault("paid_on", task.fee_gap.opened_on)
    return ReceiptFactory(project=project, number=number, amount_yuan=Decimal(amount), **fields)


def recovered(amount, voucher="云财非税0012"):
    """A line of money that was recovered, as it is entered."""
    return {"mode": "collected", "amount_yuan": Decimal(amount), "voucher": voucher}


class ResultLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ResultLine

    task = factory.LazyFunction(lambda: a_task(TaskStatus.RECTIFYING, with_gap=True))
    mode = "returned"
    amount_yuan = factory.LazyAttribute(lambda o: o.task.fee_gap.balance)
    voucher = ""

    @classmethod
    def _create(cls, model_class, *, task, **line):
        return hand_in(task, lines=[line]).lines.get()


class ClosureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Closure

    task = factory.LazyFunction(lambda: a_task(TaskStatus.CLOSED))

    @classmethod
    def _create(cls, model_class, *, task):
        return task.closures.get()


class DueMoveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DueMove

    extension = factory.SubFactory(ExtensionFactory)

    @classmethod
    def _create(cls, model_class, *, extension):
        office = office_of(extension.task)
        actions.decide_extension(extension=extension, granted=True, by=office, at=NOON)
        return extension.task.due_moves.get()


class SuspensionFactory(factory.django.DjangoModelFactory):
    """Asked for; `granted=True` has the office grant it."""

    class Meta:
        model = Suspension

    class Params:
        granted = False

    task = factory.LazyFunction(lambda: a_task(TaskStatus.RECTIFYING))
    until = factory.LazyAttribute(lambda o: o.task.due_on + 30 * DAY)
    reason = "建设单位破产清算，等待法院裁定。"
    basis = "示例：整改工作办法第十二条"
    by = factory.LazyAttribute(lambda o: contact_of(o.task))
    at = NOON

    @classmethod
    def _create(cls, model_class, **fields):
        return actions.request_suspension(**fields)


def a_standing_suspension(**fields):
    suspension = SuspensionFactory(**fields)
    office = office_of(suspension.task)
    return actions.grant_suspension(suspension=suspension, by=office, at=NOON + HOUR)


class RecheckDrawFactory(factory.django.DjangoModelFactory):
    """A draw of everything closed out in the region in 2020, or of `size` of it."""

    class Meta:
        model = RecheckDraw

    region = factory.LazyFunction(lambda: a_task(TaskStatus.CLOSED).region)
    closed_from = date(2020, 1, 1)
    closed_to = factory.LazyAttribute(lambda o: o.at.date())
    size = 1
    seed = "2020-回头看-1"
    at = NOON + 5 * HOUR
    due_on = factory.LazyAttribute(lambda o: o.at.date() + 30 * DAY)
    by = factory.LazyAttribute(lambda o: person(Role.INSPECTION_OFFICE, o.region))

    @classmethod
    def _create(cls, model_class, **fields):
        return actions.draw_rechecks(**fields)


class RecheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recheck

    task = factory.LazyFunction(lambda: a_task(TaskStatus.CLOSED))

    @classmethod
    def _create(cls, model_class, *, task, **fields):
        return RecheckDrawFactory(region=task.region, **fields).rechecks.get()


def a_recheck(status="drawn", **fields):
    """A re-check walked to the status by an inspector who did not close the task out."""
    recheck = RecheckFactory(**fields)
    by, at = person(Role.INSPECTOR, recheck.task.region), NOON + 6 * HOUR
    if status == "holds":
        words = "现场查看，整改到位。"
        actions.confirm_recheck(recheck=recheck, result=words, files=[a_pdf()], by=by, at=at)
    if status == "reopened":
        actions.reopen_by_recheck(recheck=recheck, result="未实际入库。", by=by, at=at)
    return fresh(recheck)
