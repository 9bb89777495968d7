"""Roles from a workbook become proposals; a second person grants them, one by one or together."""

import pytest
import time_machine

from airdefense.accounts.models import RoleGrant, User
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.exchange.models import ImportBatch
from airdefense.people.models import GrantRequest
from tests.exchange.importing import workbook
from tests.exchange.test_import_books import downloaded
from tests.exchange.test_import_pages import VERDICTS, bring, brought, counts, take
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, person
from tests.factories.people import GrantRequestFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
HEADS = ("账号", "角色", "授权范围", "起始日期", "截止日期", "授权依据")
PERIOD = ("2020-11-02", "2021-11-01")


@pytest.fixture
def day():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400", name="玉溪市")


@pytest.fixture
def county(city):
    return OrganisationFactory(parent=city, code="530423", name="通海县")


@pytest.fixture
def admin(as_role, city):
    return as_role(Role.SYSTEM_ADMIN, city, username="admin")


def a_row(name, role="检查员", scope="通海县", period=PERIOD, reason="appointed"):
    return (name, role, scope, *period, reason)


def bring_roles(client, *rows):
    return brought(client, workbook(*rows, heads=HEADS, name="roles.xlsx"), kind="roles")


def test_each_row_becomes_a_proposal_and_no_grant(admin, county):
    zhang = UserFactory(username="zhang", organisation=county)
    batch = bring_roles(admin, a_row("zhang"), a_row("zhang", "data_clerk", "530423"))

    checked = counts(batch, *VERDICTS)
    before = GrantRequest.objects.count()
    take(admin, batch)

    assert (checked, before) == ((2, 0, 0, 0, 0), 0)
    asked = GrantRequest.objects.order_by("pk")
    assert [(one.person, one.role, one.scope) for one in asked] == [
        (zhang, Role.INSPECTOR, county),
        (zhang, Role.DATA_CLERK, county),
    ]
    assert {(one.proposed_by, one.proposed_as) for one in asked} == {
        (admin.user, Role.SYSTEM_ADMIN)
    }
    assert not RoleGrant.objects.filter(user=zhang).exists()
    assert Event.objects.filter(case_type="people.grantrequest", name="propose").count() == 2


def test_every_mistake_is_told_at_once_at_its_cell(admin, city, county):
    UserFactory(username="zhang", organisation=county)
    UserFactory(username="gone", organisation=county, is_active=False)
    person(Role.AUDITOR, county, username="auditor")
    person(Role.INSPECTOR, county, username="li")
    batch = bring_roles(
        admin,
        a_row("nobody", "king", "nowhere", ("2020-11-02", "2020-02-30")),
        a_row("gone", period=("2020-11-02", "2020-11-01")),
        a_row("admin"),
        a_row("auditor"),
        a_row("li"),
        a_row("zhang", period=("2019-01-01", "2019-12-31"), reason=None),
        a_row("zhang", "data_clerk", period=("2020-11-02", None)),
    )

    page = admin.get(f"/imports/{batch.pk}/")
    said = [(one.cell, one.found) for row in page.context["rows"] for one in row.complaints]

    assert said == [
        ("B2", "is not among the choices"),
        ("E2", "does not exist in the calendar"),
        ("A2", "names no active account"),
        ("C2", "names no organisation"),
        ("A3", "names no active account"),
        ("E3", "lies before the first day"),
        ("A4", "is your own account: nobody proposes a role for himself or herself"),
        ("B4", "goes with no other role on these days: an administrator has one"),
        ("B5", "goes with no other role on these days: an administrator has one"),
        ("B6", "is held over this body on some of these days"),
        ("F7", "is empty"),
        ("E7", "is past"),
        ("E8", "is empty"),
    ]
    assert counts(batch, *VERDICTS) == (0, 0, 0, 7, 0)


def test_two_hats_for_one_person_in_one_file_are_found(admin, county):
    UserFactory(username="zhang", organisation=county)
    UserFactory(username="li", organisation=county)
    later = ("2022-01-01", "2022-12-31")
    batch = bring_roles(
        admin,
        a_row("zhang"),
        a_row("zhang", "security_admin"),
        a_row("li"),
        a_row("li", "security_admin", period=later),
    )

    page = admin.get(f"/imports/{batch.pk}/")
    faulty = [one.cell for row in page.context["rows"] for one in row.complaints]

    assert faulty == ["B2", "B3"]
    assert counts(batch, *VERDICTS) == (2, 0, 0, 2, 0)


def test_a_county_proposes_for_the_county_alone(as_role, city, county):
    UserFactory(username="zhang", organisation=county)
    admin = as_role(Role.SYSTEM_ADMIN, county)
    batch = bring_roles(admin, a_row("zhang"), a_row("zhang", scope="玉溪市"))

    page = admin.get(f"/imports/{batch.pk}/")
    said = [(one.cell, one.found) for row in page.context["rows"] for one in row.complaints]
    sibling = as_role(Role.SYSTEM_ADMIN, OrganisationFactory(parent=city))

    assert said == [("C3", "is no organisation within your reach")]
    assert sibling.get(f"/imports/{batch.pk}/").status_code == 404
    assert list(ImportBatch.objects.visible_to(sibling.user)) == []


