"""Files that come in parts over a bad line: announced, sent on from where they stopped, and
attached to their case once they are whole and true to their hash."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from airdefense.casework.actions import attach
from airdefense.casework.answers import CONFLICT, REFUSED, TOO_LARGE, body_of, in_json, told, wrong
from airdefense.casework.contents import ALLOWED_TYPES
from airdefense.casework.locks import one_at_a_time
from airdefense.casework.models import Attachment, Upload
from airdefense.casework.views import visible_case
from airdefense.casework.workflow import NotPossible

LARGEST_PART = 1024 * 1024
KEPT_IN_MEMORY = 8 * LARGEST_PART
# Who has so many files on the way sends them before announcing more.
MOST_ON_THE_WAY = 200
KEPT = timedelta(days=7)
SUFFIXES = frozenset(suffix for suffixes in ALLOWED_TYPES.values() for suffix in suffixes)


class AnnouncementForm(forms.Form):
    """What a file is before its first byte: its name, size and hash, and the case it goes to."""

    name = forms.CharField(max_length=200)
    size = forms.IntegerField(min_value=1)
    sha256 = forms.RegexField(r"^[0-9a-f]{64}$")
    case_type = forms.CharField(max_length=60)
    case_id = forms.IntegerField(min_value=1, max_value=2**62)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a file has come."""

    offset: int
    size: int
    is_whole: bool = False
    # What arrived is not what was announced: it is thrown away, to be sent once more.
    is_damaged: bool = False


def _part(upload: Upload, offset: int) -> str:
    """The name of the part that begins here: a store of objects cannot add to one of them."""
    return f"{upload.file.name}.{offset}"


def _write(upload: Upload, offset: int, data: bytes) -> None:
    storage, name = upload.file.storage, _part(upload, offset)
    # What a broken-off attempt left here is written anew.
    storage.delete(name)
    storage.save(name, ContentFile(data))


def _parts(upload: Upload) -> Iterator[str]:
    """The names of what has arrived, in order; before parts had names of their own, one file."""
    storage, name, offset = upload.file.storage, str(upload.file.name), 0
    while offset < upload.received_bytes and storage.exists(name):
        yield name
        offset += storage.size(name)
        name = _part(upload, offset)


def _gather(upload: Upload, whole: IO[bytes]) -> None:
    """Put the parts together, to be read from the beginning."""
    for name in _parts(upload):
        with upload.file.storage.open(name, "rb") as part:
            shutil.copyfileobj(part, whole)
    whole.seek(0)


def _taking(by: Any, case_type: str, case_id: int) -> Any:
    """The case, if this person may still add files to it. Raises Http404, NotPossible."""
    case = visible_case(by, case_type, case_id)
    if not case.may_attach(by):
        raise NotPossible(_("%(case)s takes no more files from you.") % {"case": case})
    return case


def standing_of(key: UUID, by: Any) -> Standing | None:
    """How far this person's file has come, or None when there is none under this key."""
    kept = Attachment.objects.filter(client_id=key, uploaded_by=by).first()
    if kept:
        return Standing(kept.size_bytes, kept.size_bytes, is_whole=True)
    upload = Upload.objects.visible_to(by).filter(pk=key).first()
    return Standing(upload.received_bytes, upload.size_bytes) if upload else None


@transaction.atomic
def announce(*, key: UUID, by: Any, at: datetime, **facts: Any) -> Standing:
    """Make room for a file on its way; announced again it goes on from where it stopped.

    `facts` are name, size, sha256, case_type and case_id. Raises Http404, NotPossible.
    """
    one_at_a_time(f"upload {key}")
    if standing := standing_of(key, by):
        _check_same(key, by, facts)
        return standing
    _check_size_and_name(facts)
    _taking(by, facts["case_type"], facts["case_id"])
    taken = Upload.objects.filter(pk=key).exists()
    if taken or Attachment.objects.filter(client_id=key).exists():
        raise NotPossible(_("This file cannot be sent under its number: choose it again."))
    if Upload.objects.visible_to(by).count() >= MOST_ON_THE_WAY:
        raise NotPossible(_("Too many of your files are on the way: wait until they arrived."))
    upload = Upload(
        id=key,
        name=facts["name"],
        size_bytes=facts["size"],
        sha256=facts["sha256"],
        case_type=facts["case_type"],
        case_id=facts["case_id"],
        started_at=at,
        started_by=by,
    )
    upload.file.save("", ContentFile(b""), save=False)
    upload.save(force_insert=True)
    return Standing(0, upload.size_bytes)


def _check_same(key: UUID, by: Any, facts: dict[str, Any]) -> None:
    of_whole = Attachment.objects.filter(client_id=key, uploaded_by=by)
    of_part = Upload.objects.visible_to(by).filter(pk=key)
    known = [*of_whole, *of_part][0]
    if (known.size_bytes, known.sha256) != (facts["size"], facts["sha256"]):
        raise NotPossible(_("This file cannot be sent under its number: choose it again."))


