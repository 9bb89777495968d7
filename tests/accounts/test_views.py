"""Signing in and out, the profile, my work, and the pages that say why something failed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from airdefense.accounts import home, views
from airdefense.accounts.home import WorkFigure, WorkList
from airdefense.accounts.models import RoleGrant
from airdefense.accounts.roles import ADMINISTRATORS, ROLE_CLASSES, Role
from airdefense.casework.actions import record
from airdefense.exchange.columns import Column
from projects.models import Project
from tests.factories.accounts import OrganisationFactory, RoleGrantFactory, person
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def production(settings):
    settings.DEMO_MODE = False


@pytest.fixture
def county():
    return OrganisationFactory(short_name="Tonghai")


def test_login_of_the_demo_offers_its_accounts_by_role(client, demo, county):
    clerk = person(Role.DATA_CLERK, county, is_demo=True)
    person(Role.DATA_CLERK, county)
    person(Role.AUDITOR, county, is_demo=True, is_active=False)
    leader = person(Role.TEAM_LEADER, county, is_demo=True)

    offered = client.get("/accounts/login/").context["demo_accounts"]

    assert [(role.role, people) for role, people in offered] == [
        (Role.TEAM_LEADER, [leader]),
        (Role.DATA_CLERK, [clerk]),
    ]


def test_login_of_the_demo_costs_the_same_for_one_account_and_for_many(client, demo, county):
    person(Role.DATA_CLERK, county, is_demo=True)
    with CaptureQueriesContext(connection) as one:
        client.get("/accounts/login/")
    for role in Role:
        person(role, OrganisationFactory(), is_demo=True)

    with CaptureQueriesContext(connection) as many:
        client.get("/accounts/login/")

    assert len(many) == len(one)


def test_login_outside_the_demo_offers_no_account(client, production, county):
    person(Role.DATA_CLERK, county, is_demo=True, display_name="Demo clerk")

    response = client.get("/accounts/login/")

    assert response.context["demo_accounts"] == []
    assert "Demo clerk" not in response.text


def test_demo_account_signs_in_by_one_click(client, demo, county):
    clerk = person(Role.DATA_CLERK, county, is_demo=True)

    response = client.post(
        "/accounts/login/demo/", {"username": clerk.username, "next": "/projects/?q=x"}
    )

    assert response["Location"] == "/projects/?q=x"
    assert client.session["_auth_user_id"] == str(clerk.pk)


def test_demo_login_leads_to_no_other_site(client, demo, county):
    clerk = person(Role.DATA_CLERK, county, is_demo=True)

    response = client.post(
        "/accounts/login/demo/", {"username": clerk.username, "next": "https://example.com/"}
    )

    assert response["Location"] == "/"


def test_demo_login_does_not_exist_outside_the_demo(client, production, county):
    clerk = person(Role.DATA_CLERK, county, is_demo=True)

    response = client.post("/accounts/login/demo/", {"username": clerk.username})

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("fields", [{}, {"is_demo": True, "is_active": False}])
def test_demo_login_is_for_living_demo_accounts_alone(client, demo, county, fields):
    someone = person(Role.DATA_CLERK, county, **fields)

    response = client.post("/accounts/login/demo/", {"username": someone.username})

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


def test_demo_login_of_a_name_nobody_can_have_is_not_found(client, demo):
    assert client.post(reverse("accounts:demo_login"), {"username": "\x00"}).status_code == 404


def test_demo_login_needs_a_post(client, demo):
    assert client.get("/accounts/login/demo/").status_code == 405


def test_password_signs_in(client, county):
    clerk = person(Role.DATA_CLERK, county)
    clerk.set_password("a long enough word")
    clerk.save()

    response = client.post(
        "/accounts/login/", {"username": clerk.username, "password": "a long enough word"}
    )

    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(clerk.pk)


def test_wrong_password_says_so_without_telling_which_was_wrong(client, county):
    clerk = person(Role.DATA_CLERK, county)

    known = client.post("/accounts/login/", {"username": clerk.username, "password": "x"})
    unknown = client.post("/accounts/login/", {"username": "nobody", "password": "x"})

    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert 'role="alert"' in known.text


def test_signing_out_needs_a_post_and_ends_the_session(as_role, county):
    client = as_role(Role.DATA_CLERK, county)

    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_profile_shows_the_own_grants_in_force(as_role, county):
    client = as_role(Role.DATA_CLERK, county)
    RoleGrantFactory(user=client.user, role=Role.INSPECTOR, valid_until=date(2004, 1, 1))
    RoleGrantFactory(role=Role.TEAM_LEADER, reason="appointed elsewhere")

    response = client.get("/accounts/profile/")

    assert [grant.role for grant, _role in response.context["roles"]] == [Role.DATA_CLERK]
    assert escape(str(ROLE_CLASSES[Role.DATA_CLERK].prose)) in response.text
    assert "appointed elsewhere" not in response.text


def test_profile_without_a_role_says_who_grants_one(as_role, county):
    client = as_role(Role.DATA_CLERK, county)
    RoleGrant.objects.filter(user=client.user).update(valid_until=date(2004, 1, 1))

    text = client.get("/accounts/profile/").text

    assert "The security administrator grants roles on request of your organisation." in text


def test_language_is_switched_and_kept(as_role, county):
    client = as_role(Role.DATA_CLERK, county)

    response = client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"}, follow=True)

    assert '<html lang="zh-hans"' in response.text
    assert "<h1>我的工作</h1>" in response.text


@pytest.fixture
def one_list(monkeypatch):
    """A registry with one list, whatever the apps have registered."""
    monkeypatch.setattr(home, "LISTS", [])
    monkeypatch.setattr(home, "FIGURES", [])

    @home.work_list(roles=[Role.DATA_CLERK])
    def to_confirm(user, today):
        return WorkList(
            key="to-confirm",
            title="Projects to confirm",
            queryset=Project.objects.visible_to(user).select_related("region"),
            url="/projects/?status=recorded",
            when="approved_on",
            columns=(Column("name", "Project", link=True), Column("region.short_name", "Region")),
            verb="Confirm",
        )

    @home.work_list(roles=[Role.LEADERSHIP])
    def not_for_clerks(user, today):
        raise AssertionError("asked for a role the user does not hold")

    @home.work_figure(roles=[Role.DATA_CLERK])
    def figure(user, today):
        return WorkFigure("Gap of mine", value="297.07", unit="10,000 yuan", url="/projects/")


def test_home_shows_the_overdue_first_then_today_then_the_week(as_role, county, one_list):
    client = as_role(Role.DATA_CLERK, county)
    today = views.timezone.localdate()
    for days in (30, 7, 1, 0, -1, -9):
        project = ProjectFactory(region=county, name=f"day {days}")
        project.approved_on = today + timedelta(days=days)
        project.save()
    ProjectFactory(name="theirs")

    response = client.get("/")

    pane = response.context["panes"][0]
    assert [(g.key, g.count, [row.name for row in g.rows]) for g in pane.groups] == [
        ("late", 2, ["day -9", "day -1"]),
        ("today", 1, ["day 0"]),
        ("week", 2, ["day 1", "day 7"]),
        ("later", 1, ["day 30"]),
    ]
    assert (pane.total, pane.overdue, pane.due_today) == (6, 2, 1)
    assert "9 days overdue" in response.text
    assert "Gap of mine" in response.text
    assert "theirs" not in response.text


def test_home_shows_eight_rows_and_leads_to_all(as_role, county, one_list):
    client = as_role(Role.DATA_CLERK, county)
    for _number in range(10):
        ProjectFactory(region=county)

    response = client.get("/")

    pane = response.context["panes"][0]
    assert sum(len(group.rows) for group in pane.groups) == 8
    assert pane.groups[0].count == 10
    assert '<a class="push" href="/projects/?status=recorded">Open all 10</a>' in response.text


def test_home_costs_the_same_for_one_row_and_for_many(as_role, county, one_list):
    client = as_role(Role.DATA_CLERK, county)
    ProjectFactory(region=county)
    with CaptureQueriesContext(connection) as one:
        client.get("/")
    for _number in range(5):
        ProjectFactory(region=county)

    with CaptureQueriesContext(connection) as many:
        client.get("/")

    assert len(many) == len(one)


def test_home_without_work_says_so(as_role, county, one_list):
    response = as_role(Role.DATA_CLERK, county).get("/")

    assert response.context["panes"] == []
    assert "Nothing waits for you." in response.text


def test_list_without_dates_is_one_group(as_role, county):
    project = ProjectFactory(region=county)
    user = as_role(Role.DATA_CLERK, county).user
    work = WorkList("undated", "Undated", Project.objects.visible_to(user), "/", when="")

    pane = home.pane(work, date(2020, 11, 2))

    assert [(group.key, group.rows) for group in pane.groups] == [("", [project])]
    assert (pane.total, pane.overdue) == (1, 0)


def test_lists_are_counted_in_one_statement_and_only_rows_there_are_fetched(as_role, county):
    for _number in range(9):
        ProjectFactory(region=county, approved_on=date(2020, 11, 1))
    every = Project.objects.visible_to(as_role(Role.DATA_CLERK, county).user)
    lists = {
        "all": every,
        "named twice": every.filter(Q(pk__gt=0) | Q(region__parent__pk__gt=0)).distinct(),
        "none": every.filter(name="nobody's"),
        "never": every.none(),
    }
    works = [WorkList(key, key, rows, "/", when="approved_on") for key, rows in lists.items()]

    with CaptureQueriesContext(connection) as asked:
        found = home.panes(works, date(2020, 11, 2))

    assert [(pane.total, pane.overdue, len(pane.groups)) for pane in found] == [
        (9, 9, 1),
        (9, 9, 1),
        (0, 0, 0),
        (0, 0, 0),
    ]
    assert len(asked) == 4  # those that make one of several are counted alone; rows of two


@pytest.mark.parametrize(
    ("days", "key"),
    [(-1, "late"), (0, "today"), (1, "week"), (7, "week"), (8, "later")],
)
def test_stretch_of_a_date(days, key):
    today = date(2020, 11, 2)

    assert home.stretch(today + timedelta(days=days), today) == key


def test_date_that_is_missing_is_undated():
    assert home.stretch(None, date(2020, 11, 2)) == "undated"


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrator_reads_what_the_role_may_do_and_sees_no_case(as_role, county, role):
    project = ProjectFactory(region=county, name="Yunxi")
    client = as_role(role, county)
    record(project, "edit", by=client.user, at=views.timezone.now())

    text = client.get("/").text

    assert escape(str(ROLE_CLASSES[role].prose)) in text
    assert "Three separate administrators" in text
    assert "Yunxi" not in text
    assert "Waiting for me" not in text


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_home(as_role, county, role):
    response = as_role(role, county).get("/")

    assert response.status_code == 200
    assert escape(str(ROLE_CLASSES[role].role.label)) in response.text


def test_navigation_follows_the_role(as_role, county):
    links = {
        role: [
            link.url
            for _label, group in as_role(role, county).get("/").context["navigation"]
            for link in group
        ]
        for role in (Role.DATA_CLERK, Role.UNIT_CONTACT, Role.AUDITOR)
    }

    ledger, tasks = reverse("projects:list"), reverse("rectification:list")
    assert ledger in links[Role.DATA_CLERK]
    assert ledger not in links[Role.UNIT_CONTACT]
    assert tasks in links[Role.UNIT_CONTACT]
    assert not {ledger, tasks} & set(links[Role.AUDITOR])


def test_page_below_a_list_marks_the_list_in_the_navigation(as_role, county):
    project = ProjectFactory(region=county)
    client = as_role(Role.DATA_CLERK, county)

    groups = client.get(project.get_absolute_url()).context["navigation"]

    current = [link.url for _label, links in groups for link in links if link.is_current]
    assert current == ["/projects/"]


def test_page_not_found_looks_like_the_house_and_hides_nothing(as_role, county):
    theirs = ProjectFactory()
    client = as_role(Role.DATA_CLERK, county)

    missing = client.get("/projects/999999/")
    hidden = client.get(f"/projects/{theirs.pk}/")

    assert missing.status_code == hidden.status_code == 404
    assert "none that you may see" in hidden.text
    assert missing.text.count("999999") == hidden.text.count(str(theirs.pk))


def test_refusal_says_why_and_who_can_help():
    request = RequestFactory().get("/")

    response = views.forbidden(request, PermissionError("Confirm is not open to your role."))

    assert response.status_code == 403
    assert "Confirm is not open to your role." in response.text
    assert "the security administrator grants roles" in response.text


def test_failure_asks_neither_request_nor_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = views.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "The fault is on our side." in response.text


def test_form_without_its_token_is_explained():
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})

    response = client.post("/accounts/login/", {"username": "x", "password": "y"})

    assert response.status_code == 403
    assert "This form was open too long" in response.text


@pytest.mark.parametrize("path", ["/", "/accounts/profile/", "/search/?q=x"])
def test_stranger_is_asked_to_sign_in(client, path):
    response = client.get(path)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/accounts/profile/", "/search/"])
def test_no_page_has_script_or_style_of_its_own(as_role, client, county, path):
    browser = client if "login" in path else as_role(Role.DATA_CLERK, county)

    response = browser.get(path)

    assert "<style" not in response.text
    assert " style=" not in response.text
    assert "onclick" not in response.text
    assert response.text.count("<script") == response.text.count("<script src=") + (
        response.text.count('<script type="module" src=')
        + response.text.count("<script defer src=")
    )


def test_demo_mark_stands_on_every_page_of_the_demo(as_role, county, demo):
    client = as_role(Role.DATA_CLERK, county)

    assert '<span class="sim">simulated data</span>' in client.get("/").text


def test_production_carries_no_demo_mark(as_role, county, production):
    client = as_role(Role.DATA_CLERK, county)

    assert "simulated data" not in client.get("/").text
