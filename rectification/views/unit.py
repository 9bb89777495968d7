"""What the unit enters: its plan and how far it is, the proof it hands in, the time it asks for."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.roles import Role
from rectification import actions
from rectification.drafts import lines_in_draft
from rectification.forms import (
    ExtensionForm,
    MilestoneRows,
    PlanForm,
    ProgressForm,
    ReachForm,
    SubmitForm,
    SuspensionForm,
    retyped,
    wants_more_rows,
    with_rows,
)
from rectification.models import Milestone
from rectification.views.shared import page, require_role, said, visible_task
from rectification.vouchers import look_up
from rectification.workflow import VERIFIERS, blocking

MILESTONES = "milestones"
LINES = "lines"


def own_task(request, pk):
    task = visible_task(request, pk)
    require_role(request.user, task, Role.UNIT_CONTACT)
    return task


def milestone_rows(request, task):
    """The rows as typed; a press of “more rows” judges nothing."""
    kwargs = {"form_kwargs": {"task": task}}
    if wants_more_rows(request):
        return retyped(MilestoneRows, MILESTONES, request.POST, **kwargs)
    return MilestoneRows(request.POST or None, prefix=MILESTONES, **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, pk):
    task = own_task(request, pk)
    rows = milestone_rows(request, task)
    if wants_more_rows(request):
        form = PlanForm(initial=request.POST.dict())
    else:
        form = PlanForm(request.POST or None, instance=task)
        if form.is_valid() and rows.is_valid():
            entered = {"milestones": rows.rows(), "by": request.user, "at": timezone.now()}
            actions.submit_plan(task=task, **form.cleaned_data, **entered)
            return said(request, task, _("The plan is handed in."))
    return page(request, "rectification/plan.html", task, form, rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def milestones(request, pk):
    """Further milestones of a plan that is being carried out."""
    task = own_task(request, pk)
    rows = milestone_rows(request, task)
    if not wants_more_rows(request) and rows.is_bound and rows.is_valid():
        entered = {"milestones": rows.rows(), "by": request.user, "at": timezone.now()}
        actions.add_milestones(task=task, **entered)
        return said(request, task, _("The milestones are added."))
    return page(request, "rectification/milestones.html", task, None, rows=rows)


@require_POST
def reach_milestone(request, pk):
    visible = Milestone.objects.visible_to(request.user).select_related("task__unit")
    milestone = get_object_or_404(visible, pk=pk)
    require_role(request.user, milestone.task, Role.UNIT_CONTACT)
    form = ReachForm(request.POST)
    if form.is_valid():
        entered = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        actions.reach_milestone(milestone=milestone, **entered)
    else:
        messages.error(request, _("Enter the day on which it was reached."))
    return redirect(f"{milestone.task.get_absolute_url()}#milestones")


@require_http_methods(["GET", "HEAD", "POST"])
def progress(request, pk):
    task = own_task(request, pk)
    form = ProgressForm(request.POST or None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        actions.report_progress(task=task, words=words, by=request.user, at=timezone.now())
        return said(request, task, _("The progress is reported."))
    return page(request, "rectification/entry.html", task, form, heading=_("Report progress"))


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, pk):
    """Hand in result, proof and lines; the answer is the receipt."""
    task = own_task(request, pk)
    of_lines = with_rows(lines_in_draft(request.user, task))
    lines = of_lines(request.POST or None, prefix=LINES)
    form = SubmitForm(request.POST or None, request.FILES or None, task=task)
    if form.is_valid() and lines.is_valid():
        entered = form.entered() | {"lines": lines.rows()}
        submission = actions.submit(task=task, by=request.user, at=timezone.now(), **entered)
        return redirect(submission)
    context = {"lines": lines, "blocking": blocking(task)}
    return page(request, "rectification/submit.html", task, form, **context)


@require_safe
def voucher(request, pk):
    """What the ledger knows of a voucher, by its number or by the name of the file."""
    task = visible_task(request, pk)
    require_role(request.user, task, Role.UNIT_CONTACT, *VERIFIERS)
    number, file = typed(request.GET, "number"), typed(request.GET, "file")
    return JsonResponse(look_up(task, number=number, file=file))


@require_http_methods(["GET", "HEAD", "POST"])
def extension(request, pk):
    task = own_task(request, pk)
    form = ExtensionForm(request.POST or None, task=task)
    if form.is_valid():
        entered = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        actions.request_extension(task=task, **entered)
        return said(request, task, _("The request is handed in."))
    return page(request, "rectification/entry.html", task, form, heading=_("Ask for more time"))


@require_http_methods(["GET", "HEAD", "POST"])
def suspension(request, pk):
    task = own_task(request, pk)
    form = SuspensionForm(request.POST or None)
    if form.is_valid():
        entered = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        actions.request_suspension(task=task, **entered)
        return said(request, task, _("The request is handed in."))
    return page(request, "rectification/entry.html", task, form, heading=_("Ask for a suspension"))
