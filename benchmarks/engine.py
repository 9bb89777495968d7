#!/usr/bin/env python3
"""How fast the fee engine is: `python3 benchmarks/engine.py [--projects N] [--runs N]`.

Standard library only, one core, no service. README.md says what is measured and how.
"""

import argparse
import gc
import json
import platform
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from projects.rules import BuildingFacts, Dues, Policy, ProjectFacts, assess, gap_of  # noqa: E402
from projects.tariff import Adjustment, Rate, Tariff  # noqa: E402

REGIONS = tuple(f"5304{county:02}" for county in (2, 3, 23, 24, 25, 26, 27, 28, 81))
FIRST_DAY, DAYS = date(2003, 1, 1), 8_000
LIMIT_SECONDS, LIMIT_MS = 20.0, 1.0
POLICY = Policy("III", Decimal("0.03"))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--projects", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=5)
    asked = options.parse_args()
    say(f"Python {platform.python_version()}, {processor()}; seconds of one core")
    seconds = in_memory(asked.projects, asked.runs)
    milliseconds = through_the_command(asked.runs)
    is_met = seconds * 1_000_000 / asked.projects < LIMIT_SECONDS and milliseconds < LIMIT_MS
    say("both limits are kept" if is_met else "a limit is exceeded")
    return 0 if is_met else 1


def in_memory(count: int, runs: int) -> float:
    """Seconds for assessing that many projects, each with its gap."""
    facts, build = timed(lambda: list(ledger(count)))
    gc.freeze()
    tariff = published()
    times = [timed(lambda: assess_all(facts, tariff))[1] for _ in range(runs)]
    buildings = sum(len(project.buildings) for project, _dues in facts) / count
    say(f"{count:,} projects in memory, {buildings:.2f} buildings each")
    say(f"  draw, build the objects {build:7.3f} s")
    say(f"  assess, gap in parts    {spread(times)}, limit {LIMIT_SECONDS:.0f} s per million")
    return median(times)


def assess_all(facts: list[tuple[ProjectFacts, Dues]], tariff: Tariff) -> Decimal:
    total = Decimal(0)
    for project, dues in facts:
        total += gap_of(assess(project, POLICY, tariff), dues).gap_yuan
    return total


def through_the_command(runs: int) -> float:
    """Milliseconds a project takes in `manage.py assess_fees` beyond the start of the process."""
    with tempfile.TemporaryDirectory() as folder:
        none, thousand = Path(folder, "none.json"), Path(folder, "thousand.json")
        none.write_text(json.dumps(document([])))
        thousand.write_text(json.dumps(document([as_json(*one) for one in ledger(1_000)])))
        starts = [timed(lambda: run(none))[1] for _ in range(runs)]
        whole = [timed(lambda: run(thousand))[1] for _ in range(runs)]
    each = median(whole) - median(starts)
    say("manage.py assess_fees")
    say(f"  process start, no project   {spread(starts)}")
    say(f"  with 1,000 projects         {spread(whole)}")
    say(f"  each project                {each:7.3f} ms, limit {LIMIT_MS:.0f} ms")
    return each


def run(path: Path) -> None:
    command = [sys.executable, str(HERE / "manage.py"), "assess_fees", str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command


def ledger(count: int) -> Iterator[tuple[ProjectFacts, Dues]]:
    """Projects as a city has them: towers, low housing, shops, schools, industry; some with part
    of their basement built, some with claims, some paid in part. The same ones on every run."""
    source = random.Random(20260101)  # noqa: S311 - facts to compute with, no secret
    for place in range(count):
        buildings = tuple(building(source) for _ in range(source.choice((1, 1, 1, 1, 2, 3))))
        paid = Decimal(source.choice((0, 0, source.randrange(2_000_000))))
        yield (
            ProjectFacts(
                code=f"P{place:07}",
                region=source.choice(REGIONS),
                approved_on=FIRST_DAY + timedelta(days=source.randrange(DAYS)),
                is_offsite_approved=source.random() < 0.8,
                buildings=buildings,
                zone="DEVELOPMENT_ZONE" if source.random() < 0.1 else "NORMAL",
                built_g6_sqm=area(source, 300) if source.random() < 0.3 else Decimal(0),
            ),
            Dues(
                assessed_yuan=paid + source.choice((0, 100_000)),
                approved_reduction_yuan=Decimal(source.choice((0, 0, 0, 50_000))),
                paid_yuan=paid,
                remitted_yuan=paid,
            ),
        )


def building(source: random.Random) -> BuildingFacts:
    floors = source.choice((3, 6, 6, 8, 11, 18, 26, 33))
    first_floor = area(source, 2_000)
    return BuildingFacts(
        use=source.choice(("RESIDENTIAL", "RESIDENTIAL", "OTHER", "OTHER", "INDUSTRIAL")),
        floors=floors,
        foundation_depth_m=Decimal(source.randrange(100, 400)) / 100,
        first_floor_sqm=first_floor,
        above_ground_sqm=first_floor * floors,
        claims=source.choice(((), (), (), ("R1",), ("R2",), ("R2", "R5P"))),
    )


def area(source: random.Random, largest: int) -> Decimal:
    return Decimal(source.randrange(largest * 100)) / 100


def published() -> Tariff:
    """Two prices per region and grade, and one temporary cut; all of them made up."""
    old, new = (date(2000, 1, 1), date(2014, 12, 31)), (date(2015, 1, 1), None)
    return Tariff(
        [
            Rate(region, grade, Decimal(yuan), *period, "示例")
            for region in REGIONS
            for grade, period, yuan in (
                ("G6", old, 800),
                ("G6", new, 1500),
                ("G6B", old, 200),
                ("G6B", new, 300),
            )
        ],
        [Adjustment(Decimal("0.8"), date(2022, 4, 1), date(2022, 12, 31), "示例")],
    )


def document(projects: list[dict]) -> dict:
    """An input of the command, with the same prices."""
    periods = (("2000-01-01", "2014-12-31", "800"), ("2015-01-01", None, "1500"))
    return {
        "policy": {"city_class": "III", "ratio": "0.03", "threshold_scope": "PROJECT"},
        "rates": [
            {
                "region": region,
                "grade": grade,
                "yuan_per_sqm": yuan,
                "effective_from": first,
                "effective_to": last,
                "document": "示例",
            }
            for region in REGIONS
            for grade in ("G6", "G6B")
            for first, last, yuan in periods
        ],
        "projects": projects,
    }


def as_json(project: ProjectFacts, dues: Dues) -> dict:
    return {
        "code": project.code,
        "region": project.region,
        "zone": project.zone,
        "approved_on": str(project.approved_on),
        "offsite_approved": project.is_offsite_approved,
        "built": {"G6": str(project.built_g6_sqm), "G6B": "0"},
        "buildings": [
            {
                "use": one.use,
                "floors": one.floors,
                "foundation_depth_m": str(one.foundation_depth_m),
                "first_floor_sqm": str(one.first_floor_sqm),
                "above_ground_sqm": str(one.above_ground_sqm),
                "is_rebuild": False,
                "area_increased": False,
                "claims": list(one.claims),
            }
            for one in project.buildings
        ],
        **{name: str(getattr(dues, name)) for name in Dues.__dataclass_fields__},
    }


def timed(work: Callable) -> tuple:
    """The result and the seconds of processor time, those of finished children included."""
    gc.collect()
    start = processor_seconds()
    result = work()
    return result, processor_seconds() - start


def processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def spread(times: list[float]) -> str:
    return f"{median(times):7.3f} s (of {len(times)}: {min(times):.3f} to {max(times):.3f})"


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
