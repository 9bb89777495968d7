"""Files in parts: nothing is lost, nothing is kept twice, nobody else's is touched."""

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from airdefense.accounts.roles import Role
from airdefense.casework import uploads
from airdefense.casework.models import Attachment, Event, Upload
from airdefense.casework.tasks import sweep_uploads
from airdefense.casework.workflow import NotPossible
from tests.conftest import Browser
from tests.factories.accounts import NOON, person
from tests.factories.field import UploadFactory
from tests.factories.inspections import PNG, a_crew, a_finding, a_picture
from tests.rectification.test_races import at_once

PICTURE = bytes.fromhex(PNG)
HASH = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def crew(db):
    return a_crew()


@pytest.fixture
def finding(crew):
    return a_finding(crew)


class Sender:
    """Sends one file to one finding as a phone does."""

    def __init__(self, user, finding, content=PICTURE, **facts):
        self.client = Browser(headers={"accept-language": "en"})
        self.client.force_login(user)
        self.content, self.url = content, f"/uploads/{facts.pop('key', uuid4())}/"
        self.facts = {
            "name": "photo.png",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "case_type": "inspections.finding",
            "case_id": finding.pk,
            **facts,
        }

    def announce(self):
        return self.client.post(self.url, json.dumps(self.facts), content_type="application/json")

    def part(self, start, end=None, **headers):
        return self.client.patch(
            self.url,
            self.content[start:end],
            content_type="application/offset+octet-stream",
            headers={"Upload-Offset": str(start), **headers},
        )


def test_a_file_sent_in_parts_is_attached_once_whole_and_true_to_its_hash(
    crew, finding, django_capture_on_commit_callbacks
):
    sender = Sender(crew.inspector, finding)

    with django_capture_on_commit_callbacks(execute=True):
        answers = [sender.announce(), sender.part(0, 30), sender.part(30)]

    assert [(a.status_code, a.json()["offset"], a.json()["complete"]) for a in answers] == [
        (200, 0, False),
        (200, 30, False),
        (200, len(PICTURE), True),
    ]
    kept = Attachment.objects.get()
    assert (kept.sha256, kept.name, kept.uploaded_by) == (HASH, "photo.png", crew.inspector)
    assert (kept.case_id, str(kept.client_id)) == (finding.pk, sender.url.split("/")[2])
    assert kept.file.open().read() == PICTURE
    assert Upload.objects.count() == 0


def test_what_was_on_its_way_leaves_no_part_behind(crew, finding):
    upload = UploadFactory(case=finding)
    name, half = upload.file.name, len(PICTURE) // 2

    uploads.append(key=upload.pk, offset=half, data=PICTURE[half:], by=crew.inspector, at=NOON)

    assert not Upload.objects.exists()
    assert name not in Attachment.objects.get().file.name


def test_the_offset_is_told_so_that_a_broken_line_goes_on_where_it_stopped(crew, finding):
    sender = Sender(crew.inspector, finding)
    sender.announce()
    sender.part(0, 30)

    answer = sender.client.head(sender.url)

    told = {name: answer[name] for name in ("Upload-Offset", "Upload-Length", "Upload-Complete")}
    assert told == {
        "Upload-Offset": "30",
        "Upload-Length": str(len(PICTURE)),
        "Upload-Complete": "0",
    }
    assert "no-store" in answer["Cache-Control"]


def test_a_part_from_elsewhere_is_a_conflict_that_tells_the_right_place(crew, finding):
    sender = Sender(crew.inspector, finding)
    sender.announce()
    sender.part(0, 30)

    answer = sender.part(10)

    assert (answer.status_code, answer.json()["offset"]) == (409, 30)
    assert Upload.objects.get().received_bytes == 30


def test_the_same_part_twice_is_there_once(crew, finding):
    sender = Sender(crew.inspector, finding)
    sender.announce()

    answers = [sender.part(0, 30), sender.part(0, 30), sender.part(30)]

    assert [answer.json()["offset"] for answer in answers] == [30, 30, len(PICTURE)]
    assert Attachment.objects.get().sha256 == HASH


def test_a_whole_file_announced_or_sent_again_is_found_again(crew, finding):
    sender = Sender(crew.inspector, finding)
    sender.announce()
    sender.part(0)

    answers = [sender.announce(), sender.part(0), sender.client.head(sender.url)]

    assert [(a.status_code, a["Upload-Complete"]) for a in answers] == [(200, "1")] * 3
    assert Attachment.objects.count() == 1
    assert Event.objects.of(finding).filter(name="attach").count() == 1


def test_what_arrived_damaged_is_thrown_away_and_sent_once_more(crew, finding):
    sender = Sender(crew.inspector, finding)
    sender.announce()
    whole, sender.content = sender.content, b"\0" * len(PICTURE)
    damaged = sender.part(0)
    sender.content = whole

    answers = [sender.announce(), sender.part(0)]

    assert (damaged.status_code, damaged.json()["damaged"]) == (422, True)
    assert [answer.json()["offset"] for answer in answers] == [0, len(PICTURE)]
    assert Attachment.objects.get().sha256 == HASH


