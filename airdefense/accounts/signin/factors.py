"""The second factor: a code from an authenticator app, or one of the recovery codes.

Secrets, codes and their checks are django-allauth's; which page asks for them and what follows
from them is ours (docs/decisions)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.conf import settings
from django.db import transaction
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from airdefense import secrecy
from airdefense.accounts.signin import events

Kind = Authenticator.Type


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are kept under the keys of every other encrypted field."""

    def encrypt(self, text: str) -> str:
        return secrecy.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrecy.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        return _("Civil air defence supervision") + f" {settings.SITE_NAME}"

    def get_totp_label(self, user: Any) -> str:
        return user.username


def kept(person: Any, kind: Kind) -> Authenticator | None:
    return Authenticator.objects.filter(user=person, type=kind).first()


def has_factor(person: Any) -> bool:
    return kept(person, Kind.TOTP) is not None


def is_required(person: Any) -> bool:
    """Whether one of the roles of this person does not work without a second factor."""
    return bool(settings.MFA_REQUIRED_ROLES) and person.has_role(*settings.MFA_REQUIRED_ROLES)


def new_secret() -> str:
    return generate_totp_secret()


def fits(secret: str, typed: str) -> bool:
    """Whether the app that was given this secret shows this code now."""
    return validate_totp_code(secret, "".join(typed.split()))


def address_for_app(person: Any, secret: str) -> str:
    return FactorAdapter().build_totp_url(person, secret)


def picture(person: Any, secret: str) -> SafeString:
    """The QR code as an SVG element of the page; it is made of digits and paths only."""
    svg = FactorAdapter().build_totp_svg(address_for_app(person, secret))
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308


def codes_left(person: Any) -> int:
    codes = kept(person, Kind.RECOVERY_CODES)
    return len(RecoveryCodes(codes).get_unused_codes()) if codes else 0


def verify(person: Any, typed: str, *, at: datetime) -> bool:
    """Whether a code is right: the app's, which counts once, or a recovery code, which is spent."""
    typed = "".join(typed.split()).replace("-", "")
    app = kept(person, Kind.TOTP)
    if app and TOTP(app).validate_code(typed):
        app.record_usage()
        return True
    codes = kept(person, Kind.RECOVERY_CODES)
    if not (codes and RecoveryCodes(codes).validate_code(typed)):
        return False
    codes.record_usage()
    events.leave(person, "use_recovery_code", by=person, at=at, left=codes_left(person))
    return True


@transaction.atomic
def set_up(person: Any, secret: str, *, at: datetime) -> list[str]:
    """Keep the app's secret and make recovery codes, which are told this once."""
    Authenticator.objects.filter(user=person).delete()
    TOTP.activate(person, secret)
    events.leave(person, "set_factor", by=person, at=at)
    return RecoveryCodes.activate(person).generate_codes()


@transaction.atomic
def renew_codes(person: Any, *, at: datetime) -> list[str]:
    """Make recovery codes anew; the former ones are worth nothing from now on."""
    Authenticator.objects.filter(user=person, type=Kind.RECOVERY_CODES).delete()
    events.leave(person, "renew_recovery_codes", by=person, at=at)
    return RecoveryCodes.activate(person).generate_codes()


@transaction.atomic
def remove(person: Any, *, by: Any, at: datetime, note: str = "") -> None:
    """Take the second factor away: by its owner, or by the security administrator when lost."""
    Authenticator.objects.filter(user=person).delete()
    name = "remove_factor" if by.pk == person.pk else "reset_factor"
    events.leave(person, name, by=by, at=at, note=note)


def rewrite(is_current: Callable[[str], bool]) -> int:
    """Keep secrets that are under an older key under the first one; how many rows that were."""
    adapter, count = FactorAdapter(), 0
    for row in Authenticator.objects.order_by("pk").iterator():
        stale = {
            name: text
            for name in ("secret", "seed")
            if (text := row.data.get(name)) and not is_current(text)
        }
        if stale:
            row.data |= {
                name: adapter.encrypt(adapter.decrypt(text)) for name, text in stale.items()
            }
            row.save(update_fields=["data"])
            count += 1
    return count
