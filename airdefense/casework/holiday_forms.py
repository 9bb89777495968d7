"""Days of the calendar changed by hand: from when until when, free or worked, by which document."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.casework import clock, holidays

LONGEST = 31
FREE, WORKED = "free", "worked"


class CalendarDaysForm(forms.Form):
    """One stretch of days; a whole year comes in as a workbook."""

    first_day = forms.DateField(
        label=_("First of the days"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The first day that counts otherwise than now."),
    )
    last_day = forms.DateField(
        label=_("Last of the days"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty for a single day."),
    )
    kind = forms.ChoiceField(
        label=_("The days are"),
        choices=[(FREE, _("free")), (WORKED, _("worked"))],
        widget=forms.RadioSelect,
        help_text=_("Free as part of a holiday, or worked for one."),
    )
    name = forms.CharField(
        label=_("Holiday"),
        max_length=60,
        help_text=_("As the notice writes it, such as 春节."),
    )
    document = forms.CharField(
        label=_("Document"),
        max_length=200,
        help_text=_("Issuer and number of the notice, such as 国办发明电〔2025〕7号."),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        first, kind = facts.get("first_day"), facts.get("kind")
        if first is None or not kind:
            return facts
        last = facts.get("last_day") or first
        if last < first:
            self.add_error("last_day", _("It lies before the first day."))
        elif (last - first).days >= LONGEST or last.year != first.year:
            self.add_error(
                "last_day", _("At most 31 days of one year: a whole year comes in as a workbook.")
            )
        else:
            facts["lines"] = list(lines_of(first, last, kind, facts.get("name", "")))
            if not holidays.changes(facts["lines"], [], clock.overrides()):
                self.add_error("first_day", _("These days count so already: nothing would change."))
        return facts

    @property
    def proposed(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("lines", "document")}


def lines_of(first: date, last: date, kind: str, name: str) -> Any:
    """The days of the stretch: of a holiday all, its weekends too; of work those not worked now."""
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if kind == FREE or not clock.is_working_day(day):
            yield holidays.Line(day, kind == WORKED, name)
