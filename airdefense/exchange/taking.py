"""Taking rows out of the house: for a purpose that is kept with the number of the file."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

LONGEST_PURPOSE = 200


class PurposeForm(forms.Form):
    """What the rows are needed for; it stands in the file and in the log of exports."""

    purpose = forms.CharField(
        label=_("Purpose"),
        min_length=4,
        max_length=LONGEST_PURPOSE,
        help_text=_("For example: the quarterly meeting on recovery, item 3."),
    )


def purpose_of(shown: Any) -> tuple[str, PurposeForm | None]:
    """What the rows are taken for, or the form that asks for it."""
    asked = shown.request.GET
    form = PurposeForm(asked if "purpose" in asked else None)
    if form.is_valid():
        return form.cleaned_data["purpose"], None
    return "", form if settings.EXPORT_ASKS_PURPOSE else None


def ask_purpose(shown: Any, form: PurposeForm) -> TemplateResponse:
    """The page that asks what the rows are for, before any is read."""
    asked = shown.request.GET
    carried = [(n, v) for n in asked if n != "purpose" for v in asked.getlist(n)]
    context = {"list": shown, "listing": shown.listing, "form": form, "carried": carried}
    return TemplateResponse(shown.request, "exchange/export_new.html", context)
