import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from airdefense.accounts.models import Organisation, RoleGrant, User
from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.casework.actions import record
from tests.casework.cases import a_project
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory


@pytest.fixture
def city(db):
    return OrganisationFactory(city=True, code="530400")


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (Role.SYSTEM_ADMIN, {"organisation", "user"}, {"organisation", "user"}),
        (Role.SECURITY_ADMIN, {"organisation", "user"}, set()),
        (Role.AUDITOR, {"organisation", "user"}, set()),
    ],
)
def test_each_administrator_reads_and_writes_its_own_rows(as_role, city, role, reads, writes):
    client = as_role(role, city)
    models = ["organisation", "user"]

    seen = {m for m in models if client.get(f"/admin/accounts/{m}/").status_code == 200}
    written = {m for m in models if client.get(f"/admin/accounts/{m}/add/").status_code == 200}

    assert (seen, written) == (reads, writes)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.LEADERSHIP, Role.UNIT_CONTACT])
def test_desk_is_closed_to_those_who_keep_no_reference_rows(as_role, city, role):
    response = as_role(role, city).get("/admin/accounts/user/")

    assert response.status_code in (302, 403)


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


def test_reader_of_an_account_is_offered_nothing_about_its_password(as_role, city):
    account = UserFactory(organisation=city)
    page = f"/admin/accounts/user/{account.pk}/change/"

    keeper, reader = as_role(Role.SYSTEM_ADMIN, city), as_role(Role.AUDITOR, city)

    assert b"password" in keeper.get(page).content
    assert f"/admin/accounts/user/{account.pk}/password/" not in reader.get(page).content.decode()


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_no_desk_is_a_way_round_the_second_person(as_role, city, role):
    client = as_role(role, city)

    assert client.get("/admin/accounts/rolegrant/").status_code == 404
    assert client.get("/admin/accounts/rolegrant/add/").status_code == 404


def test_a_county_keeps_its_own_accounts_and_bodies_alone(as_role, city):
    county, other = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    own, stranger = UserFactory(organisation=county), UserFactory(organisation=other)
    client = as_role(Role.SYSTEM_ADMIN, county)
    facts = {"display_name": "Li", "organisation": county.pk, "is_active": "on"}
    person, body = "/admin/accounts/user/{}/", "/admin/accounts/organisation/{}/"

    statuses = {
        path: client.post(path, fields).status_code
        for path, fields in {
            person.format(f"{own.pk}/change"): facts | {"username": own.username},
            person.format(f"{stranger.pk}/change"): facts | {"username": stranger.username},
            person.format(f"{stranger.pk}/password"): {"password1": "x", "password2": "x"},
            body.format(f"{other.pk}/change"): {"name": "Otherwise"},
            body.format(f"{city.pk}/change"): {"name": "Otherwise"},
        }.items()
    }

    assert list(statuses.values()) == [302, 403, 403, 403, 403]
    own.refresh_from_db()
    assert own.display_name == "Li"


def test_where_a_body_stands_is_settled_with_it(as_role, city):
    county, other = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    body = OrganisationFactory(parent=county, housing=True, code="zj")
    client = as_role(Role.SYSTEM_ADMIN, city)

    client.post(
        f"/admin/accounts/organisation/{body.pk}/change/",
        {
            "name": "Otherwise",
            "short_name": "Other",
            "kind": "housing",
            "code": "cz",
            "parent": other.pk,
            "valid_from": "2003-01-01",
        },
    )

    body.refresh_from_db()
    assert (body.name, body.code, body.parent) == ("Otherwise", "zj", county)
    assert body.path == f"{county.path}zj."