def _check_size_and_name(facts: dict[str, Any]) -> None:
    if facts["size"] > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // 1024**2
        raise NotPossible(
            _("%(name)s is larger than %(limit)d MB.") % {"name": facts["name"], "limit": limit}
        )
    if "." + facts["name"].rpartition(".")[2].lower() not in SUFFIXES:
        raise NotPossible(
            _(
                "%(name)s: only PDF, pictures, Word, Excel, sound and video files whose content "
                "matches their name can be kept."
            )
            % {"name": facts["name"]}
        )


@transaction.atomic
def append(*, key: UUID, offset: int, data: bytes, by: Any, at: datetime) -> Standing:
    """Add the next part; a part that does not go on where the file stopped changes nothing.

    The last part attaches the file to its case, once. Raises Http404, NotPossible.
    """
    upload = Upload.objects.visible_to(by).select_for_update().filter(pk=key).first()
    if upload is None:
        standing = standing_of(key, by)
        if standing is None:
            raise Http404
        return standing
    if offset != upload.received_bytes:
        return Standing(upload.received_bytes, upload.size_bytes)
    if offset + len(data) > upload.size_bytes:
        raise NotPossible(_("More arrived than was announced: choose the file again."))
    _write(upload, offset, data)
    upload.received_bytes += len(data)
    upload.save(update_fields=["received_bytes"])
    if upload.is_whole:
        return _finish(upload, by=by, at=at)
    return Standing(upload.received_bytes, upload.size_bytes)


def _finish(upload: Upload, *, by: Any, at: datetime) -> Standing:
    digest = hashlib.sha256()
    with tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as whole:
        _gather(upload, whole)
        file = File(whole, name=upload.name)
        for chunk in file.chunks():
            digest.update(chunk)
        if digest.hexdigest() != upload.sha256:
            _remove(upload)
            return Standing(0, upload.size_bytes, is_damaged=True)
        case = _taking(by, upload.case_type, upload.case_id)
        attach(case, file, by=by, at=at, client_id=upload.pk)
    _remove(upload)
    return Standing(upload.size_bytes, upload.size_bytes, is_whole=True)


def _remove(upload: Upload) -> None:
    storage = upload.file.storage
    names = {str(upload.file.name), *_parts(upload), _part(upload, upload.received_bytes)}
    Upload.objects.filter(pk=upload.pk).delete()
    transaction.on_commit(lambda: _forget(storage, names))


def _forget(storage: Storage, names: set[str]) -> None:
    for name in names:
        storage.delete(name)


@transaction.atomic
def sweep(*, at: datetime) -> int:
    """Throw away what was begun and never finished; answers how many files."""
    left = list(Upload.objects.select_for_update(skip_locked=True).filter(started_at__lt=at - KEPT))
    for upload in left:
        _remove(upload)
    return len(left)


@never_cache
@require_http_methods(["GET", "HEAD", "POST", "PATCH"])
@in_json
def resumable(request, key):
    """POST announces a file, PATCH adds a part at `Upload-Offset`, HEAD tells the offset."""
    if request.method == "POST":
        return announced(request, key)
    if request.method == "PATCH":
        return appended(request, key)
    standing = standing_of(key, request.user)
    if standing is None:
        raise Http404
    return shown(standing)


def announced(request, key):
    form = AnnouncementForm(body_of(request))
    if not form.is_valid():
        return wrong(form)
    facts = form.cleaned_data
    return shown(announce(key=key, by=request.user, at=timezone.now(), **facts))


def appended(request, key):
    offset = request.headers.get("Upload-Offset", "")
    if not offset.isdecimal() or len(offset) > 15:
        return told(_("Say where this part begins."), 400)
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > LARGEST_PART:
        return told(_("A part is larger than it may be."), TOO_LARGE)
    now, start = timezone.now(), int(offset)
    standing = append(key=key, offset=start, data=request.body, by=request.user, at=now)
    if standing.is_damaged:
        sentence = _("The file arrived damaged and is sent once more.")
        return told(sentence, REFUSED, offset=0, damaged=True)
    moved = standing.is_whole or standing.offset == start + len(request.body)
    return shown(standing, 200 if moved else CONFLICT)


def shown(standing: Standing, status: int = 200) -> HttpResponse:
    answer = JsonResponse(
        {"offset": standing.offset, "size": standing.size, "complete": standing.is_whole},
        status=status,
    )
    answer["Upload-Offset"], answer["Upload-Length"] = standing.offset, standing.size
    answer["Upload-Complete"] = "1" if standing.is_whole else "0"
    return answer
