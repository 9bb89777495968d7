"""Recusal declared and lifted, ties to units and persons, and words put in for somebody."""

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads.actions.compartment import expel, locked, needs_role_in_leads
from leads.commissions import COMMISSION_ROLES, own_commissions
from leads.models import Intercession, Lead, Recusal, Relation


def may_enter_recusal(lead, user) -> bool:
    """The register of the commission enters a recusal for others; of oneself only inside."""
    return Role.CASE_SUPERVISION in user.roles_over(lead.scope_paths)


@transaction.atomic
def recuse(*, lead, user, ground, words, by, at) -> Recusal:
    """Keep a person out of a lead; who is inside leaves its compartment at once."""
    lead = locked(lead)
    is_own = by.pk == user.pk and lead.is_open_to(by)
    if not is_own and not may_enter_recusal(lead, by):
        raise NotAllowed(
            _("One declares one's own recusal; others' are entered by the case supervision office.")
        )
    if not words.strip():
        raise NotPossible(_("Say in words what the recusal rests on."))
    needs_role_in_leads(lead, user)
    if lead.recusals.in_force().filter(user=user).exists():
        raise NotPossible(_("%(person)s is recused from this lead already.") % {"person": user})
    recusal = lead.recusals.create(
        user=user, ground=ground, words=words, declared_at=at, declared_by=by
    )
    record(lead, "recuse", by=by, at=at, note=words, detail={"person": user, "ground": ground})
    for member in lead.members.filter(user=user, withdrawn_at=None):
        expel(member, by=by, at=at, note=_("Recused from the lead."))
    return recusal


@transaction.atomic
def lift_recusal(*, recusal, reason, by, at) -> Recusal:
    """Lift a recusal: the principal decides, on the principal's own the secretary (Art. 48)."""
    lead = locked(recusal.lead)
    recusal = lead.recusals.select_for_update(of=("self",)).get(pk=recusal.pk)
    if not may_lift(recusal, lead, by):
        raise NotAllowed(
            _(
                "The approving leader of this lead lifts a recusal; the leader's own is lifted by "
                "the secretary, inside the compartment."
            )
        )
    if recusal.lifted_at:
        raise NotPossible(_("This recusal was lifted before."))
    if not reason.strip():
        raise NotPossible(_("Say why the recusal is lifted."))
    recusal.lifted_at, recusal.lifted_by, recusal.lift_reason = at, by, reason
    recusal.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    record(lead, "lift_recusal", by=by, at=at, note=reason, detail={"person": recusal.user})
    return recusal


def may_lift(recusal, lead, user) -> bool:
    """Nobody lifts one's own; a leader out of the lead decides nothing in it."""
    if user.pk == recusal.user_id or not lead.is_open_to(user):
        return False
    if recusal.user_id == lead.approver_id:
        return Role.SECRETARY in user.roles_over(lead.scope_paths)
    return user.pk == lead.approver_id


def declare_relation(*, relation, by, at, unit=None, relative="") -> Relation:
    """Declare a tie of one's own to a unit or to somebody by name."""
    if not by.has_role(*COMMISSION_ROLES):
        raise NotAllowed(_("Ties are declared by the people of a commission."))
    if bool(unit) == bool(relative.strip()):
        raise NotPossible(_("Name either the unit or the person you are related to."))
    return Relation.objects.create(
        user=by,
        unit=unit,
        relative=relative.strip(),
        relation=relation,
        declared_at=at,
        declared_by=by,
    )


@transaction.atomic
def end_relation(*, relation, by, at) -> Relation:
    """End a tie of one's own; what it kept out until today stays on record."""
    relation = Relation.objects.select_for_update(of=("self",)).get(pk=relation.pk)
    if relation.user_id != by.pk:
        raise NotAllowed(_("Everybody ends one's own declarations."))
    if relation.ended_at:
        raise NotPossible(_("This tie was ended before."))
    relation.ended_at, relation.ended_by = at, by
    relation.save(update_fields=["ended_at", "ended_by"])
    return relation


def register_intercession(
    *, commission, who, words, happened_on, by, at, who_unit="", lead=None
) -> Intercession:
    """Write down who asked about a matter or put in a word for somebody (Art. 66)."""
    if not own_commissions(by).filter(pk=commission.pk).exists():
        raise NotAllowed(_("Only the people of the commission enter what was asked of them."))
    if lead and not Lead.objects.visible_to(by).filter(pk=lead.pk, commission=commission).exists():
        raise NotPossible(_("Nothing of that number is in your reach."))
    return Intercession.objects.create(
        commission=commission,
        lead=lead,
        who=who,
        who_unit=who_unit,
        words=words,
        happened_on=happened_on,
        registered_at=at,
        registered_by=by,
    )
