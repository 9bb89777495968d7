"""What is kept and for how long: case files, holds, and decisions on files past their term."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import retention
from leads.actions.compartment import locked, needs_inside
from leads.models import ArchiveChoice, ArchiveDecision, CaseFile, Lead, LegalHold

HOLDERS = (Role.APPROVING_LEADER, Role.OFFICE_DIRECTOR, Role.SECRETARY)


def needs_purpose(purpose: str) -> None:
    if not purpose.strip():
        raise NotPossible(_("Say what the case file is made for."))


@transaction.atomic
def keep_case_file(
    *, lead: Lead, package: Any, made: Any, purpose: str, is_redacted: bool, by: Any, at: datetime
) -> CaseFile:
    """Keep an assembled file with its hash; the history tells who took what for which purpose."""
    needs_inside(lead, by)
    needs_purpose(purpose)
    kept = CaseFile.objects.create(
        lead=lead,
        purpose=purpose.strip(),
        is_redacted=is_redacted,
        file=package,
        sha256=made.sha256,
        pages=made.pages,
        trace=made.trace,
        manifest=made.manifest,
        made_at=at,
        made_by=by,
    )
    detail = {
        "trace": kept.trace,
        "sha256": kept.sha256,
        "pages": kept.pages,
        "is_redacted": is_redacted,
    }
    record(lead, "export", by=by, at=at, note=purpose.strip(), detail=detail)
    return kept


def _needs_holder(lead: Lead, user: Any) -> None:
    needs_inside(lead, user)
    if user.roles_over(lead.scope_paths).isdisjoint(HOLDERS):
        raise NotAllowed(_("A hold is set and lifted by the leader or director inside."))


@transaction.atomic
def set_hold(*, lead: Lead, reason: str, by: Any, at: datetime) -> LegalHold:
    """Have a file stay as it is: it is neither merged, made void nor handed in to the archive."""
    lead = locked(lead)
    _needs_holder(lead, by)
    if not reason.strip():
        raise NotPossible(_("Say why the file is held."))
    if lead.holds.standing().exists():
        raise NotPossible(_("%(lead)s is under a hold already.") % {"lead": lead})
    hold = LegalHold.objects.create(lead=lead, reason=reason.strip(), set_at=at, set_by=by)
    record(lead, "set_hold", by=by, at=at, note=reason)
    return hold


@transaction.atomic
def lift_hold(*, lead: Lead, reason: str, by: Any, at: datetime) -> LegalHold:
    """Let a held file go on, with the reason."""
    lead = locked(lead)
    _needs_holder(lead, by)
    hold = lead.holds.standing().first()
    if hold is None:
        raise NotPossible(_("%(lead)s is under no hold.") % {"lead": lead})
    if not reason.strip():
        raise NotPossible(_("Say why the hold is lifted."))
    hold.lifted_at, hold.lifted_by, hold.lift_reason = at, by, reason.strip()
    hold.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    record(lead, "lift_hold", by=by, at=at, note=reason)
    return hold


@transaction.atomic
def decide_archive(
    *, lead: Lead, choice: str, document: str, by: Any, at: datetime, keep_until: date | None = None
) -> ArchiveDecision:
    """Decide of a file past its term: handed in to the archive, or kept on. Nothing is deleted."""
    lead, today = locked(lead), timezone.localdate(at)
    if Role.CASE_SUPERVISION not in by.roles_over(lead.scope_paths):
        raise NotAllowed(_("The case supervision office decides on files past their term."))
    retention.refuse_held(lead)
    if not retention.of_lead(lead, today).is_past(today):
        raise NotPossible(_("The term of this file has not ended."))
    if not document.strip():
        raise NotPossible(_("Name the document that decides it."))
    keeps_on = choice == ArchiveChoice.KEPT_ON
    if keeps_on and (keep_until is None or keep_until <= today):
        raise NotPossible(_("Say until which coming day the file is kept on."))
    decision = ArchiveDecision.objects.create(
        lead=lead,
        choice=choice,
        keep_until=keep_until if keeps_on else None,
        document=document.strip(),
        decided_at=at,
        decided_by=by,
    )
    record(lead, "decide_archive", by=by, at=at, note=document, detail={"choice": choice})
    return decision
