"""Case files, holds, and files past their term."""

import zipfile
from io import BytesIO

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from airdefense.accounts.models import within
from airdefense.accounts.roles import Role
from airdefense.casework.pace import count_export
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.exchange.documents.delivery import TYPES, send
from airdefense.exchange.export import sha256_of
from leads import actions, retention
from leads.actions.keeping import HOLDERS
from leads.dossier import jobs, progress
from leads.dossier.assembling import BOUND, Order
from leads.dossier.evidence import files_of
from leads.forms import ArchiveForm, CaseFileForm, HoldForm
from leads.models import CaseFile, Lead
from leads.views.leads import open_lead, seen_lead

ZIP = "application/zip"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_file_new(request, pk):
    """Ask for a case file: small ones are made at once, larger ones by the worker."""
    lead = open_lead(request.user, pk)
    form = CaseFileForm(request.POST or None)
    if not form.is_valid():
        context = {"lead": lead, "form": form, "files": files_of(lead)}
        return render(request, "leads/case_file_new.html", context)
    order = Order(lead, request.user, timezone.now(), **form.cleaned_data)
    if not jobs.is_small(lead):
        return redirect("leads:case_file_job", pk, jobs.ask(order))
    jobs.make(order)
    messages.success(request, _("The case file is assembled."))
    return redirect(f"{lead.get_absolute_url()}#case-files")


@never_cache
@require_safe
def case_file_job(request, pk, job):
    """How far a large file is; asked again every two seconds while the page is open."""
    lead, found = open_lead(request.user, pk), progress.read(job)
    if found is None or (found.lead, found.by) != (lead.pk, request.user.pk):
        raise Http404
    page = "leads/_case_file_job.html" if request.htmx else "leads/case_file_job.html"
    return render(request, page, {"lead": lead, "job": job, "progress": found})


@never_cache
@require_safe
def case_file_package(request, pk, file_pk):
    """The package: bound file, originals, hashes."""
    kept = kept_file(request, pk, file_pk)
    return sent_file(request, kept, stored_of(kept), "zip", ZIP)


@never_cache
@require_safe
def case_file_bound(request, pk, file_pk):
    """The bound PDF alone."""
    kept = kept_file(request, pk, file_pk)
    with zipfile.ZipFile(stored_of(kept)) as package:
        bound = BytesIO(package.read(BOUND))
    return sent_file(request, kept, bound, "pdf", TYPES["pdf"])


def kept_file(request, pk, file_pk) -> CaseFile:
    lead = open_lead(request.user, pk)
    return get_object_or_404(CaseFile.objects.visible_to(request.user), lead=lead, pk=file_pk)


def sent_file(request, kept, file, part, kind):
    """As an attachment; who took it stands in the history, with the trace number."""
    count_export(request.user)
    told = {"document": str(kept), "purpose": kept.purpose, "part": part}
    sent = {"at": timezone.now(), "trace": kept.trace, "detail": told, "content_type": kind}
    name = f"卷宗-{kept.lead}-{kept.trace}.{part}"
    return send(file, about=kept.lead, by=request.user, name=name, **sent)


def stored_of(kept):
    """The stored package, open. Raises NotPossible where it is not what was made."""
    try:
        stored = kept.file.open("rb")
    except OSError as gone:
        raise NotPossible(_("The stored case file is gone: assemble it anew.")) from gone
    if sha256_of(stored.file) != kept.sha256:
        raise NotPossible(_("The stored case file is not what was made: assemble it anew."))
    return stored.file


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def legal_hold(request, pk):
    return held(request, pk, actions.set_hold, "leads/legal_hold.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def legal_hold_lift(request, pk):
    return held(request, pk, actions.lift_hold, "leads/legal_hold_lift.html")


def held(request, pk, action, template):
    lead = open_lead(request.user, pk)
    if request.user.roles_over(lead.scope_paths).isdisjoint(HOLDERS):
        raise NotAllowed
    form = HoldForm(request.POST or None)
    if form.is_valid():
        action(lead=lead, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect(lead)
    return render(request, template, {"lead": lead, "form": form})


@never_cache
@require_safe
def archive_list(request):
    """Files past their term, for a decision; the product deletes nothing."""
    user = request.user
    if not user.has_role(Role.CASE_SUPERVISION):
        raise NotAllowed
    kept = within(user, "commission", [Role.CASE_SUPERVISION])
    leads = Lead.objects.visible_to(user).filter(kept).select_related("region", "commission")
    found = retention.past_term(leads, timezone.localdate())
    return render(request, "leads/archive_list.html", {"found": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request, pk):
    lead = seen_lead(request.user, pk)
    if Role.CASE_SUPERVISION not in request.user.roles_over(lead.scope_paths):
        raise NotAllowed
    form = ArchiveForm(request.POST or None)
    if form.is_valid():
        by, at = request.user, timezone.now()
        actions.decide_archive(lead=lead, by=by, at=at, **form.cleaned_data)
        return redirect("leads:archive_list")
    term = retention.of_lead(lead, timezone.localdate())
    return render(request, "leads/archive.html", {"lead": lead, "form": form, "term": term})
