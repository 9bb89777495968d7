"""Accounts from a workbook: who they are and where they belong, never what they may do."""

import pytest

from airdefense.accounts.models import RoleGrant, User
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.exchange.models import ImportBatch
from tests.exchange.importing import workbook
from tests.exchange.test_import_books import downloaded
from tests.exchange.test_import_pages import VERDICTS, bring, brought, counts, take
from tests.factories.accounts import OrganisationFactory, RoleGrantFactory, UserFactory, person

pytestmark = pytest.mark.django_db
HEADS = ("账号", "姓名", "单位", "职务", "邮箱")


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400", name="玉溪市")


@pytest.fixture
def admin(as_role, city):
    return as_role(Role.SYSTEM_ADMIN, city, username="admin", display_name="Admin")


def people(*rows):
    return workbook(*rows, heads=HEADS, name="people.xlsx")


def bring_people(client, *rows):
    return brought(client, people(*rows), kind="users")


def test_accounts_are_made_without_password_and_without_roles(admin, city):
    batch = bring_people(admin, ("zhang.wei", "张伟", "玉溪市", "科员", "zw@example.org"))

    take(admin, batch)

    user = User.objects.get(username="zhang.wei")
    assert (user.display_name, user.organisation, user.post) == ("张伟", city, "科员")
    assert (user.email, user.is_active) == ("zw@example.org", True)
    assert not user.has_usable_password()
    assert not RoleGrant.objects.filter(user=user).exists()
    event = Event.objects.get(case_type="accounts.user", name="create")
    assert (event.case_id, event.actor, event.detail["batch"]) == (user.pk, admin.user, batch.pk)


def test_names_and_organisations_of_known_accounts_are_updated_and_brought_back(admin, city):
    county = OrganisationFactory(parent=city, code="530423", name="通海县")
    user = UserFactory(username="li.na", display_name="李娜", organisation=city, post="科员")
    before = User.objects.filter(pk=user.pk).values().get()
    batch = brought(
        admin,
        workbook(("li.na", "李 娜", "530423"), heads=("账号", "姓名", "单位代码")),
        kind="users",
    )

    changes = batch.rows.get().changes
    take(admin, batch)
    user.refresh_from_db()
    changed = (user.display_name, user.organisation, user.post)
    admin.post(f"/imports/{batch.pk}/undo/", {"note": "the wrong list"})

    assert changes == {"display_name": ["李娜", "李 娜"], "organisation": ["玉溪市", "通海县"]}
    assert changed == ("李 娜", county, "科员")
    assert User.objects.filter(pk=user.pk).values().get() == before


def test_what_is_wrong_with_an_account_is_said(admin, city):
    for code in ("530423", "530427"):
        county = OrganisationFactory(parent=city, code=code)
        OrganisationFactory(parent=county, code="cz", housing=True)
    batch = bring_people(
        admin,
        ("wang wu!", "王五", "玉溪市", None, "mail"),
        ("system", "系统", "cz", None, None),
        ("zhao", "赵六", "somewhere", None, None),
        ("qian", "钱七", "530400.530427.cz", None, None),
    )

    page = admin.get(f"/imports/{batch.pk}/")
    said = [(one.cell, one.found) for row in page.context["rows"] for one in row.complaints]

    assert said == [
        ("A2", "has characters that no account name has"),
        ("E2", "is no mail address"),
        ("A3", "is the account of the system itself"),
        ("C3", "names several organisations"),
        ("C4", "names no organisation"),
    ]
    assert counts(batch, *VERDICTS) == (1, 0, 0, 3, 0)


def test_accounts_that_were_used_since_are_not_taken_back(admin, city):
    rows = [(name, name.title(), "玉溪市", None, None) for name in ("used", "granted", "edited")]
    batch = bring_people(admin, *rows, ("fresh", "Fresh", "玉溪市", None, None))
    take(admin, batch)
    used, granted, edited = (User.objects.get(username=row[0]) for row in rows)
    used.last_login = batch.uploaded_at
    used.save()
    RoleGrantFactory(user=granted)
    edited.display_name = "Otherwise"
    edited.save()

    page = admin.get(f"/imports/{batch.pk}/undo/")
    reasons = [reason for _row, reason in page.context["kept"]]
    admin.post(f"/imports/{batch.pk}/undo/", {"note": "wrong", "leaves_blocked": "on"})

    assert reasons == [
        "has signed in or done something: close the account at the desk",
        "holds roles: have them withdrawn first",
        "was edited after the import",
    ]
    assert not User.objects.filter(username="fresh").exists()
    assert User.objects.filter(username__in=["used", "granted", "edited"]).count() == 3


def test_export_of_accounts_comes_back_unchanged(admin, city):
    UserFactory(username="li.na", organisation=OrganisationFactory(parent=city, code="530423"))

    batch = brought(admin, downloaded(admin, "/imports/kinds/users/export/"), kind="users")

    assert counts(batch, *VERDICTS) == (0, 0, User.objects.count(), 0, 0)


def test_accounts_are_for_the_system_administrator_alone(admin, city):
    batch = bring_people(admin, ("zhang.wei", "张伟", "玉溪市", None, None))
    others = (Role.SECURITY_ADMIN, Role.AUDITOR, Role.DATA_CLERK, Role.INSPECTION_OFFICE)

    for role in others:
        client = type(admin)(headers={"accept-language": "en"})
        client.user = person(role, city)
        client.force_login(client.user)
        assert client.get(f"/imports/{batch.pk}/").status_code == 404
        assert client.get("/imports/kinds/users/template/").status_code == 403
        assert bring(client, people(("a", "A", "玉溪市")), kind="users").status_code in (200, 403)
    assert ImportBatch.objects.count() == 1


def test_an_administrator_sees_no_file_of_the_ledger(admin, as_role, city):
    clerk = as_role(Role.DATA_CLERK, city)
    batch = bring_people(admin, ("zhang.wei", "张伟", "玉溪市", None, None))
    ledger = ImportBatch.objects.get(pk=batch.pk)
    ledger.pk, ledger.kind = None, "projects"
    ledger.save()

    assert admin.get(f"/imports/{ledger.pk}/").status_code == 404
    assert list(ImportBatch.objects.visible_to(admin.user)) == [batch]
    assert list(ImportBatch.objects.visible_to(clerk.user)) == [ledger]
