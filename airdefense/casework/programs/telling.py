"""Programs are told that something happened: that, where and when, never what (docs/api.md).

The history is what there is to tell, and a mark in it how far a program was told: nothing waits in
a queue of its own, and what could not be told is told with the next. Of leads nothing is told.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

import requests
from django.apps import apps
from django.conf import settings
from django.db import transaction

from airdefense.casework.history import NOTICED, READINGS, rows_with_history
from airdefense.casework.models import Event, ProgramHook
from airdefense.casework.programs.scopes import LEADS

AT_ONCE = 200
# What began earlier and is written later would be passed over: so much time has every write.
SETTLED = timedelta(minutes=1)
SECONDS = 10
LONGEST_WAIT = timedelta(hours=6)
SIGNATURE = "Airdefense-Signature"


def secret_of(text: str) -> str:
    """What both sides sign with: made of the token, which is kept nowhere."""
    return hashlib.sha256(f"airdefense hook {text}".encode()).hexdigest()


def is_allowed(url: str) -> bool:
    """Whether the operator lets the product call this address: nobody else names its targets."""
    places = (f"{place.rstrip('/')}/" for place in settings.PROGRAM_HOOKS)
    return any(url.startswith(place) for place in places)


def tell_due(*, at: datetime) -> None:
    for pk in ProgramHook.objects.due(at).order_by("pk").values_list("pk", flat=True):
        tell(pk, at=at)


@transaction.atomic
def tell(pk: int, *, at: datetime) -> None:
    """Tell one program what is new, or try again later; two workers never tell the same."""
    due = ProgramHook.objects.due(at).select_for_update(skip_locked=True, of=("self",))
    hook = due.select_related("token__made_by").filter(pk=pk).first()
    if hook is None or not is_allowed(hook.url):
        return
    events = settled(hook, at)
    if not events:
        return
    told = told_of(hook.token, events)
    hook.answer = sent(hook, told, at) if told else ""
    if told and not hook.answer.startswith("2"):
        hook.tries += 1
        hook.due_at = at + min(timedelta(minutes=2 ** min(hook.tries, 10)), LONGEST_WAIT)
    else:
        hook.tries, hook.told_up_to = 0, events[-1].pk
        hook.told_at = at if told else hook.told_at
    hook.save(update_fields=["answer", "tries", "due_at", "told_up_to", "told_at"])


def settled(hook: ProgramHook, at: datetime) -> list[Event]:
    """The next events in their order, up to the first that is too young."""
    found = Event.objects.filter(pk__gt=hook.told_up_to).order_by("pk")[:AT_ONCE]
    return list(takewhile(lambda event: event.recorded_at <= at - SETTLED, found))


def told_of(token: Any, events: Iterable[Event]) -> list[dict[str, Any]]:
    """Ids and links of the events that the person may read, within the scopes of the token."""
    parts = {scope.partition(":")[0] for scope in token.scopes} - {LEADS}
    wanted = [
        event
        for event in events
        if event.case_type.partition(".")[0] in parts and event.name not in READINGS + NOTICED
    ]
    seen = {kind: in_sight(kind, token.made_by, wanted) for kind in {e.case_type for e in wanted}}
    return [
        {
            "event": event.pk,
            "at": event.happened_at.isoformat(),
            "kind": event.case_type,
            "id": event.case_id,
            "url": settings.SITE_URL + case.get_absolute_url(),
        }
        for event in wanted
        if (case := seen[event.case_type].get(event.case_id))
        and case.may_read_event(token.made_by, event.name)
    ]


def in_sight(kind: str, user: Any, events: Iterable[Event]) -> dict[int, Any]:
    model = apps.get_model(kind)
    if not hasattr(model, "workflow"):
        return {}
    wanted = {event.case_id for event in events if event.case_type == kind}
    return rows_with_history(model, user).in_bulk(wanted)


def sent(hook: ProgramHook, told: list[dict[str, Any]], at: datetime) -> str:
    """The status that was answered, or what went wrong."""
    body = json.dumps({"token": hook.token.mark, "events": told}).encode()
    headers = {"Content-Type": "application/json", SIGNATURE: signature(hook.secret, body, at)}
    try:
        with requests.Session() as session:
            session.trust_env = False
            # What is answered beside the status is nobody's concern, however long.
            answer = session.post(
                hook.url,
                data=body,
                headers=headers,
                timeout=SECONDS,
                allow_redirects=False,
                stream=True,
            )
    except requests.RequestException as error:
        return type(error).__name__
    return str(answer.status_code)


def signature(secret: str, body: bytes, at: datetime) -> str:
    """`t=…,v1=…`: the moment is signed as well, so that an old message is known for one."""
    moment = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256)
    return f"t={moment},v1={digest.hexdigest()}"
