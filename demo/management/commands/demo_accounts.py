"""List the demo accounts, one a line: the sign-in page offers each of them by one click."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from airdefense.accounts.models import User


class Command(BaseCommand):
    help = "List the accounts one may sign in with by one click, in demo mode."

    def handle(self, *args, **options):
        if not settings.DEMO_MODE:
            return
        with translation.override(settings.LANGUAGE_CODE):
            people = User.objects.filter(is_demo=True, is_active=True)
            for user in people.select_related("organisation").order_by("pk"):
                roles = "、".join(map(str, user.role_labels))
                home = user.organisation.short_name
                self.stdout.write(f"{user.username:<24} {roles} · {user} · {home}")
