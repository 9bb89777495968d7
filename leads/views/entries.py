"""The list of a transfer package: its leads one by one, or from a workbook."""

import tempfile

from django.contrib import messages
from django.core import signing
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import key_of, typed
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.exchange.importing.books import write_template
from airdefense.exchange.importing.problems import Refusal
from leads import actions
from leads.entrybook import KIND, judge, rows_in
from leads.forms import EntryBookForm, EntryForm, PersonFormSet, ReporterForm
from leads.listings import PREPARING
from leads.models import PackageEntry
from leads.views.leads import initial_of
from leads.views.transfers import own_draft

HOUR = 3600


def forms_of(request, entry=None):
    """The three parts of a lead on the list: what it says, its persons, the sealed part."""
    if request.method != "POST":
        initial = EntryForm.initial_of(entry) if entry else initial_of(request)
        persons = PersonFormSet(prefix="persons", initial=entry.persons if entry else None)
        sealed = ReporterForm(prefix="reporter", initial=entry.reporter if entry else None)
        return EntryForm(initial=initial, user=request.user), persons, sealed
    data = request.POST.copy()
    rows = key_of(data.get("persons-TOTAL_FORMS", ""))
    if "add_rows" in data and rows is not None:
        data["persons-TOTAL_FORMS"] = str(min(rows + 3, 30))
    form = EntryForm(data, request.FILES, user=request.user)
    return form, PersonFormSet(data, prefix="persons"), ReporterForm(data, prefix="reporter")


def said_in(request, forms):
    """What the forms say, or nothing until they are whole and right."""
    if request.method != "POST" or "add_rows" in request.POST:
        return None
    if not all([part.is_valid() for part in forms]):  # noqa: C419 - every part says its errors
        return None
    form, persons, reporter = forms
    named = [entry for entry in persons.cleaned_data if entry]
    return form.arguments() | {"persons": named, "reporter": reporter.reporter()}


def page(request, package, forms, entry=None):
    form, persons, reporter = forms
    parts = (form, *persons, reporter)
    context = {"form": form, "persons": persons, "reporter": reporter, "form_parts": parts}
    return render(request, "leads/entry_form.html", context | {"package": package, "entry": entry})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry_new(request, pk):
    package, forms = own_draft(request.user, pk), forms_of(request)
    if said := said_in(request, forms):
        actions.add_entry(package=package, by=request.user, at=timezone.now(), **said)
        messages.success(request, _("The lead stands on the list."))
        return redirect("leads:entry_new" if "again" in request.POST else package, package.pk)
    return page(request, package, forms)


def own_entry(user, pk, entry_pk) -> PackageEntry:
    package = own_draft(user, pk)
    entries = PackageEntry.objects.visible_to(user).standing().filter(package=package)
    return get_object_or_404(entries.select_related("package", "finding", "project"), pk=entry_pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request, pk, entry_pk):
    entry = own_entry(request.user, pk, entry_pk)
    forms = forms_of(request, entry)
    if said := said_in(request, forms):
        actions.edit_entry(entry=entry, by=request.user, at=timezone.now(), **said)
        return redirect(entry.package)
    if request.method != "POST":
        actions.log_reading(entry.package, "read", by=request.user, at=timezone.now())
    return page(request, entry.package, forms, entry)


@require_POST
def withdraw_entry(request, pk, entry_pk):
    entry = own_entry(request.user, pk, entry_pk)
    actions.withdraw_entry(entry=entry, by=request.user, at=timezone.now())
    return redirect(entry.package)


def salt_of(package, user) -> str:
    """What was read for one package by one person is taken in for that package by that person."""
    return f"leads.entries.{package.pk}.{user.pk}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry_import(request, pk):
    """A filled workbook is answered with what it would put on the list, and every fault of it."""
    package = own_draft(request.user, pk)
    form = EntryBookForm(request.POST or None, request.FILES or None)
    context = {"package": package, "form": form}
    if form.is_valid():
        try:
            taken = rows_in(form.cleaned_data["file"])
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            context |= preview(taken, package, request.user)
    return render(request, "leads/entry_import.html", context)


def preview(taken, package, user):
    judged = judge(taken, package, user, timezone.localdate())
    complaints = [one for row in judged for one in row.complaints]
    payload = signing.dumps(taken, salt=salt_of(package, user), compress=True)
    return {"judged": judged, "complaints": complaints, "payload": payload}


@require_POST
def entry_import_apply(request, pk):
    """Take in what was shown; it is judged again, for something may have changed meanwhile."""
    package, user = own_draft(request.user, pk), request.user
    try:
        salt = salt_of(package, user)
        taken = signing.loads(typed(request.POST, "payload"), salt=salt, max_age=HOUR)
    except signing.BadSignature:
        raise NotPossible(_("Upload the workbook again.")) from None
    judged = judge(taken, package, user, timezone.localdate())
    if any(row.complaints for row in judged):
        raise NotPossible(_("Upload the workbook again."))
    rows = [row.said for row in judged]
    count = len(actions.add_entries(package=package, rows=rows, by=user, at=timezone.now()))
    words = ngettext(
        "%(count)d lead stands on the list.", "%(count)d leads stand on the list.", count
    )
    messages.success(request, words % {"count": count})
    return redirect(package)


@require_safe
def entry_template(request):
    """The empty workbook of a list of leads."""
    if not request.user.has_role(*PREPARING):
        raise NotAllowed(_("Preparing a package is not open to your role."))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_template(file, KIND)
    file.seek(0)
    name = f"{KIND.label}-{_('template')}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)
