"""Rows of a form: milestones of a plan, lines of a result; rows left empty are left out."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from rectification.forms.shared import day_field
from rectification.models import ResultMode

ROWS_AT_FIRST, ROWS_AT_MOST = 3, 30


class MilestoneRow(forms.Form):
    measure = forms.CharField(label=_("Planned measure"), max_length=300)
    due_on = day_field(_("Due on"))
    responsible_person = forms.CharField(label=_("Responsible person"), max_length=60)

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, **kwargs)
        self.task = task

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if not self.task.issued_on <= day <= self.task.due_on:
            raise ValidationError(
                _t("Choose a day between %(first)s and %(last)s, the due day.")
                % {"first": self.task.issued_on, "last": self.task.due_on}
            )
        return day


class LineRow(forms.Form):
    """One result in money; a row of which only the mode is set counts as empty."""

    mode = forms.ChoiceField(
        label=_("Result"), choices=ResultMode.choices, initial=ResultMode.COLLECTED
    )
    voucher = forms.CharField(
        label=_("Voucher number"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"data-voucher": "", "autocomplete": "off"}),
    )
    amount_yuan = forms.DecimalField(
        label=_("Amount (yuan)"),
        max_digits=14,
        decimal_places=2,
        min_value=0.01,
        widget=forms.NumberInput({"data-amount": "", "step": "0.01", "inputmode": "decimal"}),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("mode") == ResultMode.COLLECTED and not cleaned.get("voucher"):
            self.add_error("voucher", _("Recovered money names its voucher."))
        return cleaned


class Rows(forms.BaseFormSet):
    """Empty rows are left out; `rows()` is what was entered. A post without rows has none."""

    def __init__(self, data=None, *args, prefix, **kwargs):
        if data:
            # A row that came back for more rows may still be left empty: none is initial.
            data = data.copy()
            data[f"{prefix}-INITIAL_FORMS"] = "0"
            data.setdefault(f"{prefix}-TOTAL_FORMS", "0")
        super().__init__(data, *args, prefix=prefix, **kwargs)

    def rows(self):
        return [row.cleaned_data for row in self if row.has_changed()]


def _rows(row):
    return forms.formset_factory(
        row, formset=Rows, extra=ROWS_AT_FIRST, max_num=ROWS_AT_MOST, absolute_max=ROWS_AT_MOST
    )


MilestoneRows = _rows(MilestoneRow)
LineRows = _rows(LineRow)


def wants_more_rows(request) -> bool:
    """The button of the form that adds rows where no script does."""
    return request.method == "POST" and "add_rows" in request.POST


def retyped(form_class, prefix, post, **kwargs):
    """The rows as they were typed and some more, nothing judged yet."""
    names = list(form_class.form.base_fields)
    count = min(int(post.get(f"{prefix}-TOTAL_FORMS", "0") or 0), ROWS_AT_MOST)
    typed = [{name: post.get(f"{prefix}-{n}-{name}", "") for name in names} for n in range(count)]
    return form_class(prefix=prefix, initial=typed, **kwargs)


def with_rows(count):
    """Line rows for a saved draft of so many lines, never fewer than a new form has."""
    extra = min(max(count, ROWS_AT_FIRST), ROWS_AT_MOST)
    return forms.formset_factory(
        LineRow, formset=Rows, extra=extra, max_num=ROWS_AT_MOST, absolute_max=ROWS_AT_MOST
    )
