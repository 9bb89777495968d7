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
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|_KEYS?$|_URL$")
SETTINGS_READ = re.compile(r"""(?:env\.\w+|required|environ\.get)\(\s*["']([A-Z_]+)["']""")
NAMED = set(re.findall(r"^#?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))


def test_every_part_of_the_system_is_there():
    assert {*SERVICES} == {"broker", "db", "proxy", *APPLICATION}


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
        without_variables = re.sub(r"\$\{[A-Z_]+(?::[?-][^}]*)?\}", "", value)
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
    used = set(re.findall(r"\$\{([A-Z_]+)", (PROJECT / "docker-compose.yml").read_text()))

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
