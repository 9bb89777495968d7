"""An export of the history is checked by Python alone, and carries nothing of leads."""

import gzip
import hashlib
import json
import subprocess
import sys
from contextlib import suppress
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from airdefense.accounts.models import system_user
from airdefense.casework.actions import record
from airdefense.casework.models import Event, HistorySeal, RowChange
from airdefense.casework.sealing import seal_history
from leads.models import Lead
from projects.models import Developer, Project
from tests.casework.journal.tampering import tampered
from tests.factories.accounts import NOON, UserFactory
from tests.factories.leads import a_lead
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
CHECKER = settings.BASE_DIR / "deploy" / "check_export.py"


@pytest.fixture
def project():
    """A project with an event, a change and a seal over both, beside a lead and somebody gone."""
    project = ProjectFactory(name="甲：“一”\n二")
    a_lead("registered")
    record(project, "edit", by=UserFactory(), at=NOON, note="第二行\n改", detail={"金额": "1.50"})
    Project.objects.filter(pk=project.pk).update(name="As it was")
    Developer.objects.create(name="Gone").delete()
    seal_history(at=NOON)
    Project.objects.filter(pk=project.pk).update(name="Not sealed yet")
    return project


@pytest.fixture
def exported(tmp_path):
    def export(name="history.jsonl"):
        file = tmp_path / name
        call_command("export_history", file, purpose="Court of audit", stdout=StringIO())
        return file

    return export


def checked(file, *roots):
    """What the checker says of a file, started as on a machine that has nothing but Python."""
    arguments = [sys.executable, "-S", "-I", CHECKER, file, "--json"]
    for root in roots:
        arguments += ["--root", root]
    done = subprocess.run(arguments, capture_output=True, text=True, cwd="/")
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def altered(file, alter):
    """The same file with some lines changed; a line that becomes None is left out."""
    kept = [alter(json.loads(line)) for line in file.read_text().splitlines()]
    texts = [json.dumps(line, ensure_ascii=False) for line in kept if line is not None]
    file.write_text("\n".join(texts) + "\n")


def test_an_honest_export_is_well_without_this_product(project, exported):
    seal = HistorySeal.objects.get()
    events = Event.objects.exclude(case_type__startswith="leads.").count()
    changes = RowChange.objects.filter(is_closed=False).count()

    code, told = checked(exported(), seal.root)

    assert (code, told["is_well"], told["first"], told["root"]) == (0, True, None, seal.root)
    assert told["counts"]["event"] == events
    assert told["counts"]["change"] == changes
    assert told["counts"]["seal"] == 1


def test_a_root_of_another_paper_is_refused(project, exported):
    code, told = checked(exported(), "0" * 64)

    assert code == 1
    assert told["first"]["words"] == "This root is of no seal in the file."


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("update projects_project set name = 'Altered' where id = %s", "altered"),
        ("delete from projects_project where id = %s", "deleted"),
    ],
)
def test_a_row_written_past_the_journal_is_named_first(project, exported, sql, kind):
    project = ProjectFactory()
    tampered("projects_project", sql, project.pk)

    code, told = checked(exported())

    assert code == 1
    assert told["first"] == {
        "kind": kind,
        "table": "projects_project",
        "key": str(project.pk),
        "words": f"The row was {kind} past the journal.",
    }


def test_an_altered_event_is_named_and_breaks_its_seal(project, exported):
    event = Event.objects.of(project).get(name="edit")
    tampered("casework_event", "update casework_event set note = 'x' where id = %s", event.pk)

    code, told = checked(exported())

    assert code == 1
    assert [(f["kind"], f["table"], f["key"]) for f in told["faults"]] == [
        ("altered", "casework_event", str(event.pk)),
        ("seal", "", str(HistorySeal.objects.get().pk)),
    ]


def of_project(line):
    return line.get("change", ["", ""])[1] == "projects_project"


def with_another_author(line):
    if of_project(line):
        line["change"][6] = "1"
    return line


def with_another_author_and_hash(line):
    """Whoever alters a line can make its own hash fit; that of its seal stays."""
    line = with_another_author(line)
    if of_project(line):
        texts = b"".join(b"%d:%b" % (len(t.encode()), t.encode()) for t in line["change"])
        line["digest"] = hashlib.sha256(texts).hexdigest()
    return line


@pytest.mark.parametrize(
    ("alter", "kind"),
    [
        (with_another_author, "line"),
        (with_another_author_and_hash, "seal"),
        (lambda line: {**line, "root": "0" * 64} if "seal" in line else line, "seal"),
        (lambda line: {**line, "previous": 7} if "seal" in line else line, "seal"),
    ],
)
def test_whatever_is_altered_in_the_file_is_found(project, exported, alter, kind):
    file = exported()

    altered(file, alter)
    code, told = checked(file)

    assert (code, told["first"]["kind"]) == (1, kind)


@pytest.mark.parametrize(
    "alter",
    [
        lambda line: None if of_project(line) else line,
        lambda line: None if "end" in line else line,
        lambda line: {**line, "version": 99} if "format" in line else line,
    ],
)
def test_a_file_that_is_not_whole_is_no_proof(project, exported, alter):
    file = exported()

    altered(file, alter)
    code, told = checked(file)

    assert code == 2
    assert told


def test_a_file_may_be_compressed(project, exported):
    file = exported("history.jsonl.gz")

    with gzip.open(file) as lines:
        assert json.loads(next(lines))["format"] == "airdefense history"
    assert checked(file)[0] == 0


def test_nothing_of_leads_is_in_the_file(project, exported):
    lead = Lead.objects.get()
    lines = [json.loads(line) for line in exported().read_text().splitlines()]

    texts = [text for line in lines for text in line.get("event", line.get("change", []))]
    tables = {table for line in lines for table in line.get("tables", [])}

    assert not [text for text in texts if text.startswith("leads")]
    assert not [table for table in tables if table.startswith("leads_")]
    assert lead.number not in json.dumps(lines, ensure_ascii=False)
    # A count of all would tell how many there are.
    assert not [line for line in lines if "seal" in line and {"events", "last_event"} & set(line)]


def test_the_taking_is_written_into_the_history_with_its_purpose(project, exported):
    file = exported()

    taken = Event.objects.of(system_user()).get(name="export")

    assert taken.detail["purpose"] == "Court of audit"
    assert taken.detail["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert taken.detail["trace"] in file.read_text()


def test_no_file_is_written_over_and_none_without_a_purpose(project, exported, tmp_path):
    file = exported()
    before = file.read_bytes()

    with pytest.raises(CommandError, match="is there already"):
        exported()
    with suppress(CommandError):
        call_command("export_history", tmp_path / "other", purpose=" ", stdout=StringIO())

    assert file.read_bytes() == before
    assert not (tmp_path / "other").exists()


def test_what_breaks_off_leaves_no_file(project, exported, tmp_path, settings):
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; reset role")
        cursor.execute("alter table accounts_listpreference rename to elsewhere")
        cursor.execute(f"set role {settings.DATABASE_APP_ROLE}")

    with pytest.raises(ProgrammingError), transaction.atomic():
        exported()

    assert list(tmp_path.iterdir()) == []
