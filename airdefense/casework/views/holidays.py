"""The working calendar: a year at a glance, what is proposed, and how a proposal is decided."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import key_of, typed
from airdefense.casework import calendar, clock, holidays, yearly
from airdefense.casework.actions.holidays import check_keeper, propose_days, take_calendar_step
from airdefense.casework.calendar_steps import KEEPERS, CalendarStatus
from airdefense.casework.holiday_forms import CalendarDaysForm
from airdefense.casework.models import CalendarProposal

YEARS = range(2000, 2100)
LATEST = 20
# The heads of the small months, from Monday on.
LETTERS = (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))


def visible(user):
    rows = CalendarProposal.objects.visible_to(user)
    return rows.select_related("proposed_by", "decided_by")


def year_asked(request, today):
    """The year of the address, else the present one."""
    asked = key_of(typed(request.GET, "year"))
    return asked if asked in YEARS else today.year


@require_safe
def working_calendar(request):
    today = timezone.localdate()
    year = year_asked(request, today)
    months = holidays.months_of(year, clock.overrides(), yearly.names_of(year))
    proposals = visible(request.user)
    context = {"year": year, "today": today, "months": months, **about(year, today)}
    context |= {
        "stretches": list(yearly.stretches_of(months)),
        "worked": yearly.marked(months, "work"),
        "waiting": proposals.open().order_by("pk"),
        "decided": proposals.filter(year=year).exclude(status="proposed").order_by("-pk")[:LATEST],
        "may_propose": request.user.has_role(*KEEPERS),
    }
    return render(request, "casework/working_calendar.html", context)


def about(year, today):
    """What the year rests on, and which years are missed."""
    return {
        "sources": yearly.sources_of(year),
        "is_packaged": year in calendar.PUBLISHED_YEARS,
        "missing": yearly.missing_years(today),
        "weekdays": list(zip(LETTERS, WEEKDAYS.values(), strict=True)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_proposal_new(request):
    """A change by hand; it counts once a second person put it in force."""
    check_keeper(request.user)
    form = CalendarDaysForm(request.POST or None)
    if form.is_valid():
        return redirect(propose_days(**form.proposed, by=request.user, at=timezone.now()))
    return render(request, "casework/calendar_proposal_new.html", {"form": form})


@require_safe
def calendar_proposal_detail(request, pk):
    proposal, today = get_object_or_404(visible(request.user), pk=pk), timezone.localdate()
    context = {"proposal": proposal, "today": today}
    if proposal.status == CalendarStatus.PROPOSED:
        context |= yearly.effect_of(proposal)
        if changes := context["changes"]:
            context["concerned"] = yearly.due_after(request.user, changes[0].day, today)
    return render(request, "casework/calendar_proposal_detail.html", context)


@require_POST
def take_calendar_proposal_step(request, pk, name):
    proposal = get_object_or_404(visible(request.user), pk=pk)
    if name not in proposal.workflow:
        raise Http404
    note = typed(request.POST, "note")
    return redirect(
        take_calendar_step(proposal, name, by=request.user, at=timezone.now(), note=note)
    )
