"""Take the hash of every file kept anew, and say what changed, what is gone and what is left."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from airdefense.accounts.models import system_user
from airdefense.casework import fixity


class Command(BaseCommand):
    help = "Check every file kept against its SHA-256; exits with 1 when one changed or is gone."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="counts and numbers as JSON")

    def handle(self, *, json: bool, **options):
        now = timezone.now()
        outcome = fixity.check(by=system_user(), at=now)
        outcome.orphans = fixity.orphans(now)
        self.stdout.write(as_json(outcome) if json else as_text(outcome))
        if not outcome.is_well:
            raise CommandError("Files are damaged: restore them from the backup.", returncode=1)


def as_json(outcome: fixity.Outcome) -> str:
    return json.dumps(outcome.as_json(), indent=2)


def as_text(outcome: fixity.Outcome) -> str:
    found = outcome.as_json()
    lines = [f"{found['checked']} files checked, {found['intact']} intact."]
    for name in ("changed", "missing", "orphans"):
        lines += [f"{name}: {one}" for one in found[name]]
    return "\n".join(lines)
