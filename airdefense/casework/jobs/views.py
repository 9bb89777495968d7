"""The page of failed jobs: what waits for somebody, what was settled lately, one job."""

from django.contrib import messages
from django.db.models import Count, Max
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.roles import Role
from airdefense.casework.jobs import actions
from airdefense.casework.jobs.words import words_of
from airdefense.casework.models import FailedJob
from airdefense.casework.workflow import NotAllowed

SHOWN, SETTLED_SHOWN = 200, 50
TRIED_AT_ONCE = 500


@require_safe
def job_list(request):
    if not request.user.has_role(Role.SYSTEM_ADMIN):
        raise NotAllowed
    rows = FailedJob.objects.visible_to(request.user).order_by("-happened_at", "-pk")
    waiting, settled = rows.open(), rows.settled()
    context = {
        "waiting": waiting[:SHOWN],
        "count": waiting.count(),
        "alike": alike(waiting),
        "settled": settled.select_related("settled_by")[:SETTLED_SHOWN],
    }
    return render(request, "casework/job_list.html", context)


def alike(waiting):
    """The jobs of one kind that failed in one way, where there are several."""
    counted = waiting.order_by().values("task", "error")
    groups = counted.annotate(jobs=Count("pk"), last_at=Max("happened_at")).filter(jobs__gt=1)
    return [{**group, "words": words_of(group["task"])} for group in groups.order_by("-jobs")]


@require_safe
def job_detail(request, pk):
    return render(request, "casework/job_detail.html", {"job": visible(request, pk)})


def visible(request, pk):
    rows = FailedJob.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("settled_by"), pk=pk)


@require_POST
def take_job_step(request, pk, name):
    job = visible(request, pk)
    if name not in job.workflow:
        raise Http404
    note = typed(request.POST, "note")
    actions.take_job_step(job, name, by=request.user, at=timezone.now(), note=note)
    return redirect("casework:job_list")


@require_POST
def retry_jobs(request):
    """All jobs of one kind that failed in one way, the oldest first."""
    if not request.user.has_role(Role.SYSTEM_ADMIN):
        raise NotAllowed
    kind = {name: typed(request.POST, name) for name in ("task", "error")}
    waiting = FailedJob.objects.visible_to(request.user).open().filter(**kind)
    jobs = waiting.order_by("happened_at", "pk")[:TRIED_AT_ONCE]
    done = actions.retry_all(jobs, by=request.user, at=timezone.now())
    words = ngettext("%(count)d job is tried again.", "%(count)d jobs are tried again.", done)
    messages.success(request, words % {"count": done})
    return redirect("casework:job_list")
