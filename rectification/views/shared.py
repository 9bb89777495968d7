"""What the pages of tasks and instruments have in common."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.entries import typed
from airdefense.casework.workflow import NotAllowed
from rectification import actions
from rectification.dossier import Dossier
from rectification.models import RectificationTask


def visible_task(request, pk):
    """The task if this user may see it, with what its page shows of it; else 404."""
    visible = RectificationTask.objects.visible_to(request.user).with_origin()
    return get_object_or_404(visible.select_related("issued_by__organisation"), pk=pk)


def visible_or_404(model, request, pk, *related):
    """A row of the model if this user may see it; else 404."""
    visible = model.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(visible, pk=pk)


def page(request, template, task, form, **context):
    """A page about a task with a form, and what its reader may see of the task."""
    context |= {"task": task, "form": form, "dossier": Dossier(task, request.user)}
    return render(request, template, context | {"today": timezone.localdate()})


def said(request, case, words):
    """Back to the case, with what was done in words."""
    messages.success(request, words)
    return redirect(case)


def require_role(user, case, *roles):
    """Refuses the page of a form whose action would be refused (403)."""
    if user.roles_over(case.scope_paths).isdisjoint(roles):
        raise NotAllowed


def step_of(request, case, name):
    """Take the named step and go back to the case; an unknown step does not exist."""
    if name not in case.workflow:
        raise Http404
    note = typed(request.POST, "note")
    actions.take_step(case, name, by=request.user, at=timezone.now(), note=note)
    messages.success(request, _("Done: %(step)s.") % {"step": case.workflow[name].label})
    return redirect(case)
