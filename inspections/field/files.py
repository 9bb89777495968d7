"""The queue of a phone as a file: the last way in when no other works, with the same receipts."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.actions import attach
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.actions.field import take_in_completion, take_in_finding
from inspections.field import FORMAT
from inspections.forms.field import (
    CompletionForm,
    FieldFindingForm,
    power_named,
    suspicion_named,
    uuid_of,
)
from inspections.models import FieldReceipt, Finding, ProjectCheck


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one entry of the file."""

    title: str
    receipt: FieldReceipt | None = None
    complaints: tuple[str, ...] = ()
    photos: int = 0


def entries_of(file, user) -> list[dict[str, Any]]:
    """The entries of a file that this person's phone wrote. Raises NotPossible."""
    try:
        found = json.loads(file.read())
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as unreadable:
        raise NotPossible(_("This is no file of a phone in field mode.")) from unreadable
    entries = found.get("items") if isinstance(found, dict) else None
    if not isinstance(entries, list) or found.get("format") != FORMAT:
        raise NotPossible(_("This is no file of a phone in field mode."))
    if found.get("user") != user.pk:
        raise NotPossible(_("This file was written by somebody else: its writer takes it in."))
    return [entry for entry in entries if isinstance(entry, dict)]


def take_in_file(file, *, by, at: datetime) -> list[Result]:
    """Take in every entry by itself: what is refused does not hold back the others."""
    return [_entry(entry, by=by, at=at) for entry in entries_of(file, by)]


def _entry(entry: dict[str, Any], *, by, at: datetime) -> Result:
    fields = entry.get("fields")
    fields = fields if isinstance(fields, dict) else {}
    title = str(fields.get("title") or fields.get("note") or "—")[:200]
    check = _check(entry.get("check"), by)
    if check is None:
        return Result(title, complaints=(_("This check does not exist within your reach."),))
    told = {**fields, "client_id": entry.get("id"), "device_time": entry.get("written_at", "")}
    try:
        if entry.get("kind") == "complete":
            return _completion(title, check, told, by=by, at=at)
        return _finding(title, check, told, entry.get("photos"), by=by, at=at)
    except (NotPossible, NotAllowed) as refused:
        return Result(title, complaints=(str(refused),))


def _check(key, by) -> ProjectCheck | None:
    if not isinstance(key, int):
        return None
    checks = ProjectCheck.objects.visible_to(by).select_related("round", "project__region")
    return checks.filter(pk=key).first()


def _wrong(title: str, form) -> Result:
    return Result(title, complaints=tuple(str(e) for found in form.errors.values() for e in found))


def _completion(title: str, check, told, *, by, at) -> Result:
    form = CompletionForm(told)
    if not form.is_valid():
        return _wrong(title, form)
    taken = take_in_completion(check=check, by=by, at=at, **form.cleaned_data)
    if taken.is_conflict:
        return Result(title, taken.receipt, (_("This check was completed otherwise meanwhile."),))
    return Result(title, taken.receipt)


def _finding(title: str, check, told, photos, *, by, at) -> Result:
    form = FieldFindingForm(told)
    if not form.is_valid():
        return _wrong(title, form)
    suspicion = suspicion_named(by, check.project, told.get("suspicion"))
    taken = take_in_finding(
        check=check,
        by=by,
        at=at,
        suspicion=suspicion,
        power=power_named(by, told.get("power")),
        worksheet=form.worksheet(check.project, suspicion, at),
        client_id=form.cleaned_data["client_id"],
        device_time=form.cleaned_data["device_time"],
        **form.facts(),
    )
    complaints = []
    if taken.is_conflict:
        complaints.append(_("The server keeps another version of it: compare both by hand."))
    kept = 0
    for photo in photos if isinstance(photos, list) else []:
        try:
            kept += _photo(taken.receipt.finding, photo, by=by, at=at)
        except NotPossible as refused:
            complaints.append(str(refused))
    return Result(title, taken.receipt, tuple(complaints), kept)


@transaction.atomic
def _photo(finding: Finding, photo: Any, *, by, at) -> int:
    """Attach one photo of the file; the same photo again is the same attachment."""
    photo = photo if isinstance(photo, dict) else {}
    key, name = uuid_of(photo.get("id")), str(photo.get("name") or "")[:200].replace("\x00", "")
    try:
        content = base64.b64decode(str(photo.get("data") or ""), validate=True)
    except binascii.Error:
        content = b""
    if key is None or not name or not content:
        raise NotPossible(_("A photo of the file cannot be read."))
    if not finding.attachments().filter(client_id=key).exists() and not finding.may_attach(by):
        raise NotPossible(_("%(case)s takes no more files from you.") % {"case": finding})
    before = finding.attachments().count()
    kept = attach(finding, SimpleUploadedFile(name, content), by=by, at=at, client_id=key)
    if kept.sha256 != photo.get("sha256"):
        raise NotPossible(_("A photo of the file cannot be read."))
    return finding.attachments().count() - before
