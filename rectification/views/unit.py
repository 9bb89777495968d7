"""What the unit hands in, the time it asks for, and the money counted for it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotPossible
from rectification import actions
from rectification.actions.money import ALLOCATORS
from rectification.dossier import Dossier
from rectification.forms import AllocationForm, ExtensionForm, PlanForm, SubmitForm
from rectification.models import Extension, Submission
from rectification.views.shared import require_role, step_of, visible_task


def page(request, template, task, form, **context):
    context |= {"task": task, "form": form, "dossier": Dossier(task, request.user)}
    return render(request, template, context | {"today": timezone.localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, pk):
    task = visible_task(request, pk)
    require_role(request.user, task, Role.UNIT_CONTACT)
    form = PlanForm(request.POST or None, instance=task)
    if form.is_valid():
        actions.submit_plan(task=task, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The plan is handed in."))
        return redirect(task)
    return page(request, "rectification/plan.html", task, form)


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, pk):
    """Hand in result and proof; the answer is the receipt."""
    task = visible_task(request, pk)
    require_role(request.user, task, Role.UNIT_CONTACT)
    form = SubmitForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        submission = actions.submit(
            task=task, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        return redirect(submission)
    return page(request, "rectification/submit.html", task, form)


@require_http_methods(["GET", "HEAD", "POST"])
def extension(request, pk):
    task = visible_task(request, pk)
    require_role(request.user, task, Role.UNIT_CONTACT)
    form = ExtensionForm(request.POST or None, task=task)
    if form.is_valid():
        actions.request_extension(
            task=task, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("The request is handed in."))
        return redirect(task)
    return page(request, "rectification/extension.html", task, form)


@require_POST
def take_extension_step(request, pk, name):
    visible = Extension.objects.visible_to(request.user).select_related("task")
    return step_of(request, get_object_or_404(visible, pk=pk), name)


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


@require_safe
def submission_detail(request, pk):
    """The receipt of a submission: when, by whom, what, with which files and hashes."""
    visible = Submission.objects.visible_to(request.user)
    row = get_object_or_404(visible.select_related("task__unit", "submitted_by"), pk=pk)
    context = {"submission": row, "task": row.task, "files": row.attachments()}
    return render(request, "rectification/submission_detail.html", context)
