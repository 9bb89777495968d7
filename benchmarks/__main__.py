"""`make bench`: the product beside the least that is possible, on the same machine in turns.

    python3 run.py bench [--scale N] [--turns N] [--parts A,B] [--json FILE]

Without a database it makes one, migrates it and loads the demo city N times over. With
DATABASE_URL (the application's role) and DATABASE_OWNER_URL of a database that holds the demo
city, that is measured; it is written to (projects recorded, a schema `reference`), so it should
serve nothing else. Ends with 1 when a limit is exceeded. README.md says what is measured how.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg2

from benchmarks.goals import judged, table
from benchmarks.servers import HERE

ROWS = "select count(*) from projects_project"
# What keeps people from taking too much would keep us from measuring.
UNHINDERED = {"EXPORT_ASKS_PURPOSE": "false", "EXPORTS_PER_HOUR": "100000"}


def main() -> int:
    options = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    options.add_argument("--scale", type=int, default=1, help="cities to load where there are none")
    options.add_argument("--turns", type=int, default=40, help="how often each page is asked for")
    options.add_argument("--json", type=Path, help="where to write the figures as well")
    options.add_argument("--parts", help="only these, by commas (README.md); all by default")
    asked = options.parse_args()
    owner = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    os.environ.update(UNHINDERED)
    rows = prepared(owner, asked.scale)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "airdefense.settings")
    from benchmarks.measuring import PARTS, measure  # noqa: PLC0415 - sets Django up

    parts = asked.parts.split(",") if asked.parts else PARTS
    found, lines = measure(asked.turns, owner, parts, say)
    told = judged(found)
    load = os.getloadavg()[0]
    say(f"{rows:,} projects; load of the machine {load:.1f} on {os.cpu_count()} cores\n")
    say("\n".join(lines) + "\n\n" + table(told))
    if asked.json:
        asked.json.write_text(json.dumps({"rows": rows, "load": load, **found}, indent=1))
    exceeded = [str(one.goal.number) for one in told if not one.is_met]
    say(f"\nexceeded: {', '.join(exceeded)}" if exceeded else "\nevery limit is kept")
    return 1 if exceeded else 0


def prepared(owner: str, scale: int) -> int:
    """The tables up to date, the demo city in them, the reference beside; tells the projects."""
    managed("migrate", "--noinput", "--verbosity=0", DATABASE_URL=owner)
    if not told_by(owner, ROWS):
        managed("load_demo", f"--scale={scale}")
    rows = told_by(owner, ROWS)
    with psycopg2.connect(owner) as connection, connection.cursor() as cursor:
        cursor.execute("select to_regclass('reference.finding') is not null")
        is_there = cursor.fetchone()[0]
        if not is_there:
            say("Inventing the rows of the reference pages …")
            seed = (HERE / "benchmarks/reference/seed.sql").read_text()
            cursor.execute(seed.replace(":rows", str(rows)))
    connection.close()
    return rows


def managed(*arguments: str, **settings: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=HERE, env={**os.environ, **settings}, check=True)  # noqa: S603


def told_by(url: str, sql: str) -> int:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(sql)
        number = cursor.fetchone()[0]
    connection.close()
    return number


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
