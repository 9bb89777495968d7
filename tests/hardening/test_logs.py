"""No secret, no person, no case and nothing typed gets into a log; enough to find a fault does."""

import json
import logging
import smtplib
from io import StringIO

import pytest
from celery import shared_task
from celery.signals import before_task_publish
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import path

from airdefense import logs, urls
from airdefense.accounts.roles import Role
from airdefense.casework import tracing
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.leads import Office, a_lead

pytestmark = pytest.mark.django_db
MARK, GOOD = "机密丙丁", "ein-Gutes-Wort-42"


class Breaks(Exception):
    """A fault whose message carries what somebody typed."""


def broken(request):
    raise Breaks(f"{MARK} {request.GET.get('q')}")


def broken_by_the_database(request):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("insert into accounts_user (username) values (%s)", [request.GET["q"]])


urlpatterns = [
    path("broken/<str:word>/", lambda request, word: broken(request)),
    path("broken-rows/", broken_by_the_database),
    *urls.urlpatterns,
]
handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500


@pytest.fixture
def lines():
    """Everything that any logger says, as the production writes it."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.Lines(is_json=True))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before)


def words_in(lines):
    return json.dumps(lines(), ensure_ascii=False)


def client_of(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.fixture
def leader():
    return person(Role.LEADERSHIP, OrganisationFactory(name=f"{MARK}区"), display_name=MARK)


def test_a_request_has_one_line_with_its_number_route_status_time_and_person(lines, leader):
    response = client_of(leader).get("/projects/", {"q": MARK})

    (line,) = [line for line in lines() if line["logger"] == "airdefense.requests"]
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "projects/", 200)
    assert line["request_id"] == response[tracing.HEADER]
    assert line["user_id"] == leader.pk
    assert line["duration_ms"] >= 0


def test_neither_what_is_searched_nor_who_searches_is_in_the_log(lines, leader):
    client = client_of(leader)

    for address in ("/projects/", "/search/", f"/{MARK}/", "/leads/", "/api/v1/projects/"):
        client.get(address, {"q": MARK, "token": MARK}, headers={"referer": f"/?q={MARK}"})

    said = words_in(lines)
    assert len(lines()) >= 5
    assert MARK not in said
    assert leader.username not in said
    assert client.cookies["airdefense_session"].value not in said


def test_a_method_somebody_made_up_is_not_repeated(lines):
    Client().generic("JIMIBINGDING", "/accounts/login/")

    assert "JIMIBINGDING" not in words_in(lines)
    assert lines()[-1]["method"] == "OTHER"


@pytest.mark.urls(__name__)
def test_a_fault_is_told_by_its_place_and_not_by_its_message(lines, leader):
    response = client_of(leader).get(f"/broken/{MARK}/", {"q": MARK})

    (fault,) = [line for line in lines() if "exception" in line]
    assert response.status_code == 500
    assert fault["exception"][0]["type"] == f"{__name__}.Breaks"
    assert fault["exception"][0]["at"][-1].endswith(" broken")
    assert fault["request_id"] == response[tracing.HEADER]
    assert lines()[-1]["route"] == "broken/<str:word>/"
    assert MARK not in words_in(lines)


@pytest.mark.urls(__name__)
def test_a_row_the_database_refused_is_not_told(lines, leader):
    response = client_of(leader).get("/broken-rows/", {"q": MARK})

    types = [fault["type"] for line in lines() for fault in line.get("exception", ())]
    assert response.status_code == 500
    assert f"{IntegrityError.__module__}.IntegrityError" in types
    assert MARK not in words_in(lines)


def test_passwords_and_names_of_a_sign_in_are_not_in_the_log(lines, leader):
    leader.set_password(GOOD)
    leader.save()
    for password in (MARK, GOOD):
        Client().post("/accounts/login/", {"username": leader.username, "password": password})
    Client().post("/accounts/login/", {"username": MARK, "password": MARK})

    said = words_in(lines)
    assert "accounts/login/" in said
    assert MARK not in said
    assert leader.username not in said
    assert GOOD not in said


def test_a_lead_opened_leaves_neither_its_words_nor_its_key(lines):
    office = Office()
    lead = a_lead("in_disposal", office=office, letter_number=f"{MARK}函")

    response = client_of(office.officer).get(f"/leads/{lead.pk}/")

    assert response.status_code == 200
    assert MARK not in words_in(lines)
    assert lines()[-1]["route"] == "leads/<int:pk>/"


class Refusing(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({f"{MARK}@example.org": (550, MARK.encode())})


def test_a_mail_that_was_refused_does_not_tell_for_whom(lines):
    try:
        mail.send_mail(MARK, MARK, None, [f"{MARK}@example.org"], connection=Refusing())
    except smtplib.SMTPException:
        logging.getLogger("airdefense.reports").exception("missed reports not told: %s", MARK)

    (line,) = lines()
    assert line["exception"][0]["type"] == "smtplib.SMTPRecipientsRefused"
    assert MARK not in words_in(lines)


@shared_task(name="tests.breaks")
def breaks(*, word):
    raise Breaks(word)


@shared_task(name="tests.works")
def works(*, word):
    return tracing.current()


def test_a_task_has_a_line_under_the_number_of_its_request(lines):
    with tracing.traced("c" * 32):
        number = works.delay(word=MARK).get()

    line = lines()[-1]
    assert number == line["request_id"] == "c" * 32
    assert (line["event"], line["task"], line["outcome"]) == ("task", "tests.works", "done")
    assert MARK not in words_in(lines)


def test_a_task_that_fails_tells_where_and_not_with_what(lines):
    with pytest.raises(Breaks):
        breaks.delay(word=MARK)

    (line,) = [line for line in lines() if line["logger"] == "airdefense.tasks"]
    assert (line["task"], line["outcome"]) == ("tests.breaks", "failed")
    assert line["exception"][0]["type"] == f"{__name__}.Breaks"
    assert MARK not in words_in(lines)


def test_the_message_of_a_task_carries_the_number_of_its_request():
    headers = {}

    with tracing.traced("d" * 32):
        before_task_publish.send("tests.works", headers=headers)

    assert headers[tracing.CARRIED] == "d" * 32


@pytest.mark.parametrize(
    ("words", "args", "said"),
    [
        ("import %s failed", (12,), "import 12 failed"),
        ("import %s failed", (MARK,), "import … failed"),
        ("changed %s, gone %s", ([1, 2], [MARK]), "changed [1, 2], gone …"),
        ("%(name)s took %(seconds).1f s", ({"name": MARK, "seconds": 1.25},), "… took 1.2 s"),
        (f"no place for {MARK}", (), logs.UNKNOWN_WORDS),
    ],
)
def test_a_line_says_only_words_of_the_program_and_numbers(lines, words, args, said):
    logging.getLogger("somebody.else").warning(words, *args)

    assert lines()[-1]["event"] == said


def test_words_handed_over_ready_made_are_not_words_of_the_program(lines):
    typed = MARK[::-1]

    logging.getLogger("django.security.DisallowedHost").error("Invalid host: " + typed)

    assert lines()[-1]["event"] == logs.UNKNOWN_WORDS


def test_extras_of_other_loggers_are_left_out(lines):
    logging.getLogger("somebody.else").warning("odd", extra={"password": MARK})

    assert lines()[-1].keys() == {"time", "level", "logger", "event", "at"}


def test_a_fact_nobody_thought_about_is_refused():
    with pytest.raises(ValueError, match="title"):
        logs.tell(logs.requests, logging.INFO, "request", title=MARK)


def test_on_ones_own_machine_a_line_can_be_read():
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.Lines(is_json=False))
    logger = logging.getLogger("tests.readable")
    logger.addHandler(handler)

    try:
        raise Breaks(MARK)
    except Breaks:
        logs.tell(logger, logging.ERROR, "request", status=500, route="leads/<int:pk>/")

    first, second, third = written.getvalue().splitlines()
    assert first.endswith("ERROR tests.readable: request status=500 route=leads/<int:pk>/")
    assert second == f"  {__name__}.Breaks"
    assert "test_on_ones_own_machine" in third


def test_django_mails_no_fault_to_anybody():
    assert logging.getLogger("django").handlers == []
