"""The whole circle: a lead behind the wall and its evidence, backed up, lost and restored."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from types import SimpleNamespace

import psycopg2
import pyrage
import pytest

from airdefense.casework.backups.archive import DATABASE, FILES, MANIFEST
from airdefense.devstack.paths import PROJECT

pytestmark = pytest.mark.slow
LEAD_WITH_EVIDENCE = """
import django; django.setup()
from django.core.files.base import ContentFile
from airdefense import wall
from airdefense.casework.actions import attach
from airdefense.casework.sealing import seal_history
from tests.factories.accounts import NOON
from tests.factories.leads import LeadContentFactory, LeadFactory, LeadMemberFactory, Office
with wall.acting(wall.Purpose.UPKEEP):
    office = Office()
    lead = LeadFactory(commission=office.commission)
    LeadContentFactory(lead=lead, subject_unit=office.unit)
    LeadMemberFactory(lead=lead, user=office.officer)
    letter = ContentFile(b"%PDF-1.7 of the reporter", "letter.pdf")
    file = attach(lead, letter, by=office.officer, at=NOON)
    seal_history(at=NOON)
print(file.file.name)
"""


@pytest.fixture(scope="module")
def site(cluster, tmp_path_factory):
    """An installation on the private cluster: site.run("manage.py", …), site.files, site.rows()."""
    home = tmp_path_factory.mktemp("site")
    given = {
        "DATABASE_URL": cluster.url("app"),
        "DATABASE_OWNER_URL": cluster.url("owner"),
        "DATABASE_BACKUP_URL": cluster.url("backup"),
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "DEPLOYMENT": "local",
        "SECRET_KEY": "k" * 50,
        "MEDIA_ROOT": str(home / "media"),
        "BACKUP_DIR": str(home / "backups"),
        "BACKUP_IDENTITY_FILE": str(home / "backup.key"),
        "PYTHONPATH": str(PROJECT),
        "DJANGO_SETTINGS_MODULE": "airdefense.settings",
    }

    def run(*command, **environment):
        return subprocess.run(
            [sys.executable, *command],
            env=os.environ | given | environment,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def rows(query):
        with psycopg2.connect(cluster.url("backup")) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    migrated = run("manage.py", "migrate", "-v0", DATABASE_URL=cluster.url("owner"))
    assert migrated.returncode == 0, migrated.stderr
    made = run("-c", LEAD_WITH_EVIDENCE)
    assert made.returncode == 0, made.stderr
    return SimpleNamespace(
        run=run, rows=rows, home=home, evidence=home / "media" / made.stdout.strip()
    )


@pytest.fixture(scope="module")
def backup(site):
    made = site.run("manage.py", "backup")
    assert made.returncode == 0, made.stderr
    [place] = (site.home / "backups").glob("airdefense-*")
    return place


def opened(site, file):
    key = (site.home / "backup.key").read_text().splitlines()[-1]
    return pyrage.decrypt(file.read_bytes(), [pyrage.x25519.Identity.from_str(key)])


def test_nothing_of_a_lead_can_be_read_in_a_backup_without_its_key(site, backup):
    inside = json.loads(opened(site, backup / MANIFEST))

    assert inside["tables"]["public.leads_leadcontent"] == 1
    assert sorted(p.name for p in backup.iterdir()) == ["SHA256SUMS", DATABASE, FILES, MANIFEST]
    for part in backup.iterdir():
        text = part.read_bytes()
        assert b"leads" not in text
        assert site.evidence.name.encode() not in text


def test_files_of_a_backup_open_with_standard_tools(site, backup, tmp_path):
    whole = tmp_path / "files.tar"
    whole.write_bytes(opened(site, backup / FILES))

    with tarfile.open(whole) as tar:
        names = tar.getnames()
        letter = tar.extractfile(names[0]).read()

    assert names == [str(site.evidence.relative_to(site.home / "media")), "SHA256SUMS"]
    assert letter == b"%PDF-1.7 of the reporter"


def test_key_of_the_wall_is_not_in_the_backup(site, backup):
    assert "wall.key" not in json.loads(opened(site, backup / MANIFEST))["tables"]


def test_drill_proves_the_backup_and_leaves_no_database_behind(site, backup):
    drilled = site.run("manage.py", "drill_restore", "--json")
    told = json.loads(drilled.stdout)

    assert (drilled.returncode, told["is_well"], told["tables_that_differ"]) == (0, True, [])
    assert (told["verify_wall"], told["files_are_whole"], told["seal_is_same"]) == (True,) * 3
    assert site.rows("select datname from pg_database where datname like '%drill%'") == []
    assert site.rows("select kind, is_well from casework_backuprun order by id")[-1] == (
        "drill",
        True,
    )


def test_drill_names_what_is_missing(site, backup, tmp_path):
    """A manifest that tells of one more table is the same as a table that was not restored."""
    manifest = json.loads(opened(site, backup / MANIFEST))
    manifest["tables"]["public.leads_gone"] = 3
    spoiled = tmp_path / backup.name
    spoiled.mkdir()
    for name in (DATABASE, FILES):
        (spoiled / name).write_bytes((backup / name).read_bytes())
    key = pyrage.x25519.Identity.from_str(
        (site.home / "backup.key").read_text().splitlines()[-1]
    ).to_public()
    (spoiled / MANIFEST).write_bytes(pyrage.encrypt(json.dumps(manifest).encode(), [key]))
    sums = subprocess.run(
        ["sha256sum", DATABASE, FILES, MANIFEST], cwd=spoiled, capture_output=True, check=True
    )
    (spoiled / "SHA256SUMS").write_bytes(sums.stdout)

    drilled = site.run("manage.py", "drill_restore", "--json", str(spoiled))
    told = json.loads(drilled.stdout)

    assert drilled.returncode == 1
    assert (told["is_well"], told["tables_that_differ"]) == (False, ["public.leads_gone"])


def test_damaged_backup_is_refused_before_anything_is_touched(site, backup, tmp_path):
    damaged = tmp_path / backup.name
    damaged.mkdir()
    for part in backup.iterdir():
        (damaged / part.name).write_bytes(part.read_bytes())
    with (damaged / DATABASE).open("r+b") as file:
        file.seek(5000)
        file.write(b"damage")

    refused = site.run("manage.py", "restore", "--replace", str(damaged))

    assert refused.returncode == 1
    assert "is damaged" in refused.stderr
    assert site.rows("select count(*) from leads_leadcontent") == [(1,)]


def test_role_that_sees_no_leads_makes_no_backup(site, cluster):
    refused = site.run("manage.py", "backup", DATABASE_BACKUP_URL=cluster.url("owner"))

    assert refused.returncode == 1
    assert "does not see behind row security" in refused.stderr


def test_database_that_holds_something_is_not_restored_over(site, backup):
    refused = site.run("manage.py", "restore")

    assert refused.returncode == 1
    assert "is not empty" in refused.stderr


def test_lost_rows_and_files_are_there_again_behind_the_wall(site, backup, cluster):
    site.evidence.unlink()
    with psycopg2.connect(cluster.url("owner")) as connection, connection.cursor() as cursor:
        cursor.execute("drop schema wall cascade; drop table leads_leadcontent cascade")

    restored = site.run("manage.py", "restore", "--replace")
    verified = site.run("manage.py", "verify_wall")
    migrated = site.run("manage.py", "migrate", "--check", DATABASE_URL=cluster.url("owner"))

    assert restored.returncode == 0, restored.stderr
    assert (verified.returncode, migrated.returncode) == (0, 0)
    assert site.evidence.read_bytes() == b"%PDF-1.7 of the reporter"
    assert site.rows("select count(*) from leads_leadcontent") == [(1,)]
    assert site.rows("select kind, is_well from casework_backuprun order by id desc limit 1") == [
        ("restore", True)
    ]


def test_only_the_newest_backups_are_kept(site, backup):
    for name in ("airdefense-20200101T000000Z", "airdefense-20200102T000000Z.part"):
        (Path(site.home) / "backups" / name).mkdir()

    made = site.run("manage.py", "backup", "--keep", "2")
    left = sorted(place.name for place in (site.home / "backups").iterdir())

    assert made.returncode == 0, made.stderr
    assert (len(left), left[0]) == (2, backup.name)
