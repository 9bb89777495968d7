import hashlib
import threading
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import DatabaseError

from airdefense.accounts.roles import Role
from airdefense.casework import actions
from airdefense.casework.models import Attachment, Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from projects.models import Project
from tests.casework.cases import CONFIRMED, RECORDED, a_project, with_building
from tests.factories.accounts import NOON, OrganisationFactory, person

pytestmark = pytest.mark.django_db


def clerk_of(project):
    return person(Role.DATA_CLERK, project.region)


def test_step_changes_the_status_stamps_it_and_writes_one_event():
    project = with_building(a_project())
    clerk = clerk_of(project)

    project = actions.advance(project, "confirm", by=clerk, at=NOON, note="seen")

    event = Event.objects.of(project).get()
    assert (project.status, project.confirmed_at, project.confirmed_by) == (CONFIRMED, NOON, clerk)
    assert (event.name, event.before, event.after, event.note, event.actor, event.happened_at) == (
        "confirm",
        RECORDED,
        CONFIRMED,
        "seen",
        clerk,
        NOON,
    )


def test_step_of_another_role_is_not_allowed_and_leaves_nothing():
    project = with_building(a_project())
    inspector = person(Role.INSPECTOR, project.region)

    with pytest.raises(NotAllowed, match="Confirm is not open to your role"):
        actions.advance(project, "confirm", by=inspector, at=NOON)

    project.refresh_from_db()
    assert (project.status, Event.objects.count()) == (RECORDED, 0)


def test_right_role_over_another_region_is_not_allowed():
    project = with_building(a_project())
    stranger = person(Role.DATA_CLERK, OrganisationFactory())

    with pytest.raises(NotAllowed):
        actions.advance(project, "confirm", by=stranger, at=NOON)


def test_step_from_another_status_says_where_the_case_stands():
    project = with_building(a_project())
    clerk = clerk_of(project)
    actions.advance(project, "confirm", by=clerk, at=NOON)

    with pytest.raises(NotPossible, match="“Confirmed”"):
        actions.advance(project, "confirm", by=clerk, at=NOON)


def test_step_that_needs_a_reason_asks_for_it():
    project = a_project()

    with pytest.raises(NotPossible, match="Withdraw: say why"):
        actions.advance(project, "withdraw", by=clerk_of(project), at=NOON, note="  ")


def test_objection_is_told_in_a_sentence():
    project = a_project()

    with pytest.raises(NotPossible, match="Add at least one building"):
        actions.advance(project, "confirm", by=clerk_of(project), at=NOON)


@pytest.mark.parametrize(
    "statement",
    [
        "update casework_event set note = 'x'",
        "delete from casework_event",
        "update casework_attachment set name = 'x'",
        "delete from casework_attachment",
    ],
)
@pytest.mark.parametrize("role", ["airdefense_app", "airdefense_owner"])
def test_history_is_refused_update_and_delete_to_every_role(statement, role):
    project = a_project()
    actions.record(project, "note", by=project.recorded_by, at=NOON)
    actions.attach(project, picture(), by=project.recorded_by, at=NOON)

    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="is written once"),
        transaction.atomic(),
    ):
        cursor.execute("set local role " + role)
        cursor.execute(
            "set local pgtrigger.ignore = '{event_is_append_only,attachment_is_append_only}'"
        )
        cursor.execute(statement)


def test_application_role_may_not_truncate_outside_the_tests_grant():
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolcreatedb from pg_roles where rolname = current_user"
        )
        role = cursor.fetchone()
        cursor.execute(
            "select current_user, tableowner from pg_tables where tablename='casework_event'"
        )
        user, owner = cursor.fetchone()

    assert role == (False, False, False)
    assert user != owner


def picture(name="扫描件.png"):
    head = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR"
    return SimpleUploadedFile(name, head + b"\x00\x00\x00\x01" * 3)


def test_attachment_keeps_its_hash_size_and_sniffed_type():
    project = a_project()
    upload = SimpleUploadedFile("函.pdf", b"%PDF-1.7 test")

    kept = actions.attach(project, upload, by=project.recorded_by, at=NOON)

    assert (kept.name, kept.size_bytes, kept.content_type) == ("函.pdf", 13, "application/pdf")
    assert kept.sha256 == hashlib.sha256(b"%PDF-1.7 test").hexdigest()
    assert "函" not in kept.file.name
    assert Event.objects.of(project).get().detail == {"file": "函.pdf", "sha256": kept.sha256}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.exe", b"MZ\x90\x00"),
        ("a.pdf.html", b"%PDF-1.7"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused_and_not_kept(name, content):
    project = a_project()

    with pytest.raises(NotPossible, match="only PDF"):
        actions.attach(project, SimpleUploadedFile(name, content), by=project.recorded_by, at=NOON)

    assert Attachment.objects.count() == 0


def test_file_above_the_limit_is_refused(settings):
    settings.ATTACHMENT_MAX_BYTES = 10
    project = a_project()

    with pytest.raises(NotPossible, match="larger than"):
        actions.attach(project, picture(), by=project.recorded_by, at=NOON)


def test_edit_of_an_older_copy_is_refused_and_the_colleagues_change_stays():
    project = a_project()
    mine, theirs = Project.objects.get(pk=project.pk), Project.objects.get(pk=project.pk)
    theirs.name = "Theirs"
    actions.save_edit(theirs, by=project.recorded_by, at=NOON, fields=["name"])
    mine.name = "Mine"

    with pytest.raises(NotPossible, match="changed by somebody else"):
        actions.save_edit(mine, by=project.recorded_by, at=NOON, fields=["name"])

    project.refresh_from_db()
    event = Event.objects.of(project).get()
    assert (project.name, project.version) == ("Theirs", 2)
    assert event.detail == {"name": ["滇池路办公楼", "Theirs"]}


def test_edit_read_before_a_step_was_taken_is_refused():
    project = a_project()
    mine = Project.objects.get(pk=project.pk)
    mine.name = "Mine"
    clerk = person(Role.DATA_CLERK, project.region)
    actions.advance(project, "withdraw", by=clerk, at=NOON, note="double")

    with pytest.raises(NotPossible, match="changed by somebody else"):
        actions.save_edit(mine, by=project.recorded_by, at=NOON, fields=["name"])

    project.refresh_from_db()
    assert project.name == "滇池路办公楼"


def test_edit_that_changes_nothing_is_no_event():
    project = a_project()

    actions.save_edit(project, by=project.recorded_by, at=NOON, fields=["name", "address"])

    assert (Event.objects.count(), project.version) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_twelve_people_pressing_the_same_button_take_the_step_once():
    project = with_building(a_project())
    clerks = [clerk_of(project) for _ in range(12)]
    results = []

    def press(clerk):
        try:
            actions.advance(project, "confirm", by=clerk, at=NOON)
            results.append("done")
        except NotPossible:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[clerk]) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["done"] + ["refused"] * 11
    assert Event.objects.of(project).count() == 1


def test_a_file_sent_again_with_the_id_its_sender_made_is_the_row_it_made_at_first():
    project, key = a_project(), uuid4()

    first = actions.attach(project, picture(), by=project.recorded_by, at=NOON, client_id=key)
    again = actions.attach(project, picture(), by=project.recorded_by, at=NOON, client_id=key)

    assert (again, Attachment.objects.count()) == (first, 1)
