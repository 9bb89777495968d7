"""`manage.py assess_fees INPUT.json`: the fee of every project of a JSON file, as JSON.

Runs with Python alone, without Django, database or service, so that anybody can check a figure.
"""

import gettext
import json
import os
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from projects.rules.facts import Dues, ProjectFacts, to_cent
from projects.rules.fee import Fee, assess
from projects.rules.gap import Gap, gap_of
from projects.rules.reading import Problem, Reading, gettext_noop, read
from projects.tariff import NoRate

LOCALE = Path(__file__).resolve().parent.parent / "locale"
REFUSED = 2
USAGE = "usage: manage.py assess_fees INPUT.json  (- reads standard input)"


def main(
    arguments: Sequence[str], out: TextIO | None = None, complaints: TextIO | None = None
) -> int:
    """Print the result and return 0, or every problem and return 2."""
    if out is None and isinstance(sys.stdout, TextIOWrapper):
        # JSON is UTF-8, whatever the shell speaks.
        sys.stdout.reconfigure(encoding="utf-8")
    out, complaints = out or sys.stdout, complaints or sys.stderr
    if len(arguments) != 1 or arguments[0] in ("-h", "--help"):
        is_help = bool(arguments) and arguments[0] in ("-h", "--help")
        (out if is_help else complaints).write(USAGE + "\n")
        return 0 if is_help else REFUSED
    translate = translator()
    try:
        text = sys.stdin.buffer.read() if arguments[0] == "-" else Path(arguments[0]).read_bytes()
    except OSError as error:
        complaints.write(f"{arguments[0]}: {error.strerror}\n")
        return REFUSED
    results, problems = assess_all(read(text))
    if problems:
        complaints.writelines(problem.words(translate) + "\n" for problem in problems)
        return REFUSED
    out.write(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    return 0


def translator() -> Callable[[str], str]:
    """Sentences in the language of the shell, English where it is none of ours."""
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    wanted = next((value for name in names if (value := os.environ.get(name))), "")
    languages = ["zh_Hans"] if wanted.startswith("zh") else []
    return gettext.translation("django", LOCALE, languages, fallback=True).gettext


def assess_all(reading: Reading) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The results in the order of the input; none at all as long as there is a problem."""
    results, problems = [], list(reading.problems)
    shared = ("$.policy", "$.rates", "$.adjustments")
    if reading.policy is None or reading.tariff is None or not all(map(reading.is_sound, shared)):
        return [], problems
    faulty = {at for at, *_facts in reading.projects if problems and not reading.is_sound(at)}
    for path, project, dues in reading.projects:
        if path in faulty:
            continue
        try:
            fee = assess(project, reading.policy, reading.tariff)
        except NoRate as missing:
            problems += [no_rate(path, one) for one in (missing, *missing.further)]
        else:
            results.append(result_of(project, fee, dues, gap_of(fee, dues)))
    return ([] if problems else results), problems


def no_rate(path: str, missing: NoRate) -> Problem:
    return Problem(
        path,
        gettext_noop("no rate for %(region)s, %(grade)s on %(on)s: add one with its document"),
        {"region": missing.region, "grade": missing.grade, "on": str(missing.on)},
    )


def result_of(project: ProjectFacts, fee: Fee, dues: Dues, gap: Gap) -> dict[str, Any]:
    """One project of the output; every number a text with two decimals."""
    return {
        "code": project.code,
        "rules": [duty.code for duty in fee.duties],
        "required_sqm": {c.grade: figure(c.required_sqm) for c in fee.charges},
        "shortfall_sqm": {c.grade: figure(c.shortfall_sqm) for c in fee.charges},
        "gross_yuan": figure(fee.gross_yuan),
        "legal_reduction_yuan": figure(fee.reduction_yuan),
        "payable_yuan": figure(fee.payable_yuan),
        "gap_yuan": figure(gap.gap_yuan),
        "parts_yuan": {kind: figure(amount) for kind, amount in gap.parts.items()},
        "refund_due_yuan": figure(gap.refund_due_yuan),
        "unremitted_yuan": figure(gap.unremitted_yuan),
        "flags": list(fee.flags),
    }


def figure(value: Decimal) -> str:
    """Two decimals, half up."""
    return f"{to_cent(value):.2f}"
