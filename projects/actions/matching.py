"""What people decide in the reconciliation: matches and differences, one by one or in bulk.

A decision is seen at once in the differences of the project concerned.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance, record
from airdefense.casework.workflow import NotAllowed, NotPossible
from projects.actions.checks import check_clerk
from projects.actions.money import record_receipt
from projects.models import Difference, Match, Permit, Project, Receipt, TreasuryEntry
from projects.reconciliation.candidates import (
    asked_of,
    identity_of,
    payment_of,
    receipt_as_payment,
)
from projects.reconciliation.links import join, part
from projects.reconciliation.run import reconcile
from projects.reconciliation.scorer import score, score_payment
from projects.workflow import RECONCILERS

# What one may look through in one sitting.
MOST_AT_ONCE = 200


def check_reconciler(user: Any, *paths: str) -> None:
    if user.roles_over(paths).isdisjoint(RECONCILERS):
        raise NotAllowed(
            _("Matches are decided by a data clerk of this region or the inspection office.")
        )


def is_reconciler(user: Any) -> bool:
    return bool(user.has_role(*RECONCILERS))


def is_clerk(user: Any) -> bool:
    return bool(user.has_role(Role.DATA_CLERK))


def check_some_reconciler(user: Any) -> None:
    """For pages about several regions; each row is checked for its own when it is written."""
    if not is_reconciler(user):
        raise NotAllowed(_("Matches are decided by a data clerk or the inspection office."))


def check_some_clerk(user: Any) -> None:
    if not is_clerk(user):
        raise NotAllowed(_("Only a data clerk records receipts."))


@transaction.atomic
def take_match_step(match: Match, name: str, *, by: Any, at: datetime, note: str = "") -> Match:
    """Accept, reject or take back; what was joined or parted is compared again at once."""
    check_reconciler(by, *match.scope_paths)
    if name == "accept":
        match.workflow.check(match, name, by, note)
        match = join(match, name, by=by, at=at, note=note)
    elif name == "take_back":
        match.workflow.check(match, name, by, note)
        match = part(match, by=by, at=at, note=note)
    else:
        return advance(match, name, by=by, at=at, note=note)
    _compare_again(match, at)
    return match


def _compare_again(match: Match, at: datetime) -> None:
    of_receipt = match.receipt.project_id if match.receipt else None
    reconcile(
        at=at,
        project_ids=filter(None, [match.project_id, of_receipt]),
        permit_ids=filter(None, [match.permit_id]),
        entry_ids=filter(None, [match.treasury_entry_id]),
    )


@transaction.atomic
def assign(*, permit: Permit, project: Project, by: Any, at: datetime) -> Match:
    """Give a paper its project by hand, where nothing was suggested or something else is right."""
    check_reconciler(by, *project.scope_paths)
    match = Match.objects.filter(permit=permit, project=project).first()
    if match is None:
        found = score(asked_of(permit).identity, identity_of(project))
        match = Match.objects.create(
            permit=permit,
            project=project,
            authority=project.authority,
            region=project.region,
            score=found.points,
            reasons=[{"code": "by_hand"}, *(reason.as_json() for reason in found.reasons)],
        )
        record(match, "suggest", by=by, at=at)
    return take_match_step(match, "accept", by=by, at=at)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one match of a bulk: accepted, or why not."""

    match: Match
    refusal: str = ""


def accept_reviewed(matches: Iterable[Match], *, by: Any, at: datetime) -> list[Outcome]:
    """Accept the matches that somebody has looked at, each on its own: one that cannot be
    accepted does not keep the others back."""
    reviewed = list(matches)
    if len(reviewed) > MOST_AT_ONCE:
        raise NotPossible(
            _("At most %(most)d matches at once: nobody has looked at more.")
            % {"most": MOST_AT_ONCE}
        )
    return [_accepted(match, by, at) for match in reviewed]


def _accepted(match: Match, by: Any, at: datetime) -> Outcome:
    try:
        with transaction.atomic():
            return Outcome(take_match_step(match, "accept", by=by, at=at))
    except NotPossible as refusal:
        return Outcome(match, str(refusal))
    except PermissionDenied as refusal:
        return Outcome(match, str(refusal) or _("This is not open to your role."))


def take_difference_step(
    difference: Difference, name: str, *, by: Any, at: datetime, note: str = ""
) -> Difference:
    """Explain a difference, or take it up again."""
    return advance(difference, name, by=by, at=at, note=note)


@transaction.atomic
def record_entry_as_receipt(
    *,
    entry: TreasuryEntry,
    project: Project,
    by: Any,
    at: datetime,
    number: str,
    paid_on: date,
    amount_yuan: Decimal,
    payer: str,
) -> Receipt:
    """Record the receipt that the treasury knows and the ledger does not, and join the two."""
    check_clerk(by, *project.scope_paths)
    entry = TreasuryEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.receipt:
        raise NotPossible(
            _("%(entry)s is linked to the receipt %(number)s already.")
            % {"entry": entry, "number": entry.receipt.number}
        )
    facts: Mapping[str, Any] = {
        "number": number,
        "paid_on": paid_on,
        "amount_yuan": amount_yuan,
        "payer": payer,
    }
    receipt = record_receipt(project=project, by=by, at=at, **facts)
    found = score_payment(payment_of(entry), receipt_as_payment(receipt))
    match = Match.objects.create(
        treasury_entry=entry,
        receipt=receipt,
        authority=project.authority,
        region=project.region,
        score=found.points,
        reasons=[reason.as_json() for reason in found.reasons],
    )
    record(match, "suggest", by=by, at=at)
    take_match_step(match, "accept", by=by, at=at)
    return receipt
