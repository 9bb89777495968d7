"""docker-compose.yml and .env.example: nothing unhealthy, nothing secret, nothing left unsaid."""

import re

import pytest
import yaml

from airdefense.devstack.paths import PROJECT
from airdefense.staticfiles import HashedStaticFilesStorage

COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
WORKERS = ["worker", "worker-soon", "worker-night"]
APPLICATION = ["web", *WORKERS, "beat", "migrate"]
# Started by name only: without their profile nothing of them is there.
PROFILES = {"replica": "replica", "objects": "object-storage"}
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|_KEYS?$|_URL$")
SETTINGS_READ = re.compile(r"""(?:env\.\w+|required|environ\.get)\(\s*["']([A-Z][A-Z0-9_]*)["']""")
NAMED = set(
    re.findall(r"^#?([A-Z][A-Z0-9_]*)=", (PROJECT / ".env.example").read_text(), re.MULTILINE)
)


def test_every_part_of_the_system_is_there():
    assert {*SERVICES} == {"broker", "db", "proxy", *APPLICATION, *PROFILES}


def test_replica_and_store_of_objects_are_there_by_their_profiles_alone():
    profiles = {name: one["profiles"] for name, one in SERVICES.items() if "profiles" in one}

    assert profiles == {name: [profile] for name, profile in PROFILES.items()}


@pytest.mark.parametrize("name", APPLICATION)
def test_application_needs_neither_replica_nor_store_of_objects(name):
    environment = SERVICES[name]["environment"]

    assert {*SERVICES[name]["depends_on"]}.isdisjoint(PROFILES)
    assert [environment[setting] for setting in ("REPLICA_URLS", "S3_BUCKET")] == [
        "${REPLICA_URLS:-}",
        "${S3_BUCKET:-}",
    ]


def test_what_a_profile_keeps_has_a_volume_of_its_own():
    kept = {name: SERVICES[name]["volumes"][0].split(":")[0] for name in PROFILES}

    assert kept == {"replica": "replica", "objects": "objects"}
    assert {*kept.values()} < {*COMPOSE["volumes"]}


@pytest.mark.parametrize("name", ["replica", "db"])
def test_scripts_of_the_database_are_mounted_from_where_they_stand(name):
    mounts = [one.split(":") for one in SERVICES[name]["volumes"] if one.startswith("./")]

    assert mounts != []
    for source, _target, mode in mounts:
        assert ((PROJECT / source).is_file(), mode) == (True, "ro")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_a_health_check(name):
    check = SERVICES[name]["healthcheck"]

    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert "interval" in check


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_in_the_file(name):
    for setting, value in SERVICES[name]["environment"].items():
        if not SECRET.search(setting):
            continue
        without_variables = re.sub(r"\$\{[A-Z0-9_]+(?::?[?-][^}]*)?\}", "", value)
        assert re.search(r"://[^@]*:[^@]+@", without_variables) is None
        assert without_variables == "" or "://" in without_variables


@pytest.mark.parametrize(
    "secret",
    [
        "SECRET_KEY",
        "FIELD_KEYS",
        "FIELD_HASH_KEY",
        "POSTGRES_PASSWORD",
        "AIRDEFENSE_OWNER_PASSWORD",
        "AIRDEFENSE_APP_PASSWORD",
        "REDIS_PASSWORD",
        "SITE_HOST",
    ],
)
def test_nothing_starts_without(secret):
    assert f"${{{secret}:?" in (PROJECT / "docker-compose.yml").read_text()


@pytest.mark.parametrize("name", APPLICATION)
def test_application_runs_as_production_without_the_demo(name):
    environment = SERVICES[name]["environment"]

    assert environment["DEPLOYMENT"] == "production"
    assert "DEMO_MODE" not in environment


def test_only_migrations_know_the_owner_of_the_tables():
    who = {name: SERVICES[name]["environment"]["DATABASE_URL"] for name in APPLICATION}

    assert [name for name, url in who.items() if "airdefense_owner" in url] == ["migrate"]
    assert [name for name, url in who.items() if "airdefense_app" in url] == [
        "web",
        *WORKERS,
        "beat",
    ]


def test_only_the_proxy_is_reachable_from_outside():
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["proxy"]


@pytest.mark.parametrize(
    "file", ["airdefense/settings.py", "airdefense/s3.py", "deploy/gunicorn.conf.py"]
)
def test_example_names_every_setting(file):
    read = set(SETTINGS_READ.findall((PROJECT / file).read_text()))

    assert read - NAMED == set()


def test_example_names_every_variable_of_the_compose_file():
    used = set(re.findall(r"\$\{([A-Z0-9_]+)", (PROJECT / "docker-compose.yml").read_text()))

    assert used - NAMED == set()


def test_example_holds_no_value_of_a_secret():
    lines = (PROJECT / ".env.example").read_text().splitlines()

    assert [line for line in lines if re.match(r"(SECRET_KEY|\w*PASSWORD)=.", line)] == []


def test_style_sheet_that_names_a_source_map_nobody_ships_is_hashed_all_the_same(tmp_path):
    source_map = "/*# sourceMappingURL=a.map */"
    (tmp_path / "a.css").write_text(f"body {{ background: url(b.svg) }}\n{source_map}")
    (tmp_path / "b.svg").write_text("<svg/>")
    storage = HashedStaticFilesStorage(location=tmp_path)

    done = list(storage.post_process({name: (storage, name) for name in ("a.css", "b.svg")}))

    written = (tmp_path / storage.stored_name("a.css")).read_text()
    assert [outcome for _, _, outcome in done if isinstance(outcome, Exception)] == []
    assert f'url("{storage.stored_name("b.svg")}")' in written
    assert source_map in written
