"""The register, a lead by its reader's degree of access, and the steps of its way."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense import features
from airdefense.accounts.entries import key_of, typed
from airdefense.casework.actions import log_search
from airdefense.casework.merging import tell
from airdefense.casework.search import matching
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.exchange.filters import LARGEST_SEARCH
from airdefense.exchange.listing import respond
from inspections.models import Finding
from leads import actions, seal
from leads.actions.compartment import needs_inside, needs_role
from leads.actions.recusals import may_enter_recusal
from leads.duplicates import sameness
from leads.forms import (
    AssignForm,
    EditForm,
    PersonFormSet,
    PowerForm,
    ProposeForm,
    ReporterForm,
    TransferForm,
)
from leads.kept import kept_of
from leads.listings import LEADS, TRANSFERRING
from leads.methods import proposal_step, records_of
from leads.models import Access, Lead
from leads.ribbon import faces, stages
from leads.sheets import sheets_of
from leads.timeline import History
from leads.watch import Panel
from projects.models import Project

PEOPLE = ("handler", "approver", "transferred_by", "registered_by", "returned_by")


def seen_lead(user, pk) -> Lead:
    """The lead with this user's degree of access to it, or 404."""
    leads = Lead.objects.visible_to(user).as_seen_by(user)
    return get_object_or_404(leads.select_related("region", "commission", *PEOPLE), pk=pk)


def open_lead(user, pk) -> Lead:
    """The lead for work on its content: 404 to a stranger, 403 to who sees its header only."""
    lead = seen_lead(user, pk)
    needs_inside(lead, user)
    return lead


@never_cache
@require_safe
def index(request):
    user = request.user
    leads = Lead.objects.visible_to(user).as_seen_by(user).select_related("region")
    if words := typed(request.GET, "q")[:LARGEST_SEARCH]:
        log_search(matching(leads, words), words, by=user, at=timezone.now())
    return respond(request, LEADS, leads)


@never_cache
@require_safe
def detail(request, pk):
    """The content with a note of who opened it; outside the compartment the register entry."""
    lead, today = seen_lead(request.user, pk), timezone.localdate()
    if lead.access == Access.CONTENT:
        now = timezone.now()
        actions.log_reading(lead, "read", by=request.user, at=now)
        context = {"opened_at": now, **content_of(lead, request.user)}
        return render(
            request, "leads/detail.html", context | shared_context(lead, request.user, today)
        )
    context = shared_context(lead, request.user, today)
    return render(request, "leads/register_entry.html", context)


def shared_context(lead, user, today):
    history, is_open = History(lead), lead.access == Access.CONTENT
    return {
        "lead": lead,
        "is_register": lead.access == Access.REGISTER,
        "panel": Panel(lead, user),
        "may_enter_recusal": may_enter_recusal(lead, user),
        "history": history,
        "entries": history.entries(lead.access),
        "stages": stages(lead, today, is_open=is_open),
        "faces": faces(lead, user, today, is_open=is_open),
        "sheets": sheets_of(lead, user, history if is_open else None),
    }


def origin_of(lead, user):
    """The finding and the project it comes from, as far as this user reaches them."""
    if not features.has("projects"):
        return {"finding": None, "project": None}
    findings, projects = Finding.objects.visible_to(user), Project.objects.visible_to(user)
    return {
        "finding": findings.filter(pk=lead.finding_id).first(),
        "project": projects.filter(pk=lead.project_id).first(),
    }


def content_of(lead, user):
    """What only the compartment is shown."""
    persons = lead.persons.visible_to(user).order_by("pk").prefetch_related("outcomes")
    return {
        "content": lead.content,
        **sameness(lead, user),
        **origin_of(lead, user),
        "persons": persons,
        "cases": lead.cases.visible_to(user).order_by("pk"),
        "accountabilities": lead.accountabilities.visible_to(user).select_related("person"),
        "sealed": seal.mark_of(lead),
        "seal_requests": seal.requests_of(lead, user),
        "seal_grant": seal.grant_of(lead, user),
        "inquiries": lead.inquiries.visible_to(user).select_related("person").order_by("pk"),
        "checks": lead.prelim_checks.visible_to(user).prefetch_related("team__user").order_by("pk"),
        "records": records_of(lead),
        **kept_of(lead, user, timezone.localdate()),
        "is_officer": user.pk == lead.handler_id,
    }


