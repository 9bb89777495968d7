"""Work handed over, which the taker signs for; calendars that wait for a second person."""

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.home import WorkFigure, WorkList, work_figure, work_list
from airdefense.accounts.roles import EVERY_CASE_ROLE
from airdefense.casework import yearly
from airdefense.casework.calendar_steps import KEEPERS
from airdefense.casework.models import CalendarProposal, HandOver
from airdefense.casework.oversight import HandOverStatus
from airdefense.exchange.listing import Column


def unsigned(user):
    open_ones = HandOver.objects.visible_to(user).filter(status=HandOverStatus.MADE)
    return open_ones.select_related("giver__organisation", "taker")


@work_list(roles=EVERY_CASE_ROLE, order=5)
def handed_over_to_me(user, today):
    return WorkList(
        key="handed-over-to-me",
        title=_("Handed over to me"),
        queryset=unsigned(user).filter(taker=user),
        url=reverse("casework:hand_over_list"),
        when="",
        columns=(
            Column("giver", _("Who leaves"), link=True, phone="o0"),
            Column("giver.organisation.short_name", _("Organisation")),
            Column("made_at", _("Made at"), kind="moment", phone="hide"),
            Column("status", _("Status"), kind="status", phone="o1"),
        ),
        verb=_("Sign for it"),
    )


@work_list(roles=EVERY_CASE_ROLE, order=95)
def handed_over_by_me(user, today):
    return WorkList(
        key="handed-over-by-me",
        title=_("My work handed over"),
        queryset=unsigned(user).filter(giver=user),
        url=reverse("casework:hand_over_list"),
        when="",
        columns=(
            Column("taker", _("Who takes over"), link=True, phone="o0"),
            Column("made_at", _("Made at"), kind="moment", phone="hide"),
            Column("status", _("Status"), kind="status", phone="o1"),
        ),
        waits=False,
    )


@work_list(roles=KEEPERS, order=89)
def calendars_to_decide(user, today):
    """Another person's proposals, for whose role counts over the whole city."""
    rows = CalendarProposal.objects.visible_to(user).open().exclude(proposed_by=user)
    if user.roles_over(CalendarProposal().scope_paths).isdisjoint(KEEPERS):
        return None
    return WorkList(
        key="calendars-to-decide",
        title=_("Calendars to put in force"),
        queryset=rows.select_related("proposed_by"),
        url=f"{reverse('casework:working_calendar')}#waiting",
        when="",
        columns=(
            Column("document", _("Document"), link=True, phone="o0"),
            Column("year", _("Year"), kind="text"),
            Column("proposed_by", _("Proposed by")),
            Column("status", _("Status"), kind="status", phone="o1"),
        ),
        verb=_("Decide"),
    )


@work_figure(roles=KEEPERS, order=1)
def calendar_missing(user, today):
    """The first thing to see while limits run into a year whose holidays nobody entered."""
    years = yearly.missing_years(today)
    if not years:
        return None
    return WorkFigure(
        _("Working calendar"),
        value=_t("%(year)d missing") % {"year": years[0]},
        url=reverse("casework:working_calendar"),
        note=_("weekdays count until it is in force"),
        is_alarm=True,
    )
