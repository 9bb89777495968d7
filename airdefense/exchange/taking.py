"""Taking rows out of the house: as which file, for a purpose that is kept with its number."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import FileResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.casework.pace import count_export
from airdefense.exchange.commas import write_csv
from airdefense.exchange.documents.delivery import send
from airdefense.exchange.export import TYPE, about, trace_number, write_workbook

LONGEST_PURPOSE = 200
QUESTION = "exchange/export_new.html"
SENT_AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that a list is taken as; `write` returns the number of rows."""

    label: Any
    content_type: str
    write: Callable[[Any, Any, list[tuple[str, str]]], int]


FORMATS = {
    "xlsx": Format(_("Workbook (.xlsx), for Excel and WPS"), TYPE, write_workbook),
    "csv": Format(_("Text with commas (.csv), for other programs"), "text/csv", write_csv),
}
# Asks which file, where no address has said it yet.
CHOOSE = "choose"
ASKED = {*FORMATS, CHOOSE}


class ExportForm(forms.Form):
    """What the rows are needed for stands in the file and in the log of exports."""

    format = forms.ChoiceField(
        label=_("File"),
        choices=[(ending, one.label) for ending, one in FORMATS.items()],
        widget=forms.RadioSelect,
        help_text=_("The same rows and columns in either; people read the first more easily."),
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        min_length=4,
        max_length=LONGEST_PURPOSE,
        help_text=_("For example: the quarterly meeting on recovery, item 3."),
    )

    def __init__(self, asked: Any) -> None:
        given = asked.get("format")
        chosen = given if given in FORMATS else next(iter(FORMATS))
        super().__init__(asked if "purpose" in asked else None, initial={"format": chosen})
        self.fields["purpose"].required = settings.EXPORT_ASKS_PURPOSE


def answer(shown: Any) -> Any:
    """The file, or the page that asks which one and what for before any row is read."""
    asked = shown.request.GET
    form = ExportForm(asked)
    if form.is_valid():
        return file_response(shown, form.cleaned_data["format"], form.cleaned_data["purpose"])
    if settings.EXPORT_ASKS_PURPOSE or asked["format"] == CHOOSE:
        return question(shown, form)
    return file_response(shown, asked["format"], "")


def question(shown: Any, form: ExportForm) -> TemplateResponse:
    asked = shown.request.GET
    carried = [(n, v) for n in asked if n not in form.fields for v in asked.getlist(n)]
    context = {"list": shown, "listing": shown.listing, "form": form, "carried": carried}
    return TemplateResponse(shown.request, QUESTION, context)


def file_response(shown: Any, ending: str, purpose: str) -> FileResponse:
    """A list as a download. The file is whole and its taking written down with its fingerprint
    before its first byte leaves; the database is not kept waiting for a slow line."""
    user, now, chosen = shown.request.user, timezone.now(), FORMATS[ending]
    count_export(user)
    trace = trace_number(now)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    # Inside a transaction the cursor of the server finds rows as they are fetched.
    with transaction.atomic(using=shown.queryset.db):
        rows = chosen.write(file, shown, about(shown, user, now, trace, purpose))
    detail = {
        "list": shown.listing.key,
        "format": ending,
        "filters": shown.url(),
        "columns": [column.key for column in shown.columns],
        "rows": rows,
        "purpose": purpose,
    }
    name = f"{shown.listing.title}-{timezone.localtime(now):%Y%m%d-%H%M}.{ending}"
    told = {"name": name, "content_type": chosen.content_type, "detail": detail}
    response = send(file, about=user, by=user, at=now, trace=trace, **told)
    response.block_size = SENT_AT_ONCE
    return response
