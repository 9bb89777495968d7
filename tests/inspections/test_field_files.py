"""The queue of a phone as a file: the last way in, with the same receipts."""

import base64
import hashlib
import json
from io import BytesIO
from uuid import uuid4

import pytest
from django.conf import settings

from airdefense.casework.models import Attachment
from inspections.field import FORMAT
from inspections.models import FieldReceipt, Finding, ProjectCheck
from inspections.workflow import CheckStatus
from tests.factories.field import FieldReceiptFactory
from tests.factories.inspections import PNG, a_check, a_crew
from tests.inspections.phones import FIELD, SENT, send

PICTURE = bytes.fromhex(PNG)
OTHER = PICTURE + b"another moment"


@pytest.fixture
def check(crew):
    return a_check(crew, project=crew.project(name="望湖商务楼"))


@pytest.fixture
def phone(crew, sign_in):
    return sign_in(crew.inspector)


def handed_over(user, *items, **changes):
    content = {"format": FORMAT, "user": user.pk, "items": items} | changes
    return BytesIO(json.dumps(content, default=str).encode())


def a_photo_of_file(content=PICTURE, **changes):
    return {
        "id": str(uuid4()),
        "name": "IMG_1.png",
        "sha256": hashlib.sha256(content).hexdigest(),
        "data": base64.b64encode(content).decode(),
    } | changes


def an_entry(check, **changes):
    entry = {"id": uuid4(), "kind": "finding", "check": check.pk, "fields": SENT, "photos": []}
    return entry | {"written_at": "2020-11-02T04:00:00Z"} | changes


def take_in(client, file):
    file.name = "field.json"
    return client.post(FIELD + "import/", {"file": file})


def test_a_file_of_a_phone_is_taken_in_with_the_same_receipts(crew, phone, check):
    entry = an_entry(check, photos=[a_photo_of_file(), a_photo_of_file(OTHER)])
    done = an_entry(check, kind="complete", fields={"note": "现场已核"})

    pages = [take_in(phone, handed_over(crew.inspector, entry, done)) for _ in range(2)]

    results = [page.context["results"] for page in pages]
    assert [r.receipt.number for r in results[0]] == [r.receipt.number for r in results[1]]
    assert [[r.photos for r in found] for found in results] == [[2, 0], [0, 0]]
    assert (Finding.objects.count(), Attachment.objects.count()) == (1, 2)
    assert ProjectCheck.objects.get(pk=check.pk).status == CheckStatus.COMPLETED


def test_what_came_by_file_is_known_when_the_phone_sends_it_after_all(crew, phone, check):
    entry = an_entry(check)
    take_in(phone, handed_over(crew.inspector, entry))

    answer = send(phone, check, entry["id"])

    assert (answer.status_code, Finding.objects.count()) == (200, 1)


def test_one_entry_that_is_refused_holds_back_no_other(crew, phone, check):
    other = a_check(a_crew())
    entries = [
        an_entry(other),
        an_entry(check, fields={}),
        an_entry(check, photos=[a_photo_of_file(sha256="0" * 64), a_photo_of_file(data="?")]),
        an_entry(check, id="x"),
        "nothing",
    ]

    results = take_in(phone, handed_over(crew.inspector, *entries)).context["results"]

    assert [bool(result.receipt) for result in results] == [False, False, True, False]
    assert results[0].complaints == ("This check does not exist within your reach.",)
    assert results[2].complaints == ("A photo of the file cannot be read.",) * 2
    assert (Finding.objects.count(), Attachment.objects.count()) == (1, 0)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"format": "other"}', b"\xff\xfe\x00"])
def test_what_is_no_file_of_a_phone_is_refused_with_a_sentence(phone, content):
    page = take_in(phone, BytesIO(content or b" "))

    assert page.status_code == 200
    assert page.context["form"].errors["file"] == ["This is no file of a phone in field mode."]


def test_a_file_is_taken_in_by_its_writer_alone(crew, phone, check):
    page = take_in(phone, handed_over(crew.colleague, an_entry(check)))

    assert "its writer takes it in" in page.context["form"].errors["file"][0]
    assert not Finding.objects.exists()


def test_a_receipt_is_made_by_the_factory_for_other_tests(crew):
    receipt = FieldReceiptFactory(crew=crew)

    assert str(receipt) == receipt.number
    assert list(FieldReceipt.objects.visible_to(crew.inspector)) == [receipt]
    assert list(FieldReceipt.objects.visible_to(crew.colleague)) == []
    assert settings.SECRET_KEY not in str(receipt.payload_sha256)
