#!/usr/bin/env python3
"""How fast the screening is: `benchmarks/screening.py [--runs N]`, with the project's Python.

Screens the ledger of the database that the environment names, as often as asked, each time in a
process of its own. README.md says what is measured and how.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

HERE = Path(__file__).resolve().parent.parent
# Of a city of the usual size, and of a hundred of them.
LEAST_SECONDS, SECONDS, PROJECTS = 10.0, 120.0, 200_000
LEAST_MIB = 300


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--runs", type=int, default=2)
    asked = options.parse_args()
    outcomes = [screened() for _ in range(asked.runs)]
    first, *others = (out for out, _seconds, _own, _mib in outcomes)
    projects = json.loads(first)["projects"]
    limit = max(LEAST_SECONDS, SECONDS * projects / PROJECTS)
    say(f"{projects:,} projects; limit {limit:.0f} s")
    for number, (_out, seconds, own, mib) in enumerate(outcomes, start=1):
        each = 1e6 * seconds / max(projects, 1)
        say(
            f"run {number}: {seconds:6.1f} s ({own:.1f} s in Python), {each:.0f} µs each, {mib} MiB"
        )
    is_same = all(out == first for out in others)
    say("every run prints the same" if is_same else "the runs differ")
    slowest, largest = (max(outcome[place] for outcome in outcomes) for place in (1, 3))
    is_met = is_same and slowest < limit and largest < LEAST_MIB
    say("the limits are kept" if is_met else "a limit is exceeded")
    return 0 if is_met else 1


def screened() -> tuple[str, float, float, int]:
    """What a run prints, its seconds on the wall and in its own process, the largest memory yet."""
    before, begin = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "manage.py", "screen", "--json"]
    run = subprocess.run(command, cwd=HERE, capture_output=True, text=True)  # noqa: S603
    seconds, after = time.perf_counter() - begin, getrusage(RUSAGE_CHILDREN)
    if run.returncode:
        sys.exit(run.stderr)
    own = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return run.stdout, seconds, own, after.ru_maxrss // 1024


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
