"""The one question asked of every file: may it be kept, and as what?"""

import re
import zipfile
from typing import Any

import filetype
from django.conf import settings
from django.utils.translation import gettext as _

from airdefense.casework.contents import office, pictures
from airdefense.casework.contents.names import is_disguised, kept_name, suffix_of
from airdefense.casework.workflow import NotPossible

ALLOWED_TYPES = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic",),
    office.WORD: (".docx",),
    office.EXCEL: (".xlsx",),
    office.OLD_WORD: (".doc",),
    office.OLD_EXCEL: (".xls",),
    "audio/mpeg": (".mp3",),
    "audio/m4a": (".m4a",),
    "video/mp4": (".mp4",),
}
SUFFIXES = tuple(suffix for suffixes in ALLOWED_TYPES.values() for suffix in suffixes)
HEAD_BYTES = 8192
# What a browser would run, standing where another kind of file begins.
SCRIPTS = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|svg|iframe|\?php)[\s>]", re.I)


def sniff(upload: Any) -> str:
    """The MIME type by content. Raises NotPossible for what is too large, is not listed, is not
    what its name says or could harm whoever opens it."""
    refuse_by_size_and_name(upload)
    upload.seek(0)
    head = upload.read(HEAD_BYTES)
    upload.seek(0)
    try:
        mime = kind(upload, head)
    except office.Harmful as harm:
        raise NotPossible(
            _("%(name)s is not taken in: %(reason)s.")
            % {"name": kept_name(upload.name), "reason": harm.args[0]}
        ) from harm
    if suffix_of(upload.name) not in ALLOWED_TYPES.get(mime, ()) or is_two_things(upload, head):
        raise NotPossible(
            _(
                "%(name)s: only PDF, pictures, Word, Excel, sound and video files whose content "
                "matches their name can be kept."
            )
            % {"name": kept_name(upload.name)}
        )
    refuse_picture_bombs(upload, mime)
    return mime


def refuse_by_size_and_name(upload: Any) -> None:
    words = {"name": kept_name(upload.name), "limit": settings.ATTACHMENT_MAX_BYTES // 1024**2}
    if is_disguised(upload.name):
        raise NotPossible(
            _("%(name)s: its name hides how it ends; rename it and send it anew.") % words
        )
    if not upload.size:
        raise NotPossible(_("%(name)s is empty.") % words)
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        raise NotPossible(_("%(name)s is larger than %(limit)d MB.") % words)


def kind(upload: Any, head: bytes) -> str:
    """The MIME type, "" for what nobody knows. Raises office.Harmful."""
    if head.startswith(office.ZIP):
        return office.kind_of_package(upload)
    if head.startswith(office.OLE):
        return office.kind_of_old(upload)
    guess = filetype.guess(head)
    return str(guess.mime) if guess else ""


def is_two_things(upload: Any, head: bytes) -> bool:
    """A file that reads as one kind from its beginning and as another from elsewhere."""
    if head.startswith((office.ZIP, office.OLE)):
        return False
    is_package = zipfile.is_zipfile(upload)
    upload.seek(0)
    return is_package or bool(SCRIPTS.search(head))


def refuse_picture_bombs(upload: Any, mime: str) -> None:
    if mime not in pictures.READERS:
        return
    points = pictures.points(upload, mime)
    words = {"name": kept_name(upload.name), "limit": pictures.MOST_POINTS // 1_000_000}
    if points is None:
        raise NotPossible(_("%(name)s is damaged: its head does not tell its size.") % words)
    if points > pictures.MOST_POINTS:
        raise NotPossible(
            _("%(name)s unfolds to more than %(limit)d million points; send a smaller picture.")
            % words
        )
