"""Which version a program read: ETag on what it reads, If-Match on what it changes (RFC 9110)."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException

from airdefense.casework.models import Event
from airdefense.casework.programs.problems import words_of_version

OVERWRITING = frozenset({"PUT", "PATCH"})
ANY = "*"


class VersionMissing(APIException):
    status_code = 428


class ChangedSinceRead(APIException):
    status_code = 412

    def __init__(self, sentence: str, **more: Any):
        super().__init__(sentence)
        # Beside the sentence, as it is: what the framework keeps of an error is text.
        self.more = more


def etag_of(case: Any) -> str:
    """An edit counts the version up, a step moves the status: both make it another."""
    return f'"{case.version}-{case.status}"'


def etag_in(data: Any) -> str:
    """The same of a case as it is answered; nothing for what has no version."""
    if isinstance(data, dict) and data.get("version") and data.get("status"):
        return f'"{data["version"]}-{data["status"]}"'
    return ""


def sent_etags(request: Any) -> list[str]:
    return [one.strip() for one in request.headers.get("If-Match", "").split(",") if one.strip()]


def check_version(request: Any, case: Any) -> None:
    """Raises VersionMissing or ChangedSinceRead where the sender may not have seen what stands."""
    etags, is_overwriting = sent_etags(request), request.method in OVERWRITING
    if not etags:
        named = isinstance(request.data, dict) and "version" in request.data
        if is_overwriting and not named:
            raise VersionMissing(words_of_version())
        return
    if ANY not in etags and etag_of(case) not in etags:
        raise ChangedSinceRead(words_of(case), **changed_since(case, etags))
    if is_overwriting:
        name_version(request, case.version)


def words_of(case: Any) -> str:
    return _("%(case)s was changed since you read it: read it again and repeat your edit.") % {
        "case": case
    }


def name_version(request: Any, version: int) -> None:
    """The actions compare the version once more under their lock."""
    sent = request.data.copy()
    sent["version"] = version
    request._full_data = sent


def changed_since(case: Any, etags: list[str]) -> dict[str, Any]:
    """What happened to the case since that version, as far as the history tells by fields."""
    numbers = [int(one.strip('"').partition("-")[0]) for one in etags if read_number(one)]
    edits = max(case.version - min(numbers, default=case.version), 0)
    events = Event.objects.of(case).select_related("actor").order_by("-pk")
    changed: dict[str, Any] = {}
    for event in events.filter(name="edit")[:edits]:
        changed |= event.detail
    last = events.first()
    return {
        "etag": etag_of(case),
        "version": case.version,
        "changed_by": str(last.actor) if last else "",
        "changed_at": last.happened_at.isoformat() if last else "",
        "changed": changed,
    }


def read_number(etag: str) -> bool:
    number = etag.strip('"').partition("-")[0]
    return number.isdecimal() and len(number) < 10
