"""Hands that evidence went through, forms that were sent, and work that was handed over."""

from datetime import date
from uuid import uuid4

import factory

from airdefense.accounts.roles import Role
from airdefense.casework.actions.handing import hand_over
from airdefense.casework.models import CustodyAct, CustodyEntry, SentForm
from tests.factories.accounts import NOON, UserFactory, person
from tests.factories.inspections import a_check, a_crew


class CustodyEntryFactory(factory.django.DjangoModelFactory):
    """CustodyEntryFactory(attachment=…): the original was taken from the unit."""

    class Meta:
        model = CustodyEntry

    act = CustodyAct.TAKEN
    happened_on = date(2020, 10, 30)
    giver, taker = "档案室 王某", "检查组 李某"
    place = "县住建局档案室"
    recorded_at = NOON
    recorded_by = factory.SelfAttribute("attachment.uploaded_by")


class SentFormFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SentForm

    key = factory.LazyFunction(uuid4)
    sent_by = factory.SubFactory(UserFactory)
    sent_at = NOON
    location = "/"


def a_hand_over(crew=None, *, at=NOON):
    """The open check of an inspector, handed to a colleague of the team."""
    crew = crew or a_crew()
    check = a_check(crew)
    return hand_over(
        giver=crew.inspector,
        taker=crew.colleague,
        reason="调离",
        chosen=[f"checks:{check.pk}"],
        by=person(Role.INSPECTION_OFFICE, crew.county),
        at=at,
    )
