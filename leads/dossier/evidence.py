"""The evidence of a lead as pages: PDF files as they are, pictures each on a page of its own.

What cannot be bound is said in the index and goes into the package as it arrived: a damaged or
encrypted file never stands in the way of the others.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from airdefense.casework import fixity
from airdefense.casework.models import Attachment
from airdefense.lazily import Lazily

typst, pypdf = Lazily("typst"), Lazily("pypdf")

PICTURES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
MOST_PAGES = 3_000
PAGE = Path(__file__).with_name("picture.typ")
ENCRYPTED = "文件已加密，未装订，原件见卷宗包"
DAMAGED = "文件无法解析，未装订，原件见卷宗包"
TOO_LONG = "页数过多，未装订，原件见卷宗包"
NO_PAGES = "非版式文件，未装订，原件见卷宗包"
CHANGED = "与收存时的校验值不符，未装订、未收入卷宗包"
GONE = "原件缺失，未装订、未收入卷宗包"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file: its pages as a PDF, or why there are none."""

    file: Attachment
    pdf: bytes = b""
    why_not: str = ""
    is_kept: bool = True


class Unbound(Exception):
    """The pages of a file cannot be taken over; says why."""


def files_of(lead: Any) -> list[Attachment]:
    """The files of the lead and of its cases, in the order they were taken in."""
    found = []
    for case in (lead, *lead.cases.order_by("pk")):
        found += Attachment.objects.of(case).order_by("pk")
    return found


def bound(files: list[Attachment]) -> Iterator[Evidence]:
    for file in files:
        condition = fixity.condition_of(file)
        if condition is not fixity.Condition.INTACT:
            is_gone = condition is fixity.Condition.MISSING
            yield Evidence(file, why_not=GONE if is_gone else CHANGED, is_kept=False)
            continue
        try:
            yield Evidence(file, pages_of(file))
        except Unbound as reason:
            yield Evidence(file, why_not=str(reason))


def pages_of(file: Attachment) -> bytes:
    """The pages of a file as a PDF. Raises Unbound."""
    if file.content_type == "application/pdf":
        with file.file.open("rb") as stored:
            return of_pdf(stored.read())
    if file.content_type in PICTURES:
        with file.file.open("rb") as stored:
            return of_picture(stored.read(), PICTURES[file.content_type])
    raise Unbound(NO_PAGES)


def of_pdf(content: bytes) -> bytes:
    """The pages alone, without what would run when they are opened. Raises Unbound."""
    try:
        reader = pypdf.PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unbound(ENCRYPTED)
        if len(reader.pages) > MOST_PAGES:
            raise Unbound(TOO_LONG)
        writer = pypdf.PdfWriter()
        for page in reader.pages:
            taken = writer.add_page(page)
            taken.transfer_rotation_to_content()
            disarm(taken)
        return written(writer)
    except Unbound:
        raise
    # What a broken file makes a reader stumble over has no common name.
    except Exception as fault:
        raise Unbound(DAMAGED) from fault


def disarm(page: Any) -> None:
    for key in ("/AA", "/A"):
        page.pop(key, None)
    for annotation in page.get("/Annots") or []:
        resolved = annotation.get_object()
        if isinstance(resolved, pypdf.generic.DictionaryObject):
            for key in ("/AA", "/A"):
                resolved.pop(key, None)


def written(writer: Any) -> bytes:
    made = BytesIO()
    writer.write(made)
    content = made.getvalue()
    if not pypdf.PdfReader(BytesIO(content)).pages:
        raise Unbound(DAMAGED)
    return content


def of_picture(content: bytes, suffix: str) -> bytes:
    """The picture on a page, as large as it goes. Raises Unbound."""
    with tempfile.TemporaryDirectory() as folder:
        name = f"picture{suffix}"
        (Path(folder) / name).write_bytes(content)
        source = Path(folder) / PAGE.name
        source.write_bytes(PAGE.read_bytes())
        try:
            return typst.compile(
                str(source),
                root=folder,
                format="pdf",
                sys_inputs={"picture": name},
                ignore_system_fonts=True,
            )
        except (typst.TypstError, RuntimeError) as fault:
            raise Unbound(DAMAGED) from fault
