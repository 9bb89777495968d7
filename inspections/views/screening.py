from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from airdefense.accounts.roles import INSPECTION_TEAM
from inspections import actions
from inspections.forms import Papers
from inspections.views.entry import only
from projects.models import Suspicion
from projects.suspected import Selection, keys_in


@require_http_methods(["GET", "POST"])
def from_suspicions(request):
    """The findings that the ticked suspicions suggest, and afterwards those that were made."""
    only(request.user, *INSPECTION_TEAM)
    papers = asked_papers(request, timezone.now())
    if request.method == "POST" and papers.is_valid():
        return made(request, papers)
    return render(request, "inspections/from_suspicions.html", {"papers": papers})


def asked_papers(request, at) -> Papers:
    is_posted = request.method == "POST"
    visible = Suspicion.objects.visible_to(request.user)
    posted = request.POST.getlist("row") if is_posted else None
    keys = keys_in(request.GET.get("ids", ""))
    selection = Selection(visible, keys, request.user, "make_finding", posted)
    return Papers(selection, user=request.user, at=at, data=request.POST if is_posted else None)


def made(request, papers):
    findings = actions.draft_findings(
        round=papers.round, papers=papers.facts(), by=request.user, at=papers.at
    )
    done = ngettext(
        "%(count)d finding is saved as a draft.",
        "%(count)d findings are saved as drafts.",
        len(findings),
    ) % {"count": len(findings)}
    messages.success(request, done)
    return redirect(request.get_full_path())
