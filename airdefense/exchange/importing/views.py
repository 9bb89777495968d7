"""The pages of a file on its way in: fetch what is visible, do one thing, show or go on."""

import tempfile

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.export import sha256_of
from airdefense.exchange.importing import actions, books, jobs, pages
from airdefense.exchange.importing.forms import (
    ColumnsForm,
    ModesForm,
    UndoForm,
    UploadForm,
    limits_in_words,
)
from airdefense.exchange.importing.kinds import kinds_for
from airdefense.exchange.importing.listings import IMPORTS
from airdefense.exchange.importing.pages import kept_batch, kept_row, visible_batch
from airdefense.exchange.importing.shown import ShownRow
from airdefense.exchange.listing import respond
from airdefense.exchange.models import ImportBatch, Job
from airdefense.lazily import Lazily

annotate = Lazily("airdefense.exchange.importing.annotate")

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def import_list(request):
    pages.require_reader(request.user)
    visible = ImportBatch.objects.visible_to(request.user)
    return respond(request, IMPORTS, visible.select_related("region", "source", "uploaded_by"))


@require_form
def import_new(request):
    """Bring a file: it is read at once, and kept only when it can be read."""
    if not kinds_for(request.user):
        raise NotAllowed
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (batch := pages.brought(request, form)):
        return redirect(batch if batch.mapping else pages.columns_url(batch))
    context = {"form": form, "kinds": form.kinds, "limits": limits_in_words()}
    return render(request, "exchange/import_new.html", context)


@require_safe
@never_cache
def import_detail(request, pk):
    batch = visible_batch(request, pk)
    context = pages.detail_context(request, batch)
    return render(request, "exchange/import_detail.html", context)


@require_form
def import_columns(request, pk):
    """Say which column holds what, where the heads did not."""
    batch = kept_batch(request, pk)
    pages.require_unchecked(batch)
    context = pages.columns_context(batch)
    form = ColumnsForm(batch.import_kind, context["head"], request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        actions.assign_columns(
            batch, context["sheet"], context["head"], form.keys, by=request.user, at=now
        )
        batch.refresh_from_db()
        jobs.start(batch, Job.CHECK, by=request.user, at=now)
        return redirect(batch)
    return render(request, "exchange/import_columns.html", context | {"form": form})


@require_POST
def take_import_step(request, pk, name):
    batch, now = kept_batch(request, pk), timezone.now()
    if name == "discard":
        actions.discard(batch, by=request.user, at=now)
        return redirect("exchange:import_list")
    if name not in (Job.CHECK, Job.APPLY):
        raise Http404
    form = ModesForm(request.POST)
    options = form.modes if name == Job.APPLY else {}
    jobs.start(batch, name, by=request.user, at=now, **options)
    batch.refresh_from_db()
    return redirect(pages.receipt_url(batch) if batch.applied_at else batch)


@require_POST
def row_correct(request, pk, row):
    """Another value for a cell; the row and whatever belongs to it are examined again."""
    found, now = kept_row(request, pk, row), timezone.now()
    key, text = typed(request.POST, "key"), typed(request.POST, "value")
    day = timezone.localtime(now).date()
    rows = actions.correct(found, key, text, by=request.user, at=now, on=day)
    return rows_answer(request, pk, rows)


@require_POST
def row_decide(request, pk, row):
    """The choice a person made for a row."""
    found, now = kept_row(request, pk, row), timezone.now()
    decision, day = typed(request.POST, "decision"), timezone.localtime(now).date()
    rows = actions.decide(found, decision, by=request.user, at=now, on=day)
    return rows_answer(request, pk, rows)


def rows_answer(request, pk, rows):
    """The examined rows and the new counts for htmx; the whole page without it."""
    batch = visible_batch(request, pk)
    if not request.htmx:
        return redirect(batch)
    context = pages.detail_context(request, batch)
    context["rows"] = [ShownRow(batch, row) for row in rows]
    return render(request, "exchange/_row_answer.html", context)


@require_form
def import_undo(request, pk):
    batch, now = kept_batch(request, pk), timezone.now()
    pages.require_in_force(batch)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        jobs.start(batch, Job.UNDO, by=request.user, at=now, **form.cleaned_data)
        return redirect(batch)
    context = pages.undo_context(batch, request.user, form)
    return render(request, "exchange/import_undo.html", context)


@require_safe
def import_receipt(request, pk):
    """What was taken in, by whom, out of which file: to be printed and filed."""
    batch = visible_batch(request, pk)
    if not batch.applied_at:
        raise Http404
    return render(request, "exchange/import_receipt.html", pages.receipt_context(batch))


@require_safe
@never_cache
def import_progress(request, pk):
    """How far the worker is; when it has finished the page is shown anew."""
    batch = visible_batch(request, pk)
    if not batch.job:
        return HttpResponse(status=200, headers={"HX-Redirect": batch.get_absolute_url()})
    context = {"batch": batch, "may_keep": pages.may_keep(request.user, batch)}
    return render(request, "exchange/_progress.html", context | pages.progress_context(batch))


@require_POST
def import_stop(request, pk):
    batch = kept_batch(request, pk)
    jobs.stop(batch, by=request.user)
    messages.info(request, _("The work on the file is being stopped."))
    return redirect(batch)


@require_safe
def import_file(request, pk):
    """The workbook as it was brought."""
    batch = visible_batch(request, pk)
    pages.require_file(batch)
    detail = {"list": "import", "sha256": batch.sha256}
    record(batch, "export", by=request.user, at=timezone.now(), detail=detail)
    return pages.download(batch.file.open("rb"), batch.name)


@require_safe
def import_annotated(request, pk):
    """The same workbook with every problem written beside its row."""
    batch = visible_batch(request, pk)
    pages.require_file(batch, is_checked=True)
    file = annotate.annotated(batch)
    detail = {"list": "import problems", "sha256": sha256_of(file)}
    record(batch, "export", by=request.user, at=timezone.now(), detail=detail)
    return pages.download(file, f"{batch.name.removesuffix('.xlsx')}-{_('problems')}.xlsx")


@require_safe
def kind_template(request, key):
    """The empty workbook of a kind."""
    kind = pages.kept_kind(request.user, key)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    books.write_template(file, kind)
    return pages.download(file, f"{kind.label}-{_('template')}.xlsx")


@require_safe
def kind_export(request, key):
    """The ledger in the schema of a kind, to be edited and brought back."""
    kind = pages.kept_kind(request.user, key)
    region = pages.region_for(request.user, kind, typed(request.GET, "region"))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    rows = books.write_ledger(file, kind, request.user, region)
    detail = {"list": f"import:{key}", "rows": rows, "sha256": sha256_of(file)}
    now = timezone.now()
    record(request.user, "export", by=request.user, at=now, detail=detail)
    return pages.download(file, f"{kind.label}-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx")
