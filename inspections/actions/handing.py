"""A paper whose maker leaves before handing it in."""

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.models import Finding
from inspections.workflow import FindingStatus

MAY_HAND_ON = frozenset({Role.INSPECTION_OFFICE, Role.TEAM_LEADER})


@transaction.atomic
def hand_on_draft(*, finding, to, reason, by, at) -> Finding:
    """Give a draft to another maker; a paper that was signed once keeps the one who signed it."""
    if by.roles_over(finding.scope_paths).isdisjoint(MAY_HAND_ON):
        raise NotAllowed(_("Drafts are handed on by the team leader or the inspection office."))
    stored = Finding.objects.select_related("round", "unit", "region", "made_by")
    finding = stored.select_for_update(of=("self",)).get(pk=finding.pk)
    if finding.status != FindingStatus.DRAFT:
        raise NotPossible(
            _("%(finding)s was signed by %(person)s: it is taken back or finished, not handed on.")
            % {"finding": finding.number, "person": finding.made_by}
        )
    member = finding.round.membership_of(to, finding.region)
    if member is None:
        raise NotPossible(
            _("%(person)s is in no team of %(round)s for %(region)s.")
            % {"person": to, "round": finding.round.number, "region": finding.region}
        )
    if recused := member.recusal_from(finding.unit, finding.region):
        raise NotPossible(
            _("%(person)s is recused from %(organisation)s.")
            % {"person": to, "organisation": recused}
        )
    before, finding.made_by = finding.made_by, to
    finding.version += 1
    finding.save(update_fields=["made_by", "version"])
    note = f"{before} → {to}: {reason.strip()}"
    record(finding, "hand_on", by=by, at=at, note=note, detail={"made_by": [str(before), str(to)]})
    return finding
