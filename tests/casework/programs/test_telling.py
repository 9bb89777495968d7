"""Programs hear that something happened in what their person sees: signed, in order, and again."""

import hashlib
import hmac
import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from airdefense import wall
from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance, record
from airdefense.casework.actions.programs import make_token
from airdefense.casework.models import Event, ProgramHook
from airdefense.casework.programs import telling
from airdefense.casework.programs.forms import TokenForm
from airdefense.casework.workflow import NotPossible
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import Office, a_lead
from tests.factories.programs import ProgramHookFactory, ProgramTokenFactory
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db


class Listener(HTTPServer):
    """A program that listens on this machine, and answers with the status it is told to."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.heard = 204, []
        self.url = f"http://127.0.0.1:{self.server_port}/hooks/"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, self.headers, body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"{self.server.url}elsewhere")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def listener(settings):
    with Listener() as server:
        settings.PROGRAM_HOOKS = [server.url]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def county():
    return OrganisationFactory()


@pytest.fixture
def clerk(county):
    return person(Role.DATA_CLERK, county)


@pytest.fixture
def hook(clerk, listener):
    token = ProgramTokenFactory(made_by=clerk, scopes=["projects:read"])
    return ProgramHookFactory(token=token, url=f"{listener.url}one")


def later(minutes=5):
    return timezone.now() + timedelta(minutes=minutes)


def told(listener):
    return [
        event for _path, _headers, body in listener.heard for event in json.loads(body)["events"]
    ]


def seen(listener):
    return [(event["kind"], event["id"]) for event in told(listener)]


def withdrawn(project, by):
    return advance(project, "withdraw", by=by, at=NOON, note="机密的理由")


def test_a_program_is_told_that_where_and_when_and_nothing_of_what(hook, listener, clerk, county):
    project = withdrawn(ProjectFactory(region=county, name="秀山花园"), clerk)

    telling.tell_due(at=later())

    event = Event.objects.of(project).latest("pk")
    assert told(listener)[1:] == [
        {
            "event": event.pk,
            "at": NOON.isoformat(),
            "kind": "projects.project",
            "id": project.pk,
            "url": f"http://127.0.0.1:8000{project.get_absolute_url()}",
        }
    ]
    hook.refresh_from_db()
    assert (hook.told_up_to, hook.tries, hook.answer) == (event.pk, 0, "204")


def test_the_message_is_signed_with_what_only_both_sides_know(listener, clerk, county):
    facts = {"name": "Exchange", "purpose": "p", "scopes": ["projects:read"]}
    today = timezone.localdate()
    token, text = make_token(
        by=clerk, at=timezone.now(), expires_on=today, hook=f"{listener.url}x", **facts
    )
    withdrawn(ProjectFactory(region=county), clerk)

    telling.tell_due(at=later())

    path, headers, body = listener.heard[0]
    stamp, _comma, signature = headers["Airdefense-Signature"].partition(",v1=")
    key = hashlib.sha256(f"airdefense hook {text}".encode()).hexdigest().encode()
    signed = f"{stamp.removeprefix('t=')}.".encode() + body
    assert (path, json.loads(body)["token"]) == ("/hooks/x", token.mark)
    assert signature == hmac.new(key, signed, hashlib.sha256).hexdigest()
    assert text not in repr(ProgramHook.objects.values().get())


def test_nothing_is_told_of_what_the_person_does_not_see(hook, listener, clerk):
    foreign = ProjectFactory()
    withdrawn(foreign, person(Role.DATA_CLERK, foreign.region))

    telling.tell_due(at=later())

    hook.refresh_from_db()
    assert (listener.heard, hook.told_up_to) == ([], Event.objects.latest("pk").pk)


def test_nothing_is_told_of_a_part_that_the_token_does_not_name(hook, listener, county):
    crew = a_crew(county)
    a_finding(crew, status="approved", project=crew.project())

    telling.tell_due(at=later())

    assert {kind for kind, _id in seen(listener)} <= {"projects.project"}


def test_nothing_is_told_of_a_lead_to_whoever_stands_in_its_compartment(listener, settings):
    settings.PROGRAMS_REACH_LEADS = True
    office = Office()
    a_lead("in_disposal", office)
    scopes = ["leads:read", "projects:read", "inspections:read"]
    token = ProgramTokenFactory(made_by=office.officer, scopes=scopes)
    ProgramHookFactory(token=token, url=f"{listener.url}one")

    with wall.unbound():
        telling.tell_due(at=later())
    within = telling.told_of(token, Event.objects.filter(case_type__startswith="leads."))

    assert [kind for kind, _id in seen(listener) if kind.startswith("leads.")] == []
    assert within == []


def test_a_unit_is_told_of_a_finding_only_what_it_may_read(listener):
    crew = a_crew()
    finding = a_finding(crew, status="approved", project=crew.project())
    unit = person(Role.UNIT_CONTACT, finding.unit)
    inspector = crew.inspector
    token, other = (
        ProgramTokenFactory(made_by=who, scopes=["inspections:read"]) for who in (unit, inspector)
    )
    events = list(Event.objects.of(finding))

    assert telling.told_of(token, events) == []
    assert len(telling.told_of(other, events)) == len(events)


def test_looking_at_a_case_is_not_told(hook, listener, clerk, county):
    reading = record(ProjectFactory(region=county), "read", by=clerk, at=NOON)

    telling.tell_due(at=later())

    assert [event["event"] for event in told(listener)] == [reading.pk - 1]


def test_what_may_still_be_overtaken_by_an_older_write_waits_a_minute(
    hook, listener, clerk, county
):
    withdrawn(ProjectFactory(region=county), clerk)

    telling.tell_due(at=timezone.now())

    assert listener.heard == []


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_was_not_taken_is_told_again_later_and_then_once(
    hook, listener, clerk, county, status
):
    project = withdrawn(ProjectFactory(region=county), clerk)
    listener.status = status

    for minutes in (5, 6, 8):
        telling.tell_due(at=later(minutes))
    failed = ProgramHook.objects.values_list("tries", "answer").get()
    listener.status = 204
    for minutes in (30, 31):
        telling.tell_due(at=later(minutes))

    assert failed == (2, str(status))
    assert seen(listener) == [("projects.project", project.pk)] * 2 * 3
    assert len({body for _path, _headers, body in listener.heard}) == 1
    assert {path for path, _headers, _body in listener.heard} == {"/hooks/one"}


def test_waiting_grows_to_six_hours_at_most(hook, clerk, county):
    withdrawn(ProjectFactory(region=county), clerk)
    ProgramHook.objects.update(url="http://127.0.0.1:9/hooks/", tries=40)
    at = later()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.conf.settings.PROGRAM_HOOKS", ["http://127.0.0.1:9/"])
        telling.tell_due(at=at)

    hook.refresh_from_db()
    assert (hook.due_at - at, hook.tries, hook.answer) == (
        timedelta(hours=6),
        41,
        "ConnectionError",
    )


@pytest.mark.parametrize(
    "end",
    [
        lambda hook: type(hook.token).objects.update(status="withdrawn"),
        lambda hook: type(hook.token).objects.update(expires_on="2020-01-01"),
        lambda hook: type(hook.token.made_by).objects.update(is_active=False),
    ],
)
def test_a_token_that_ended_tells_nobody(hook, listener, clerk, county, end):
    withdrawn(ProjectFactory(region=county), clerk)
    end(hook)

    telling.tell_due(at=later())

    assert listener.heard == []


@pytest.mark.parametrize("kept", [[], ["https://exchange.example"], ["http://127.0.0.1:1"]])
def test_an_address_that_is_allowed_no_more_is_called_no_more(
    hook, listener, clerk, county, settings, kept
):
    withdrawn(ProjectFactory(region=county), clerk)
    settings.PROGRAM_HOOKS = kept

    telling.tell_due(at=later())

    assert listener.heard == []


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("https://exchange.example/in", True),
        ("https://exchange.example.evil.example/in", False),
        ("https://exchange.example@evil.example/in", False),
        ("http://exchange.example/in", False),
        ("http://169.254.169.254/", False),
    ],
)
def test_the_operator_names_the_places_that_may_be_called(clerk, settings, url, is_taken):
    settings.PROGRAM_HOOKS = ["https://exchange.example"]
    facts = {"name": "x", "purpose": "y", "scopes": ["projects:read"]}
    facts |= {"expires_on": timezone.localdate(), "hook": url}

    form = TokenForm(facts)

    assert form.is_valid() is is_taken
    if not is_taken:
        with pytest.raises(NotPossible):
            make_token(by=clerk, at=timezone.now(), **facts)


def test_a_new_program_is_told_from_now_on(listener, as_role, county):
    client = as_role(Role.DATA_CLERK, county)
    withdrawn(ProjectFactory(region=county), client.user)
    entered = {"name": "Exchange", "purpose": "p", "scopes": ["projects:read"]}
    entered |= {"expires_on": timezone.localdate().isoformat(), "hook": f"{listener.url}one"}
    client.post("/programs/tokens/new/", entered)
    new = withdrawn(ProjectFactory(region=county), client.user)

    telling.tell_due(at=later())

    token = ProgramHook.objects.get().token
    assert set(seen(listener)) == {("projects.project", new.pk)}
    assert f"{listener.url}one" in client.get(token.get_absolute_url()).content.decode()


def test_where_no_place_is_allowed_nobody_is_asked_for_an_address(settings):
    settings.PROGRAM_HOOKS = []

    assert "hook" not in TokenForm().fields
