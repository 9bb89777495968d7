"""What the pages of a batch show, and who may open them."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.entries import key_of
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.export import TYPE
from airdefense.exchange.importing import actions, heads, jobs, progress
from airdefense.exchange.importing.actions import book_of
from airdefense.exchange.importing.forms import regions_of
from airdefense.exchange.importing.guard import limits_of
from airdefense.exchange.importing.kinds import KINDS, ImportKind, kinds_for
from airdefense.exchange.importing.problems import SENTENCES, Problem, Refusal
from airdefense.exchange.importing.recognise import head_to_assign
from airdefense.exchange.importing.sheets import stored
from airdefense.exchange.importing.shown import ShownRow
from airdefense.exchange.importing.values import shown
from airdefense.exchange.models import READERS, ImportBatch, ImportRow, Job, Verdict
from airdefense.exchange.workflow import BatchStatus

PAGE = 50
SAMPLES = 3
MOST_KEPT_SHOWN = 500
# What a person looks at first.
ORDER = (Verdict.ERROR, Verdict.CHOOSE, Verdict.CREATE, Verdict.UPDATE, Verdict.SAME)
WHOLE = ("region", "source", "uploaded_by", "applied_by", "undone_by", "checked_by")


def visible_batch(request: Any, pk: int) -> ImportBatch:
    return get_object_or_404(
        ImportBatch.objects.visible_to(request.user).select_related(*WHOLE), pk=pk
    )


def kept_batch(request: Any, pk: int) -> ImportBatch:
    """The batch, for those who may take in its kind: 404 to a stranger, 403 to a reader."""
    batch = visible_batch(request, pk)
    if not may_keep(request.user, batch):
        raise NotAllowed
    return batch


def may_keep(user: Any, batch: ImportBatch) -> bool:
    return not user.roles_over(batch.scope_paths).isdisjoint(batch.import_kind.roles)


def kept_row(request: Any, pk: int, row: int) -> ImportRow:
    batch = kept_batch(request, pk)
    return get_object_or_404(batch.rows.select_related("batch__region", "batch__source"), pk=row)


def require_reader(user: Any) -> None:
    """The list of imports is for those who keep or oversee the ledger or the accounts."""
    if not user.has_role(*READERS) and not kinds_for(user):
        raise NotAllowed


def kept_kind(user: Any, key: str) -> ImportKind:
    """A kind of file that exists, for those who may take it in."""
    if key not in KINDS:
        raise Http404
    if KINDS[key] not in kinds_for(user):
        raise NotAllowed
    return KINDS[key]


def tabs(batch: ImportBatch, chosen: str) -> list[dict[str, Any]]:
    """The verdicts with their numbers, the one that is shown marked; none before the check."""
    if not batch.checked_at:
        return []
    names = {str(v): Verdict(v).label for v in ORDER} | {"skip": _("Skipped")}
    return [
        {
            "name": name,
            "label": label,
            "count": batch.count_of(name),
            "is_current": name == chosen,
        }
        for name, label in names.items()
        if batch.count_of(name) or name == chosen
    ]


def chosen_tab(batch: ImportBatch, asked: str) -> str:
    """The verdict asked for, else the first that a person has to look at."""
    if asked in {*ORDER, "skip"}:
        return asked
    return next((v for v in ORDER if batch.count_of(v)), Verdict.SAME)


def rows_of_tab(batch: ImportBatch, tab: str) -> QuerySet:
    if tab == "skip":
        return batch.rows.filter(decision="skip")
    return batch.rows.filter(verdict=tab).exclude(decision="skip")


def rows_page(batch: ImportBatch, tab: str, after: str) -> dict[str, Any]:
    """Fifty rows of a tab, and where the next ones begin."""
    rows = rows_of_tab(batch, tab).filter(pk__gt=key_of(after) or 0).order_by("pk")
    found = list(rows[: PAGE + 1])
    return {
        "rows": [ShownRow(batch, row) for row in found[:PAGE]],
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
        "is_first": not key_of(after),
    }


def earlier_use(user: Any, batch: ImportBatch) -> ImportBatch | None:
    """The same file, taken in before."""
    same = ImportBatch.objects.visible_to(user).filter(
        kind=batch.kind, sha256=batch.sha256, status=BatchStatus.APPLIED
    )
    return same.exclude(pk=batch.pk).order_by("-applied_at").first()


def detail_context(request: Any, batch: ImportBatch) -> dict[str, Any]:
    tab = chosen_tab(batch, request.GET.get("show", ""))
    after = request.GET.get("after", "")
    is_keeper = may_keep(request.user, batch)
    return {
        "batch": batch,
        "kind": batch.import_kind,
        "may_keep": is_keeper,
        "may_correct": is_keeper and batch.is_checked and not batch.job,
        "tabs": tabs(batch, tab),
        "tab": tab,
        "failure": jobs.failure_of(batch),
        "earlier": earlier_use(request.user, batch),
        "sheets": sheets_in_words(batch),
        **rows_page(batch, tab, after),
        **progress_context(batch),
    }


def progress_context(batch: ImportBatch) -> dict[str, Any]:
    return {
        "progress": progress.read(batch.pk),
        "is_silent": bool(batch.job) and not progress.is_alive(batch.pk),
    }


def sheets_in_words(batch: ImportBatch) -> list[dict[str, Any]]:
    """What was read of each sheet, what was not, and why."""
    by_key = batch.import_kind.by_key
    read = [
        {
            "name": place["name"],
            "head": place["head"][1] + 1,
            "columns": len(place["columns"]),
            "units": [
                (by_key[key].label, factor)
                for key, factor in place["units"].items()
                if key in by_key
            ],
            "unknown": [" ".join(text.split()) for text in place["unknown"]],
            "left_out": place["left_out"][:20],
        }
        for place in batch.mapping.get("sheets", ())
    ]
    skipped = [
        {"name": sheet["name"], "reason": SENTENCES[sheet["code"]].found}
        for sheet in batch.mapping.get("skipped", ())
    ]
    return read + skipped


def columns_context(batch: ImportBatch) -> dict[str, Any]:
    """The head a person is asked about, with the first cells below each column."""
    sheet, head = head_to_assign(book_of(batch, limits_of(settings)), batch.import_kind)
    below = sheet.rows[head.last + 1 : head.last + 1 + SAMPLES]
    samples = {
        column: [shown(stored(row[column])) for row in below if column < len(row)]
        for column in head.texts
    }
    return {
        "batch": batch,
        "kind": batch.import_kind,
        "sheet": sheet,
        "head": head,
        "samples": samples,
        "missing": heads.missing(batch.import_kind, head.columns),
    }


def brought(request: Any, form: Any) -> ImportBatch | None:
    """The batch of an upload; what the workbook is refused for stands at the file field."""
    limits, now = limits_of(settings), timezone.now()
    try:
        batch = actions.upload(**form.upload, limits=limits, by=request.user, at=now)
    except Refusal as refused:
        form.add_error("file", str(refused))
        return None
    if batch.mapping:
        jobs.start(batch, Job.CHECK, by=request.user, at=now)
    return batch


def undo_context(batch: ImportBatch, user: Any, form: Any) -> dict[str, Any]:
    """What goes back and what stays, with the reason of each row that stays."""
    rows = actions.applied_rows(batch)
    blocked = batch.import_kind.blocked(rows, user=user)
    kept = [
        (ShownRow(batch, row), Problem("", *blocked[row.pk]).found)
        for row in rows
        if row.pk in blocked
    ]
    free = [row for row in rows if row.pk not in blocked]
    created = sum(row.verdict == Verdict.CREATE for row in free)
    return {
        "batch": batch,
        "form": form,
        "kept": kept[:MOST_KEPT_SHOWN],
        "kept_count": len(kept),
        "free_count": len(free),
        "created_count": created,
        "updated_count": len(free) - created,
    }


def region_for(user: Any, kind: ImportKind, code: str) -> Any:
    """The region of that code within the user's reach, or the widest."""
    regions = regions_of(user, [kind])
    return regions.filter(code=code).first() or get_object_or_404(regions[:1])


