"""Rewrites identifiers kept encrypted with the first key and the cipher in use."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from airdefense import wall
from airdefense.accounts.signin import factors
from airdefense.casework.secrecy import EncryptedTextField
from airdefense.secrecy import is_current

AT_ONCE = 500


class Command(BaseCommand):
    help = (
        "Rewrites identifiers that are under an older key or another cipher with the first of "
        "FIELD_KEYS and FIELD_CIPHER; run it after a change, before the old key is removed."
    )

    def handle(self, *args, **options):
        with wall.acting(wall.Purpose.UPKEEP):
            for model, name in encrypted_fields():
                count = rewrite(model, name)
                self.stdout.write(f"{model._meta.label}.{name}: {count}")
        self.stdout.write(f"mfa.Authenticator.data: {factors.rewrite(is_current)}")


def encrypted_fields():
    """(model, field name) of everything kept encrypted."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, EncryptedTextField)
    ]


def rewrite(model, name) -> int:
    """How many rows were rewritten; those under the first key are left as they are."""
    kept = model._default_manager.exclude(**{name: ""}).order_by("pk")
    stored = kept.annotate(stored=Cast(name, TextField())).values_list("pk", "stored")
    stale = [pk for pk, text in stored.iterator(AT_ONCE) if not is_current(text)]
    for start in range(0, len(stale), AT_ONCE):
        with transaction.atomic():
            some = model._default_manager.select_for_update(of=("self",))
            rows = list(some.filter(pk__in=stale[start : start + AT_ONCE]).order_by("pk"))
            model._default_manager.bulk_update(rows, [name])
    return len(stale)
