"""What a task can be opened from, each with its form and the action that opens it."""

from django.shortcuts import get_object_or_404

from airdefense import features
from airdefense.accounts.entries import key_of
from airdefense.casework.workflow import NotAllowed
from inspections.models import Finding
from leads.models import Lead
from projects.models import Gap
from rectification import actions
from rectification.forms import IssueForm, OpenForm
from rectification.workflow import VERIFIERS


class FromFinding:
    """An approved finding: it names title and unit."""

    def __init__(self, user, pk):
        visible = Finding.objects.visible_to(user).select_related("region", "unit", "project")
        self.finding = get_object_or_404(visible, pk=pk)
        if user.roles_over(self.finding.scope_paths).isdisjoint(VERIFIERS):
            raise NotAllowed

    def form(self, post=None):
        return IssueForm(post)

    def open(self, *, by, at, **entered):
        return actions.issue_task(finding=self.finding, by=by, at=at, **entered)


class FromGap:
    """Arrears that no finding stands for: the authority of the project recovers them."""

    def __init__(self, user, pk):
        visible = Gap.objects.visible_to(user).select_related(
            "project__region", "project__authority"
        )
        self.gap = get_object_or_404(visible, pk=pk)
        if user.roles_over(self.gap.project.scope_paths).isdisjoint(VERIFIERS):
            raise NotAllowed

    def form(self, post=None):
        project = self.gap.project
        initial = {
            "unit": project.authority,
            "title": f"{self.gap.get_kind_display()} · {project.name}",
        }
        return OpenForm(post, region=project.region, initial=initial)

    def open(self, *, by, at, **entered):
        return actions.issue_recovery_task(gap=self.gap, by=by, at=at, **entered)


class FromLead:
    """A lead of one's own compartment: nothing of it is carried into the form."""

    def __init__(self, user, pk):
        inside = Lead.objects.in_compartment_of(user).select_related("region")
        self.lead = get_object_or_404(inside, pk=pk)

    def form(self, post=None):
        return OpenForm(post, region=self.lead.region)

    def open(self, *, by, at, **entered):
        return actions.open_for_lead(lead=self.lead, by=by, at=at, **entered)


ORIGINS = {"finding": FromFinding, "gap": FromGap, "lead": FromLead}


def origin_of(request):
    """What the URL names as origin, as this user may use it (else 404, 403); None for nothing."""
    for name, origin in ORIGINS.items():
        if name == "lead" and not features.has("leads"):
            continue
        if (pk := key_of(request.GET.get(name, ""))) is not None:
            return origin(request.user, pk)
    return None


def awaiting_a_task(user):
    """Approved findings that nobody has issued to their unit yet."""
    visible = Finding.objects.visible_to(user).filter(status="approved", merged_into=None)
    return visible.filter(task=None).select_related("region", "unit", "project")
