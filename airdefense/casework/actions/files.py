"""Files of a case: taken in with their hash, once each, and never written over."""

import hashlib
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.actions.steps import record
from airdefense.casework.contents import kept_name, sniff
from airdefense.casework.models import Attachment, AttachmentKind, CustodyEntry
from airdefense.casework.workflow import NotPossible


def digest_of(upload: Any) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def locked(case: Any) -> None:
    """One file at a time for each case: the second of two equal ones finds the first."""
    type(case)._default_manager.select_for_update(of=("self",)).get(pk=case.pk)


@transaction.atomic
def attach(
    case: Any,
    upload: Any,
    *,
    by: Any,
    at: datetime,
    kind: str = AttachmentKind.EVIDENCE,
    client_id: UUID | None = None,
    **facts: Any,
) -> Attachment:
    """Keep a file with the case, with its SHA-256. Raises NotPossible for a wrong type or size.

    `client_id` is made by the sender: the same file sent again is the row it made at first.
    A file whose content the case has already is that row, kept once. `facts`: description,
    obtained_on, obtained_from, obtained_where.
    """
    locked(case)
    files = Attachment.objects.of(case)
    if client_id and (kept := files.filter(client_id=client_id).first()):
        return kept
    content_type, sha256 = sniff(upload), digest_of(upload)
    if kept := files.filter(sha256=sha256).first():
        return kept
    refuse_future(facts.get("obtained_on"), at)
    return _keep(
        case,
        upload,
        by=by,
        at=at,
        kind=kind,
        client_id=client_id,
        content_type=content_type,
        sha256=sha256,
        **facts,
    )


@transaction.atomic
def replace(
    old: Attachment,
    case: Any,
    upload: Any,
    *,
    by: Any,
    at: datetime,
    client_id: UUID | None = None,
    **facts: Any,
) -> Attachment:
    """Put a newer version beside a file; the older one stays as it was.

    What is not said anew about the newer version is taken from the older one.
    """
    locked(case)
    if client_id and (kept := Attachment.objects.of(case).filter(client_id=client_id).first()):
        return kept
    if newer := Attachment.objects.filter(revises=old).first():
        raise NotPossible(
            _("%(name)s has a newer version already: %(newer)s.")
            % {"name": old.name, "newer": newer.name}
        )
    content_type, sha256 = sniff(upload), digest_of(upload)
    if same := Attachment.objects.of(case).current().filter(sha256=sha256).first():
        raise NotPossible(
            _("%(name)s has the same content as %(kept)s: nothing was replaced.")
            % {"name": kept_name(upload.name), "kept": same.name}
        )
    refuse_future(facts.get("obtained_on"), at)
    told = {name: facts.get(name) or getattr(old, name) for name in FACTS}
    return _keep(
        case,
        upload,
        by=by,
        at=at,
        kind=old.kind,
        client_id=client_id,
        content_type=content_type,
        sha256=sha256,
        revises=old,
        **told,
    )


FACTS = ("description", "obtained_on", "obtained_from", "obtained_where")


def _keep(case: Any, upload: Any, *, by: Any, at: datetime, **fields: Any) -> Attachment:
    attachment = Attachment.objects.create(
        case_type=case._meta.label_lower,
        case_id=case.pk,
        file=upload,
        name=kept_name(upload.name),
        size_bytes=upload.size,
        uploaded_at=at,
        uploaded_by=by,
        **fields,
    )
    detail = {"file": attachment.name, "sha256": attachment.sha256}
    if attachment.revises:
        detail["revises"] = attachment.revises.name
    record(case, "replace" if attachment.revises else "attach", by=by, at=at, detail=detail)
    return attachment


@transaction.atomic
def enter_custody(
    attachment: Attachment, case: Any, *, by: Any, at: datetime, happened_on: date, **link: Any
) -> CustodyEntry:
    """Add one link to the chain of custody of a piece of evidence; none is ever changed."""
    locked(case)
    refuse_future(happened_on, at)
    last = attachment.custody.order_by("pk").last()
    if last and happened_on < last.happened_on:
        raise NotPossible(
            _("The chain has an entry of %(day)s already: a later one is not dated before it.")
            % {"day": last.happened_on}
        )
    entry = attachment.custody.create(
        happened_on=happened_on, recorded_at=at, recorded_by=by, **link
    )
    detail = {"file": attachment.name, "act": entry.act, "giver": entry.giver, "taker": entry.taker}
    record(case, "custody", by=by, at=at, detail=detail)
    return entry


def refuse_future(day: date | None, at: datetime) -> None:
    if day and day > timezone.localdate(at):
        raise NotPossible(_("What was obtained or handed over cannot be dated after today."))
