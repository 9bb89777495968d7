"""Files of a case: taken in with their hash, once each, and never written over."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

import filetype
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.actions.steps import record
from airdefense.casework.models import Attachment, AttachmentKind
from airdefense.casework.workflow import NotPossible

# Allowed by content, never by name alone (pitfalls 14); office files sniff as zip or OLE.
ALLOWED_TYPES = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/msword": (".doc",),
    "application/vnd.ms-excel": (".xls",),
    "audio/mpeg": (".mp3",),
    "audio/m4a": (".m4a",),
    "video/mp4": (".mp4",),
}


def sniff(upload: Any) -> str:
    """The MIME type by content. Raises NotPossible for what is too large, is not listed or is not
    what its name says."""
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        raise NotPossible(
            _("%(name)s is larger than %(limit)d MB.")
            % {"name": upload.name, "limit": settings.ATTACHMENT_MAX_BYTES // 1024**2}
        )
    upload.seek(0)
    guess = filetype.guess(upload.read(8192))
    upload.seek(0)
    suffix = "." + upload.name.rsplit(".", 1)[-1].lower()
    if guess is None or suffix not in ALLOWED_TYPES.get(guess.mime, ()):
        raise NotPossible(
            _(
                "%(name)s: only PDF, pictures, Word, Excel, sound and video files whose content "
                "matches their name can be kept."
            )
            % {"name": upload.name}
        )
    return str(guess.mime)


@transaction.atomic
def attach(
    case: Any,
    upload: Any,
    *,
    by: Any,
    at: datetime,
    kind: str = AttachmentKind.EVIDENCE,
    client_id: UUID | None = None,
) -> Attachment:
    """Keep a file with the case, with its SHA-256. Raises NotPossible for a wrong type or size.

    `client_id` is made by the sender: the same file sent again is the row it made at first.
    """
    type(case)._default_manager.select_for_update(of=("self",)).get(pk=case.pk)
    if client_id and (kept := Attachment.objects.of(case).filter(client_id=client_id).first()):
        return kept
    content_type = sniff(upload)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    attachment = Attachment.objects.create(
        case_type=case._meta.label_lower,
        case_id=case.pk,
        file=upload,
        name=upload.name[:200],
        sha256=digest.hexdigest(),
        size_bytes=upload.size,
        content_type=content_type,
        kind=kind,
        client_id=client_id,
        uploaded_at=at,
        uploaded_by=by,
    )
    record(case, "attach", by=by, at=at, detail={"file": upload.name, "sha256": attachment.sha256})
    return attachment
