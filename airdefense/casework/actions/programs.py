"""What happens to the tokens of programs."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import EVERY_CASE_ROLE
from airdefense.casework.actions.steps import record
from airdefense.casework.models import Event, ProgramHook, ProgramToken
from airdefense.casework.programs.scopes import choices
from airdefense.casework.programs.telling import is_allowed, secret_of
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.secrecy import keyed_hash

LONGEST = timedelta(days=365)
TOKENS_AT_MOST = 20
USE_NOTED_EVERY = timedelta(minutes=1)
PREFIX = "ad_"
MARK_CHARACTERS = 9


def digest_of(token: str) -> str:
    return keyed_hash(f"program token {token}")


@transaction.atomic
def make_token(
    *,
    name: str,
    purpose: str,
    scopes: Sequence[str],
    expires_on: date,
    addresses: Sequence[str] = (),
    hook: str = "",
    by: Any,
    at: datetime,
) -> tuple[ProgramToken, str]:
    """Make a token for a program of this person; the text is answered once and kept nowhere.

    With an address in `hook`, the program is told there of what happens from now on.

    Raises NotAllowed, NotPossible.
    """
    today = timezone.localdate(at)
    if not by.has_role(*EVERY_CASE_ROLE):
        raise NotAllowed(_("A token reaches what its person works on: you hold no such role."))
    if not today <= expires_on <= today + LONGEST:
        raise NotPossible(_("A token ends within a year."))
    if not scopes or set(scopes) - {scope for scope, _words in choices()}:
        raise NotPossible(_("Choose what the program may do."))
    if ProgramToken.objects.in_force(today).filter(made_by=by).count() >= TOKENS_AT_MOST:
        raise NotPossible(_("You have many tokens in force: withdraw those no longer needed."))
    text = PREFIX + secrets.token_urlsafe(32)
    token = ProgramToken.objects.create(
        name=name,
        purpose=purpose,
        mark=text[:MARK_CHARACTERS],
        digest=digest_of(text),
        scopes=sorted(scopes),
        addresses=sorted(set(addresses)),
        expires_on=expires_on,
        made_at=at,
        made_by=by,
    )
    if hook:
        add_hook(token, hook, text, at=at)
    facts: dict[str, Any] = {"hook": hook} if hook else {}
    facts |= {"scopes": token.scopes, "addresses": token.addresses, "expires_on": expires_on}
    record(token, "create", by=by, at=at, note=purpose, detail=facts)
    return token, text


def add_hook(token: ProgramToken, url: str, text: str, *, at: datetime) -> None:
    if not is_allowed(url):
        raise NotPossible(_("Programs are told only at addresses that the operator allows."))
    last = Event.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    ProgramHook.objects.create(
        token=token, url=url, secret=secret_of(text), told_up_to=last, due_at=at
    )


def note_use(token: ProgramToken, *, at: datetime, address: str) -> None:
    """When and from where the token was used last, written at most once a minute."""
    if token.last_used_at and token.last_used_at > at - USE_NOTED_EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=at - USE_NOTED_EVERY)
    rows = ProgramToken.objects.filter(stale, pk=token.pk)
    rows.update(last_used_at=at, last_used_from=address or None)