@pytest.mark.parametrize(
    ("facts", "status", "words"),
    [
        ({"size": 51 * 1024**2}, 422, "photo.png is larger than 50 MB."),
        ({"size": 2 * 1024**3}, 422, "photo.png is larger than 50 MB."),
        ({"name": "page.html"}, 422, "page.html: only PDF, pictures"),
        ({"name": "picture.svg"}, 422, "picture.svg: only PDF, pictures"),
        ({"size": 0}, 400, "greater than or equal to 1"),
        ({"sha256": "abc"}, 400, "Enter a valid value."),
        ({"case_type": "x.y"}, 404, "This does not exist."),
        ({"case_type": "projects.developer"}, 404, "This does not exist."),
        ({"case_id": 10**12}, 404, "This does not exist."),
    ],
)
def test_what_cannot_be_kept_is_refused_before_its_first_byte(crew, finding, facts, status, words):
    sender = Sender(crew.inspector, finding, **facts)

    answer = sender.announce()

    assert (answer.status_code, words in answer.json()["detail"]) == (status, True)
    assert not Upload.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', '{"name": "\\ud800"}', "null"])
def test_an_announcement_that_says_nothing_is_refused(crew, finding, body):
    sender = Sender(crew.inspector, finding)

    answer = sender.client.post(sender.url, body, content_type="application/json")

    assert answer.status_code == 400


def test_content_is_judged_and_not_the_name(crew, finding):
    sender = Sender(crew.inspector, finding, b"<html><script>alert(1)</script></html>")
    sender.announce()

    answer = sender.part(0)

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("photo.png: only PDF, pictures, Word, Excel")
    assert not Attachment.objects.exists()


def test_more_than_was_announced_is_refused(crew, finding):
    sender = Sender(crew.inspector, finding)
    sender.announce()
    sender.content += b"more"

    answer = sender.part(0)

    assert (answer.status_code, Upload.objects.get().received_bytes) == (422, 0)


def test_a_part_too_large_is_refused_before_it_is_read(crew, finding):
    sender = Sender(crew.inspector, finding, b"\0" * (uploads.LARGEST_PART + 1))
    sender.announce()

    answer = sender.part(0)

    assert (answer.status_code, Upload.objects.get().received_bytes) == (413, 0)


@pytest.mark.parametrize("offset", ["", "-1", "x", "9" * 30])
def test_a_part_says_where_it_begins(crew, finding, offset):
    sender = Sender(crew.inspector, finding)
    sender.announce()

    assert sender.part(0, None, **{"Upload-Offset": offset}).status_code == 400


def test_nobody_else_sees_or_moves_a_file_on_its_way(crew, finding):
    upload = UploadFactory(case=finding)
    half = upload.received_bytes
    other = Sender(crew.colleague, finding, key=upload.pk)

    answers = [other.client.head(other.url), other.part(half), other.client.get(other.url)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert other.announce().status_code == 422
    assert Upload.objects.get().received_bytes == half


def test_a_stranger_does_not_learn_that_a_case_exists(crew, finding):
    stranger = person(Role.INSPECTOR, a_crew().county)

    assert Sender(stranger, finding).announce().status_code == 404


def test_who_may_not_add_files_to_a_case_sends_none(crew, finding):
    answer = Sender(crew.colleague, finding).announce()

    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        f"{finding} takes no more files from you.",
    )


def test_a_paper_handed_in_meanwhile_takes_no_more_photos(crew):
    finding = a_finding(crew, status="draft", category="unbuilt")
    sender = Sender(crew.inspector, finding)
    sender.announce()
    sender.part(0, 30)
    hand_in(finding, crew)

    answer = sender.part(30)

    assert (answer.status_code, Attachment.objects.count()) == (422, 1)
    assert Upload.objects.get().received_bytes == 30


def hand_in(finding, crew):
    from_office = Sender(crew.inspector, finding)
    files = {"files": [a_picture()]}
    from_office.client.post(f"/attachments/inspections.finding/{finding.pk}/new/", files)
    from_office.client.post(f"/inspections/findings/{finding.pk}/steps/submit/")


def test_files_announced_and_forgotten_are_thrown_away_after_seven_days(crew, finding):
    forgotten = UploadFactory(case=finding, at=NOON - timedelta(days=8))
    on_its_way = UploadFactory(case=finding, at=NOON - timedelta(days=6))

    swept = uploads.sweep(at=NOON)

    assert (swept, list(Upload.objects.all())) == (1, [on_its_way])
    assert forgotten.file.name != on_its_way.file.name


def test_the_nightly_job_takes_the_part_file_away_as_well(
    finding, django_capture_on_commit_callbacks
):
    upload = UploadFactory(case=finding, at=NOON)

    with django_capture_on_commit_callbacks(execute=True):
        sweep_uploads()

    assert not Upload.objects.exists()
    assert not default_storage.exists(upload.file.name)


def test_nobody_has_more_than_two_hundred_files_on_the_way(crew, finding, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_ON_THE_WAY", 2)
    for _ in range(2):
        UploadFactory(case=finding)

    with pytest.raises(NotPossible, match="Too many of your files"):
        UploadFactory(case=finding)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_last_part_from_twenty_threads_makes_one_attachment():
    finding = a_finding()
    upload = UploadFactory(case=finding)
    half, maker = upload.received_bytes, finding.made_by

    def finish():
        uploads.append(key=upload.pk, offset=half, data=PICTURE[half:], by=maker, at=NOON)

    assert at_once(*[finish] * 20) == 0
    assert [a.sha256 for a in Attachment.objects.all()] == [HASH]
    assert not Upload.objects.exists()
