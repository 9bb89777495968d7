"""What the pages of the ledger share: the visible row, the clerk's right, the small form page."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework.merging import tell
from projects.actions import check_clerk, record_developer
from projects.models import Gap, Project, Receipt

WHOLE = ("region", "authority", "developer", "recorded_by", "confirmed_by")


def visible_project(request, pk):
    visible = Project.objects.visible_to(request.user).select_related(*WHOLE)
    return get_object_or_404(visible, pk=pk)


def visible_receipt(request, pk):
    visible = Receipt.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("project__region", "project__authority", "recorded_by", "voided_by"),
        pk=pk,
    )


def visible_gap(request, pk):
    visible = Gap.objects.visible_to(request.user).with_balance()
    return get_object_or_404(
        visible.select_related("project__region", "project__authority", "opened_by"), pk=pk
    )


def keeps(user, project):
    """Whether this user keeps the ledger of this project."""
    return Role.DATA_CLERK in user.roles_over(project.scope_paths)


def kept_project(request, pk):
    """The project, for a clerk of its region: 404 to a stranger, 403 to another role."""
    project = visible_project(request, pk)
    check_clerk(request.user, *project.scope_paths)
    return project


def kept_receipt(request, pk):
    receipt = visible_receipt(request, pk)
    check_clerk(request.user, *receipt.project.scope_paths)
    return receipt


def kept_gap(request, pk):
    gap = visible_gap(request, pk)
    check_clerk(request.user, *gap.project.scope_paths)
    return gap


def form_page(request, form, *, title, project, act, back=None):
    """A page with one form; when it is valid, `act` is called with its fields, once and whole."""
    back = back or project
    if request.method == "POST" and form.is_valid():
        act(by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect(back)
    return render(
        request,
        "projects/form.html",
        {"form": form, "title": title, "project": project, "back": back},
    )


def save_project(request, form, buildings, write):
    """Find or record the developer, write the project with its buildings, say the warnings."""
    with transaction.atomic():
        project = write(
            by=request.user,
            at=timezone.now(),
            developer=record_developer(**form.developer()),
            buildings=buildings.facts(),
            **form.facts(),
        )
    tell(request, form)
    for sentence in form.warnings:
        messages.warning(request, sentence)
    return redirect(project)
