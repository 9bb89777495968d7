"""Where the data is kept, who holds it, and which ports are free."""

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from airdefense.devstack import paths
from airdefense.devstack.paths import PROJECT, SetupError, place_for, secret, state_dir
from airdefense.devstack.ports import LOCALHOST, listen_from
from airdefense.devstack.state import Busy, Holder, Urls, announce, find_running, hold

URLS = Urls(app="postgresql://app", owner="postgresql://owner", redis="redis://broker")
HOLD = """
import sys, time
from pathlib import Path
from airdefense.devstack.state import hold
with hold(Path(sys.argv[1]), "run"):
    print("held", flush=True)
    time.sleep(60)
"""
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="root alone hands over to `nobody`")


@contextlib.contextmanager
def another_command_holding(state):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(state)], stdout=subprocess.PIPE, cwd=PROJECT
    ) as process:
        process.stdout.readline()
        yield process
        process.kill()


def test_second_command_learns_who_holds_the_state(tmp_path):
    with (
        another_command_holding(tmp_path) as process,
        pytest.raises(Busy) as refusal,
        hold(tmp_path, "manage"),
    ):
        pass

    assert refusal.value.holder == Holder(process.pid, "run")


def test_lock_of_a_killed_command_is_no_lock(tmp_path):
    with another_command_holding(tmp_path):
        pass

    with hold(tmp_path, "run"):
        text = (tmp_path / "lock").read_text()

    assert text == f"{os.getpid()} run"


def test_running_stack_is_found_until_it_lets_go(tmp_path):
    holder = Holder(os.getpid(), "run")

    with hold(tmp_path, "run"):
        before = find_running(tmp_path, holder)
        announce(tmp_path, URLS, "http://127.0.0.1:8000")
        during = find_running(tmp_path, holder)
        mode = (tmp_path / "running.json").stat().st_mode & 0o777
    after = find_running(tmp_path, holder)

    assert (before, during, after) == (None, ("http://127.0.0.1:8000", URLS), None)
    assert mode == 0o600


def test_note_of_an_earlier_killed_stack_is_not_believed(tmp_path):
    announce(tmp_path, URLS, "http://127.0.0.1:8000")

    assert find_running(tmp_path, Holder(os.getpid() + 1, "run")) is None


def test_named_state_directory_is_made_and_used(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRDEFENSE_STATE", str(tmp_path / "deep" / "state"))

    assert state_dir() == tmp_path / "deep" / "state"
    assert (tmp_path / "deep" / "state").is_dir()


def test_state_directory_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("AIRDEFENSE_STATE", str(tmp_path / "file" / "state"))

    with pytest.raises(SetupError, match="file/state cannot be written"):
        state_dir()


def test_read_only_project_keeps_its_data_in_the_home_directory(tmp_path, monkeypatch):
    (tmp_path / "project").touch()
    monkeypatch.delenv("AIRDEFENSE_STATE", raising=False)
    monkeypatch.setattr(paths, "PROJECT", tmp_path / "project")
    monkeypatch.setattr(paths, "is_root", lambda: False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))

    assert state_dir().parent == tmp_path / "home"


def test_ordinary_user_keeps_the_cluster_in_the_state(tmp_path):
    assert place_for(None, tmp_path) == tmp_path


@only_root
def test_cluster_below_a_closed_directory_stands_elsewhere_until_its_state_is_gone(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    state = closed / "state"
    state.mkdir()
    place = place_for((65534, 65534), state)
    (place / "pg").mkdir()
    kept = (place_for((65534, 65534), state) / "pg").exists()
    (state / "id").unlink()

    again = place_for((65534, 65534), state)

    assert again == place
    assert state not in place.parents
    assert (kept, (again / "pg").exists()) == (True, False)
    assert closed.stat().st_mode & 0o777 == 0o700
    (again / "id").unlink()
    again.rmdir()


def test_account_without_a_name_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 987_654)

    with pytest.raises(SetupError, match="DATABASE_URL"):
        paths.service_account()


def test_secret_is_random_private_and_the_same_ever_after(tmp_path):
    first = secret(tmp_path / "one")

    assert secret(tmp_path / "one") == first
    assert secret(tmp_path / "two") != first
    assert len(first) == 32
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one", "two"]


def test_taken_port_gives_way_to_a_higher_one():
    with socket.socket() as taken:
        taken.bind((LOCALHOST, 0))
        taken.listen()
        port = taken.getsockname()[1]

        with listen_from(port) as listener:
            found = listener.getsockname()[1]

    assert port < found < port + 100


def test_port_is_held_from_the_moment_it_is_found():
    with listen_from(18_000) as first, listen_from(18_000) as second:
        assert first.getsockname()[1] < second.getsockname()[1]


def test_project_directory_is_the_one_with_the_makefile():
    assert Path(PROJECT / "Makefile").is_file()
