"""Each rule speaks of the lead or case that breaks it, and of no sound one beside it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework.checkup.registry import RULES, moment_of
from leads.models import Lead
from tests.factories.accounts import person
from tests.factories.leads import Office, a_case, a_lead

pytestmark = pytest.mark.django_db


def days(n):
    return timedelta(days=n)


def broken(code, on, user=None):
    """The cases that break a rule on a day, as far as this person sees them."""
    return set(RULES[code].found(moment_of(on), user))


def test_l01_a_disposal_is_proposed_within_the_limit():
    office = Office()
    late = a_lead("registered", office=office)
    a_lead("in_disposal", office=office)
    due = late.proposal_clock.due_on

    assert broken("L01", due) == set()
    assert broken("L01", due + days(1)) == {late}


def test_l02_somebody_signs_for_a_letter():
    office = Office()
    waiting = a_lead("transferred", office=office)
    a_lead("registered", office=office)
    came = timezone.localdate(waiting.transferred_at)

    assert broken("L02", came + days(7)) == set()
    assert broken("L02", came + days(8)) == {waiting}


def test_l03_a_held_lead_comes_up_again():
    held = a_lead("held")
    day = held.review_on

    assert broken("L03", day) == set()
    assert broken("L03", day + days(1)) == {held}


def test_l04_a_case_counts_somebody():
    office = Office()
    leads = [a_lead("in_disposal", office=office) for _n in range(2)]
    empty, named = (a_case("investigation", lead=lead) for lead in leads)
    type(empty).objects.filter(pk=empty.pk).update(organisation_subject="")
    empty.persons.all().delete()
    type(named).objects.filter(pk=named.pk).update(organisation_subject="某局")

    assert broken("L04", timezone.localdate()) == {empty}


def test_who_does_not_see_a_lead_is_told_of_none():
    lead = a_lead("transferred")
    day = timezone.localdate(lead.transferred_at) + days(30)
    register = person(Role.CASE_SUPERVISION, lead.commission)
    stranger = person(Role.CASE_SUPERVISION, a_lead("transferred").commission)
    office = person(Role.INSPECTION_OFFICE, lead.region)

    assert broken("L02", day, register) == {lead}
    assert lead not in broken("L02", day, stranger)
    assert broken("L02", day, office) == set()
    assert RULES["L02"].roles.isdisjoint(office.role_codes)
    assert Lead.objects.count() == 2
