"""The same import from the command line: upload, check, and take in when no row is faulty."""

import json
import logging
import os
from argparse import ArgumentParser
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation, RoleGrant, User, system_user
from airdefense.accounts.roles import Role
from airdefense.casework.refusals import refusal
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.exchange.importing import actions
from airdefense.exchange.importing.forms import regions_of
from airdefense.exchange.importing.guard import limits_of
from airdefense.exchange.importing.kinds import KINDS, ImportKind
from airdefense.exchange.importing.problems import SENTENCES
from airdefense.exchange.importing.shown import complaints
from airdefense.exchange.models import ImportBatch, Verdict

FAULTY, UNUSABLE = 1, 2
log = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What became of a file."""

    batch: ImportBatch
    problems: list[dict[str, str]] = field(default_factory=list)

    def json(self, *, is_dry_run: bool) -> dict[str, Any]:
        batch = self.batch
        return {
            "file": batch.name,
            "sha256": batch.sha256,
            "kind": batch.kind,
            "batch": batch.pk,
            "status": batch.status,
            "applied": batch.is_in_force,
            "dry_run": is_dry_run,
            "counts": {verdict: batch.count_of(verdict) for verdict in Verdict.values}
            | {name: batch.count_of(name) for name in ("rows", "created", "updated")},
            "problems": self.problems,
        }


class ImportCommand(BaseCommand):
    """Takes in a workbook. Subclasses name the kinds they offer."""

    kinds: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="workbook (.xlsx)")
        parser.add_argument("--kind", choices=self.kinds, help="recognised by its heads if omitted")
        parser.add_argument("--dry-run", action="store_true", help="check only")
        parser.add_argument("--json", action="store_true", help="JSON alone on standard output")
        parser.add_argument("--user", default="", help="account that takes it in (default: system)")
        parser.add_argument("--region", default="", help="code of the region (default: the user's)")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            try:
                outcome = self.take_in(options)
            except (OSError, DatabaseError, NotPossible, NotAllowed) as failed:
                self.give_up(sentence_of(failed), is_json=options["json"])
            except Exception as failed:
                # Whoever types a command gets a sentence; the fault goes to the log.
                log.error("import of %s failed: %r", options["file"], failed)
                self.give_up(str(SENTENCES["failed"].found), is_json=options["json"])
        self.tell(outcome, options)

    def take_in(self, options: dict[str, Any]) -> Outcome:
        path = Path(options["file"])
        if not path.is_file():
            raise NotPossible(_("There is no file %(path)s.") % {"path": path})
        user, region = who_and_where(options["user"], options["region"])
        kinds = [KINDS[key] for key in self.kinds if key in KINDS]
        with path.open("rb") as opened:
            return run(
                File(opened, name=os.path.basename(path)),
                kind=KINDS[options["kind"]] if options["kind"] else None,
                kinds=kinds,
                user=user,
                region=region,
                at=timezone.now(),
                is_dry_run=options["dry_run"],
            )

    def give_up(self, sentence: str, *, is_json: bool) -> None:
        if is_json:
            self.stdout.write(json.dumps({"error": sentence}, ensure_ascii=False))
        raise CommandError(sentence, returncode=UNUSABLE)

    def tell(self, outcome: Outcome, options: dict[str, Any]) -> None:
        facts = outcome.json(is_dry_run=options["dry_run"])
        with translation.override(options["language"]):
            if options["json"]:
                self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=1))
            else:
                self.stdout.write("\n".join(in_words(outcome)))
            if outcome.problems:
                raise CommandError(_("Nothing was taken in."), returncode=FAULTY)


def in_words(outcome: Outcome) -> list[str]:
    batch = outcome.batch
    counts = [f"{Verdict(v).label} {batch.count_of(v)}" for v in Verdict.values]
    lines = [f"{batch} · {batch.import_kind.label} · {batch.get_status_display()}"]
    lines.append(" · ".join(counts))
    for one in outcome.problems:
        expected = f" ({one['expected']})" if one["expected"] else ""
        value = f" “{one['value']}”" if one["value"] else ""
        place = f"{one['sheet']}!{one['cell']}"
        lines.append(f"{place} {one['label']}{value}: {one['problem']}{expected}")
    return lines


def sentence_of(failed: BaseException) -> str:
    if isinstance(failed, NotAllowed):
        return str(failed) or _("This is not open to the role of the account.")
    return refusal(failed) or " ".join(str(failed).split())


def who_and_where(username: str, code: str) -> tuple[User, Organisation]:
    """The account and the region. Raises NotPossible for what does not exist."""
    regions = Organisation.objects.regions()
    if not regions.exists():
        raise NotPossible(_("There is no region yet: set up the city first."))
    if code and not regions.filter(code=code).exists():
        raise NotPossible(_("There is no region with the code %(code)s.") % {"code": code})
    if not username:
        user = system_user()
        region = regions.get(code=code) if code else user.organisation.home_region
        # Whoever holds the shell acts as the clerk of the region; nothing of it is stored.
        user.grants = [RoleGrant(user=user, role=Role.DATA_CLERK, scope=region)]
        return user, region
    named = User.objects.filter(username=username, is_active=True).first()
    if named is None:
        raise NotPossible(_("There is no account %(name)s.") % {"name": username})
    reached = regions_of(named, list(KINDS.values()))
    found = reached.filter(code=code).first() if code else reached.first()
    if found is None:
        raise NotAllowed(_("%(name)s does not take in files there.") % {"name": username})
    return named, found


def run(
    file: Any,
    *,
    kind: ImportKind | None,
    kinds: list[ImportKind],
    user: Any,
    region: Any,
    at: datetime,
    is_dry_run: bool,
) -> Outcome:
    """Bring a file, check it, and take it in unless a row is faulty. What was faulty stays as a
    batch that a clerk can go on with in the browser."""
    limits, on = limits_of(settings), timezone.localtime(at).date()
    facts = {"kind": kind, "kinds": kinds, "region": region, "source": None}
    batch = actions.upload(file, **facts, limits=limits, by=user, at=at, asks=False)
    batch = actions.check(batch, limits=limits, by=user, at=at, on=on)
    outcome = Outcome(batch, problems_of(batch))
    if is_dry_run or outcome.problems:
        return outcome
    if batch.rows_to_apply:
        outcome.batch = actions.apply(batch, by=user, at=at, on=on)
    else:
        outcome.batch = actions.discard(batch, by=user, at=at)
    return outcome


def problems_of(batch: ImportBatch) -> list[dict[str, str]]:
    found = []
    for row in batch.rows.filter(verdict__in=[Verdict.ERROR, Verdict.CHOOSE]).order_by("pk"):
        found += [one.json(row.sheet) for one in complaints(batch, row) if not one.is_warning]
        if row.verdict == Verdict.CHOOSE:
            found.append(
                {
                    "sheet": row.sheet,
                    "cell": str(row.number),
                    "field": "",
                    "label": "",
                    "value": "",
                    "problem": _("several rows of the ledger may be meant"),
                    "expected": _(", ").join(one["words"] for one in row.suggestions),
                }
            )
    return found
