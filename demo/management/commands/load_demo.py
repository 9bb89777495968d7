"""Load the demonstration city (simulated data) into an empty database."""

import time
from datetime import date, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from airdefense import features
from demo.archive import look_it_over, report_last_days
from demo.city import YUXI
from demo.load import has_people_of_its_own, is_loaded, load, one_at_a_time
from demo.plan.campaign import EARLIEST_UNTIL

SEED = 20201211


class Command(BaseCommand):
    help = "Loads the demonstration city: simulated data, the same for the same seed and day."

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=int, default=1, help=_("how many cities' worth"))
        parser.add_argument("--seed", type=int, default=SEED, help=_("what chance starts from"))
        parser.add_argument(
            "--until", default="", help=_("last day of the campaign, YYYY-MM-DD; else yesterday")
        )
        parser.add_argument(
            "--if-empty", action="store_true", help=_("leave a database with people in it alone")
        )

    def handle(self, *args, scale, seed, until, if_empty, **options):
        until = self.last_day(until)
        if scale < 1:
            raise CommandError(_("--scale is 1 or more."))
        began = time.monotonic()
        # One transaction: a load that is interrupted leaves nothing behind.
        with transaction.atomic():
            one_at_a_time()
            if objection := self.objection():
                if not if_empty:
                    raise CommandError(objection)
                self.stderr.write(objection)
                return
            written = load(YUXI, until=until, seed=seed, scale=scale, say=self.stderr.write)
            report_last_days(YUXI, until, now=timezone.now())
        look_it_over(until, now=timezone.now(), say=self.stderr.write)
        summary = _("Demonstration city loaded until %(day)s: %(rows)d rows in %(seconds).1f s.")
        numbers = {"rows": sum(written.values()), "seconds": time.monotonic() - began}
        self.stdout.write(summary % {"day": until, **numbers})

    def last_day(self, text: str) -> date:
        if not text:
            return timezone.localdate() - timedelta(days=1)
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None:
            raise CommandError(
                _("--until: %(text)s is no day; write it as 2020-11-30.") % {"text": text}
            )
        if day < EARLIEST_UNTIL:
            raise CommandError(
                _("--until: the campaign ends on %(day)s or later.") % {"day": EARLIEST_UNTIL}
            )
        return day

    def objection(self) -> str:
        if not features.has("projects"):
            return _("The demonstration city begins with its ledger: FEATURES names leads alone.")
        if is_loaded():
            return _("The demonstration city is loaded already: it is left as it stands.")
        if has_people_of_its_own():
            return _("People work in this database: load the demonstration into an empty one.")
        return ""
