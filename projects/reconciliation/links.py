"""A paper finds its project, a treasury line its receipt: the one place that sets or lifts the
link, with a line in the history of the project."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from airdefense.casework.actions import advance, record
from airdefense.casework.workflow import NotPossible
from projects import screening
from projects.models import Match, Permit, Project, TreasuryEntry


def join(match: Match, name: str, *, by: Any, at: datetime, note: str = "") -> Match:
    """Accept a match (`name` is the step: accept, or link by the system) and set the link."""
    paper = _held_paper(match)
    if match.permit_id:
        _check_permit(paper, match.project)
        paper.project = match.project
        paper.save(update_fields=["project"])
    else:
        _check_entry(paper, match)
        paper.receipt = match.receipt
        paper.save(update_fields=["receipt"])
    match = advance(match, name, by=by, at=at, note=note)
    _note(match, paper, "match_paper", by=by, at=at, note=note)
    return match


def part(match: Match, *, by: Any, at: datetime, note: str) -> Match:
    """Take back a decision; what an accepted match had joined is separate again."""
    was_accepted = match.status == "accepted"
    paper = _held_paper(match)
    match = advance(match, "take_back", by=by, at=at, note=note)
    if not was_accepted:
        return match
    if match.permit_id and paper.project_id == match.project_id:
        _check_alone(paper)
        paper.project = None
        paper.save(update_fields=["project"])
    elif match.treasury_entry_id and paper.receipt_id == match.receipt_id:
        paper.receipt = None
        paper.save(update_fields=["receipt"])
    _note(match, paper, "unmatch_paper", by=by, at=at, note=note)
    return match


def _held_paper(match: Match) -> Any:
    """The paper as it stands, held, so that two people do not give it two places."""
    model, pk = (
        (Permit, match.permit_id) if match.permit_id else (TreasuryEntry, match.treasury_entry_id)
    )
    return model.objects.select_for_update(of=("self",)).get(pk=pk)


def _check_permit(permit: Permit, project: Project) -> None:
    if permit.project_id:
        raise NotPossible(
            _("%(paper)s belongs to %(project)s already: take that decision back first.")
            % {"paper": permit, "project": permit.project}
        )
    if project.permits.filter(kind=permit.kind, number=permit.number).exists():
        raise NotPossible(
            _(
                "%(project)s has the paper %(number)s already: this one is a copy of it. "
                "Reject the match and explain the number used twice."
            )
            % {"project": project, "number": permit.number}
        )


def _check_entry(entry: TreasuryEntry, match: Match) -> None:
    if entry.receipt_id:
        raise NotPossible(
            _("%(entry)s is linked to the receipt %(number)s already.")
            % {"entry": entry, "number": entry.receipt.number}
        )
    if match.receipt.voided_at:
        raise NotPossible(
            _("The receipt %(number)s is void: use a valid one.") % {"number": match.receipt.number}
        )


def _check_alone(permit: Permit) -> None:
    """A department keeps each number once among its papers without a project."""
    twins = Permit.objects.unmatched().filter(
        kind=permit.kind, number=permit.number, issued_by=permit.issued_by
    )
    if twins.exists():
        raise NotPossible(
            _("%(paper)s waits without a project already: settle that copy first.")
            % {"paper": permit}
        )


def _note(match: Match, paper: Any, name: str, *, by: Any, at: datetime, note: str) -> None:
    project = match.project or match.receipt.project
    screening.after_commit([project.pk], permit_ids=filter(None, [match.permit_id]))
    words = " · ".join(filter(None, (str(paper), note)))
    record(
        project, name, by=by, at=at, note=words, detail={"match": match.pk, "score": match.score}
    )
