"""`assess_fees` among the other commands; manage.py itself runs it without starting Django."""

import sys

from django.core.management import BaseCommand
from django.utils.translation import gettext_lazy as _

from projects.rules import command


class Command(BaseCommand):
    help = _("Assess the fees of a JSON file: prints JSON, touches no database.")
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="INPUT.json")

    def handle(self, *, path, **options):
        if status := command.main([path], self.stdout, self.stderr):
            sys.exit(status)
