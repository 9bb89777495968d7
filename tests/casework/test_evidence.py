"""Files of a case: kept once, replaced without loss, handed on, and true to their hash."""

import io
import json
import zipfile
from datetime import date
from io import StringIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from airdefense.accounts.models import system_user
from airdefense.accounts.roles import Role
from airdefense.casework import fixity, tasks
from airdefense.casework.actions import attach, enter_custody, replace
from airdefense.casework.models import Attachment, Event
from airdefense.casework.workflow import NotPossible
from inspections import actions as inspecting
from tests.conftest import Browser
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.casework import CustodyEntryFactory
from tests.factories.inspections import a_crew, a_finding, a_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew():
    return a_crew()


@pytest.fixture
def draft(crew):
    return a_finding(crew)


def at_desk(user):
    client = Browser(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def send(client, case, *files, **facts):
    url = f"/attachments/{case._meta.label_lower}/{case.pk}/new/"
    return client.post(url, {"files": files, **facts}, headers={"accept": "application/json"})


def unpacked(answer):
    """All parts of a workbook that was sent."""
    content = io.BytesIO(answer.getvalue())
    with zipfile.ZipFile(content) as package:
        return b"".join(package.read(name) for name in package.namelist())


def tamper(file, content=b"something else"):
    """Somebody at the storage changes what is kept."""
    default_storage.delete(file.file.name)
    if content is not None:
        default_storage.save(file.file.name, ContentFile(content))


def test_each_file_is_answered_with_its_hash_and_its_certificate(crew, draft):
    answer = send(at_desk(crew.inspector), draft, a_picture("现场.png"))

    (kept,) = draft.attachments()
    told = {"name": "现场.png", "sha256": kept.sha256, "url": kept.detail_page, "told": ""}
    assert (answer.status_code, answer.json()) == (201, {"files": [told]})


def test_what_is_told_about_files_is_kept_with_each(crew, draft):
    facts = {
        "description": "人防门缺失",
        "obtained_on": "2020-10-30",
        "obtained_from": "物业公司",
        "obtained_where": "地下室",
    }

    send(at_desk(crew.inspector), draft, a_picture("a.png"), a_picture("b.png"), **facts)

    kept = draft.attachments().values("description", "obtained_on", "obtained_from")
    one = {
        "description": "人防门缺失",
        "obtained_on": date(2020, 10, 30),
        "obtained_from": "物业公司",
    }
    assert list(kept) == [one, one]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"obtained_on": "2999-01-01"}, "cannot be dated after today"),
        ({"obtained_on": "yesterday"}, "Enter a valid date"),
        ({"files": []}, "Choose a file"),
        ({"files": [a_picture(f"{n}.png") for n in range(51)]}, "At most 50 files"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_sentence(crew, draft, facts, words):
    url = f"/attachments/inspections.finding/{draft.pk}/new/"
    body = {"files": [a_picture()]} | facts

    answer = at_desk(crew.inspector).post(url, body, headers={"accept": "application/json"})

    assert (answer.status_code, words in answer.json()["detail"]) == (409, True)
    assert not draft.has_attachments()


def test_the_same_content_is_told_and_not_stored_twice(crew, draft):
    client = at_desk(crew.inspector)
    send(client, draft, a_picture("a.png"))
    same = a_picture("a.png")
    same.name = "b.png"

    answer = send(client, draft, same)

    assert "kept already as a.png" in answer.json()["files"][0]["told"]
    assert [file.name for file in draft.attachments()] == ["a.png"]


def test_the_same_content_is_kept_by_another_case(crew, draft):
    other = a_finding(crew)

    for case in (draft, other):
        attach(case, a_picture("a.png"), by=crew.inspector, at=NOON)

    assert [case.attachments().count() for case in (draft, other)] == [1, 1]


def test_a_file_sent_again_by_its_key_is_no_second_one_and_nothing_is_told(crew, draft):
    client, key = at_desk(crew.inspector), str(uuid4())

    answers = [send(client, draft, a_picture("a.png"), client_id=key) for _again in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert draft.attachments().count() == 1


def test_a_newer_version_stands_beside_the_older_one_which_stays(crew, draft):
    old = attach(draft, a_picture("a.png"), by=crew.inspector, at=NOON, description="门")
    before = Attachment.objects.filter(pk=old.pk).values().get()

    newer = replace(old, draft, a_picture("a2.png"), by=crew.inspector, at=NOON)

    assert (newer.revises, newer.description) == (old, "门")
    assert Attachment.objects.filter(pk=old.pk).values().get() == before
    assert list(Attachment.objects.of(draft).current()) == [newer]
    assert [one.pk for one in old.versions()] == [newer.pk, old.pk]
    assert Event.objects.of(draft).latest("pk").detail["revises"] == "a.png"


def test_a_file_has_one_newer_version_and_not_the_same_content(crew, draft):
    old = attach(draft, a_picture("a.png"), by=crew.inspector, at=NOON)

    with pytest.raises(NotPossible, match="same content"):
        replace(old, draft, a_picture("a.png"), by=crew.inspector, at=NOON)
    newer = replace(old, draft, a_picture("b.png"), by=crew.inspector, at=NOON)
    with pytest.raises(NotPossible, match="newer version already: b"):
        replace(old, draft, a_picture("c.png"), by=crew.inspector, at=NOON)

    assert list(draft.attachments()) == [old, newer]


def test_a_paper_handed_in_takes_no_newer_version(crew):
    finding = a_finding(crew, status="deputy_review")
    file = finding.attachments().get()

    answer = at_desk(crew.inspector).post(
        f"/attachments/{file.pk}/replace/", {"files": a_picture("b.png")}
    )

    assert answer.status_code == 403
    assert finding.attachments().count() == 1


def test_the_page_of_the_case_lists_the_older_versions_under_the_newer(crew, draft):
    old = attach(draft, a_picture("门1.png"), by=crew.inspector, at=NOON)
    replace(old, draft, a_picture("门2.png"), by=crew.inspector, at=NOON)

    page = at_desk(crew.inspector).get(draft.get_absolute_url()).text

    assert page.index(">门2.png<") < page.index("Version 1") < page.index(">门1.png<")


def test_the_certificate_names_hash_versions_and_hands(crew, draft):
    old = attach(draft, a_picture("a.png"), by=crew.inspector, at=NOON)
    newer = replace(old, draft, a_picture("b.png"), by=crew.inspector, at=NOON)
    CustodyEntryFactory(attachment=newer, giver="王某某")

    page = at_desk(crew.leader).get(newer.detail_page).text

    assert all(words in page for words in (newer.sha256, old.sha256[:16], "王某某", "2020-10-30"))
    assert "Add an entry" in page


ENTRY = {
    "act": "handed_over",
    "happened_on": "2020-11-01",
    "giver": "李某",
    "taker": "档案室",
    "place": "市委巡察办",
}


def test_the_chain_of_custody_grows_by_entries(crew, draft):
    file = attach(draft, a_picture("a.png"), by=crew.inspector, at=NOON)

    answer = at_desk(crew.inspector).post(f"/attachments/{file.pk}/custody/", ENTRY)

    entry = file.custody.get()
    assert answer["Location"] == f"{file.detail_page}#custody"
    assert (entry.act, entry.giver, entry.taker) == ("handed_over", "李某", "档案室")
    assert entry.recorded_by == crew.inspector
    assert Event.objects.of(draft).latest("pk").name == "custody"


def test_a_link_of_the_chain_is_not_dated_before_the_last_or_after_today(crew, draft):
    file = attach(draft, a_picture("a.png"), by=crew.inspector, at=NOON)
    CustodyEntryFactory(attachment=file, happened_on=date(2020, 11, 1))
    link = {"act": "filed", "giver": "a", "taker": "b", "by": crew.inspector, "at": NOON}

    with pytest.raises(NotPossible, match="not dated before"):
        enter_custody(file, draft, happened_on=date(2020, 10, 31), **link)
    with pytest.raises(NotPossible, match="after today"):
        enter_custody(file, draft, happened_on=date(2020, 11, 3), **link)

    assert file.custody.count() == 1


def test_an_entry_with_a_field_missing_comes_back_with_what_was_typed(crew, draft):
    file = attach(draft, a_picture("a.png"), by=crew.inspector, at=NOON)

    page = at_desk(crew.inspector).post(f"/attachments/{file.pk}/custody/", ENTRY | {"taker": ""})

    assert page.context["custody_form"].errors == {"taker": ["This field is required."]}
    assert "李某" in page.text


def test_who_only_reads_the_case_adds_nothing_to_the_chain(crew, as_role):
    file = a_finding(crew, status="approved").attachments().get()
    reader = as_role(Role.LEADERSHIP, crew.county)

    page = reader.get(file.detail_page)

    assert "Add an entry" not in page.text
    assert reader.post(f"/attachments/{file.pk}/custody/", ENTRY).status_code == 403


@pytest.mark.parametrize("method", ["talk", "petition"])
def test_evidence_of_talks_and_petitions_is_closed_on_every_page_about_a_file(
    crew, as_role, method
):
    finding = a_finding(crew, method=method)
    file = attach(finding, a_picture("谈话.png"), by=crew.inspector, at=NOON)
    CustodyEntryFactory(attachment=file, giver="被谈话人甲")
    for step, user in (
        ("submit", crew.inspector),
        ("review", crew.deputy),
        ("approve", crew.leader),
    ):
        finding = inspecting.take_step(finding, step, by=user, at=NOON)
    outsider = as_role(Role.LEADERSHIP, crew.county)
    stranger = as_role(Role.LEADERSHIP, OrganisationFactory())
    pages = [f"/attachments/{file.pk}/", f"/attachments/{file.pk}/about/"]
    posts = [f"/attachments/{file.pk}/custody/", f"/attachments/{file.pk}/replace/"]

    for client, status in ((outsider, 403), (stranger, 404)):
        got = [client.get(page) for page in pages] + [client.post(page, ENTRY) for page in posts]
        assert [answer.status_code for answer in got] == [status] * 4
        assert not any("谈话.png" in a.text or "被谈话人甲" in a.text for a in got)
    shown = outsider.get(finding.get_absolute_url())
    exported = unpacked(outsider.get("/inspections/findings/?format=xlsx"))
    found = outsider.get("/search/?q=谈话")
    told = outsider.get(f"/api/v1/inspections/findings/{finding.pk}/").content.decode()
    assert "谈话.png" not in shown.text
    assert "data-file-count" not in shown.text
    assert "谈话.png" not in found.text
    assert finding.number.encode() in exported
    assert "谈话.png".encode() not in exported
    assert file.sha256 not in told


def test_a_download_takes_the_hash_anew_and_sends_what_is_intact(crew, draft):
    file = attach(draft, a_picture("a.png"), by=crew.inspector, at=NOON)

    answer = at_desk(crew.inspector).get(file.get_absolute_url())

    assert answer.getvalue() == a_picture("a.png").read()
    assert answer["Content-Disposition"] == 'attachment; filename="a.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize(
    ("content", "condition"), [(b"something else", "changed"), (None, "missing")]
)
def test_a_damaged_file_is_not_sent_and_said_once_in_the_history(crew, draft, content, condition):
    file = attach(draft, a_picture("a.png"), by=crew.inspector, at=NOON)
    tamper(file, content)
    client = at_desk(crew.inspector)

    answers = [client.get(file.get_absolute_url()) for _again in range(2)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "Do not rely on it" in answers[0].text
    told = Event.objects.of(draft).filter(name="file_damaged")
    assert [event.detail["condition"] for event in told] == [condition]


def test_the_check_of_all_files_counts_what_changed_what_is_gone_and_what_is_left(crew, draft):
    files = [attach(draft, a_picture(f"{n}.png"), by=crew.inspector, at=NOON) for n in range(3)]
    tamper(files[0])
    tamper(files[1], None)
    stray = default_storage.save("evidence/zz/stray.png", ContentFile(b"x"))
    out = StringIO()

    with pytest.raises(CommandError, match="damaged"):
        call_command("check_files", json=True, stdout=out)

    found = json.loads(out.getvalue())
    default_storage.delete(stray)
    assert (found["changed"], found["missing"]) == ([files[0].pk], [files[1].pk])
    assert found["checked"] - found["intact"] == 2
    # What was written within the hour may still be waiting for its row.
    assert stray not in found["orphans"]
    later = timezone.now() + fixity.SETTLED_AFTER * 2
    default_storage.save("evidence/zz/stray2.png", ContentFile(b"x"))
    assert "evidence/zz/stray2.png" in fixity.orphans(later)
    default_storage.delete("evidence/zz/stray2.png")


def test_the_check_of_sound_files_says_so(crew, draft):
    attach(draft, a_picture("a.png"), by=crew.inspector, at=NOON)
    out = StringIO()

    call_command("check_files", stdout=out)

    assert "1 files checked, 1 intact." in out.getvalue()


def test_the_nightly_check_goes_on_until_all_files_were_looked_at(crew, draft, monkeypatch):
    monkeypatch.setattr(tasks, "FILES_AT_ONCE", 2)
    files = [attach(draft, a_picture(f"{n}.png"), by=crew.inspector, at=NOON) for n in range(5)]
    tamper(files[4])

    tasks.check_files()

    told = Event.objects.of(draft).get(name="file_damaged")
    assert (told.detail["attachment"], told.actor) == (files[4].pk, system_user())
