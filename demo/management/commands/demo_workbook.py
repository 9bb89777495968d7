"""Write a workbook such as a department sends it, to try the import with (模拟数据)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from demo.management.commands.load_demo import SEED
from demo.workbook import MAKERS, write_workbook


class Command(BaseCommand):
    help = "Writes a workbook of simulated rows with some mistakes, to try the import with."

    def add_arguments(self, parser):
        parser.add_argument("file", help=_("where to write it (.xlsx)"))
        parser.add_argument("--kind", choices=tuple(MAKERS), default="permits")
        parser.add_argument("--rows", type=int, default=200, help=_("how many rows"))
        parser.add_argument("--region", default="530423", help=_("code of the region"))
        parser.add_argument("--seed", type=int, default=SEED, help=_("what chance starts from"))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rows"] < 1:
            raise CommandError(_("--rows is 1 or more."))
        region = Organisation.objects.regions().filter(code=options["region"]).first()
        if region is None:
            raise CommandError(_("There is no region %(code)s.") % {"code": options["region"]})
        facts = {name: options[name] for name in ("kind", "rows", "seed")}
        with translation.override(settings.LANGUAGE_CODE), Path(options["file"]).open("wb") as file:
            slips = write_workbook(file, region=region, **facts)
        written = _("%(file)s: %(rows)d rows, %(slips)d with a mistake.")
        words = {"file": options["file"], "rows": options["rows"], "slips": slips}
        self.stdout.write(written % words)
