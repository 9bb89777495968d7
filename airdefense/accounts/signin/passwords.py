"""What a password has to be, how long it lasts, and who set it when."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from airdefense.accounts.models import PasswordChange
from airdefense.accounts.signin import events
from airdefense.lazily import Lazily

zxcvbn = Lazily("zxcvbn")

# What the estimator reads of a password; longer ones are long enough.
ESTIMATED = 72
CLASSES = (
    str.islower,
    str.isupper,
    str.isdigit,
    lambda sign: not sign.isascii() or not sign.isalnum(),
)


class HouseRules:
    """Length, kinds of signs, guessability and history, every complaint at once."""

    def validate(self, password: str, user: Any = None) -> None:
        found = [words for words in (too_short(password), too_plain(password)) if words]
        if not found and guessable(password, user):
            found.append(
                _("This password is guessed quickly: take several unrelated words or more signs.")
            )
        if user is not None and user.pk and was_used(password, user):
            found.append(_("This is the present password or one of the last ones: take a new one."))
        if found:
            raise ValidationError(found)

    def get_help_text(self) -> str:
        rules = _(
            "At least %(length)s signs of %(classes)s kinds (small and capital letters, digits, "
            "others), hard to guess, and none of your last %(history)s."
        )
        return rules % {
            "length": settings.PASSWORD_MIN_LENGTH,
            "classes": settings.PASSWORD_CLASSES,
            "history": settings.PASSWORD_HISTORY,
        }


def too_short(password: str) -> str:
    length = settings.PASSWORD_MIN_LENGTH
    if len(password) >= length:
        return ""
    sentence = ngettext(
        "At least %(n)s sign is needed.", "At least %(n)s signs are needed.", length
    )
    return sentence % {"n": length}


def too_plain(password: str) -> str:
    kinds = sum(any(map(belongs, password)) for belongs in CLASSES)
    if kinds >= settings.PASSWORD_CLASSES:
        return ""
    sentence = _(
        "Use %(n)s of the four kinds of signs: small letters, capital letters, digits, others."
    )
    return sentence % {"n": settings.PASSWORD_CLASSES}


def guessable(password: str, user: Any) -> bool:
    known = [user.username, user.display_name, user.email] if user is not None else []
    estimate = zxcvbn.zxcvbn(password[:ESTIMATED], user_inputs=[word for word in known if word])
    return estimate["score"] < settings.PASSWORD_MIN_SCORE


def was_used(password: str, user: Any) -> bool:
    past = PasswordChange.objects.filter(user=user).order_by("-changed_at", "-pk")
    kept = past.values_list("encoded", flat=True)[: settings.PASSWORD_HISTORY]
    return any(check_password(password, encoded) for encoded in {user.password, *kept} if encoded)


def has_to_change(user: Any, at: datetime) -> str:
    """Why this person chooses a password before anything else: "first", "expired", or ""."""
    last = PasswordChange.objects.filter(user=user).order_by("-changed_at", "-pk").first()
    if last is None or last.changed_by_id != user.pk:
        return "first"
    days = settings.PASSWORD_MAX_AGE_DAYS
    return "expired" if days and at - last.changed_at > timedelta(days=days) else ""


@transaction.atomic
def set_password(person: Any, password: str, *, by: Any, at: datetime) -> None:
    """Give a person a password and write down who did; one given by somebody else has to be
    changed at the next sign-in."""
    person.set_password(password)
    person.save(update_fields=["password"])
    note(person, by=by, at=at)


def note(person: Any, *, by: Any, at: datetime) -> None:
    """Write down that the password a person has now was set, by whom and when."""
    PasswordChange.objects.create(
        user=person, encoded=person.password, changed_at=at, changed_by=by
    )
    name = "change_password" if by.pk == person.pk else "set_password"
    events.leave(person, name, by=by, at=at)
