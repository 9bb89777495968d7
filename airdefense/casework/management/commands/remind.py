"""Remind everybody of a day, or say what would be sent."""

import json
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from airdefense.casework import clock
from airdefense.casework.reminding import actions
from airdefense.casework.reminding.digest import is_mailed


class Command(BaseCommand):
    help = (
        "Writes the reminders of a day and mails them; run again, nobody is told twice. With "
        "--dry-run it only prints what it would send."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=date.fromisoformat, help="YYYY-MM-DD; today without it")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, send nothing")
        parser.add_argument("--json", action="store_true", help="JSON on standard output, alone")

    def handle(self, *, on, dry_run, **options):
        day = on or timezone.localdate()
        with translation.override(settings.LANGUAGE_CODE):
            told = {"on": str(day), "is_working_day": clock.is_working_day(day)}
            told |= self.planned(day) if dry_run else self.done(day)
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            else:
                self.print_lines(told)

    def planned(self, day):
        """Who would be told what: numbers and codes, never what a case is about."""
        people = [
            {
                "username": one.user.username,
                "by_mail": one.is_mailed(day),
                "paused": not is_mailed(one.preference, day),
                "waiting": sum(item.count for item in one.items),
                "overdue": sum(item.count for item in one.items if item.is_late),
                "items": [item.item for item in one.items],
            }
            for one in actions.remindings(day)
            if one.items
        ]
        return {"dry_run": True, "people": people}

    def done(self, day):
        at = timezone.now()
        written = actions.remind(day=day, at=at)
        return {
            "dry_run": False,
            "digests": len(written),
            "mailed": actions.deliver(day=day, at=at),
        }

    def print_lines(self, told):
        self.stdout.write(", ".join(f"{k}: {v}" for k, v in told.items() if k != "people"))
        for one in told.get("people", ()):
            mark = "→ mail" if one["by_mail"] else "  page"
            self.stdout.write(f"{mark}  {one['username']}: {one['waiting']} ({one['overdue']} !)")
            for item in one["items"]:
                stage = f"{item['rung']:+d} · {item['due_on']} · {item['level']}"
                self.stdout.write(f"        {item['kind']:<22}{item['count']:>6}  {stage}")
