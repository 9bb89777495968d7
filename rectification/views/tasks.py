from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.casework.merging import tell
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from rectification import actions
from rectification.forms import OriginForm, TaskForm
from rectification.listings import TASKS
from rectification.models import RectificationTask
from rectification.origins import awaiting_a_task, origin_of
from rectification.views.shared import page, require_role, step_of, visible_task
from rectification.workflow import VERIFIERS

AWAITING_SHOWN = 50


@require_safe
def index(request):
    tasks = RectificationTask.objects.visible_to(request.user).led_by(request.user)
    return respond(request, TASKS, tasks.with_origin())


@require_safe
def detail(request, pk):
    """The whole task for its own people, the asked part for who contributes."""
    task = visible_task(request, pk)
    is_whole = task.is_read_in_full_by(request.user)
    template = "rectification/detail.html" if is_whole else "rectification/contributor.html"
    return page(request, template, task, None)


@require_safe
def peek(request, pk):
    return page(request, "rectification/_peek.html", visible_task(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Issue a task from a finding, from arrears or from a lead named in the URL."""
    origin = origin_of(request)
    if origin is None:
        return choose_origin(request)
    form = origin.form(request.POST or None)
    if form.is_valid():
        task = origin.open(by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Issued: %(task)s.") % {"task": task})
        return redirect(task)
    return render(request, "rectification/new.html", {"origin": origin, "form": form})


def choose_origin(request):
    """Find the finding by its number, or choose one of those that still have no task."""
    if not request.user.has_role(*VERIFIERS):
        raise NotAllowed
    awaiting = awaiting_a_task(request.user)
    form = OriginForm(request.GET or None)
    if form.is_valid():
        found = awaiting.filter(number=form.cleaned_data["number"].strip()).first()
        if found:
            return redirect(f"{request.path}?finding={found.pk}")
        form.add_error("number", _("No approved finding of this number awaits a task."))
    shown = awaiting.order_by("found_on", "pk")[:AWAITING_SHOWN]
    return render(request, "rectification/choose.html", {"form": form, "findings": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    task = visible_task(request, pk)
    require_role(request.user, task, *VERIFIERS)
    form = TaskForm(request.POST or None, instance=task)
    if form.is_valid():
        tell(request, form)
        actions.edit_task(task=form.instance, by=request.user, at=timezone.now())
        return redirect(task)
    return render(request, "rectification/edit.html", {"task": task, "form": form})


@require_POST
def take_step(request, pk, name):
    return step_of(request, visible_task(request, pk), name)
