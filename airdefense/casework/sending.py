"""What is sent to us: nothing too large is read, and a form pressed twice counts once."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.entries import own_page, wants_json
from airdefense.casework.answers import TOO_LARGE, told
from airdefense.casework.models import SentForm

REDIRECTS = (301, 302, 303, 307, 308)
LONGEST_LOCATION: int = SentForm._meta.get_field("location").max_length or 0


class SizeMiddleware:
    """What announces more than may be taken in is refused before a byte of it is read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) <= settings.REQUEST_MAX_BYTES:
            return self.get_response(request)
        response = refused_for_size(request)
        # What is still on its way is not waited for.
        response["Connection"] = "close"
        return response


def refused_for_size(request: HttpRequest) -> HttpResponse:
    sentence = _("Nothing was saved: all files of one form together have at most %(limit)d MB.") % {
        "limit": settings.REQUEST_MAX_BYTES // 1024**2
    }
    if wants_json(request) or request.headers.get("HX-Request"):
        return told(sentence, TOO_LARGE)
    messages.error(request, sentence)
    return redirect(own_page(request, request.headers.get("Referer", "")))


class OnceMiddleware:
    """The second press of a form lands where the first one led.

    The mark of the form is inserted before anything else in the transaction of the whole
    request: a second press at the same moment waits there for the first to end. A form that came
    back with errors, or was refused, leaves no mark and may be sent again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = mark_of(request)
        if key is None:
            return self.get_response(request)
        with transaction.atomic():
            first, is_new = SentForm.objects.get_or_create(
                key=key, defaults={"sent_by": request.user, "sent_at": timezone.now()}
            )
            if not is_new:
                return landing(request, first)
            response = self.get_response(request)
            keep(first, request, response)
        return response


def mark_of(request: HttpRequest) -> UUID | None:
    """The mark of the form, where a signed-in person sent one."""
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def landing(request: HttpRequest, first: SentForm) -> HttpResponse:
    """Where the first press led; somebody else's form leads nowhere."""
    is_own = first.sent_by_id == request.user.pk
    messages.info(request, _("This form was sent already: it was taken in once."))
    return redirect(first.location if is_own and first.location else "home")


def keep(first: SentForm, request: Any, response: HttpResponse) -> None:
    """Keep where the form led, once it did what it was sent for."""
    if response.status_code >= 500:
        transaction.set_rollback(True)
    if connection.needs_rollback:
        return
    location = response.get("Location", "")
    is_done = response.status_code in REDIRECTS and not getattr(request, "is_refused", False)
    if is_done and len(location) <= LONGEST_LOCATION:
        SentForm.objects.filter(pk=first.pk).update(location=location)
    elif not is_done:
        SentForm.objects.filter(pk=first.pk).delete()
