"""Reports as they are compiled and mailed by the real actions."""

from datetime import date, timedelta
from decimal import Decimal

import factory

from airdefense.accounts.roles import Role
from airdefense.reports import actions
from airdefense.reports.models import (
    Delivery,
    FrozenFigure,
    Kind,
    PlanMark,
    Report,
    ReportSchedule,
    Statement,
    Subscription,
)
from airdefense.reports.planning.actions import enter_mark
from airdefense.reports.statement.actions import draft_statement
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, UserFactory, person

MORNING = NOON + timedelta(hours=20)  # the next day at eight, when the report of TODAY is due


class ReportFactory(factory.django.DjangoModelFactory):
    """ReportFactory(scope=city) freezes TODAY as it is in the database."""

    class Meta:
        model = Report

    kind = Kind.DAILY
    day = TODAY
    scope = factory.SubFactory(OrganisationFactory, city=True)
    by = factory.SubFactory(UserFactory, organisation=factory.SelfAttribute("..scope"))
    at = MORNING

    @classmethod
    def _create(cls, model_class, **fields):
        return actions.compile_report(**fields)


class FrozenFigureFactory(factory.django.DjangoModelFactory):
    """One figure of a compiled report, by its code."""

    class Meta:
        model = FrozenFigure

    report = factory.SubFactory(ReportFactory)
    code = "M01"

    @classmethod
    def _create(cls, model_class, *, report, code):
        return report.figures.get(code=code)


class DeliveryFactory(factory.django.DjangoModelFactory):
    """The mail of a report to a leader of its region."""

    class Meta:
        model = Delivery

    report = factory.SubFactory(ReportFactory)
    recipient = factory.LazyAttribute(lambda o: person(Role.LEADERSHIP, o.report.scope))
    at = MORNING

    @classmethod
    def _create(cls, model_class, *, report, recipient, at):
        actions.queue_deliveries(report, at=at)
        return report.deliveries.get(recipient=recipient)


class ReportScheduleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportSchedule

    kind = Kind.DAILY


class SubscriptionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Subscription

    user = factory.SubFactory(UserFactory)
    kind = Kind.DAILY
    paused_until = date(2020, 12, 31)


class StatementFactory(factory.django.DjangoModelFactory):
    """A statement drafted by the inspection office from the city's report of TODAY."""

    class Meta:
        model = Statement

    report = factory.SubFactory(ReportFactory)
    by = factory.LazyAttribute(lambda o: person(Role.INSPECTION_OFFICE, o.report.scope))
    at = MORNING

    @classmethod
    def _create(cls, model_class, **fields):
        return draft_statement(**fields)


class PlanMarkFactory(factory.django.DjangoModelFactory):
    """PlanMarkFactory(region=county) plans 300,000 yuan recovered by TODAY."""

    class Meta:
        model = PlanMark

    code = "M13"
    region = factory.SubFactory(OrganisationFactory, city=True)
    due_on = TODAY
    value = Decimal("300000.00")
    basis = "玉清缴方案〔2020〕1号"
    by = factory.LazyAttribute(lambda o: person(Role.INSPECTION_OFFICE, o.region))
    at = NOON

    @classmethod
    def _create(cls, model_class, **fields):
        return enter_mark(**fields)
