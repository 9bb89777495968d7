"""Approval forms (呈批表): laid before their signatories, signed level by level, carried out.

What a grant or a return means is a matter's own: its module says so with `carries_out`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import User
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import recusal
from leads.actions.compartment import locked, needs_inside
from leads.models import (
    DEFAULT_LEVELS,
    LEVEL_ROLES,
    ApprovalForm,
    ApprovalMatter,
    ApprovalRoute,
    Level,
    Opinion,
    Verdict,
    in_order,
)

Carried = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Matter:
    """What follows a form of this matter; each is called (form, words=, by=, at=)."""

    granted: Carried
    returned: Carried
    withdrawn: Carried | None = None


MATTERS: dict[str, Matter] = {}


def carries_out(
    matter: ApprovalMatter, *, granted: Carried, returned: Carried, withdrawn: Carried | None = None
) -> None:
    """Say what a form of this matter leads to; a matter that cannot be withdrawn says nothing."""
    MATTERS[matter] = Matter(granted, returned, withdrawn)


def levels_for(lead, matter, *, on, method="") -> list[str]:
    """Who signs, by the route in force that day."""
    route = ApprovalRoute.objects.in_force(matter, on, lead.commission, method)
    return in_order(route.levels if route else DEFAULT_LEVELS)


@transaction.atomic
def lay_before(lead, matter, *, terms, by, at, case=None, words="") -> ApprovalForm:
    """Open a form on what is asked, for the levels of the route in force.

    `words` is the opinion with which it is laid before; where the route has the case officer sign,
    that is the officer's signature. Raises NotPossible where a level has nobody to sign.
    """
    lead = locked(lead)
    on, method = timezone.localdate(at), terms.get("method", "")
    words = words or terms.get("opinion") or terms.get("reason", "")
    form = ApprovalForm(
        lead=lead,
        case=case,
        matter=matter,
        terms=terms | {"opinion": words},
        levels=levels_for(lead, matter, on=on, method=method),
        opened_at=at,
        opened_by=by,
    )
    _check_signatories(form, by)
    try:
        with transaction.atomic():
            form.save(force_insert=True)
    except IntegrityError as error:
        raise NotPossible(_("A form on this matter is before its signatories already.")) from error
    if Level.OFFICER in form.levels:
        _write(form, Level.OFFICER, words=words, is_agreed=True, by=by, at=at)
    record(lead, "lay_before", by=by, at=at, detail={"matter": matter, "form": form.pk})
    return form


def _check_signatories(form, by) -> None:
    """Every level has its person, each another one, and none of them asks for it himself."""
    taken = {by.pk}
    for level in map(Level, form.levels):
        signer = form.signer_id(level)
        if signer is None:
            raise NotPossible(
                _("The route of approval asks for the signature of “%(level)s”: name who signs.")
                % {"level": level.label}
            )
        if level == Level.OFFICER:
            if signer != by.pk or not form.terms["opinion"].strip():
                raise NotPossible(_("The case officer signs first, with an opinion."))
        elif signer in taken:
            raise NotPossible(
                _("%(person)s proposes this or signs it already: name another “%(level)s”.")
                % {"person": User.objects.get(pk=signer), "level": level.label}
            )
        taken.add(signer)


def open_form(lead, matter, *, case=None) -> ApprovalForm | None:
    """The form on this matter that is before its signatories, if there is one."""
    forms = ApprovalForm.objects.filter(lead=lead, case=case, matter=matter, concluded_at=None)
    return forms.select_related("lead__commission", "case").first()


@transaction.atomic
def sign(form, *, words, is_agreed, by, at) -> ApprovalForm:
    """Write one's opinion at the level whose turn it is.

    The last agreement carries the matter out; a disagreement returns it at any level.
    """
    form = _taken(form)
    level = _level_to_sign(form, by)
    if not words.strip():
        raise NotPossible(_("Write your opinion in words."))
    _write(form, level, words=words, is_agreed=is_agreed, by=by, at=at)
    if is_agreed and form.open_levels():
        return form
    _conclude(form, Verdict.GRANTED if is_agreed else Verdict.RETURNED, by=by, at=at)
    matter = MATTERS[form.matter]
    (matter.granted if is_agreed else matter.returned)(form, words=words, by=by, at=at)
    return form


def _taken(form) -> ApprovalForm:
    """The form as it stands, with its lead locked before it: one signature at a time."""
    lead = locked(form.lead)
    form = ApprovalForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    form.lead = lead
    return form


def _level_to_sign(form, user) -> str:
    needs_inside(form.lead, user)
    if not form.is_open:
        raise NotPossible(
            _("This form is concluded: %(verdict)s.") % {"verdict": form.get_verdict_display()}
        )
    level = form.open_levels()[0]
    awaited = form.awaited()
    if awaited != user:
        raise NotPossible(
            _("The signature of %(person)s (%(level)s) comes next.")
            % {"person": awaited, "level": Level(level).label}
        )
    if LEVEL_ROLES[level] not in user.roles_over(form.lead.scope_paths):
        raise NotAllowed(_("Your role no longer signs at this level."))
    if form.opened_by_id == user.pk or form.opinions.filter(signed_by=user).exists():
        raise NotPossible(_("Who proposes or has signed a form does not sign it again."))
    if ground := recusal.ground_of(user, form.lead):
        raise NotPossible(ground)
    return level


def _write(form, level, *, words, is_agreed, by, at) -> None:
    Opinion.objects.create(
        form=form,
        lead=form.lead,
        level=level,
        words=words,
        is_agreed=is_agreed,
        signed_at=at,
        signed_by=by,
    )
    detail = {"matter": form.matter, "level": level, "form": form.pk}
    record(form.lead, "sign", by=by, at=at, detail=detail)


def _conclude(form, verdict, *, by, at) -> None:
    form.verdict, form.concluded_at, form.concluded_by = verdict, at, by
    form.save(update_fields=["verdict", "concluded_at", "concluded_by"])


def _needs_opener(form, user) -> None:
    """Who laid a form before, or has taken the matter over since; the register its assignments."""
    openers = {form.opened_by_id}
    if form.matter != ApprovalMatter.ASSIGNMENT:
        needs_inside(form.lead, user)
        openers.add((form.case or form.lead).handler_id)
    if user.pk not in openers:
        raise NotAllowed(_("Only who laid this form before its signatories withdraws it."))


def may_withdraw(form, user) -> bool:
    """Whether the page offers this person to take the form back."""
    try:
        _needs_opener(form, user)
    except NotAllowed:
        return False
    return form.is_open and MATTERS[form.matter].withdrawn is not None


@transaction.atomic
def withdraw_form(form, *, reason, by, at) -> ApprovalForm:
    """Take back what one laid before, as long as it is not concluded."""
    form = _taken(form)
    _needs_opener(form, by)
    withdrawn = MATTERS[form.matter].withdrawn
    if not form.is_open or withdrawn is None:
        raise NotPossible(_("This form cannot be withdrawn any more."))
    if not reason.strip():
        raise NotPossible(_("Say why the form is withdrawn."))
    _conclude(form, Verdict.WITHDRAWN, by=by, at=at)
    detail = {"matter": form.matter, "form": form.pk}
    record(form.lead, "withdraw_form", by=by, at=at, note=reason, detail=detail)
    withdrawn(form, words=reason, by=by, at=at)
    return form
