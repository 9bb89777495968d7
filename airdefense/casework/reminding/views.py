from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from airdefense.casework.reminding import actions
from airdefense.casework.reminding.asides import latest_besides
from airdefense.casework.reminding.digest import (
    Told,
    is_mailed,
    morning_of,
    preference_of,
    rows_of,
    stage_words,
    told,
    wanted,
)
from airdefense.casework.reminding.forms import PreferenceForm

ROWS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Group:
    """What is told of one kind and day, with its first rows."""

    told: Told
    rows: list[Any]

    @property
    def stage(self) -> str:
        return stage_words(self.told.kind.manner, self.told.rung, self.told.days_late)

    @property
    def more(self) -> int:
        return self.told.count - len(self.rows)


def group_of(user, one: Told) -> Group:
    rows = rows_of(user, one)[:ROWS_SHOWN]
    return Group(one, [(row, one.kind.case_of(row)) for row in rows])


@require_safe
def reminders(request):
    """What I am reminded of today, as the cases stand now."""
    user, morning = request.user, morning_of(timezone.localdate())
    preference = preference_of(user)
    items = wanted(told(user, morning), preference)
    context = {
        "today": morning.day,
        "groups": [group_of(user, one) for one in items],
        "total": sum(one.count for one in items),
        "late": sum(one.count for one in items if one.is_late),
        "preference": preference,
        "is_mailed": is_mailed(preference, morning.day),
        "besides": latest_besides(user),
    }
    return render(request, "casework/reminders.html", context)


@require_http_methods(["GET", "POST"])
def reminder_preferences(request):
    """How I want to be reminded."""
    form = PreferenceForm(request.POST or None, instance=preference_of(request.user))
    if not form.is_valid():
        return render(request, "casework/reminder_preferences.html", {"form": form})
    actions.prefer(user=request.user, **form.cleaned_data)
    messages.success(request, _("Kept: this is how you are reminded from now on."))
    return redirect("casework:reminders")
