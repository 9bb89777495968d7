from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.actions import attach
from airdefense.casework.merging import tell
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from inspections import actions, lens
from inspections.duplicates import MERGEABLE, Comparison, alike_to, matter_of
from inspections.forms import (
    FindingEditForm,
    FindingForm,
    MergeForm,
    amount_in,
    of_paper,
    suggestion,
)
from inspections.likeness import Matter
from inspections.listings import FINDINGS, FINDINGS_OF_UNITS
from inspections.models import Finding, ProjectCheck
from inspections.views.entry import only, step_taken
from projects.models import Project, Suspicion
from projects.suspected import RELATED as RELATED_TO_SUSPICION
from projects.workflow import SuspicionStatus

RELATED = ("region", "unit", "project", "made_by", "power")
WHOLE = (
    *RELATED,
    "project__developer",
    "round__region",
    "gap",
    "submitted_by",
    "reviewed_by",
    "approved_by",
    "merged_into",
    "suspicion",
)


def visible(request, pk) -> Finding:
    findings = Finding.objects.visible_to(request.user).select_related(*WHOLE)
    return get_object_or_404(findings, pk=pk)


@require_safe
def index(request):
    findings = Finding.objects.visible_to(request.user).select_related(*RELATED)
    listing = FINDINGS_OF_UNITS if request.user.role_codes == {Role.UNIT_CONTACT} else FINDINGS
    return respond(request, listing, findings)


@require_http_methods(["GET", "POST"])
def new(request):
    """A finding that starts from what the ledger says: `?project=XM-…`."""
    only(request.user, *INSPECTION_TEAM)
    context = about_project(request.user, asked(request))
    return written(request, context, beginning(request, **context))


@require_http_methods(["GET", "POST"])
def from_suspicion(request, pk):
    """A finding that starts from one suspicion."""
    suspicion = visible_suspicion(request.user, pk)
    only(request.user, *INSPECTION_TEAM)
    if not suspicion.is_open:
        return redirect(suspicion)
    code = suspicion.project.code if suspicion.project else ""
    context = about_project(request.user, asked(request) | ({"project": code} if code else {}))
    chosen = Suspicion.objects.visible_to(request.user).filter(pk=pk).select_related("project")
    context |= {"suspicion": suspicion, "suspicions": chosen}
    return written(request, context, beginning(request, **context))


def visible_suspicion(user, pk) -> Suspicion:
    rows = Suspicion.objects.visible_to(user).select_related(*RELATED_TO_SUSPICION)
    return get_object_or_404(rows, pk=pk)


def written(request, context, initial):
    """The form with these first words; saved, once it can be."""
    now = timezone.now()
    form = FindingForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        user=request.user,
        at=now,
        suspicions=context["suspicions"],
    )
    if form.is_valid():
        finding = saved(request, form, now)
        return redirect(next_check(request.user, after=finding.project_id) or finding)
    return render(request, "inspections/new.html", {"form": form, **context})


def asked(request) -> dict:
    """What the page or its form says so far about the matter."""
    source = request.POST if request.method == "POST" else request.GET
    names = ("project", "category", "title", "amount_yuan")
    return {name: typed(source, name).strip() for name in names}


def beginning(request, project, suspicions, suspicion=None, **_rest) -> dict:
    """The initial values: of the suspicion or the worksheet, and of the check it is done in."""
    today = timezone.localdate()
    initial = {"found_on": today, "category": asked(request)["category"]}
    if project is None:
        initial |= of_paper(suspicion) if suspicion else {}
        return initial | cited(request.user, initial)
    initial |= suggestion(project, today, suspicions)
    initial |= cited(request.user, initial)
    checks = ProjectCheck.objects.visible_to(request.user).filter(project=project)
    mine = checks.open().filter(round__teams__members__user=request.user).order_by("pk").first()
    return initial | ({"round": mine.round_id} if mine else {})


def cited(user, initial) -> dict:
    """The power under which findings of the category are usually put."""
    return {"power": lens.power_of_category(user, initial["category"])}


@transaction.atomic
def saved(request, form, at) -> Finding:
    """The finding with its evidence, or neither."""
    finding = actions.draft_finding(by=request.user, at=at, **form.facts())
    for upload in form.cleaned_data["evidence"]:
        attach(finding, upload, by=request.user, at=at)
    link = format_html('<a href="{}">{}</a>', finding.get_absolute_url(), finding.number)
    words = format_html(_("{number} is saved as a draft."), number=link)
    messages.success(request, words)
    return finding


