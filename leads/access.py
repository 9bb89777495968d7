"""Who can see what: reviewed by the register office for its commission, and by a leader for the
leads he or she decides on. Administrators see no case and review none."""

from django.db.models import Count, Max, Q
from django.utils import timezone

from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed
from leads.models import Lead, LeadMember

REVIEWERS = (Role.CASE_SUPERVISION, Role.APPROVING_LEADER)


def needs_reviewer(user) -> None:
    if not user.has_role(*REVIEWERS):
        raise NotAllowed


def reviewed_by(user):
    """The leads whose access this user answers for."""
    decided = Lead.objects.in_compartment_of(user).filter(approver=user)
    return Lead.objects.kept_by(user) | decided


def needs_reviewed(user, lead) -> None:
    """Raises NotAllowed for a lead that somebody else answers for."""
    needs_reviewer(user)
    if not reviewed_by(user).filter(pk=lead.pk).exists():
        raise NotAllowed


def memberships(user):
    """Every membership, past and present, of the leads this user answers for."""
    rows = LeadMember.objects.visible_to(user).filter(lead__in=reviewed_by(user))
    related = rows.select_related("lead", "added_by", "withdrawn_by")
    return related.order_by("-valid_from", "-pk")


def people_of(rows):
    return User.objects.filter(pk__in=rows.order_by().values("user"))


def people(user):
    """Who can see, or could, with how many leads today and since when the last one."""
    rows = memberships(user)
    today = LeadMember.objects.in_force(timezone.localdate())
    of_review = Q(lead_memberships__in=rows.order_by().values("pk"))
    now = of_review & Q(lead_memberships__in=today.values("pk"))
    counted = people_of(rows).annotate(
        now=Count("lead_memberships", filter=now),
        ever=Count("lead_memberships", filter=of_review),
        last_on=Max("lead_memberships__valid_from", filter=of_review),
    )
    return counted.select_related("organisation").order_by("-now", "display_name", "pk")


def by_validity(rows, today):
    """Those in force today, and those that ended."""
    current = [row for row in rows if row.is_in_force(today)]
    return current, [row for row in rows if not row.is_in_force(today)]
