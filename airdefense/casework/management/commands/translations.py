from django.core.management.base import BaseCommand, CommandError

from airdefense.casework import catalogues


class Command(BaseCommand):
    help = "Checks that every text has its Chinese translation; --write updates the catalogues."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", help="catalogues; all of them when none is named")
        parser.add_argument(
            "--write", action="store_true", help="update the .po files and compile the .mo files"
        )

    def handle(self, *, names, write, **options):
        unknown = set(names) - set(catalogues.names())
        if unknown:
            raise CommandError(f"No such catalogue: {', '.join(sorted(unknown))}")
        chosen = names or catalogues.names()
        if write:
            for name in chosen:
                catalogues.write(name)
        wrong = [line for name in chosen for line in catalogues.complaints(name)]
        wrong += catalogues.conflicts(catalogues.names())
        for line in wrong:
            self.stdout.write(line)
        if wrong and not write:
            raise CommandError(f"{len(wrong)} complaints: see above, then translations --write.")
