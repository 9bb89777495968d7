"""Programs act in the name of a person, within a scope, until a day, from known addresses."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from airdefense import wall
from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance
from airdefense.casework.actions.programs import digest_of, make_token, note_use
from airdefense.casework.models import Event, ProgramToken
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads.models import Lead
from tests.conftest import Browser
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.leads import Office, a_lead
from tests.factories.programs import Program, ProgramTokenFactory
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
SOON = date(2021, 3, 1)
PROJECTS = "/api/v1/projects/"


@pytest.fixture
def county():
    return OrganisationFactory()


@pytest.fixture
def clerk(county):
    return person(Role.DATA_CLERK, county)


def made(by, **facts):
    told = {"name": "Exchange", "purpose": "nightly copy", "scopes": ["projects:read"]}
    return make_token(by=by, at=NOON, **(told | {"expires_on": SOON} | facts))


def program(person_, text="ad_secret", **facts):
    ProgramTokenFactory(text=text, made_by=person_, **facts)
    return Program(Client(headers={"accept-language": "en"}), text)


def test_only_the_keyed_hash_of_a_token_is_kept(clerk):
    token, text = made(clerk)

    kept = ProgramToken.objects.filter(pk=token.pk).values_list("mark", "digest").get()
    assert kept == (text[:9], digest_of(text))
    assert text[9:] not in repr(ProgramToken.objects.values().get())
    assert list(Event.objects.of(token).values_list("name", "actor")) == [("create", clerk.pk)]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"expires_on": date(2021, 11, 3)}, "A token ends within a year."),
        ({"expires_on": date(2020, 11, 1)}, "A token ends within a year."),
        ({"scopes": []}, "Choose what the program may do."),
        ({"scopes": ["leads:read"]}, "Choose what the program may do."),
        ({"scopes": ["accounts:write"]}, "Choose what the program may do."),
    ],
)
def test_a_token_is_refused_beyond_its_limits(clerk, facts, sentence):
    with pytest.raises(NotPossible, match=sentence):
        made(clerk, **facts)


def test_the_last_day_is_a_year_ahead_at_most(clerk):
    token, _text = made(clerk, expires_on=date(2021, 11, 2))

    assert token.expires_on == date(2021, 11, 2)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_administrators_have_nothing_that_a_token_could_reach(county, role):
    with pytest.raises(NotAllowed):
        made(person(role, county))


def test_a_person_keeps_twenty_tokens_at_most(clerk):
    ProgramTokenFactory.create_batch(20, made_by=clerk)
    ProgramTokenFactory(made_by=clerk, expires_on=date(2020, 11, 1))

    with pytest.raises(NotPossible, match="You have many tokens in force"):
        made(clerk)


def test_a_program_reads_what_its_person_reads(clerk, county):
    ours, _theirs = ProjectFactory(region=county), ProjectFactory()

    answer = program(clerk).get(PROJECTS)

    assert [row["id"] for row in answer.json()["results"]] == [ours.pk]


def test_grants_are_asked_at_every_request(clerk, county):
    ProjectFactory(region=county)
    caller = program(clerk)
    before = len(caller.get(PROJECTS).json()["results"])

    clerk.role_grants.update(valid_until=timezone.localdate() - timedelta(days=1))

    assert (before, len(caller.get(PROJECTS).json()["results"])) == (1, 0)


@pytest.mark.parametrize(
    "facts",
    [
        {"expires_on": date(2020, 1, 1)},
        {"status": "withdrawn"},
    ],
)
def test_a_token_that_ended_or_was_withdrawn_opens_nothing(clerk, facts):
    assert program(clerk, **facts).get(PROJECTS).status_code == 401


def test_a_closed_account_closes_its_tokens(clerk):
    caller = program(clerk)
    clerk.is_active = False
    clerk.save()

    assert caller.get(PROJECTS).status_code == 401


def test_an_unknown_token_is_told_no_more_than_an_ended_one(clerk):
    ended = program(clerk, expires_on=date(2020, 1, 1)).get(PROJECTS)
    unknown = Program(Client(headers={"accept-language": "en"}), "ad_guess").get(PROJECTS)

    assert unknown.json()["detail"] == ended.json()["detail"]
    assert unknown.headers["WWW-Authenticate"] == 'Bearer realm="airdefense"'


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", PROJECTS, 200),
        ("post", PROJECTS, 403),
        ("get", "/api/v1/rectification/tasks/", 403),
        ("get", "/api/v1/inspections/findings/", 403),
        ("get", "/api/v1/reports/", 403),
        ("get", "/api/v1/leads/", 403),
        ("get", "/api/v1/schema/", 200),
    ],
)
def test_a_token_reaches_the_parts_it_names_and_no_other(clerk, method, path, status):
    caller = program(clerk)

    assert getattr(caller, method)(path).status_code == status


def test_a_scope_to_write_writes_in_the_name_of_the_person(clerk, county):
    rate = {"region": county.code, "grade": "G6", "yuan_per_sqm": "2000.00"}
    period = {"effective_from": "2020-01-01", "document": "云价综合〔2019〕1号"}
    caller = program(clerk, scopes=["projects:write"])

    answer = caller.post("/api/v1/projects/rates/", rate | period)

    assert (answer.status_code, Event.objects.latest("pk").actor) == (201, clerk)


def test_a_token_opens_no_page(clerk):
    answer = program(clerk).get("/projects/")

    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
        302,
        "/accounts/login/",
    )


@pytest.mark.parametrize(
    ("addresses", "status"),
    [([], 200), (["127.0.0.0/8"], 200), (["10.1.2.3/32", "::1/128"], 403)],
)
def test_a_token_is_used_only_from_its_addresses(clerk, addresses, status):
    assert program(clerk, addresses=addresses).get(PROJECTS).status_code == status


def test_behind_a_trusted_proxy_the_address_is_the_one_the_proxy_saw(clerk, settings):
    caller = program(clerk, addresses=["10.1.2.3/32"])
    behind = {"x-forwarded-for": "10.9.9.9, 10.1.2.3"}

    untrusted = caller.get(PROJECTS, headers=behind)
    settings.TRUST_PROXY_HEADERS = True
    trusted = caller.get(PROJECTS, headers=behind)
    forged = caller.get(PROJECTS, headers={"x-forwarded-for": "10.1.2.3, 10.9.9.9"})

    assert [a.status_code for a in (untrusted, trusted, forged)] == [403, 200, 403]


def test_the_last_use_is_noted_once_a_minute(clerk):
    token = ProgramTokenFactory(made_by=clerk)

    for seconds in (0, 30, 61):
        at = NOON + timedelta(seconds=seconds)
        note_use(ProgramToken.objects.get(), at=at, address=f"10.0.0.{seconds}")

    token.refresh_from_db()
    assert (token.last_used_at, token.last_used_from) == (
        NOON + timedelta(seconds=61),
        "10.0.0.61",
    )


def test_a_request_notes_when_and_from_where(clerk):
    program(clerk).get(PROJECTS)

    token = ProgramToken.objects.get()
    assert token.last_used_from == "127.0.0.1"
    assert isinstance(token.last_used_at, datetime)


@pytest.fixture
def office():
    return Office()


def reached(caller, path="/api/v1/leads/"):
    with wall.unbound():
        return caller.get(path)


def test_a_program_reaches_no_lead_whatever_its_token_names(office):
    lead = a_lead("in_disposal", office)
    caller = program(office.officer, scopes=["leads:read"])

    assert [reached(caller, f"/api/v1/leads/{pk}").status_code for pk in ("", f"{lead.pk}/")] == [
        403,
        403,
    ]


def test_where_the_commission_allows_it_a_program_reads_the_leads_of_its_person(office, settings):
    settings.PROGRAMS_REACH_LEADS = True
    lead = a_lead("in_disposal", office)
    inside = program(office.officer, scopes=["leads:read"])
    outside = program(
        person(Role.CASE_OFFICER, office.commission), "ad_other", scopes=["leads:read"]
    )

    assert [
        [row["id"] for row in reached(caller).json()["results"]] for caller in (inside, outside)
    ] == [[lead.pk], []]


def test_without_a_scope_for_leads_the_database_shows_the_program_none(office):
    """The second wall: even a queryset that forgot visible_to finds no row."""
    lead = a_lead("in_disposal", office)
    seen = {}

    def look(execute, sql, params, many, context):
        if "casework_programtoken" not in sql and not seen:
            seen["ask"] = True
            seen["leads"] = list(Lead.objects.values_list("pk", flat=True))
        return execute(sql, params, many, context)

    caller = program(office.officer, scopes=["inspections:read"])
    with connection.execute_wrapper(look):
        reached(caller, "/api/v1/inspections/findings/")

    assert (seen["leads"], Lead.objects.filter(pk=lead.pk).exists()) == ([], True)


def test_everybody_sees_the_own_tokens_and_the_security_administrator_all(clerk, county):
    mine = ProgramTokenFactory(made_by=clerk)
    other = ProgramTokenFactory(made_by=person(Role.DATA_CLERK, county))

    def listed(user):
        client = Browser(headers={"accept-language": "en"})
        client.force_login(user)
        return {token.pk for token in client.get("/programs/tokens/").context["tokens"]}

    assert listed(clerk) == {mine.pk}
    assert listed(person(Role.SECURITY_ADMIN, county)) == {mine.pk, other.pk}
    assert listed(person(Role.SYSTEM_ADMIN, county)) == set()


def test_the_text_of_a_token_is_shown_once(as_role, county):
    client = as_role(Role.DATA_CLERK, county)
    last = timezone.localdate() + timedelta(days=30)
    entered = {
        "name": "Exchange",
        "purpose": "nightly copy",
        "expires_on": last.isoformat(),
        "scopes": ["projects:read", "projects:write"],
        "addresses": "10.20.0.1\n10.30.0.0/16",
    }

    answer = client.post("/programs/tokens/new/", entered)

    text, token = answer.context["text"], ProgramToken.objects.get()
    assert text in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert (token.scopes, token.addresses) == (
        ["projects:read", "projects:write"],
        ["10.20.0.1/32", "10.30.0.0/16"],
    )
    assert text not in client.get(token.get_absolute_url()).content.decode()
    assert Program(Client(), text).get("/api/v1/schema/").status_code == 403


def test_a_form_with_an_address_that_is_none_is_refused(as_role, county):
    entered = {"name": "x", "purpose": "y", "addresses": "10.0.0.1\nexample.org"}

    answer = as_role(Role.DATA_CLERK, county).post("/programs/tokens/new/", entered)

    assert "Not an address or network" in answer.content.decode()
    assert not ProgramToken.objects.exists()


def test_its_person_withdraws_a_token(as_role, county):
    client = as_role(Role.DATA_CLERK, county)
    token = ProgramTokenFactory(made_by=client.user, text="ad_mine")

    client.post(f"/programs/tokens/{token.pk}/steps/withdraw/", {"note": "no longer needed"})

    assert Program(Client(), "ad_mine").get(PROJECTS).status_code == 401


def test_the_security_administrator_withdraws_and_nobody_else(county, clerk):
    token = ProgramTokenFactory(made_by=clerk)

    with pytest.raises(NotAllowed):
        advance(token, "withdraw", by=person(Role.AUDITOR, county), at=NOON, note="seen")
    guard = person(Role.SECURITY_ADMIN, county)
    token = advance(token, "withdraw", by=guard, at=NOON, note="leaked")

    assert (token.status, token.withdrawn_by) == ("withdrawn", guard)


def test_a_stranger_finds_no_token(as_role, county, clerk):
    token = ProgramTokenFactory(made_by=clerk)
    client = as_role(Role.DATA_CLERK, county)

    path = token.get_absolute_url()
    assert [client.get(path).status_code, client.post(f"{path}steps/withdraw/").status_code] == [
        404,
        404,
    ]
