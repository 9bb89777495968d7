"""The page of a project, as it stands or as it stood at the end of a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from airdefense.accounts.entries import typed
from projects.site import context_of
from projects.views.pages import keeps, visible_project


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day a page of money is asked for: today unless a past day was typed."""

    day: date
    is_past: bool
    complaint: str = ""


def day_asked(request: Any) -> AsOf:
    """`?on=2015-12-31`; what is no day, or has not come yet, is said and today is shown."""
    today = timezone.localdate()
    if not (text := typed(request.GET, "on").strip()):
        return AsOf(today, is_past=False)
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or day > today:
        words = _("“%(text)s” is no day up to today: today is shown.") % {"text": text[:40]}
        return AsOf(today, is_past=False, complaint=words)
    return AsOf(day, is_past=day < today)


@require_safe
def detail(request, pk):
    project, as_of = visible_project(request, pk), day_asked(request)
    context = context_of(project, request.user, as_of.day)
    context |= {"as_of": as_of, "may_keep": keeps(request.user, project)}
    return render(request, "projects/detail.html", context)
