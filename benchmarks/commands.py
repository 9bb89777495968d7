"""What commands cost: processor seconds of `migrate` and of `screen`, each a process of its own."""

import json
import os
import subprocess
import sys
from subprocess import DEVNULL, PIPE
from uuid import uuid4

import psycopg2

from benchmarks.servers import HERE
from benchmarks.taking import processor_seconds


def of_migrating(owner: str) -> dict[str, float]:
    """The processor seconds of `migrate` on a database made for it; the server's own are not."""
    connected = psycopg2.connect(owner)
    connected.autocommit = True
    name = f"bench_{uuid4().hex[:8]}"
    with connected.cursor() as cursor:
        cursor.execute(f"create database {name}")
        try:
            env = {**os.environ, "DATABASE_URL": f"{owner.rsplit('/', 1)[0]}/{name}"}
            command = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity=0"]
            spent = processor_seconds(
                lambda: subprocess.run(command, cwd=HERE, env=env, check=True)  # noqa: S603
            )
        finally:
            cursor.execute(f"drop database {name} with (force)")
    connected.close()
    return {"processor seconds of migrating an empty database": spent}


def of_screening() -> tuple[dict[str, float], list[str]]:
    """Every check over a whole ledger that was screened before, beside what it may cost: three
    times fetching and deciding by hand for the first check, twice the deciding for each further."""
    script = [sys.executable, str(HERE / "benchmarks/by_hand.py")]
    hand = json.loads(subprocess.run(script, cwd=HERE, stdout=PIPE, check=True).stdout)  # noqa: S603
    fetch, loop, further = hand["fetch"], hand["loop"], hand["checks"] - 1
    may_cost = 3 * (fetch + loop) + further * 2 * loop
    command = [sys.executable, "manage.py", "screen", "--json"]
    first, again = (
        processor_seconds(
            lambda: subprocess.run(command, cwd=HERE, stdout=DEVNULL, check=True)  # noqa: S603
        )
        for _time in range(2)
    )
    sums = f"3 × ({fetch:.2f} fetch + {loop:.3f} decide) + {further} × 2 × {loop:.3f}"
    words = f"screening ({first:.1f} s before), may cost {sums}"
    line = f"| {words} | {again:.1f} s | | {may_cost:.2f} s | |"
    return {"screening, to what by hand allows": again / may_cost}, [line]
