"""The page of field mode: one for everybody, its key for one alone, its pack of own checks."""

import base64
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from inspections.field.secret import keys_of
from projects.screening import screen
from tests.factories.accounts import NOON
from tests.factories.inspections import a_check, a_crew, a_finding
from tests.factories.powers import WordingFactory, a_power_list
from tests.factories.projects import BuildingFactory, FeeAssessmentFactory
from tests.inspections.phones import FIELD


@pytest.fixture
def check(crew):
    return a_check(crew, project=crew.project(name="望湖商务楼"))


@pytest.fixture
def phone(crew, sign_in):
    return sign_in(crew.inspector)


def is_there(client, url):
    """Whether a static file is served; it is read to its end."""
    answer = client.get(url)
    return answer.status_code == 200 and len(b"".join(answer.streaming_content)) > 0


def test_the_page_is_the_same_for_everybody_and_names_nobody(crew, sign_in):
    pages = [sign_in(one).get(FIELD).content.decode() for one in (crew.inspector, crew.leader)]

    assert pages[0] == pages[1]
    assert crew.inspector.display_name not in pages[0]
    assert "csrf" not in pages[0].replace("csrfmiddlewaretoken", "csrf").lower()


def test_the_page_carries_no_script_of_its_own_and_keeps_the_strict_policy(phone):
    answer = phone.get(FIELD)

    policy = answer["Content-Security-Policy"]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert "unsafe" not in policy
    assert parts["default-src"] == "'none'"
    assert {parts[name] for name in ("script-src", "worker-src", "manifest-src")} == {"'self'"}


def test_the_page_says_its_version_which_the_worker_carries_too(phone):
    version = phone.get(FIELD)["X-Field-Version"]

    worker = phone.get(FIELD + "sw.js")

    assert f'"version": "{version}"' in worker.content.decode()
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Service-Worker-Allowed"] == FIELD


def test_the_worker_keeps_the_page_and_static_files_and_nothing_else(phone):
    source = phone.get(FIELD + "sw.js").content.decode()

    told = json.loads(source.splitlines()[0].removeprefix("const TOLD = ").rstrip(";"))
    assert told["shell"] == FIELD
    assert all(url.startswith("/static/") for url in told["files"])
    assert all(is_there(phone, url) for url in told["files"])
    assert "/static/airdefense/js/field/app.js" in told["files"]


def test_the_manifest_makes_the_page_installable(client):
    manifest = client.get(FIELD + "manifest.webmanifest")

    told = manifest.json()
    assert manifest["Content-Type"] == "application/manifest+json"
    assert (told["start_url"], told["scope"], told["display"]) == (FIELD, FIELD, "standalone")
    assert [(i["sizes"], i["purpose"]) for i in told["icons"]] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    assert all(is_there(client, icon["src"]) for icon in told["icons"])


@pytest.mark.parametrize("path", ["", "key/", "pack/", "import/"])
@pytest.mark.parametrize("role", [Role.INSPECTION_OFFICE, Role.UNIT_CONTACT, Role.AUDITOR])
def test_field_mode_is_for_the_inspection_team(as_role, crew, path, role):
    assert as_role(role, crew.county).get(FIELD + path).status_code == 403


@pytest.mark.parametrize("path", ["", "key/", "pack/", "import/", "findings/", "checks/"])
def test_the_anonymous_is_asked_to_sign_in(client, db, path):
    for answer in (client.get(FIELD + path), client.post(FIELD + path)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=")


def test_the_key_is_one_per_person_and_the_same_again(crew, phone, sign_in):
    mine, again = phone.get(FIELD + "key/").json(), phone.get(FIELD + "key/").json()
    theirs = sign_in(crew.colleague).get(FIELD + "key/").json()

    assert mine["keys"] == again["keys"] == keys_of(crew.inspector)
    assert mine["keys"] != theirs["keys"]
    assert len(base64.b64decode(mine["keys"][0])) == 32
    assert (mine["user"], mine["hours"]) == (crew.inspector.pk, 72)


def test_the_key_is_not_kept_on_its_way(phone):
    answer = phone.get(FIELD + "key/")

    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_keys_of_a_former_secret_follow_so_that_nothing_becomes_unreadable(crew, settings):
    old = keys_of(crew.inspector)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 9

    assert keys_of(crew.inspector)[1:] == old
    assert keys_of(crew.inspector)[0] != old[0]


def test_the_key_is_written_nowhere(crew, phone, caplog):
    with caplog.at_level("DEBUG"):
        key = phone.get(FIELD + "key/").json()["keys"][0]

    assert key not in caplog.text
    assert not Event.objects.filter(detail__icontains=key).exists()


def test_the_pack_holds_the_own_open_checks_and_what_belongs_to_them(crew, phone, check):
    FeeAssessmentFactory(project=check.project)
    BuildingFactory(project=check.project, name="1幢")
    screen([check.project.pk], at=NOON)
    found = a_finding(crew, project=check.project, category="unbuilt")
    a_check(crew, assigned_to=crew.colleague, project=crew.project(name="别人的项目"))
    a_check(crew, status="completed", project=crew.project(name="已检查的项目"))

    pack = phone.get(FIELD + "pack/").json()

    (told,) = pack["checks"]
    assert (pack["user"], told["id"], told["code"]) == (
        crew.inspector.pk,
        check.pk,
        check.project.code,
    )
    assert [f["number"] for f in told["findings"]] == [found.number]
    assert "1幢" in [building["name"] for building in told["buildings"]]
    assert {s.pk for s in check.project.suspicions.all()} >= {
        words.get("suspicion") for words in told["suggestions"] if words.get("suspicion")
    }
    assert told["values"]["project"] == "望湖商务楼"
    assert len(pack["categories"]) == 11
    assert [m["code"] for m in pack["methods"]][:2] == ["files", "on_site"]


def test_the_pack_carries_no_word_of_another_county(phone, check):
    other = a_crew()
    a_check(other, project=other.project(name="邻县机密项目"))

    words = phone.get(FIELD + "pack/").content.decode()

    assert "望湖商务楼" in words
    assert "邻县机密项目" not in words


def test_a_fee_that_is_open_comes_worded_with_its_amount(phone, crew, check):
    FeeAssessmentFactory(project=check.project)

    (told,) = phone.get(FIELD + "pack/").json()["checks"]

    first = told["suggestions"][0]
    assert first["amount_yuan"] != ""
    assert all(first[name] for name in ("title", "description", "basis", "category"))


def test_the_pack_is_read_with_as_many_queries_for_one_check_as_for_five(crew, phone, check):
    BuildingFactory(project=check.project)
    few = queries_of(phone)
    for _ in range(4):
        BuildingFactory(project=a_check(crew).project)

    assert queries_of(phone) <= few


def queries_of(phone):
    with CaptureQueriesContext(connection) as queries:
        phone.get(FIELD + "pack/")
    return len(queries)


def test_the_pack_takes_the_wordings_of_the_county_and_what_fills_them(crew, phone, check):
    power = a_power_list(crew.county, status="in_force").powers.first()
    wording = WordingFactory(region=crew.county, power=power)
    WordingFactory(region=a_crew().county, title="邻县表述")

    pack = phone.get(FIELD + "pack/").json()

    told = {name: wording.__dict__[name] for name in ("id", "category", "title", "basis")}
    assert pack["wordings"] == [
        told | {"method": "files", "description": wording.text, "power": power.pk}
    ]
    assert pack["checks"][0]["values"]["developer"] == check.project.developer.name
    assert pack["placeholders"]["developer"] == "developer"
