"""The pages of grants and requests: who opens them, and what is done on them."""

import pytest

from airdefense.accounts.models import RoleGrant
from airdefense.accounts.roles import ADMINISTRATORS, HEADS, Role
from airdefense.people.models import GrantRequest
from tests.factories.accounts import OrganisationFactory, RoleGrantFactory, UserFactory, person
from tests.factories.people import GrantRequestFactory

pytestmark = pytest.mark.django_db
READERS = {*ADMINISTRATORS, *HEADS}


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400")


def asked_for(scope, **facts):
    return GrantRequestFactory(person=UserFactory(organisation=scope), **facts)


def form_of(holder, **changes):
    return {
        "person": holder.username,
        "role": Role.INSPECTOR,
        "scope": holder.organisation.pk,
        "valid_from": "2031-01-01",
        "valid_until": "2031-12-31",
        "reason": "round 3",
        **changes,
    }


@pytest.mark.parametrize("role", list(Role))
def test_lists_are_for_administrators_and_heads_of_office(as_role, city, role):
    client = as_role(role, city)

    statuses = {client.get(f"/people/{one}/").status_code for one in ("grants", "requests")}

    assert statuses == ({200} if role in READERS else {403})


def test_a_role_is_proposed_by_one_and_granted_by_another(as_role, city):
    holder = UserFactory(organisation=city, username="wang")
    system, security = as_role(Role.SYSTEM_ADMIN, city), as_role(Role.SECURITY_ADMIN, city)

    system.post("/people/requests/new/", form_of(holder))
    asked = GrantRequest.objects.get()
    own = system.post(f"/people/requests/{asked.pk}/steps/grant/")
    before = holder.role_grants.count()
    security.post(f"/people/requests/{asked.pk}/steps/grant/")

    assert (own.status_code, before) == (403, 0)
    grant = holder.role_grants.get()
    assert (grant.proposed_by, grant.granted_by) == (system.user, security.user)
    page = security.get(f"/people/grants/{grant.pk}/").content.decode()
    assert system.user.display_name in page
    assert "round 3" in page


def test_what_cannot_be_granted_is_said_beside_the_form(as_role, city):
    auditor = person(Role.AUDITOR, city)
    client = as_role(Role.SECURITY_ADMIN, city)

    refused = client.post("/people/requests/new/", form_of(auditor)).content.decode()
    oneself = client.post("/people/requests/new/", form_of(client.user)).content.decode()
    backwards = form_of(UserFactory(organisation=city), valid_until="2030-01-01")
    over = client.post("/people/requests/new/", backwards).content.decode()

    assert "an administrator holds no other role" in refused
    assert "Nobody proposes a role for himself or herself." in oneself
    assert "over before it begins" in over
    assert not GrantRequest.objects.exists()


def test_head_of_an_office_is_offered_the_own_house_within_reach(as_role, city):
    county, other = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    client = as_role(Role.INSPECTION_OFFICE, county)

    form = client.get("/people/requests/new/").context["form"]

    assert {code for code, _label in form.fields["role"].choices} == {
        Role.INSPECTOR,
        Role.DEPUTY_LEADER,
        Role.TEAM_LEADER,
        Role.INSPECTION_OFFICE,
        Role.SUPERVISION_OFFICE,
        Role.UNIT_CONTACT,
        Role.DATA_CLERK,
    }
    assert list(form.fields["scope"].queryset) == [county]
    stranger = UserFactory(organisation=other)
    page = client.post("/people/requests/new/", form_of(stranger, scope=county.pk))
    assert "No account of this name is within your reach." in page.content.decode()


@pytest.mark.parametrize("role", sorted(set(Role) - READERS))
def test_others_propose_nothing(as_role, city, role):
    client = as_role(role, city)

    assert client.get("/people/requests/new/").status_code == 403
    assert client.post("/people/requests/new/", form_of(UserFactory())).status_code == 403


def test_grants_and_requests_of_another_county_do_not_exist(as_role, city):
    county, other = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    asked = asked_for(other)
    grant = RoleGrantFactory(user=UserFactory(organisation=other))

    for role in READERS:
        client = as_role(role, county)
        pages = [f"/people/requests/{asked.pk}/", f"/people/grants/{grant.pk}/"]
        found = [client.get(page).status_code for page in pages]
        found.append(client.post(f"/people/requests/{asked.pk}/steps/grant/").status_code)
        found.append(client.post(f"/people/grants/{grant.pk}/withdraw/").status_code)
        assert found == [404, 404, 404, 404]
        assert asked.person.display_name not in client.get("/people/requests/").content.decode()


def test_withdrawing_asks_why(as_role, city):
    grant = RoleGrantFactory(user=UserFactory(organisation=city))
    client = as_role(Role.SECURITY_ADMIN, city)

    silent = client.post(f"/people/grants/{grant.pk}/withdraw/", {"reason": ""})
    client.post(f"/people/grants/{grant.pk}/withdraw/", {"reason": "left the team"})

    grant.refresh_from_db()
    assert silent.status_code == 200
    assert (grant.withdrawn_by, grant.withdrawal_reason) == (client.user, "left the team")


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_who_only_reads_withdraws_nothing(as_role, city, role):
    grant = RoleGrantFactory(user=UserFactory(organisation=city))
    client = as_role(role, city)

    answer = client.post(f"/people/grants/{grant.pk}/withdraw/", {"reason": "because"})

    assert answer.status_code == 403
    assert RoleGrant.objects.get(pk=grant.pk).withdrawn_at is None


def test_holders_read_their_own_request_and_decide_nothing(as_role, city):
    holder = as_role(Role.INSPECTOR, city)
    asked = GrantRequestFactory(person=holder.user, role=Role.TEAM_LEADER)

    page = holder.get(f"/people/requests/{asked.pk}/")
    answer = holder.post(f"/people/requests/{asked.pk}/steps/grant/")

    assert page.status_code == 200
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("state", "found"),
    [("in_force", "one"), ("to_come", "two"), ("expired", "three"), ("withdrawn", "four")],
)
def test_grants_are_found_by_their_state(as_role, city, state, found):
    facts = {
        "one": {},
        "two": {"valid_from": "2999-01-01"},
        "three": {"valid_until": "2004-01-01"},
        "four": {"withdrawn_at": "2020-01-01T00:00Z", "withdrawn_by": UserFactory()},
    }
    for name, changes in facts.items():
        user = UserFactory(organisation=city, username=name, display_name=name)
        RoleGrantFactory(user=user, role=Role.UNIT_CONTACT, **changes)
    client = as_role(Role.AUDITOR, city)

    rows = client.get(f"/people/grants/?role=unit_contact&state={state}").context["list"].page.rows

    assert [row.user.username for row in rows] == [found]
