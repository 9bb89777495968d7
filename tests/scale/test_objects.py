"""Evidence in a store of objects: everything that is done with a file, against a real S3 server."""

import hashlib
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import boto3
import environ
import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import override_settings
from moto.server import ThreadedMotoServer

from airdefense import s3
from airdefense.casework import fixity, uploads
from airdefense.casework.actions import attach, replace
from airdefense.casework.models import Attachment, Event, Upload
from airdefense.casework.tasks import sweep_uploads
from tests.casework.test_evidence import at_desk, send
from tests.casework.test_uploads import PICTURE, Sender
from tests.factories.accounts import NOON
from tests.factories.field import UploadFactory
from tests.factories.inspections import a_crew, a_finding, a_picture
from tests.factories.leads import Office

pytestmark = pytest.mark.django_db
BUCKET = "evidence-of-tests"


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


def environment_of(server):
    env = environ.Env()
    env.ENVIRON = {
        "S3_BUCKET": BUCKET,
        "S3_ENDPOINT_URL": server,
        "S3_ACCESS_KEY": "key",
        "S3_SECRET_KEY": "secret",
        "S3_REGION": "us-east-1",
        "S3_PREFIX": "yuxi",
    }
    return env


@pytest.fixture
def bucket(server, settings):
    """An empty bucket in which this test keeps its files."""
    access = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    made = boto3.resource("s3", endpoint_url=server, region_name="us-east-1", **access)
    bucket = made.create_bucket(Bucket=BUCKET)
    with override_settings(
        STORAGES=settings.STORAGES | {"default": s3.evidence(environment_of(server))}
    ):
        yield bucket
    bucket.objects.all().delete()


@pytest.fixture
def crew(bucket):
    return a_crew()


@pytest.fixture
def finding(crew):
    return a_finding(crew)


def keys(bucket):
    return [one.key for one in bucket.objects.all()]


def content_of(attachment):
    with attachment.file.open() as file:
        return file.read()


def test_file_is_kept_encrypted_under_a_name_that_tells_nothing(bucket, crew, finding):
    send(at_desk(crew.inspector), finding, a_picture("现场.png"))

    (kept,) = finding.attachments()
    (key,) = keys(bucket)
    stored = bucket.Object(key).get()
    assert (key, "现场" in key) == (f"yuxi/{kept.file.name}", False)
    assert stored["ServerSideEncryption"] == "AES256"
    assert stored["Body"].read() == a_picture("现场.png").read()


def test_file_is_sent_by_the_application_as_an_attachment_and_never_by_a_link(crew, finding):
    client, content = at_desk(crew.inspector), a_picture("a.png").read()
    send(client, finding, a_picture("a.png"))
    (kept,) = finding.attachments()

    answer = client.get(kept.get_absolute_url())

    assert (answer.status_code, answer.getvalue()) == (200, content)
    assert answer["Content-Disposition"] == 'attachment; filename="a.png"'
    assert (answer["Content-Length"], answer.get("Location")) == (str(len(content)), None)
    with pytest.raises(SuspiciousOperation):
        kept.file.url  # noqa: B018


def test_nobody_without_the_keys_reads_the_bucket(bucket, server):
    default_storage.save("evidence/x.png", ContentFile(b"x"))

    grants = bucket.Object("yuxi/evidence/x.png").Acl().grants

    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]


def test_what_is_not_what_its_name_says_is_refused_before_it_is_stored(bucket, crew, finding):
    file = ContentFile(b"<html><script>alert(1)</script>", name="a.png")

    answer = send(at_desk(crew.inspector), finding, file)

    assert (answer.status_code, keys(bucket)) == (409, [])


def test_file_that_was_changed_in_the_bucket_is_noticed_and_not_sent(bucket, crew, finding):
    kept = attach(finding, a_picture("a.png"), by=crew.inspector, at=NOON)
    bucket.Object(f"yuxi/{kept.file.name}").put(Body=b"other")

    answer = at_desk(crew.inspector).get(kept.get_absolute_url())

    assert answer.status_code == 409
    told = Event.objects.filter(name=fixity.DAMAGED_EVENT).get()
    assert told.detail["condition"] == "changed"


