"""A form pressed twice counts once; what is too large is refused before it is read."""

import re
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework import tasks
from airdefense.casework.models import Event, SentForm
from projects.models import Project
from tests.casework.cases import a_project, with_building
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.casework import SentFormFactory

TEMPLATES = django_settings.BASE_DIR / "templates"
# Nobody is signed in yet whose form it could be.
BEFORE_SIGN_IN = {"login.html", "sign_in_code.html"}
FORM = re.compile(r"<form(?:[^>{]|\{%.*?%\}|\{\{.*?\}\})*>")


@pytest.fixture
def clerk(db):
    county = OrganisationFactory()
    authority = OrganisationFactory(parent=county, housing=True)
    client = Client(headers={"accept-language": "en"})
    client.user, client.authority = person(Role.DATA_CLERK, county), authority
    client.force_login(client.user)
    return client


def project_form(client, **typed):
    return {
        "name": "望湖小区",
        "authority": client.authority.pk,
        "developer_name": "模拟建设单位",
        "approved_on": "2019-06-01",
        "zone": "NORMAL",
        "buildings-TOTAL_FORMS": 0,
        "buildings-INITIAL_FORMS": 0,
        **typed,
    }


def test_the_second_press_lands_where_the_first_one_led(clerk):
    form = project_form(clerk, once=str(uuid4()))

    first, second = (clerk.post("/projects/new/", form) for _press in range(2))

    project = Project.objects.get()
    assert first["Location"] == second["Location"] == project.get_absolute_url()
    assert "taken in once" in clerk.get(project.get_absolute_url()).text


def test_another_form_with_the_same_words_is_another_form(clerk):
    for _form in range(2):
        clerk.post("/projects/new/", project_form(clerk, once=str(uuid4())))

    assert Project.objects.count() == 2


def test_a_form_that_came_back_with_errors_may_be_sent_again(clerk):
    key = str(uuid4())

    wrong = clerk.post("/projects/new/", project_form(clerk, once=key, name=""))
    right = clerk.post("/projects/new/", project_form(clerk, once=key))

    assert (wrong.status_code, right.status_code) == (200, 302)
    assert Project.objects.count() == 1


def test_a_refused_step_leaves_no_mark_and_may_be_taken_later(clerk):
    project = a_project(region=clerk.authority.region)
    step, key = f"/projects/{project.pk}/steps/confirm/", {"once": str(uuid4())}

    clerk.post(step, key, headers={"referer": f"http://testserver{project.get_absolute_url()}"})
    refused = SentForm.objects.count()
    with_building(project)
    clerk.post(step, key)

    assert (refused, SentForm.objects.count()) == (0, 1)
    assert Project.objects.get().status == "confirmed"


def test_a_step_pressed_twice_is_one_event_and_no_refusal(clerk):
    project = with_building(a_project(region=clerk.authority.region))
    step, key = f"/projects/{project.pk}/steps/confirm/", {"once": str(uuid4())}

    answers = [clerk.post(step, key)["Location"] for _press in range(2)]

    assert answers == [project.get_absolute_url()] * 2
    assert Event.objects.of(project).filter(name="confirm").count() == 1


def test_the_mark_of_somebody_else_leads_nowhere(clerk):
    sent = SentFormFactory(location="/projects/1/")

    answer = clerk.post("/projects/new/", project_form(clerk, once=str(sent.key)))

    assert (answer["Location"], Project.objects.count()) == ("/", 0)


def test_a_mark_that_is_none_is_no_hindrance(clerk):
    answer = clerk.post("/projects/new/", project_form(clerk, once="x" * 50))

    assert (answer.status_code, SentForm.objects.count()) == (302, 0)


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_are_one_project_and_one_place():
    county = OrganisationFactory()
    authority = OrganisationFactory(parent=county, housing=True)
    user, key = person(Role.DATA_CLERK, county), str(uuid4())
    started, led = threading.Barrier(20), []

    def press():
        client = Client()
        client.force_login(user)
        client.authority = authority
        started.wait()
        led.append(client.post("/projects/new/", project_form(client, once=key))["Location"])
        connection.close()

    threads = [threading.Thread(target=press) for _press in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert led == [Project.objects.get().get_absolute_url()] * 20


@pytest.mark.django_db
def test_marks_are_kept_for_seven_days():
    now = timezone.now()
    SentFormFactory(sent_at=now - timedelta(days=7, minutes=1))
    kept = SentFormFactory(sent_at=now - timedelta(days=6))

    tasks.purge_sent_forms()

    assert list(SentForm.objects.all()) == [kept]


def test_every_mark_is_another():
    drawn = {Template("{% load casework %}{% once %}").render(Context()) for _form in range(3)}

    assert len(drawn) == 3


def test_every_form_of_a_page_carries_its_mark():
    bare = []
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        for found in FORM.finditer(text):
            tag, after = found.group(), text[found.end() : found.end() + 200]
            if "data-form" not in tag or 'method="post"' not in tag:
                continue
            if "{% once %}" not in after and path.name not in BEFORE_SIGN_IN:
                bare.append(f"{path.relative_to(TEMPLATES)}: {tag}")

    assert bare == []


TWO_GIGABYTES = 2 * 1024**3


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/projects/new/", "/attachments/projects.project/1/new/"])
def test_two_gigabytes_are_refused_before_a_byte_is_read(clerk, page):
    back = {"referer": "http://testserver/projects/"}

    answer = clerk.generic(
        "POST",
        page,
        b"x",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(TWO_GIGABYTES),
        headers=back,
    )

    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/projects/")
    assert answer["Connection"] == "close"
    assert "at most 200 MB" in clerk.get("/projects/").text


@pytest.mark.django_db
def test_a_script_is_told_in_json_that_it_is_too_large(clerk):
    answer = clerk.generic(
        "POST",
        "/attachments/projects.project/1/new/",
        b"x",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(TWO_GIGABYTES),
        headers={"accept": "application/json"},
    )

    assert (answer.status_code, "at most 200 MB" in answer.json()["detail"]) == (413, True)


@pytest.mark.django_db
def test_a_file_above_its_limit_is_refused_with_its_name(clerk, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024**2
    project = a_project(region=clerk.authority.region)
    big = b"%PDF-1.7" + b"\x00" * 1024**2

    answer = clerk.post(
        f"/attachments/projects.project/{project.pk}/new/",
        {"files": [SimpleUploadedFile("大.pdf", big)]},
        headers={"accept": "application/json"},
    )

    assert (answer.status_code, answer.json()["detail"]) == (409, "大.pdf is larger than 1 MB.")
