"""The leads of who leaves, or of who has to stay out, in somebody else's hands."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense import wall
from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads.actions.compartment import (
    admit,
    expel,
    is_manager,
    locked,
    needs_admissible,
    needs_granter,
    needs_role_over,
)
from leads.models import LEVEL_ROLES, CheckTeamMember, LeadSignatory

POSTS = {"handler": Role.CASE_OFFICER, "approver": Role.APPROVING_LEADER}


@transaction.atomic
def hand_on_post(*, lead, post, taker, reason, by, at):
    """Put a lead into another officer's hands, or before another leader: who had it is out."""
    lead, today = _managed(lead, by, reason), timezone.localdate(at)
    if post == "approver":
        _needs_register(lead, by)
    giver = getattr(lead, post)
    if giver is None:
        raise NotPossible(_("The lead is assigned to nobody yet."))
    _check_taker(lead, giver, taker, POSTS[post], today)
    if taker.pk in (lead.handler_id, lead.approver_id):
        raise NotPossible(_("Case officer and approving leader are two people."))
    _tell(lead, post, giver, taker, reason, by, at)
    _change_places(lead, giver, taker, reason, by, at)
    # Last: an office hands the entry itself on to another office's officer.
    setattr(lead, post, taker)
    lead.save(update_fields=[post])
    # Only who is inside sees the cases of a lead; the taker is now.
    with wall.bound_to(taker):
        _hand_on_cases(lead, post, giver, taker, reason, by, at)
    return lead


@transaction.atomic
def hand_on_membership(*, lead, giver, taker, reason, by, at):
    """Put somebody else in a member's place, with what he or she does in this lead."""
    lead, today = _managed(lead, by, reason), timezone.localdate(at)
    needs_admissible(lead, taker, today)
    _tell(lead, "member", giver, taker, reason, by, at)
    _change_places(lead, giver, taker, reason, by, at)
    with wall.bound_to(taker):
        _hand_on_signature(lead, giver, taker, today)
        _hand_on_team(lead, giver, taker)
        _check_cases(lead, giver, taker, today)
        _hand_on_cases(lead, "trial_officer", giver, taker, reason, by, at)
    return lead


def _managed(lead, by, reason):
    """The lead locked, for who manages it from outside; recused managers stay out as well."""
    if not is_manager(lead, by):
        raise NotAllowed(
            _("Leads are handed on by the register office or the director of the officer's office.")
        )
    needs_granter(lead, by)
    if not reason.strip():
        raise NotPossible(_("Say why the lead is handed on."))
    return locked(lead)


def _needs_register(lead, user) -> None:
    if Role.CASE_SUPERVISION not in user.roles_over(lead.scope_paths):
        raise NotAllowed(_("Before whom a lead is put is changed by the case supervision office."))


def _holds(user, role, lead, today) -> bool:
    people = User.objects.holding(role, path=lead.commission.path, on=today)
    return people.filter(pk=user.pk).exists()


def _check_taker(lead, giver, taker, role, today) -> None:
    if giver.pk == taker.pk:
        raise NotPossible(_("Choose somebody else to take over."))
    needs_role_over(lead, taker, role, today)
    needs_admissible(lead, taker, today)


def _change_places(lead, giver, taker, reason, by, at) -> None:
    """Out with the one, in with the other, until the same day."""
    today, expires_on = timezone.localdate(at), None
    for member in lead.members.filter(user=giver, withdrawn_at=None):
        expires_on = member.expires_on
        expel(member, by=by, at=at, note=reason)
    inside = lead.members.in_force(today).filter(user=taker)
    if not inside.filter(expires_on=None).exists():
        admit(lead, taker, reason=reason, expires_on=expires_on, by=by, at=at)


def _hand_on_signature(lead, giver, taker, today) -> None:
    for place in LeadSignatory.objects.filter(lead=lead, user=giver):
        needs_role_over(lead, taker, LEVEL_ROLES[place.level], today)
        place.user = taker
        place.save(update_fields=["user"])


def _hand_on_team(lead, giver, taker) -> None:
    """Open checks go on with the taker; a team that reported keeps its names."""
    open_places = CheckTeamMember.objects.filter(lead=lead, prelim_check__reported_at=None)
    for place in open_places.filter(user=giver):
        if open_places.filter(prelim_check=place.prelim_check_id, user=taker).exists():
            raise NotPossible(_("%(person)s is in the checking team already.") % {"person": taker})
        place.user = taker
        place.save(update_fields=["user"])


def _check_cases(lead, giver, taker, today) -> None:
    if lead.cases.filter(trial_officer=giver, concluded_at=None).exists():
        needs_role_over(lead, taker, Role.TRIAL_OFFICER, today)


def _hand_on_cases(lead, post, giver, taker, reason, by, at) -> None:
    for case in lead.cases.filter(**{post: giver}):
        setattr(case, post, taker)
        case.save(update_fields=[post])
        _tell(case, post, giver, taker, reason, by, at)


def _tell(case, post, giver, taker, reason, by, at) -> None:
    detail = {post: [str(giver), str(taker)]}
    record(case, "hand_on", by=by, at=at, note=reason, detail=detail)
