"""run.py: the environment is whole or made again, and the set-up is not silent."""

import fcntl
import os
import subprocess
import sys
import threading
import time

import pytest

import run


@pytest.fixture
def environment(tmp_path):
    """An environment that run.py would find ready: this Python, and today's stamp."""
    (tmp_path / "bin").mkdir()
    script = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'
    (tmp_path / "bin" / "python").write_text(script)
    (tmp_path / "bin" / "python").chmod(0o755)
    for name in ("runtime", "dev"):
        run.stamp(tmp_path, name).write_text(run.digest(name))
    return tmp_path


def pip_saying(*lines, then=""):
    code = f"import time\nfor line in {lines!r}: print(line, flush=True)\n{then}"
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_whole_environment_is_used_as_it_is(environment):
    assert run.is_ready(environment, "dev") is True


def test_environment_of_other_requirements_is_not_ready(environment):
    run.stamp(environment, "dev").write_text("an older lock file")

    assert (run.is_ready(environment, "runtime"), run.is_ready(environment, "dev")) == (True, False)


def test_killed_installation_is_not_ready(environment):
    (environment / ".unfinished").touch()

    assert run.is_ready(environment, "runtime") is False


def test_environment_without_its_python_is_not_ready(environment):
    (environment / "bin" / "python").unlink()

    assert run.is_ready(environment, "runtime") is False


def test_environment_lies_elsewhere_when_the_project_is_read_only(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "HERE", tmp_path / "project")
    monkeypatch.delenv("AIRDEFENSE_VENV", raising=False)

    place = run.environment_dir()

    assert place.name == "venv"
    assert str(place.parent).startswith(f"/var/tmp/airdefense-{os.geteuid()}-")  # noqa: S108
    place.parent.rmdir()


def test_progress_counts_each_package_once(capsys):
    lines = [f"Collecting package-{number}==1.0" for number in range(1, 13)]
    lines += ["Collecting package-1>=0.9", "Installing collected packages: a, b"]

    with pip_saying(*lines) as pip:
        last = run.follow(pip, 12)

    assert capsys.readouterr() == (
        "",
        "   10 of 12: package-10\n   12 of 12: package-12\n  all fetched; unpacking …\n",
    )
    assert last[-1] == "Installing collected packages: a, b"


def test_silent_pip_is_spoken_for(capsys, monkeypatch):
    monkeypatch.setattr(run, "QUIET_SECONDS", 1)

    with pip_saying("Collecting slow==1.0", then="time.sleep(1.6)") as pip:
        run.follow(pip, 12)

    assert "… fetching slow" in capsys.readouterr().err


def test_second_set_up_waits_for_the_first(tmp_path, monkeypatch, capsys):
    (tmp_path / "requirements").mkdir()
    monkeypatch.setattr(run, "HERE", tmp_path)
    order = []

    def second():
        with run.one_at_a_time(tmp_path):
            order.append("second")

    with run.one_at_a_time(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join()

    assert order == ["first", "second"]
    assert "waiting for it" in capsys.readouterr().err


def test_installation_that_outlives_a_killed_set_up_still_holds_the_lock(tmp_path, monkeypatch):
    (tmp_path / "requirements").mkdir()
    monkeypatch.setattr(run, "HERE", tmp_path)
    with run.one_at_a_time(tmp_path) as handle:
        pip = subprocess.Popen(["sleep", "60"], pass_fds=[handle])

    other = os.open(tmp_path / "requirements", os.O_RDONLY)
    with pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    pip.kill()
    pip.wait()

    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)