def test_nightly_check_names_what_is_missing_and_what_no_row_names(bucket, crew, finding):
    whole, gone = (
        attach(finding, a_picture(name), by=crew.inspector, at=NOON) for name in ("a.png", "b.png")
    )
    bucket.Object(f"yuxi/{gone.file.name}").delete()
    default_storage.save("evidence/zz/stray.png", ContentFile(b"x"))

    outcome = fixity.check(by=crew.inspector, at=NOON)
    modified = default_storage.get_modified_time("evidence/zz/stray.png")
    strays = fixity.orphans(modified + timedelta(hours=2))

    assert (outcome.checked, outcome.changed, outcome.missing) == (2, [], [gone.pk])
    assert strays == ["evidence/zz/stray.png"]
    assert fixity.condition_of(whole) is fixity.Condition.INTACT


def test_command_verifies_the_files_of_a_bucket(crew, finding):
    attach(finding, a_picture("a.png"), by=crew.inspector, at=NOON)
    told = StringIO()

    call_command("check_files", stdout=told)

    assert told.getvalue().splitlines() == ["1 files checked, 1 intact."]


def test_newer_version_stands_beside_the_older_one(bucket, crew, finding):
    first = attach(finding, a_picture("a.png"), by=crew.inspector, at=NOON)

    newer = replace(first, finding, a_picture("b.png"), by=crew.inspector, at=NOON)

    assert len(keys(bucket)) == 2
    for file in (first, newer):
        assert hashlib.sha256(content_of(file)).hexdigest() == file.sha256


def test_file_that_comes_in_parts_is_whole_and_leaves_nothing_behind(
    bucket, crew, finding, django_capture_on_commit_callbacks
):
    sender = Sender(crew.inspector, finding)

    with django_capture_on_commit_callbacks(execute=True):
        answers = [sender.announce(), sender.part(0, 30), sender.part(30, 40), sender.part(40)]

    assert [answer.status_code for answer in answers] == [200] * 4
    kept = Attachment.objects.get()
    assert content_of(kept) == PICTURE
    assert keys(bucket) == [f"yuxi/{kept.file.name}"]


def test_part_of_a_broken_off_attempt_is_written_anew(bucket, crew, finding):
    sender = Sender(crew.inspector, finding)
    sender.announce()
    sender.part(0, 30)
    upload = Upload.objects.get()
    default_storage.save(f"{upload.file.name}.30", ContentFile(b"what was rolled back"))

    answer = sender.part(30)

    assert answer.json()["complete"] is True
    assert content_of(Attachment.objects.get()) == PICTURE


def test_file_begun_before_parts_had_names_of_their_own_goes_on(crew, finding):
    upload = UploadFactory(case=finding)
    half = upload.received_bytes
    for name in [*uploads._parts(upload)]:
        default_storage.delete(name)
    default_storage.save(upload.file.name, ContentFile(PICTURE[:half]))

    uploads.append(key=upload.pk, offset=half, data=PICTURE[half:], by=crew.inspector, at=NOON)

    assert content_of(Attachment.objects.get()) == PICTURE


def test_what_was_begun_and_never_finished_is_swept_with_its_parts(
    bucket, finding, django_capture_on_commit_callbacks
):
    UploadFactory(case=finding, key=uuid4())
    assert len(keys(bucket)) == 2

    with django_capture_on_commit_callbacks(execute=True):
        sweep_uploads()

    assert (Upload.objects.count(), keys(bucket)) == (0, [])


def test_files_of_a_package_are_copied_to_the_lead_with_their_hash(bucket):
    office = Office()
    lead = office.transfer()
    kept = attach(lead, a_picture("a.png"), by=office.sender, at=NOON)

    assert fixity.condition_of(kept) is fixity.Condition.INTACT


def test_without_encryption_by_us_the_store_is_asked_for_none(server):
    env = environment_of(server)
    env.ENVIRON |= {"S3_ENCRYPTION": ""}

    assert s3.evidence(env)["OPTIONS"]["object_parameters"] == {}
