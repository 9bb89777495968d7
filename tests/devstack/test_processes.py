"""Processes end with the command that started them, however it ends."""

import os
import signal
import subprocess
import sys
import time

import pytest

from airdefense.devstack.guard import end, is_alive
from airdefense.devstack.paths import PROJECT
from airdefense.devstack.processes import Processes, end_leftovers

SLEEP = ["sleep", "60"]
COMMAND = """
import sys, time
from pathlib import Path
from airdefense.devstack.processes import Processes
with Processes(Path(sys.argv[1])) as processes:
    with processes.throwaway_directory() as directory:
        sleeper = processes.start(["sleep", "60"])
        print(sleeper.pid, processes._guard.pid, directory, flush=True)
        time.sleep(60)
"""


@pytest.fixture
def command(tmp_path):
    """A command in a process of its own; gives it with what it started."""
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(tmp_path / "processes")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:
        *pids, directory = process.stdout.readline().split()
        yield process, [int(pid) for pid in pids], directory
        process.kill()


def end_by_guard(processes, deaf):
    end(deaf.pid, signal.SIGTERM, patience=0.3)


def wait_until(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not condition():
        time.sleep(0.02)
    return condition()


def test_killed_command_leaves_no_process_and_no_directory(command):
    process, (sleeper, guard), directory = command

    process.kill()

    assert wait_until(lambda: not is_alive(guard))
    assert (is_alive(sleeper), os.path.exists(directory)) == (False, False)


def test_what_a_killed_guard_left_is_ended_by_the_next_command(command, tmp_path):
    process, (sleeper, guard), _directory = command
    os.kill(guard, signal.SIGKILL)
    process.kill()
    process.wait()
    was_left = is_alive(sleeper)

    end_leftovers(tmp_path / "processes")

    assert (was_left, is_alive(sleeper)) == (True, False)


def test_stranger_with_the_number_of_a_left_over_is_let_alone(tmp_path):
    register = tmp_path / "processes"
    with subprocess.Popen(SLEEP) as stranger:
        register.write_text(f"{stranger.pid} 15 an-earlier-birth")

        end_leftovers(register)

        assert stranger.poll() is None
        stranger.kill()
    assert not register.exists()


def test_last_started_is_stopped_first(tmp_path):
    record = tmp_path / "record"
    record.touch()
    script = "trap 'echo {0} >> {1}; exit' TERM; echo {0} up >> {1}; while :; do sleep 0.05; done"

    with Processes() as processes:
        for name in ("database", "worker", "web"):
            processes.start(["sh", "-c", script.format(name, record)])
            assert wait_until(lambda name=name: f"{name} up" in record.read_text())

    assert record.read_text().splitlines()[3:] == ["web", "worker", "database"]


@pytest.mark.parametrize("stop", [lambda p, deaf: p.stop(deaf, 0.3), end_by_guard])
def test_process_deaf_to_the_gentle_signal_is_killed_with_its_children(tmp_path, stop):
    note = tmp_path / "child"
    script = f"trap '' TERM; sleep 60 & echo $! > {note}; wait; wait"
    with Processes() as processes:
        deaf = processes.start(["sh", "-c", script])
        assert wait_until(lambda: note.exists() and note.read_text().strip())

        stop(processes, deaf)

        assert deaf.wait() == -signal.SIGKILL
        assert wait_until(lambda: not is_alive(int(note.read_text())))


def test_zombie_does_not_count_as_alive():
    with subprocess.Popen(["true"]) as process:
        assert wait_until(lambda: not is_alive(process.pid))
        assert process.returncode is None
