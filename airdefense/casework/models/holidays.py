"""A calendar that somebody proposes: a whole year, or days by hand, with the document.

What is in force are the rows of CalendarDay alone; a proposal counts nowhere.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role
from airdefense.casework.calendar_steps import CALENDAR_WORKFLOW, KEEPERS, CalendarStatus
from airdefense.casework.holidays import Line
from airdefense.casework.models.cases import CalendarDay, Case, both_or_neither, moment, person

# Who reads what is proposed: those who decide, those who watch limits, those who look over both.
READERS = (*KEEPERS, Role.CASE_SUPERVISION, Role.EXAMINER, Role.AUDITOR)


class CalendarProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The calendar is of no county: it is kept, and read, by role."""
        if not user.is_authenticated or not user.has_role(*READERS):
            return self.none()
        return self.all()

    def open(self):
        return self.filter(status=CalendarStatus.PROPOSED)


class CalendarProposal(Case):
    """Holidays and worked weekends proposed with their document; a second person decides."""

    workflow = CALENDAR_WORKFLOW
    event_labels = {"propose": _("Proposed")}
    step_view = "take_calendar_proposal_step"

    year = models.PositiveSmallIntegerField(_("year"))
    # A whole year takes the place of the year before it; a change by hand adds its own days.
    is_whole_year = models.BooleanField(_("whole year"))
    document = models.CharField(_("document"), max_length=200)
    # One entry a day: {"day": "2026-10-01", "is_working": false, "name": "国庆节"}.
    days = models.JSONField(_("days"))
    status = models.CharField(
        _("status"), max_length=20, choices=CalendarStatus, default=CalendarStatus.PROPOSED
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    decided_at, decided_by = moment(_("decided at")), person(verbose_name=_("decision by"))

    objects = CalendarProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed calendar")
        verbose_name_plural = _("proposed calendars")
        constraints = [
            both_or_neither("calendar_proposal", "decided"),
            models.CheckConstraint(name="calendar_proposal_is_cited", condition=~Q(document="")),
            models.CheckConstraint(name="calendar_proposal_names_days", condition=~Q(days=[])),
            models.CheckConstraint(
                name="calendar_decided_by_second_person",
                condition=~Q(status__in=["accepted", "refused"])
                | (Q(decided_at__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
            models.UniqueConstraint(
                name="one_open_calendar_per_year",
                fields=["year"],
                condition=Q(status="proposed", is_whole_year=True),
            ),
        ]

    def __str__(self):
        return f"{self.year} · {self.document} #{self.pk}"

    def get_absolute_url(self):
        return reverse("casework:calendar_proposal_detail", args=[self.pk])

    @property
    def region(self):
        """It counts for all: like a limit of the whole city, it is decided on over the city."""
        return Organisation.objects.regions().order_by("path").first()

    @property
    def scope_paths(self):
        city = self.region
        return (city.path,) if city else ()

    @property
    def lines(self) -> list[Line]:
        return [Line.of(stored) for stored in self.days]

    def removed(self) -> list[date]:
        """The days in force that a whole year leaves out: they go with the calendar before it."""
        if not self.is_whole_year:
            return []
        kept = [line.day for line in self.lines]
        days = CalendarDay.objects.of_year(self.year).exclude(day__in=kept)
        return list(days.values_list("day", flat=True))

    def is_told_already(self) -> bool:
        """Whether every row in force says the same already, with the same document."""
        lines = self.lines
        rows = {row.day: row for row in CalendarDay.objects.filter(day__in=[x.day for x in lines])}
        return not self.removed() and all(
            (row := rows.get(line.day)) is not None
            and (row.is_working, row.name, row.document)
            == (line.is_working, line.name, self.document)
            for line in lines
        )

    def may_attach(self, user) -> bool:
        return False
