"""What every page asks first: may this person be here, and does the step exist."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.entries import typed
from airdefense.casework.workflow import NotAllowed
from inspections import actions


def only(user, *roles, over=()) -> None:
    """Refuse the page to other roles, or to those held over other places. Raises NotAllowed."""
    held = user.roles_over(over) if over else user.role_codes
    if held.isdisjoint(roles):
        raise NotAllowed(_("This page is not open to your role."))


def step_taken(request, case, name):
    """Take a step by its name and show the case again; an unknown step does not exist."""
    if name not in case.workflow:
        raise Http404
    note = typed(request.POST, "note")
    case = actions.take_step(case, name, by=request.user, at=timezone.now(), note=note)
    return redirect(case)


def acted(request, target, words):
    """Say what was done, and go on to a page or a case."""
    messages.success(request, words)
    return redirect(target)
