"""The first rows of a new installation: the city and its three administrators."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from airdefense.accounts.models import (
    Organisation,
    OrganisationKind,
    RoleGrant,
    User,
    system_user,
)
from airdefense.accounts.roles import Role

ADMINISTRATORS = {
    "system_admin": Role.SYSTEM_ADMIN,
    "security_admin": Role.SECURITY_ADMIN,
    "auditor": Role.AUDITOR,
}


class Command(BaseCommand):
    help = "Create the city and its three administrators; everything else is entered by them."

    def add_arguments(self, parser):
        parser.add_argument("code", help="GB/T 2260 code of the city, for instance 530400")
        parser.add_argument("name", help="Name of the city")

    @transaction.atomic
    def handle(self, *, code, name, **options):
        if Organisation.objects.exists():
            raise CommandError("There is an organisation already: this is not a new installation.")
        city = Organisation.objects.create(
            code=code, name=name, short_name=name, kind=OrganisationKind.CITY, path=f"{code}."
        )
        now = timezone.now()
        for username, role in ADMINISTRATORS.items():
            user = User(username=username, display_name=str(role.label), organisation=city)
            user.set_unusable_password()
            user.save()
            RoleGrant.objects.create(
                user=user,
                role=role,
                scope=city,
                valid_from=timezone.localdate(),
                granted_by=system_user(),
                granted_at=now,
                reason="set_up_city",
            )
        for username in ADMINISTRATORS:
            self.stdout.write(f"Set a password: manage.py changepassword {username}")
