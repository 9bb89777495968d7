"""What the server tells a phone: receipts, both versions of a conflict, what happened meanwhile."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.actions.field import WRITTEN, Taken, note_of
from inspections.field.pack import plain
from inspections.models import FieldReceipt, Finding, ProjectCheck
from inspections.workflow import CheckStatus


def told_receipt(receipt: FieldReceipt) -> dict[str, str]:
    at = timezone.localtime(receipt.received_at)
    return {"number": receipt.number, "at": f"{at:%Y-%m-%d %H:%M}"}


def told_paper(finding: Finding) -> dict[str, Any]:
    """Where the paper is, and under which name photos are sent to it."""
    return {
        "id": finding.pk,
        "case_type": finding._meta.label_lower,
        "number": finding.number,
        "url": finding.get_absolute_url(),
    }


def told_finding(taken: Taken, warnings: list[str]) -> dict[str, Any]:
    return {
        "receipt": told_receipt(taken.receipt),
        "finding": told_paper(taken.receipt.finding),
        "warnings": warnings,
        "is_note": taken.is_note,
    }


def conflict_of(finding: Finding) -> dict[str, Any]:
    """The version the server keeps, so that the phone can show both."""
    stored = {name: getattr(finding, name) for name in WRITTEN}
    stored |= {
        "amount_yuan": plain(finding.amount_yuan),
        "found_on": finding.found_on.isoformat(),
    }
    return {
        "stored": stored,
        "version": finding.version,
        "is_editable": finding.is_editable,
        "status_words": finding.get_status_display(),
    }


def conflict_of_check(check: ProjectCheck) -> dict[str, Any]:
    at = timezone.localtime(check.completed_at)
    return {
        "stored": {"note": note_of(check)},
        "completed_by": str(check.completed_by),
        "completed_at": f"{at:%Y-%m-%d %H:%M}",
    }


def meanwhile(finding: Finding, check: ProjectCheck, suspicion, by) -> list[str]:
    """What changed since the pack was taken along, in sentences."""
    told = []
    if check.assigned_to_id != by.pk:
        told.append(
            _("This check is assigned to %(person)s by now.") % {"person": check.assigned_to}
        )
    if check.status == CheckStatus.COMPLETED and check.completed_by_id != by.pk:
        told.append(
            _("%(person)s has completed this check meanwhile.") % {"person": check.completed_by}
        )
    if check.status == CheckStatus.VOID:
        told.append(_("This check was voided meanwhile."))
    if suspicion and finding.suspicion_id is None:
        told.append(_("The suspicion was decided on meanwhile: the finding stands without it."))
    alike = Finding.objects.visible_to(by).alike(project=check.project, category=finding.category)
    for other in alike.exclude(pk=finding.pk).order_by("pk")[:3]:
        told.append(
            _("%(finding)s already states this category on the project.") % {"finding": other}
        )
    return told
