"""A document as a download: numbered, hashed, and the taking written into the case's history.

The address of a document ends in its format: `…/paper.<document:format>/` (docx or pdf; every
other format does not exist).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import FileResponse
from django.urls import register_converter
from django.utils import timezone

from airdefense.casework.actions import record
from airdefense.casework.pace import count_export
from airdefense.exchange.documents.content import Document
from airdefense.exchange.documents.pdf import write_pdf
from airdefense.exchange.export import sha256_of, trace_number
from airdefense.lazily import Lazily

docx = Lazily("airdefense.exchange.documents.docx")
WRITERS: dict[str, Callable[[Document], bytes]] = {
    "docx": lambda document: docx.write_docx(document),
    "pdf": write_pdf,
}
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


class FormatConverter:
    """docx or pdf, in the address of a document."""

    regex = "docx|pdf"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormatConverter, "document")


def render(document: Document, format: str) -> bytes:
    """The bytes of a document, for whoever keeps it: the same description gives the same bytes.
    Raises NotPossible."""
    return WRITERS[format](document)


def deliver(
    request: Any,
    document: Document,
    *,
    about: Any,
    name: str,
    format: str,
    detail: Mapping[str, Any] | None = None,
) -> FileResponse:
    """Send the document as a file called `name.format`; `about` is the case it was made of."""
    count_export(request.user)
    now = document.written_at or timezone.now()
    trace = document.trace or trace_number(now)
    document = replace(
        document,
        author=document.author or str(request.user),
        written_at=now,
        identifier=document.identifier or trace,
        is_demo=document.is_demo or settings.DEMO_MODE,
        trace=trace,
    )
    file = BytesIO(render(document, format))
    told = {**(detail or {"document": document.title}), "format": format}
    facts = {"name": f"{name}.{format}", "at": now, "trace": trace, "detail": told}
    return send(file, about=about, by=request.user, **facts)


def send(
    file: Any,
    *,
    about: Any,
    name: str,
    by: Any,
    at: Any,
    trace: str,
    detail: Mapping[str, Any],
    content_type: str = "",
) -> FileResponse:
    """A file as an attachment, with its hash and trace number in the history of its case."""
    told = {**detail, "trace": trace, "sha256": sha256_of(file)}
    record(about, "export", by=by, at=at, detail=told)
    kind = content_type or TYPES[name.rpartition(".")[2]]
    response = FileResponse(file, as_attachment=True, filename=safe_name(name), content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def safe_name(name: str) -> str:
    """A file name that every desk can save: numbers of documents hold brackets and slashes."""
    kept = (character if character.isprintable() else " " for character in name)
    return "".join("-" if character in '\\/:*?"<>|' else character for character in kept)[-120:]
