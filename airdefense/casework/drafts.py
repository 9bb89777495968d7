"""What a person has typed and not yet sent: kept on the server, seen by its writer alone."""

import json

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from airdefense.casework.models import Draft

KEY_LENGTH: int = Draft._meta.get_field("key").max_length or 0
LARGEST_BYTES = 200_000
# Secrets and machinery of a form are never part of a draft.
LEFT_OUT = frozenset({"csrfmiddlewaretoken", "once", "password"})


@never_cache
@require_http_methods(["GET", "POST", "DELETE"])
def draft(request, key):
    """GET answers the draft (204 when there is none), POST saves it, DELETE discards it."""
    if len(key) > KEY_LENGTH or "\x00" in key:
        return HttpResponseBadRequest()
    if request.method == "POST":
        return save(request, key)
    mine = Draft.objects.filter(user=request.user, key=key)
    if request.method == "DELETE":
        mine.delete()
        return HttpResponse(status=204)
    found = mine.first()
    return JsonResponse(answer(found)) if found else HttpResponse(status=204)


def save(request, key):
    """Keep the fields of the request body: {"field": ["value", …], …}."""
    fields = fields_of(request)
    if fields is None:
        return HttpResponseBadRequest()
    kept, _created = Draft.objects.update_or_create(
        user=request.user, key=key, defaults={"data": fields, "saved_at": timezone.now()}
    )
    return JsonResponse(answer(kept))


def fields_of(request) -> dict[str, list[str]] | None:
    """The posted fields as lists of texts, or None when the body is not that."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BYTES:
        return None
    if request.content_type == "application/json":
        try:
            fields = json.loads(request.body)
        except ValueError:
            return None
    else:
        fields = dict(request.POST.lists())
    if not isinstance(fields, dict) or not all(map(is_texts, fields.values())):
        return None
    # PostgreSQL keeps no NUL in a text.
    return {
        name: [text.replace("\x00", "") for text in texts]
        for name, texts in fields.items()
        if name not in LEFT_OUT and "\x00" not in name
    }


def is_texts(value) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def answer(found: Draft) -> dict[str, object]:
    at = timezone.localtime(found.saved_at)
    return {"fields": found.data, "saved_at": f"{at:%m-%d %H:%M}", "time": f"{at:%H:%M}"}
