"""Answers to scripts of our own pages: JSON in, JSON out, a refusal as its sentence."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from airdefense.casework.refusals import refusal
from airdefense.casework.workflow import NotAllowed, NotPossible

REFUSED, CONFLICT, TOO_LARGE = 422, 409, 413


def in_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What the view refuses is answered as {"detail": sentence} instead of a page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as refused:
            return told(str(refused) or _("This is not open to your role."), 403)
        except Http404:
            return told(_("This does not exist."), 404)
        except (NotPossible, IntegrityError) as refused:
            sentence = refusal(refused)
            if sentence is None:
                raise
            return told(sentence, REFUSED)

    return answer


def told(sentence: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"detail": sentence, **more}, status=status)


def wrong(form: Any) -> JsonResponse:
    """What is wrong with the fields of a form, first in one sentence."""
    errors = {name: [str(error) for error in found] for name, found in form.errors.items()}
    first = next(iter(errors.values()))[0]
    return told(first, 400, errors=errors)


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object a script sent; nothing when it is none that can be kept as text."""
    try:
        found = json.loads(request.body)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
