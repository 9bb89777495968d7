"""Real workers to be killed: a process that has the product loaded forks one for each job.

Started by itself (`python -m tests.reports.workers`) it reads one job a line, `compile <moment>`
or `deliver <moment>`, and answers with the number of the process that does it.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime

import django
from django.db import connection


class Crew:
    """Starts workers on the database of the test, and kills them."""

    def __init__(self, process):
        self.process = process

    def start(self, job, at):
        self.process.stdin.write(f"{job} {at.isoformat()}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def finish(self, *pids, within=60):
        """Wait until they have done their jobs."""
        end = time.monotonic() + within
        for pid in pids:
            while is_alive(pid):
                assert time.monotonic() < end, "a worker did not come to an end"
                time.sleep(0.02)

    def kill(self, *pids):
        for pid in pids:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        self.finish(*pids)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def a_crew_of_workers(port):
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    changed = {
        "DATABASE_URL": f"postgresql://{login}/{database['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "airdefense.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.reports.workers"],
        env=os.environ | changed,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "ready\n"
        yield Crew(process)
    finally:
        process.stdin.close()
        process.wait(timeout=30)
        process.stdout.close()


def work(job, at):
    """What a worker does of a job of beat, at a moment that the test sets."""
    from airdefense import wall  # noqa: PLC0415 - only once Django is set up
    from airdefense.accounts.models import system_user  # noqa: PLC0415
    from airdefense.reports import actions  # noqa: PLC0415

    with wall.unbound():
        if job == "compile":
            actions.publish_due("daily", by=system_user(), at=at)
        else:
            actions.deliver_due(at=at)


def main():
    django.setup()
    from airdefense.reports import actions  # noqa: PLC0415

    assert actions
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        job, moment = line.split()
        pid = os.fork()
        if not pid:
            work(job, datetime.fromisoformat(moment))
            os._exit(0)
        print(pid, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