def test_what_stands_or_is_proposed_already_changes_nothing(admin, county):
    zhang = UserFactory(username="zhang", organisation=county)
    GrantRequestFactory(person=zhang, role=Role.INSPECTOR, scope=county)
    granted = person(Role.DATA_CLERK, county, username="li")
    said = [grant.valid_from for grant in granted.role_grants.all()]

    batch = bring_roles(admin, a_row("zhang"), a_row("li", "数据员", period=(str(said[0]), None)))

    assert counts(batch, *VERDICTS) == (0, 0, 2, 0, 0)


def test_the_grants_taken_out_come_back_unchanged(admin, city, county):
    for role in (Role.INSPECTOR, Role.AUDITOR, Role.SECURITY_ADMIN):
        person(role, county)

    batch = brought(admin, downloaded(admin, "/imports/kinds/roles/export/"), kind="roles")

    assert counts(batch, *VERDICTS) == (0, 0, RoleGrant.objects.count(), 0, 0)


def test_undoing_takes_back_what_nobody_decided_on(admin, city, county):
    security = person(Role.SECURITY_ADMIN, city)
    for name in ("zhang", "li"):
        UserFactory(username=name, organisation=county)
    batch = bring_roles(admin, a_row("zhang"), a_row("li"))
    take(admin, batch)
    granted = GrantRequest.objects.get(person__username="li")
    granted.workflow.check(granted, "grant", security)
    from_page = type(admin)(headers={"accept-language": "en"})
    from_page.force_login(security)
    from_page.post(f"/people/requests/{granted.pk}/steps/grant/", {"version": granted.version})

    page = admin.get(f"/imports/{batch.pk}/undo/")
    reasons = [reason for _row, reason in page.context["kept"]]
    admin.post(f"/imports/{batch.pk}/undo/", {"note": "wrong list", "leaves_blocked": "on"})

    assert reasons == ["was decided on or taken back"]
    statuses = dict(GrantRequest.objects.values_list("person__username", "status"))
    assert statuses == {"zhang": "withdrawn", "li": "granted"}


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDITOR, Role.INSPECTION_OFFICE])
def test_the_file_is_the_system_administrators(as_role, admin, city, county, role):
    UserFactory(username="zhang", organisation=county)
    batch = bring_roles(admin, a_row("zhang"))
    client = as_role(role, city)

    assert client.get(f"/imports/{batch.pk}/").status_code == 404
    assert client.get("/imports/kinds/roles/template/").status_code == 403
    bring(client, workbook(a_row("zhang"), heads=HEADS), kind="roles")
    assert ImportBatch.objects.count() == 1


def asked_for(county, *names):
    return [
        GrantRequestFactory(
            person=UserFactory(username=name, organisation=county),
            scope=county,
            proposed_by=person(Role.SYSTEM_ADMIN, county),
            proposed_as=Role.SYSTEM_ADMIN,
        )
        for name in names
    ]


def test_what_was_proposed_is_granted_together_by_the_second_person(as_role, county):
    one, other, left = asked_for(county, "one", "other", "left")
    client = as_role(Role.SECURITY_ADMIN, county)
    keys = ",".join(str(asked.pk) for asked in (one, other, left))

    page = client.get(f"/people/requests/review/?ids={keys}")
    client.post(f"/people/requests/review/?ids={keys}", {"request": [one.pk, other.pk]})

    assert page.content.decode().count(" checked") == 3
    granted = User.objects.holding(Role.INSPECTOR, path=county.path)
    assert set(granted) == {one.person, other.person}
    left.refresh_from_db()
    assert left.status == "proposed"


def test_together_all_or_none(as_role, county):
    one, other = asked_for(county, "one", "other")
    client = as_role(Role.SECURITY_ADMIN, county)
    own = GrantRequestFactory(
        person=UserFactory(organisation=county), scope=county, proposed_by=client.user
    )
    keys = f"{one.pk},{own.pk}"

    page = client.get(f"/people/requests/review/?ids={keys}").content.decode()
    path = f"/people/requests/review/?ids={keys}"
    client.post(path, {"request": [one.pk, own.pk]})
    client.post(path, {"request": [other.pk]})

    assert "Who proposed a role does not decide on it" in page
    assert page.count(" disabled") == 1
    assert set(GrantRequest.objects.values_list("status", flat=True)) == {"proposed"}


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR, Role.INSPECTOR])
def test_others_grant_nothing_together(as_role, county, role):
    (asked,) = asked_for(county, "one")
    client = as_role(role, county)

    path = f"/people/requests/review/?ids={asked.pk}"
    statuses = [client.get(path).status_code, client.post(path, {"request": asked.pk}).status_code]

    assert statuses == [403, 403]
    assert not RoleGrant.objects.filter(user=asked.person).exists()
