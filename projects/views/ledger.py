from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from projects import actions
from projects.forms import BuildingFormSet, PermitForm, ProjectForm
from projects.listings import PROJECTS
from projects.models import Developer, Project
from projects.statement import statement
from projects.views.pages import form_page, kept_project, save_project, visible_project

require_form = require_http_methods(["GET", "HEAD", "POST"])
OFFERED = 20


@require_safe
def index(request):
    visible = Project.objects.visible_to(request.user).with_money(request.user)
    return respond(request, PROJECTS, visible.select_related("region", "developer", "authority"))


@require_safe
def peek(request, pk):
    visible = Project.objects.visible_to(request.user).with_money(request.user)
    project = get_object_or_404(visible.select_related("region", "developer"), pk=pk)
    return render(
        request,
        "projects/_peek.html",
        {"project": project, "money": statement(project, request.user)},
    )


@require_form
def new(request):
    if not request.user.has_role(Role.DATA_CLERK):
        raise NotAllowed
    form = ProjectForm(request.POST or None, user=request.user)
    buildings = BuildingFormSet(request.POST or None, prefix="buildings")
    if request.method == "POST" and all([form.is_valid(), buildings.is_valid()]):
        return save_project(request, form, buildings, actions.record_project)
    return render(request, "projects/new.html", {"form": form, "buildings": buildings})


@require_form
def edit(request, pk):
    project = kept_project(request, pk)
    actions.check_correctable(project)
    form = ProjectForm(request.POST or None, user=request.user, instance=project)
    buildings = BuildingFormSet(request.POST or None, prefix="buildings", instance=project)
    if request.method == "POST" and all([form.is_valid(), buildings.is_valid()]):
        project.version = form.cleaned_data["version"]
        return save_project(
            request, form, buildings, partial(actions.edit_project, project=project)
        )
    # The form has put what was typed into its own copy; the head shows what is stored.
    shown = {"project": visible_project(request, pk), "draft_key": f"projects.{pk}.edit"}
    return render(request, "projects/edit.html", {"form": form, "buildings": buildings, **shown})


@require_POST
def take_step(request, pk, name):
    project = visible_project(request, pk)
    if name not in project.workflow:
        raise Http404
    note = typed(request.POST, "note")
    actions.take_step(project, name, by=request.user, at=timezone.now(), note=note)
    return redirect(project)


@require_safe
def developer_options(request):
    """Names of known developers for the field that asks for one."""
    words = typed(request.GET, "developer_name").strip()[:100]
    known = Developer.objects.visible_to(request.user).filter(search_text__matches=words)
    names = known.order_by("name").values_list("name", flat=True).distinct()
    return render(
        request,
        "projects/_developer_options.html",
        {"names": names[:OFFERED] if len(words) > 1 else []},
    )


@require_form
def permit_new(request, pk):
    project = kept_project(request, pk)
    return form_page(
        request,
        PermitForm(request.POST or None, project=project),
        title=_("Record a permit"),
        project=project,
        act=partial(actions.record_permit, project=project),
    )
