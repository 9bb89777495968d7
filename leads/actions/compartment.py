"""Who is inside a lead's compartment, and who looked."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import recusal
from leads.models import Lead, LeadMember

# Content is for those who handle leads; an administrator, a unit, the keeper of the reporters'
# identities or a leader of another house is never let in.
MAY_BE_MEMBERS = (
    Role.CASE_OFFICER,
    Role.APPROVING_LEADER,
    Role.CASE_SUPERVISION,
    Role.OFFICE_DIRECTOR,
    Role.SECRETARY,
    Role.TRIAL_OFFICER,
)
HOUR = timedelta(hours=1)


def locked(lead) -> Lead:
    return Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)


def needs_inside(lead, user) -> None:
    """Raises NotAllowed for who is not inside the compartment."""
    if not lead.is_open_to(user):
        raise NotAllowed(_("Only members of its compartment work on the content of a lead."))


def is_keeper(lead, user) -> bool:
    """The case officer and the approving leader of a lead keep its compartment."""
    return user.pk in (lead.handler_id, lead.approver_id) and lead.is_open_to(user)


def needs_keeper(lead, user) -> None:
    needs_inside(lead, user)
    if not is_keeper(lead, user):
        raise NotAllowed(
            _("Only the case officer or the approving leader of this lead changes who may see it.")
        )


def is_manager(lead, user) -> bool:
    """The register office, and the director of the officer's office: they let others in from the
    register entry and read nothing of the lead."""
    return Lead.objects.kept_by(user).filter(pk=lead.pk).exists()


def needs_granter(lead, user) -> None:
    """Raises NotAllowed for who neither keeps the compartment nor manages it from outside."""
    if is_keeper(lead, user):
        return
    if not is_manager(lead, user):
        needs_keeper(lead, user)
    if sentence := recusal.ground_of(user, lead):
        raise NotAllowed(sentence)


def needs_role(case, name, user) -> None:
    """Raises NotAllowed where the step is not open to the user's roles."""
    if not case.workflow.roles_for(case, name, user):
        label = case.workflow[name].label
        raise NotAllowed(_("%(step)s is not open to your role.") % {"step": label})


@transaction.atomic
def add_member(*, lead, user, reason, expires_on, by, at) -> LeadMember:
    """Let a person into the compartment, for a reason and until a day."""
    needs_granter(lead, by)
    lead, today = locked(lead), timezone.localdate(at)
    if user.pk == by.pk:
        raise NotAllowed(_("Nobody lets himself into a compartment."))
    if lead.handler_id is None:
        raise NotPossible(_("Assign the lead first: a lead without an officer is open to nobody."))
    if not reason.strip() or expires_on is None:
        raise NotPossible(_("Say why and until when this person may see the lead."))
    if expires_on < today:
        raise NotPossible(_("The last day lies in the past."))
    needs_admissible(lead, user, today)
    if lead.members.in_force(today).filter(user=user).exists():
        raise NotPossible(_("%(person)s is inside the compartment already.") % {"person": user})
    return admit(lead, user, reason=reason, expires_on=expires_on, by=by, at=at)


def needs_handler(lead, user) -> None:
    """What a lead comes to is recorded by the officer to whom it is assigned."""
    needs_inside(lead, user)
    if lead.handler_id != user.pk or Role.CASE_OFFICER not in user.roles_over(lead.scope_paths):
        raise NotAllowed(_("Only the case officer assigned to this lead records this."))


def needs_role_in_leads(lead, user, today=None) -> None:
    """Raises NotPossible for who handles no leads of this commission."""
    people = User.objects.holding(*MAY_BE_MEMBERS, path=lead.commission.path, on=today)
    if not people.filter(pk=user.pk).exists():
        raise NotPossible(_("%(person)s holds no role in handling leads here.") % {"person": user})


def needs_role_over(lead, user, role, today) -> None:
    """Raises NotPossible for who does not hold this role over the commission of the lead."""
    people = User.objects.holding(role, path=lead.commission.path, on=today)
    if not people.filter(pk=user.pk).exists():
        raise NotPossible(
            _("%(person)s does not hold the role “%(role)s” over %(commission)s.")
            % {"person": user, "role": Role(role).label, "commission": lead.commission}
        )


def needs_admissible(lead, user, today) -> None:
    """Raises NotPossible for who handles no leads here, or has to recuse from this one."""
    needs_role_in_leads(lead, user, today)
    if ground := recusal.ground_of(user, lead):
        raise NotPossible(ground)


def admit(lead, user, *, reason, expires_on, by, at) -> LeadMember:
    """Write a membership; an earlier one that ran out is closed first."""
    lead.members.filter(user=user, withdrawn_at=None).update(withdrawn_at=at, withdrawn_by=by)
    member = lead.members.create(
        user=user,
        reason=reason,
        valid_from=timezone.localdate(at),
        expires_on=expires_on,
        added_at=at,
        added_by=by,
    )
    detail = {"member": user, "expires_on": expires_on}
    record(lead, "admit", by=by, at=at, note=reason, detail=detail)
    return member


@transaction.atomic
def withdraw_member(*, member, by, at, note="") -> LeadMember:
    """Take a person out of the compartment; officer and leader leave by a new assignment."""
    lead = locked(member.lead)
    needs_keeper(lead, by)
    member = LeadMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.withdrawn_at:
        raise NotPossible(_("%(person)s is out of the compartment.") % {"person": member.user})
    if member.user_id in (lead.handler_id, lead.approver_id):
        raise NotPossible(_("The case officer and the leader are changed by a new assignment."))
    return expel(member, by=by, at=at, note=note)


def expel(member, *, by, at, note="") -> LeadMember:
    """Close a membership; written down first, for who expels himself is out afterwards."""
    record(member.lead, "withdraw", by=by, at=at, note=note, detail={"member": member.user})
    member.withdrawn_at, member.withdrawn_by = at, by
    member.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return member


def log_reading(lead, name, *, by, at, note="", **detail):
    """Write down that somebody opened what a lead says, and how many leads within the hour."""
    if isinstance(lead, Lead):
        detail["leads_in_hour"] = _leads_in_hour(lead, by, at)
    return record(lead, name, by=by, at=at, note=note, detail=detail)


@transaction.atomic
def clear_readings(*, lead, words, by, at) -> None:
    """Write down what unusual readings of others were; one's own are for the other keeper."""
    needs_keeper(lead, by)
    if not words.strip():
        raise NotPossible(_("Say what these readings were."))
    record(lead, "clear_readings", by=by, at=at, note=words)


def log_review(leads, purpose, *, by, at) -> None:
    """Write into the history of every lead shown that access to it was reviewed."""
    for lead in leads:
        record(lead, "review_access", by=by, at=at, note=purpose)


def _leads_in_hour(lead, user, at) -> int:
    """Counted when it happens: only the reader may read all of his or her own readings."""
    mine = Event.objects.filter(
        case_type=Lead._meta.label_lower, name="read", actor=user, happened_at__gt=at - HOUR
    )
    return mine.exclude(case_id=lead.pk).values("case_id").distinct().count() + 1
