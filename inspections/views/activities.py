"""What the teams of a round did, counted day by day."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from airdefense.casework.workflow import NotAllowed
from inspections import actions
from inspections.forms import ActivityForm, ReasonForm
from inspections.models import RoundActivity, Team
from inspections.page import RoundPage, regions_seen
from inspections.views import rounds
from inspections.views.entry import acted
from inspections.views.teams import asked

SHOWN = 200


def counting_teams(request, round_):
    """The teams this person may count for; the own team first."""
    teams = Team.objects.visible_to(request.user).filter(round=round_).select_related("round")
    mine = [team for team in teams if actions.may_count(request.user, team)]
    return teams.filter(pk__in=[team.pk for team in mine]).order_by("name")


@require_http_methods(["GET", "POST"])
def round_activities(request, pk):
    round_ = rounds.visible(request, pk)
    teams = counting_teams(request, round_)
    if request.method == "POST" and not teams:
        raise NotAllowed(_("Activities are counted by the team or the inspection office."))
    own = teams.filter(members__user=request.user, members__left_on=None).first()
    initial = {"held_on": timezone.localdate(), "team": own or teams.first()}
    form = ActivityForm(request.POST or None, initial=initial, teams=teams)
    if form.is_valid():
        return _counted(request, round_, form)
    context = _context(request, round_) | {
        "form": form if teams and not round_.is_concluded else None
    }
    return render(request, "inspections/round_activities.html", context)


def _counted(request, round_, form):
    names = ("team", "region", "held_on", "note")
    facts = {name: form.cleaned_data[name] for name in names}
    counts = form.counts()
    actions.count_activities(counts=counts, by=request.user, at=timezone.now(), **facts)
    return acted(request, _address(round_), _("Counted."))


def _address(round_):
    return f"{round_.get_absolute_url()}activities/"


def _context(request, round_):
    user = request.user
    rows = RoundActivity.objects.visible_to(user).filter(round=round_)
    rows = rows.filter(region__in=regions_seen(round_, user))
    rows = rows.select_related("team", "region", "counted_by", "voided_by", "round__region")
    rows = list(rows.order_by("-held_on", "-pk")[: SHOWN + 1])
    may_void = actions.voiding(user, rows)
    return {
        "round": round_,
        "page": RoundPage(round_, user, timezone.localdate()),
        "rows": [(row, not row.voided_at and may_void(row)) for row in rows[:SHOWN]],
        "is_cut": len(rows) > SHOWN,
    }


@require_http_methods(["GET", "POST"])
def activity_void(request, pk):
    visible = RoundActivity.objects.visible_to(request.user)
    related = ("round__region", "team", "region")
    activity = get_object_or_404(visible.select_related(*related), pk=pk)
    if not actions.may_void(request.user, activity):
        raise NotAllowed(_("A count is voided by who entered it, the leader or the office."))
    form, back = ReasonForm(request.POST or None), _address(activity.round)
    if form.is_valid():
        told = form.cleaned_data
        actions.void_activity(activity=activity, by=request.user, at=timezone.now(), **told)
        return acted(request, back, _("The count is void."))
    return asked(request, form, _("Void this count"), activity, back=activity.round)