def download(file: Any, name: str) -> FileResponse:
    """A workbook as a download: never shown inside the browser."""
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=name, content_type=TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def require_unchecked(batch: ImportBatch) -> None:
    """Columns are assigned before the check, and once."""
    if not batch.is_unchecked:
        raise Refusal("columns_settled")


def require_in_force(batch: ImportBatch) -> None:
    if not batch.is_in_force:
        raise Refusal("not_in_force")


def require_file(batch: ImportBatch, *, is_checked: bool = False) -> None:
    """A discarded workbook is gone; one that was never checked has nothing to be said about."""
    is_there = not batch.is_discarded and batch.file.storage.exists(str(batch.file.name))
    if not is_there or (is_checked and not batch.checked_at):
        raise Http404


def receipt_context(batch: ImportBatch) -> dict[str, Any]:
    """The receipt names every row that was left out, as far as paper reaches."""
    left = batch.rows.filter(is_applied=False).exclude(verdict=Verdict.SAME).order_by("pk")
    return {
        "batch": batch,
        "kind": batch.import_kind,
        "sheets": sheets_in_words(batch),
        "left": [ShownRow(batch, row) for row in left[:MOST_KEPT_SHOWN]],
    }


def columns_url(batch: ImportBatch) -> str:
    return reverse("exchange:import_columns", args=[batch.pk])


def receipt_url(batch: ImportBatch) -> str:
    return reverse("exchange:import_receipt", args=[batch.pk])
