"""What the reviewing offices do: return with a word to each file, decide requests, count money."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from airdefense.casework.workflow import NotPossible
from rectification import actions
from rectification.actions.money import ALLOCATORS
from rectification.forms import AllocationForm, ReturnForm
from rectification.models import Extension, Suspension
from rectification.views.shared import (
    page,
    require_role,
    said,
    step_of,
    visible_or_404,
    visible_task,
)
from rectification.workflow import VERIFIERS


@require_http_methods(["GET", "HEAD", "POST"])
def return_for_rework(request, pk):
    """The reason of a return, and what is wrong with which file."""
    task = visible_task(request, pk)
    require_role(request.user, task, *VERIFIERS)
    submission = task.submissions.last()
    if submission is None:
        raise NotPossible(_("Nothing was handed in that could be returned."))
    form = ReturnForm(request.POST or None, files=submission.attachments())
    if form.is_valid():
        said_of_it = {"note": form.cleaned_data["note"], "marks": form.marks()}
        actions.return_for_rework(task=task, by=request.user, at=timezone.now(), **said_of_it)
        return said(request, task, _("Returned: the unit is told."))
    context = {"submission": submission, "heading": _("Return with reason")}
    return page(request, "rectification/return.html", task, form, **context)


@require_POST
def take_extension_step(request, pk, name):
    return step_of(request, visible_or_404(Extension, request, pk, "task"), name)


@require_POST
def take_suspension_step(request, pk, name):
    return step_of(request, visible_or_404(Suspension, request, pk, "task"), name)


@require_http_methods(["GET", "HEAD", "POST"])
def allocate(request, pk):
    """Count a receipt of the project against the gap of the task."""
    task = visible_task(request, pk)
    require_role(request.user, task, *ALLOCATORS)
    if task.fee_gap is None:
        raise NotPossible(_("This task has no gap to close."))
    form = AllocationForm(request.POST or None, gap=task.fee_gap, user=request.user)
    if form.is_valid():
        actions.allocate_receipt(task=task, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect(task)
    return page(request, "rectification/allocate.html", task, form)
