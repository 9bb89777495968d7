from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from airdefense.accounts.models import Organisation, RoleGrant, User
from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from tests.casework.cases import a_project
from tests.factories.accounts import NOON, OrganisationFactory, RoleGrantFactory, UserFactory


@pytest.fixture
def city(db):
    return OrganisationFactory(city=True, code="530400")


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (Role.SYSTEM_ADMIN, {"organisation", "user", "rolegrant"}, {"organisation", "user"}),
        (Role.SECURITY_ADMIN, {"organisation", "user", "rolegrant"}, {"rolegrant"}),
        (Role.AUDITOR, {"organisation", "user", "rolegrant"}, set()),
    ],
)
def test_each_administrator_reads_and_writes_its_own_rows(as_role, city, role, reads, writes):
    client = as_role(role, city)
    models = ["organisation", "user", "rolegrant"]

    seen = {m for m in models if client.get(f"/admin/accounts/{m}/").status_code == 200}
    written = {m for m in models if client.get(f"/admin/accounts/{m}/add/").status_code == 200}

    assert (seen, written) == (reads, writes)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.LEADERSHIP, Role.UNIT_CONTACT])
def test_desk_is_closed_to_those_who_keep_no_reference_rows(as_role, city, role):
    response = as_role(role, city).get("/admin/accounts/user/")

    assert response.status_code in (302, 403)


def test_security_administrator_grants_in_own_name(as_role, city):
    client, person = as_role(Role.SECURITY_ADMIN, city), UserFactory(organisation=city)

    client.post(
        "/admin/accounts/rolegrant/add/",
        {
            "user": person.pk,
            "role": Role.INSPECTOR,
            "scope": city.pk,
            "valid_from": "2020-11-02",
            "valid_until": "2020-12-31",
            "reason": "round 1",
        },
    )

    grant = RoleGrant.objects.get(user=person)
    assert (grant.role, grant.granted_by, grant.valid_until) == (
        Role.INSPECTOR,
        client.user,
        date(2020, 12, 31),
    )


def test_grant_is_withdrawn_with_who_did_it_and_never_edited(as_role, city):
    client = as_role(Role.SECURITY_ADMIN, city)
    grant = RoleGrantFactory(user=UserFactory(organisation=city))

    refused = client.post(f"/admin/accounts/rolegrant/{grant.pk}/change/", {"role": "auditor"})
    client.post(
        "/admin/accounts/rolegrant/", {"action": "withdraw", "_selected_action": [grant.pk]}
    )

    grant.refresh_from_db()
    assert refused.status_code == 403
    assert (grant.role, grant.withdrawn_by) == (Role.INSPECTOR, client.user)


def test_new_organisation_takes_its_path_and_region_from_its_parent(as_role, city):
    county = OrganisationFactory(parent=city, code="530423")

    as_role(Role.SYSTEM_ADMIN, city).post(
        "/admin/accounts/organisation/add/",
        {
            "name": "通海县住建局",
            "short_name": "通海住建",
            "kind": "housing",
            "code": "zj",
            "parent": county.pk,
            "valid_from": "2003-01-01",
        },
    )

    body = Organisation.objects.get(code="zj")
    assert (body.path, body.region) == ("530400.530423.zj.", county)


def test_auditor_reads_who_did_what_without_the_notes(as_role, city):
    project = a_project(region=city)
    event = record(project, "withdraw", by=project.recorded_by, at=NOON, note="a telling reason")

    page = as_role(Role.AUDITOR, city).get(f"/admin/casework/event/{event.pk}/change/")

    assert page.status_code == 200
    assert b"Withdraw" in page.content
    assert b"a telling reason" not in page.content


def test_system_administrator_creates_an_account_that_can_sign_in(as_role, city):
    client = as_role(Role.SYSTEM_ADMIN, city)

    client.post(
        "/admin/accounts/user/add/",
        {
            "username": "wang",
            "display_name": "王某",
            "email": "",
            "organisation": city.pk,
            "post": "",
            "is_active": "on",
            "usable_password": "true",
            "password1": "a long sentence 1",
            "password2": "a long sentence 1",
        },
    )

    user = User.objects.get(username="wang")
    assert (user.display_name, user.role_codes) == ("王某", frozenset())
    assert Client().login(username="wang", password="a long sentence 1")


def test_new_installation_begins_with_a_city_and_three_administrators(db, capsys):
    call_command("set_up_city", "530400", "玉溪市")

    grants = RoleGrant.objects.values_list("user__username", "role", "scope__path")
    assert sorted(grants) == [
        ("auditor", Role.AUDITOR, "530400."),
        ("security_admin", Role.SECURITY_ADMIN, "530400."),
        ("system_admin", Role.SYSTEM_ADMIN, "530400."),
    ]
    with pytest.raises(CommandError, match="not a new installation"):
        call_command("set_up_city", "530400", "玉溪市")


@pytest.mark.parametrize("reader", [Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_who_only_reads_grants_withdraws_none(as_role, city, reader):
    grant = RoleGrantFactory(user=UserFactory(organisation=city))

    as_role(reader, city).post(
        "/admin/accounts/rolegrant/", {"action": "withdraw", "_selected_action": [grant.pk]}
    )

    grant.refresh_from_db()
    assert (grant.withdrawn_at, grant.withdrawn_by) == (None, None)


def test_reader_of_an_account_is_offered_nothing_about_its_password(as_role, city):
    account = UserFactory()
    page = f"/admin/accounts/user/{account.pk}/change/"

    keeper, reader = as_role(Role.SYSTEM_ADMIN, city), as_role(Role.AUDITOR, city)

    assert b"password" in keeper.get(page).content
    assert f"/admin/accounts/user/{account.pk}/password/" not in reader.get(page).content.decode()


def test_nobody_grants_a_role_to_oneself(as_role, city):
    client = as_role(Role.SECURITY_ADMIN, city)

    client.post(
        "/admin/accounts/rolegrant/add/",
        {
            "user": client.user.pk,
            "role": Role.CASE_OFFICER,
            "scope": city.pk,
            "valid_from": "2020-11-02",
            "reason": "curiosity",
        },
    )

    assert list(client.user.role_grants.values_list("role", flat=True)) == [Role.SECURITY_ADMIN]
