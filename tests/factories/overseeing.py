"""Waivers, reminder preferences and digests, made by the real actions."""

from datetime import date, timedelta

import factory

from airdefense.accounts.roles import Role
from airdefense.casework.checkup import actions
from airdefense.casework.checkup.registry import RULES
from airdefense.casework.models import ReminderDigest, ReminderPreference, Waiver
from airdefense.casework.reminding import actions as reminding
from tests.factories.accounts import NOON, TODAY, UserFactory, person
from tests.factories.inspections import a_finding


class WaiverFactory(factory.django.DjangoModelFactory):
    """WaiverFactory(case=finding) asks that its lack of a power item be accepted;
    WaiverFactory(case=finding, status="granted") has been decided by a second person."""

    class Meta:
        model = Waiver

    rule = "F01"
    case = factory.LazyFunction(lambda: a_finding(status="approved"))
    reason = "权责清单修订中，待新清单生效后补选。"
    expires_on = TODAY + timedelta(days=30)
    by = None
    at = NOON
    status = "requested"

    @classmethod
    def _create(cls, model_class, *, rule, case, status, **fields):
        rule = RULES[rule]
        region = actions.region_of(rule, case)
        fields["by"] = fields["by"] or person(Role.INSPECTION_OFFICE, region)
        waiver = actions.request_waiver(rule=rule, case=case, **fields)
        steps = {"requested": (), "granted": ("grant",), "refused": ("refuse",)}
        for step in steps[status]:
            second = person(Role.SUPERVISION_OFFICE, region)
            waiver = actions.take_waiver_step(waiver, step, by=second, at=fields["at"], note="seen")
        return waiver


class ReminderPreferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReminderPreference

    user = factory.SubFactory(UserFactory)
    by_mail = True
    only_overdue = False
    paused_until = None

    @classmethod
    def _create(cls, model_class, **fields):
        return reminding.prefer(**fields)


class ReminderDigestFactory(factory.django.DjangoModelFactory):
    """The digest of somebody with a role that is reminded, on a working day."""

    class Meta:
        model = ReminderDigest

    user = factory.LazyFunction(lambda: person(Role.UNIT_CONTACT, UserFactory().organisation))
    day = date(2020, 11, 2)
    at = NOON

    @classmethod
    def _create(cls, model_class, *, user, day, at):
        reminding.remind(day=day, at=at)
        return ReminderDigest.objects.get(user=user, day=day)