def about_project(user, asked: dict) -> dict:
    """The project a finding is about, what was found on it, and numbers to choose from."""
    code = asked["project"]
    projects = Project.objects.visible_to(user)
    project = (
        projects.with_money()
        .filter(code=code)
        .select_related("authority", "region", "developer")
        .first()
    )
    options = projects.filter(search_text__matches=code)[:8] if len(code) > 1 else []
    found = Finding.objects.visible_to(user)
    return {
        "project": project,
        "options": options,
        "findings": found.alike(project=project) if project else [],
        "alike": alike_to(matter_at_hand(project, asked), found) if project else [],
        "suspicions": suspicions_of(user, project),
    }


def matter_at_hand(project, asked) -> Matter:
    amount = amount_in(asked["amount_yuan"])
    return Matter(project.pk, None, asked["category"], asked["title"], amount, project.name)


def suspicions_of(user, project):
    """What the screening holds against a project and nobody decided on yet."""
    rows = Suspicion.objects.visible_to(user).standing()
    return rows.filter(project=project, status=SuspicionStatus.OPEN) if project else rows.none()


@require_safe
def about(request):
    """The fragment beside the form: the project, and a warning when it was found before."""
    only(request.user, *INSPECTION_TEAM)
    context = about_project(request.user, asked(request))
    return render(request, "inspections/_about.html", context)


@require_safe
def detail(request, pk):
    finding = visible(request, pk)
    context = {
        "finding": finding,
        "merged": finding.merged.visible_to(request.user),
        "may_edit": finding.is_editable and finding.made_by_id == request.user.pk,
        "may_merge": may_merge(request.user, finding),
        "may_read_file": finding.may_read_file(request.user),
        "next_check": next_check(request.user),
        "last_return": lens.last_return(finding, request.user),
        "returned_files": finding.attachments().current()
        if finding.may_read_attachments(request.user)
        else [],
    }
    return render(request, "inspections/detail.html", context)


def may_merge(user, finding) -> bool:
    office = Role.INSPECTION_OFFICE in user.roles_over(finding.scope_paths)
    return office and finding.stands


def next_check(user, after=None) -> ProjectCheck | None:
    """The next project this person has to check, so that work goes on without the list."""
    checks = ProjectCheck.objects.visible_to(user).open().filter(assigned_to=user)
    if after:
        checks = checks.exclude(project=after)
    return checks.select_related("project", "round").order_by("due_on", "pk").first()


@require_safe
def paper(request, pk):
    """The working paper as it is printed and signed (底稿)."""
    finding = visible(request, pk)
    if not finding.may_read_file(request.user):
        raise NotAllowed(_("Working papers stay with the team and the offices."))
    may_read = finding.may_read_attachments(request.user)
    evidence = finding.attachments().select_related("uploaded_by") if may_read else None
    return render(request, "inspections/paper.html", {"finding": finding, "evidence": evidence})


@require_safe
def peek(request, pk):
    finding = visible(request, pk)
    context = {"finding": finding, "may_read_file": finding.may_read_file(request.user)}
    return render(request, "inspections/_peek.html", context)


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    finding = visible(request, pk)
    if finding.made_by_id != request.user.pk:
        raise NotAllowed(_("Only the maker changes a finding."))
    now = timezone.now()
    form = FindingEditForm(request.POST or None, instance=finding, user=request.user, at=now)
    if form.is_valid():
        tell(request, form)
        fields = form.cleaned_data
        return redirect(actions.edit_finding(finding=finding, by=request.user, at=now, **fields))
    return render(request, "inspections/edit.html", {"form": form, "finding": finding})


@require_POST
def take_step(request, pk, name):
    return step_taken(request, visible(request, pk), name)


@require_http_methods(["GET", "POST"])
def merge(request, pk):
    """Count a finding within another, with what agrees and what differs side by side."""
    finding = visible(request, pk)
    only(request.user, Role.INSPECTION_OFFICE, over=finding.scope_paths)
    named = typed(request.GET, "into").strip()
    form = MergeForm(request.POST or None, user=request.user, initial={"into": named})
    if form.is_valid():
        facts = form.cleaned_data
        return redirect(actions.merge(finding=finding, by=request.user, at=timezone.now(), **facts))
    found = Finding.objects.visible_to(request.user).select_related(*WHOLE)
    into = found.filter(number=named or typed(request.POST, "into").strip()).first()
    context = {
        "form": form,
        "finding": finding,
        "comparison": Comparison(finding, into) if into else None,
        "alike": alike_to(matter_of(finding), found.filter(MERGEABLE), leaving_out=finding.pk),
    }
    return render(request, "inspections/merge.html", context)
