#!/usr/bin/env python3
"""How fast the figures and their reports are: `benchmarks/reports.py [--runs N] [--json]`.

Needs the demo city, best many times over (`manage.py load_demo --scale 100`), and a database role
that row security holds for. Every figure is asked for all regions and timed in turns with the
same counted by SQL written by hand; then a daily report is compiled, its pages are asked for and
its workbook is written. What it writes is rolled back. README.md says what the limits are.
"""

import argparse
import gc
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "airdefense.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from airdefense import urls as _urls  # noqa: E402, F401 - read before anything is timed
from airdefense import wall  # noqa: E402
from airdefense.accounts.models import Organisation, User, system_user  # noqa: E402
from airdefense.accounts.roles import Role  # noqa: E402
from airdefense.casework.clock import end_of  # noqa: E402
from airdefense.casework.sealing import seal_history  # noqa: E402
from airdefense.reports.actions import compile_report  # noqa: E402
from airdefense.reports.figures import FIGURES  # noqa: E402
from airdefense.reports.models import Kind  # noqa: E402
from airdefense.reports.workbook import write_report  # noqa: E402
from benchmarks.reports_sql import BARE, BY_HAND  # noqa: E402
from inspections.models import Finding  # noqa: E402
from projects.models import Project  # noqa: E402
from rectification.models import RectificationTask  # noqa: E402

LIMITS = {"figures": 3.0, "page": 0.3, "figure page": 0.3, "workbook": 30.0, "ratio": 3.0}
# Below this, both are dominated by what it takes to send a statement.
WORTH_COMPARING = 0.01
GROWTH_MEGABYTES = 60


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    found: dict[str, Any] = {"rows": rows()}
    with transaction.atomic():
        found |= figures(asked.runs)
        found |= papers(asked.runs)
        transaction.set_rollback(True)
    sys.stdout.write(json.dumps(found, indent=1) if asked.json else told(found))
    return 1 if exceeded(found) else 0


def rows() -> dict[str, int]:
    models = (Project, Finding, RectificationTask)
    return {model.__name__: model.objects.count() for model in models}


def seconds(do: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    begin = time.perf_counter()
    answer = do()
    return time.perf_counter() - begin, answer


def last_day() -> Any:
    """The last day on which anything was approved: the end of the campaign that was loaded."""
    newest = Finding.objects.exclude(approved_at=None).latest("approved_at").approved_at
    return timezone.localdate(newest)


def by_hand(sql: str, day: Any) -> Any:
    with wall.acting(wall.Purpose.COUNTING), connection.cursor() as cursor:
        cursor.execute(sql, {"day": day, "end": end_of(day)})
        return cursor.fetchall()


def figures(runs: int) -> dict[str, Any]:
    """Every figure for every region, in turns with its SQL, and whether the two agree."""
    day, of_figures, pairs, wrong = last_day(), {}, {}, []
    for code, figure in FIGURES.items():
        if figure.is_ratio:
            continue
        own, hand = [], []
        for _run in range(runs):
            spent, split = seconds(lambda one=figure: one.by_region(day))
            own.append(spent)
            if code not in BY_HAND:
                continue
            spent, told_ = seconds(lambda sql=BY_HAND[code]: by_hand(sql, day))
            hand.append(spent)
            if {c: n for c, n in split.items() if n} != {c: n for c, n in told_ if n}:
                wrong.append(code)
        of_figures[code] = statistics.median(own)
        if hand:
            pairs[code] = statistics.median(hand)
    bare = statistics.median(seconds(lambda: by_hand(BARE, day))[0] for _run in range(runs))
    return {
        "day": str(day),
        "figures": of_figures,
        "by hand": pairs,
        "disagree": sorted(set(wrong)),
        "bare": bare,
    }


def papers(runs: int) -> dict[str, Any]:
    """Sealing, compiling, pages and the workbook of the city's daily report."""
    day, now = last_day(), timezone.now()
    city = Organisation.objects.regions().valid_on(day).order_by("path").first()
    facts = {"kind": Kind.DAILY, "day": day, "scope": city, "by": system_user(), "at": now}
    sealing, _seal = seconds(lambda: seal_history(at=now))
    before = peak()
    compiling, report = seconds(lambda: compile_report(**facts))
    reader = User.objects.filter(role_grants__role=Role.LEADERSHIP, role_grants__scope=city).first()
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(reader)
    largest = max(report.figures.exclude(row_model=""), key=lambda one: len(one.row_ids))
    pages = {
        "page": report.get_absolute_url(),
        "figure page": largest.get_absolute_url(),
    }
    spent = {name: visit(client, url, runs) for name, url in pages.items()}
    compiled = peak()
    with tempfile.TemporaryFile() as file:
        writing, lines = seconds(lambda: write_report(file, report, reader))
        size = file.tell()
    return {
        "sealing": sealing,
        "compiling": compiling,
        "compiling MB": compiled - before,
        **spent,
        "rows of the figure page": len(largest.row_ids),
        "workbook": writing,
        "workbook rows": lines,
        "workbook bytes": size,
        "workbook MB": peak() - compiled,
    }


def visit(client: Client, url: str, runs: int) -> float:
    """The median of a few visits, after a first one that fills the caches of templates."""
    spent = []
    for _run in range(runs + 1):
        taken, answer = seconds(lambda: client.get(url))
        if answer.status_code != 200:
            sys.exit(f"{url}: {answer.status_code}")
        spent.append(taken)
    return statistics.median(spent[1:])


def peak() -> int:
    """The largest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def ratios(found: dict[str, Any]) -> dict[str, float]:
    own, hand = found["figures"], found["by hand"]
    return {c: own[c] / s for c, s in hand.items() if own[c] > WORTH_COMPARING}


def exceeded(found: dict[str, Any]) -> list[str]:
    names = ("page", "figure page", "workbook")
    broken = [name for name in names if found[name] > LIMITS[name]]
    broken += ["figures"] if sum(found["figures"].values()) > LIMITS["figures"] else []
    broken += [code for code, ratio in ratios(found).items() if ratio > LIMITS["ratio"]]
    broken += ["memory"] if found["workbook MB"] > GROWTH_MEGABYTES else []
    return broken + found["disagree"]


def told(found: dict[str, Any]) -> str:
    lines = [f"{name}: {count:,}" for name, count in found["rows"].items()]
    own, hand, by = found["figures"], found["by hand"], ratios(found)
    for code, spent in sorted(own.items(), key=lambda pair: -pair[1]):
        beside = f"  by hand {hand[code] * 1000:7.1f} ms" if code in hand else ""
        beside += f"  ratio {by[code]:.2f}" if code in by else ""
        lines.append(f"{code:5} {spent * 1000:8.1f} ms{beside}")
    lines.append(f"all figures by region: {sum(own.values()):.2f} s of {LIMITS['figures']:.0f} s")
    lines.append(f"bare GROUP BY over findings and projects: {found['bare']:.2f} s")
    for name in ("sealing", "compiling", "page", "figure page", "workbook"):
        limit = f" of {LIMITS[name]} s" if name in LIMITS else ""
        lines.append(f"{name}: {found[name]:.2f} s{limit}")
    for name in ("rows of the figure page", "workbook rows", "workbook bytes"):
        lines.append(f"{name}: {found[name]:,}")
    for name in ("compiling MB", "workbook MB"):
        lines.append(f"{name}: {found[name]}")
    broken = exceeded(found)
    lines.append(f"exceeded: {', '.join(broken)}" if broken else "within every limit")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
