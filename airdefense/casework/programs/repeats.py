"""A request sent twice under one Idempotency-Key is done once and answered twice alike."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.models import KeptAnswer
from airdefense.casework.programs.authentication import who_calls
from airdefense.casework.programs.problems import refused
from airdefense.casework.programs.scopes import LEADS, ROOT, SAFE_METHODS

HEADER, REPEATED = "Idempotency-Key", "Idempotent-Replayed"
KEPT = timedelta(hours=24)
KEY = re.compile(r"[!-~]{1,200}")
UNDER_LEADS = f"{ROOT}{LEADS}/"


class RepeatMiddleware:
    """The answer is kept in the transaction of what it answers: both are there, or neither.

    Only what was done is kept. A request that was refused wrote nothing and may be sent again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get(HEADER, "")
        is_asked = key and request.method not in SAFE_METHODS
        if not is_asked or not request.path_info.startswith(ROOT):
            return self.get_response(request)
        user = who_calls(request)
        if user is None:
            return self.get_response(request)
        if not KEY.fullmatch(key):
            return refused(400, _("A key has 1 to 200 printable characters without spaces."))
        try:
            mark = fingerprint(request)
        except RequestDataTooBig:
            return refused(413, _("A request with a key is not as large as this one."))
        return self.once(request, user, key, mark)

    def once(self, request: HttpRequest, user: Any, key: str, mark: str) -> HttpResponse:
        with transaction.atomic():
            if not taken(f"{user.pk} {key}"):
                return refused(409, _("The first request with this key is still at work."))
            now = timezone.now()
            rows = KeptAnswer.objects.filter(user=user, key=key)
            rows.filter(saved_at__lt=now - KEPT).delete()
            if first := rows.first():
                return again(first, mark)
            response = self.get_response(request)
            keep(response, request, at=now, user=user, key=key, fingerprint=mark)
        return response


def taken(name: str) -> bool:
    """Whether nobody else works under the name until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 1))", [name])
        return cursor.fetchone()[0]


def fingerprint(request: HttpRequest) -> str:
    about = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(about + request.body).hexdigest()


def again(first: KeptAnswer, mark: str) -> HttpResponse:
    if first.fingerprint != mark:
        return refused(422, _("This key was used for another request: choose a new one."))
    response = HttpResponse(first.body, status=first.code, content_type="application/json")
    response[REPEATED] = "true"
    if first.etag:
        response["ETag"] = first.etag
    return response


def keep(response: Any, request: HttpRequest, *, at: datetime, **about: Any) -> None:
    if response.status_code >= 500:
        transaction.set_rollback(True)
    if connection.needs_rollback or not 200 <= response.status_code < 300:
        return
    # Who leaves the compartment meanwhile reads nothing of the lead a second time.
    body = "" if request.path_info.startswith(UNDER_LEADS) else response.content.decode()
    etag = response.get("ETag", "")
    KeptAnswer.objects.create(
        saved_at=at, code=response.status_code, body=body or "{}", etag=etag, **about
    )
