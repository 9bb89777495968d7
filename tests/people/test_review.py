"""Access review: what a person can see, who sees an organisation, and the half-year's round."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from airdefense.accounts.models import RoleGrant
from airdefense.accounts.roles import ADMINISTRATORS, HEADS, Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotPossible
from airdefense.people import actions, review
from airdefense.people.models import Confirmation, half_year, to_confirm
from tests.factories.accounts import OrganisationFactory, RoleGrantFactory, UserFactory, person
from tests.factories.people import ConfirmationFactory

pytestmark = pytest.mark.django_db
READERS = [*sorted(ADMINISTRATORS), *HEADS]
LATER = datetime(2021, 3, 1, 4, 0, tzinfo=UTC)
PAGES = ("accounts", "bodies", "review")


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400")


def body_of(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


@pytest.mark.parametrize("role", list(Role))
def test_the_review_is_for_administrators_and_heads_of_office(as_role, city, role):
    client = as_role(role, city)
    inspector = person(Role.INSPECTOR, city)

    paths = ["accounts/", "bodies/", f"accounts/{inspector.pk}/", f"bodies/{city.pk}/"]
    statuses = {client.get(f"/people/{path}").status_code for path in paths}

    assert statuses == ({200} if role in READERS else {403})


@pytest.mark.parametrize("role", READERS)
def test_people_and_bodies_of_another_county_do_not_exist(as_role, city, role):
    county, other = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    stranger = person(Role.INSPECTOR, other)
    client = as_role(role, county)

    paths = [f"accounts/{stranger.pk}/", f"bodies/{other.pk}/", f"bodies/{city.pk}/"]

    assert [client.get(f"/people/{path}").status_code for path in paths] == [404, 404, 404]
    assert stranger.display_name not in body_of(client.get("/people/accounts/"))


def test_the_page_of_a_person_names_roles_reach_steps_and_what_was(as_role, city):
    county = OrganisationFactory(parent=city, name="Tonghai")
    someone = person(Role.INSPECTOR, county)
    RoleGrantFactory(
        user=someone, role=Role.DATA_CLERK, valid_until=date(2004, 1, 1), reason="stood in"
    )

    page = body_of(as_role(Role.AUDITOR, city).get(f"/people/accounts/{someone.pk}/"))

    assert "Checks the projects assigned to the team" in page
    assert "Tonghai" in page
    assert "stood in" in page
    assert "Keeps the ledger" not in page


def test_who_sees_an_organisation_are_those_whose_reach_holds_it(city):
    county, other = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    bureau = OrganisationFactory(parent=county, housing=True)
    seen = {
        "city office": person(Role.INSPECTION_OFFICE, city),
        "county clerk": person(Role.DATA_CLERK, county),
        "contact": person(Role.UNIT_CONTACT, bureau),
        "leadership": person(Role.LEADERSHIP, city),
    }
    person(Role.DATA_CLERK, other)
    person(Role.SYSTEM_ADMIN, city)
    person(Role.INSPECTOR, county, is_active=False)
    RoleGrantFactory(user=UserFactory(), scope=county, valid_until=date(2004, 1, 1))
    today = timezone.localdate()

    security = person(Role.SECURITY_ADMIN, county)
    to_security = {grant.user for grant in review.over(bureau, security, today)}
    to_office = {grant.user for grant in review.over(bureau, seen["city office"], today)}

    assert to_security == set(seen.values())
    assert to_office == set(seen.values()) - {seen["leadership"]}


@pytest.mark.parametrize("path", ["accounts/{person}/", "bodies/{body}/", "review/"])
def test_the_review_is_taken_away_as_a_workbook_which_is_recorded(as_role, city, path):
    someone = person(Role.INSPECTOR, city)
    client = as_role(Role.SECURITY_ADMIN, city)

    address = path.format(person=someone.pk, body=city.pk)
    book = client.get(f"/people/{address}?format=xlsx")

    assert body_of(book)[:2] == "PK"
    event = Event.objects.get(name="export")
    assert (event.actor, len(event.detail["sha256"])) == (client.user, 64)


def test_rounds_are_half_years():
    days = (date(2020, 1, 1), date(2020, 6, 30), date(2020, 7, 1), date(2020, 12, 31))

    assert [half_year(day) for day in days] == ["2020-1", "2020-1", "2020-2", "2020-2"]


def waiting(user, at=LATER):
    return set(to_confirm(user, timezone.localdate(at)))


def test_each_confirms_the_roles_he_or_she_answers_for_and_never_the_own(city):
    county = OrganisationFactory(parent=city)
    office, register = person(Role.INSPECTION_OFFICE, city), person(Role.CASE_SUPERVISION, city)
    security = person(Role.SECURITY_ADMIN, city)
    inspector, officer = person(Role.INSPECTOR, county), person(Role.CASE_OFFICER, city)
    leader, auditor = person(Role.LEADERSHIP, city), person(Role.AUDITOR, city)
    person(Role.INSPECTOR, county, is_active=False)
    RoleGrantFactory(user=UserFactory(organisation=county), granted_at=LATER)

    found = {
        name: {grant.user for grant in waiting(user)}
        for name, user in {"office": office, "register": register, "security": security}.items()
    }

    assert found == {"office": {inspector}, "register": {officer}, "security": {leader, auditor}}
    assert waiting(inspector) == set()


def test_what_was_kept_waits_again_in_the_next_round(city):
    office = person(Role.INSPECTION_OFFICE, city)
    grant = person(Role.INSPECTOR, city).role_grants.get()

    actions.keep(chosen=[grant.pk], by=office, at=LATER)

    made = Confirmation.objects.get()
    assert (made.grant, made.round, made.confirmed_by) == (grant, "2021-1", office)
    assert waiting(office) == set()
    assert waiting(office, datetime(2021, 7, 1, 4, 0, tzinfo=UTC)) == {grant}
    assert Event.objects.of(grant).get().name == "keep"


def test_nobody_keeps_what_somebody_else_answers_for(city):
    office = person(Role.INSPECTION_OFFICE, city)
    officer = person(Role.CASE_OFFICER, city).role_grants.get()
    inspector = person(Role.INSPECTOR, city).role_grants.get()

    for chosen in ([officer.pk, inspector.pk], [office.role_grants.get().pk], []):
        with pytest.raises(NotPossible):
            actions.keep(chosen=chosen, by=office, at=LATER)
    assert not Confirmation.objects.exists()


def test_a_confirmation_is_written_once():
    made = ConfirmationFactory()

    with pytest.raises(IntegrityError, match="one_confirmation"), transaction.atomic():
        ConfirmationFactory(grant=made.grant, round=made.round)
    with pytest.raises(InternalError, match="written once"), transaction.atomic():
        Confirmation.objects.filter(pk=made.pk).update(round="2021-1")


@time_machine.travel(LATER, tick=False)
def test_the_round_is_gone_through_on_its_page(as_role, city):
    kept, gone = person(Role.INSPECTOR, city), person(Role.INSPECTOR, city)
    client = as_role(Role.INSPECTION_OFFICE, city)

    client.post("/people/review/", {"keep": [kept.role_grants.get().pk]})
    client.post(f"/people/grants/{gone.role_grants.get().pk}/withdraw/", {"reason": "left"})
    page = body_of(client.get("/people/review/"))

    assert "was looked at in this half-year" in page
    assert Confirmation.objects.get().grant == kept.role_grants.get()
    assert not RoleGrant.objects.in_force(date(2021, 3, 1)).filter(user=gone).exists()