@never_cache
@require_safe
def peek(request, pk):
    """The header at a glance; it never holds content, so nothing is logged."""
    return render(request, "leads/_peek.html", {"lead": seen_lead(request.user, pk)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Transfer a lead; what is typed here is never kept as a draft."""
    if not request.user.has_role(*TRANSFERRING):
        raise NotAllowed(_("Transferring a lead is not open to your role."))
    form, persons, reporter = transfer_forms(request)
    is_complete = request.method == "POST" and "add_rows" not in request.POST
    if is_complete and all([form.is_valid(), persons.is_valid(), reporter.is_valid()]):
        named = [entry for entry in persons.cleaned_data if entry]
        extra = {"persons": named, "reporter": reporter.reporter()}
        lead = actions.transfer(by=request.user, at=timezone.now(), **form.arguments(), **extra)
        messages.success(request, _("The lead is transferred: this page is your receipt."))
        return redirect(lead)
    parts = (form, *persons, reporter)
    context = {"form": form, "persons": persons, "reporter": reporter, "form_parts": parts}
    return render(request, "leads/form.html", context)


def transfer_forms(request):
    """The three parts of the transfer: letter and content, persons, sealed part."""
    if request.method != "POST":
        initial = initial_of(request)
        persons, reporter = PersonFormSet(prefix="persons"), ReporterForm(prefix="reporter")
        return TransferForm(initial=initial, user=request.user), persons, reporter
    data = request.POST.copy()
    rows = key_of(data.get("persons-TOTAL_FORMS", ""))
    if "add_rows" in data and rows is not None:
        data["persons-TOTAL_FORMS"] = str(min(rows + 3, 30))
    form = TransferForm(data, request.FILES, user=request.user)
    return form, PersonFormSet(data, prefix="persons"), ReporterForm(data, prefix="reporter")


def initial_of(request):
    """The form filled from a finding of one's reach; another one is not found."""
    number = request.GET.get("finding", "")
    if not number:
        return {}
    findings = Finding.objects.visible_to(request.user).select_related("project")
    finding = get_object_or_404(findings, pk=key_of(number))
    return {
        "source": "INSPECTION",
        "region": finding.region_id,
        "finding": finding.number,
        "project": finding.project.code if finding.project else "",
        "subject_unit": finding.unit_id,
        "power": finding.power_id,
        "amount_yuan": finding.amount_yuan,
        "matter": finding.title,
        "facts": finding.description,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    """Correct the register entry."""
    lead = seen_lead(request.user, pk)
    needs_role(lead, "receive", request.user)
    form = EditForm(request.POST or None, instance=lead, user=request.user)
    if form.is_valid():
        tell(request, form)
        note = form.cleaned_data["note"]
        actions.edit(form.instance, by=request.user, at=timezone.now(), note=note)
        return redirect(lead)
    return render(request, "leads/edit.html", {"lead": lead, "form": form})


def needs_status(lead, name) -> None:
    step = lead.workflow[name]
    if lead.status not in step.sources:
        raise NotPossible(_("%(step)s is not possible now.") % {"step": step.label})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request, pk):
    lead = seen_lead(request.user, pk)
    needs_role(lead, "assign", request.user)
    needs_status(lead, "assign")
    form = AssignForm(request.POST or None, lead=lead)
    if form.is_valid():
        by, at = request.user, timezone.now()
        actions.assign(lead=lead, by=by, at=at, **form.cleaned_data)
        return redirect(lead)
    return render(request, "leads/assign.html", {"lead": lead, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, pk):
    """Propose a method, or another one while the approved one is carried out."""
    lead = open_lead(request.user, pk)
    name = proposal_step(lead)
    needs_role(lead, name, request.user)
    needs_status(lead, name)
    form = ProposeForm(request.POST or None, lead=lead)
    if form.is_valid():
        actions.take_step(lead, name, by=request.user, at=timezone.now(), **form.arguments())
        return redirect(lead)
    return render(request, "leads/propose.html", {"lead": lead, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def power(request, pk):
    """Say which power the lead is about."""
    lead = open_lead(request.user, pk)
    form = PowerForm(request.POST or None, user=request.user, content=lead.content)
    if request.method == "POST" and form.is_valid():
        actions.name_power(lead=lead, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect(lead)
    actions.log_reading(lead, "read", by=request.user, at=timezone.now())
    return render(request, "leads/power_form.html", {"lead": lead, "form": form})


@require_POST
def take_step(request, pk, name):
    lead = seen_lead(request.user, pk)
    if name not in lead.workflow:
        raise Http404
    if lead.workflow[name].form_url:
        return redirect(lead.workflow[name].form_url, pk)
    note = typed(request.POST, "note")
    actions.take_step(lead, name, by=request.user, at=timezone.now(), note=note)
    return redirect(lead)
