"""What the demonstration knows to be wrong, against what the screening suspects."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from demo.truth import Score, compare, in_all, kept
from projects.models import Suspicion
from projects.screening import CHECKS

HEAD = """\
# What the screening finds of what is wrong

The demonstration city is seeded with errors of every kind; its loader keeps what it knows to be
wrong in `demo/truth.json` beside the data ({wrong} entries), and what only looks wrong
({innocent} look-alikes). The screening knows neither. Measured on the city of seed {seed} with
{until} as its last day, at scale {scale}; `make run` and `load_demo` leave the same table behind:

    manage.py load_demo --until {until}
    manage.py demo_truth --markdown > docs/screening-truth.md

**Found**: suspected and wrong. **Missed**: wrong and not suspected. **Besides**: suspected and, as
far as the plan of the city knows, not wrong. Precision = found ÷ (found + besides), recall =
found ÷ (found + missed). **To the fen**: of the found ones whose amount the law gives, how many
name exactly that amount. **Look-alikes**: how many of the innocent ones were suspected.

"""
TAIL = """
Look-alikes suspected: {accused} of {innocent}.

**What is missed** no paper tells: halls of one plan of which the ledger has no mark of the plan
(X09), a first floor that was made smaller but not implausibly small (X14), a company that the
ledger spells in three ways (X15). What of it is money the engine's own gap shows as soon as a
person completes the facts.

**What is suspected besides** is for a person to look at, and so it is put: a house on stilts (X14),
the builder of public housing who is let off by law every time (X15), a permit whose project the
ledger calls otherwise and nobody linked yet (X16), an honest ninth storey (X17), a receipt number
that the treasury misspelt (X18).

These are errors that were planned, on papers that are otherwise complete: the table shows that the
checks do what they say and name the fen, not how many errors a real ledger hides. Of a real ledger
the dismissals with their reasons tell the precision.
"""


class Command(BaseCommand):
    help = "Compares the suspicions that stand with what the demonstration knows to be wrong."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help=_("print one JSON object"))
        parser.add_argument(
            "--markdown", action="store_true", help=_("print docs/screening-truth.md")
        )
        parser.add_argument(
            "--names", action="store_true", help=_("name what was missed and suspected besides")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        truth = kept()
        if truth is None:
            raise CommandError(_("No truth is kept: load the demonstration city first."))
        scores = compare(truth, suspected())
        if options["json"]:
            rows = [as_row(score) for score in scores]
            load = {name: truth[name] for name in ("seed", "until", "scale")}
            self.stdout.write(json.dumps(load | {"checks": rows}, ensure_ascii=False, indent=1))
        elif options["markdown"]:
            counts = {name: len(truth[name]) for name in ("wrong", "innocent")}
            self.stdout.write(HEAD.format(**truth | counts), ending="")
            total = in_all(scores)
            self.stdout.write("\n".join(markdown([*scores, total])))
            facts = {"accused": total.accused, "innocent": total.innocent}
            self.stdout.write(TAIL.format(**facts), ending="")
        else:
            self.print_table([*scores, in_all(scores)], names=options["names"])

    def print_table(self, scores: list[Score], *, names: bool) -> None:
        for score in scores:
            self.stdout.write(
                f"{score.check:6}{score.found:6} found{len(score.missed):6} missed"
                f"{len(score.besides):6} besides   precision {share(score.precision):>6}"
                f"   recall {share(score.recall):>6}   {score.exact}/{score.priced}"
            )
            for what in ("missed", "besides") if names else ():
                if rows := getattr(score, what):
                    self.stdout.write(f"      {what}: {', '.join(rows)}")


def suspected() -> Iterator[tuple[str, str, Decimal]]:
    """Every suspicion that stands, by the number of its project or paper."""
    rows = (
        Suspicion.objects.standing()
        .order_by("pk")
        .values_list("check_code", "project__code", "permit__number", "amount_yuan")
    )
    for check, code, number, amount in rows.iterator():
        yield check, code or number, amount


def as_row(score: Score) -> dict[str, Any]:
    return asdict(score) | {"precision": score.precision, "recall": score.recall}


def share(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.1f} %"


def markdown(scores: list[Score]) -> Iterator[str]:
    yield "| Check | What it asks | Found | Missed | Besides | Precision | Recall | To the fen |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    with translation.override("en"):
        for score in scores:
            title = CHECKS[score.check].title if score.check in CHECKS else "All checks"
            yield (
                f"| {score.check} | {title} | {score.found} | {len(score.missed)}"
                f" | {len(score.besides)} | {share(score.precision)} | {share(score.recall)}"
                f" | {f'{score.exact} of {score.priced}' if score.priced else '—'} |"
            )
