"""What a round is held to and what it did: deadlines, drawn plans of checks, activities."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense import features
from airdefense.accounts.models import Organisation
from airdefense.casework import calendar, clock
from airdefense.casework.models import both_or_neither, moment, person
from airdefense.casework.triggers import append_only
from inspections.models.rounds import Round, Team

USER = settings.AUTH_USER_MODEL


class OfRoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(round__in=Round.objects.visible_to(user))


class DeadlineItem(models.TextChoices):
    """What a round has to do by a day (domain §2.5)."""

    ENTRY_NOTICE = "entry_notice", _("Entry notice")
    TEAM_REPORT = "team_report", _("Team report to the leading group")
    SECRETARY_MEETING = "secretary_meeting", _("Report to the secretary's meeting")
    PLAN = "plan", _("Rectification plan")
    PROGRESS = "progress", _("Progress report")
    CLOSE_OUT = "close_out", _("Problems closed out")
    LEADS_BACK = "leads_back", _("Report on transferred leads")


def deadline_items() -> list[DeadlineItem]:
    """What a round may be held to in this installation."""
    is_there = {DeadlineItem.LEADS_BACK: features.has("leads")}
    return [item for item in DeadlineItem if is_there.get(item, True)]


# From which day of the round each item counts; the entry notice counts backwards.
COUNTED_FROM = {
    DeadlineItem.ENTRY_NOTICE: "starts_on",
    DeadlineItem.TEAM_REPORT: "ends_on",
    DeadlineItem.SECRETARY_MEETING: "ends_on",
    DeadlineItem.PLAN: "feedback_on",
    DeadlineItem.PROGRESS: "feedback_on",
    DeadlineItem.CLOSE_OUT: "feedback_on",
    DeadlineItem.LEADS_BACK: "feedback_on",
}


class RoundDeadline(models.Model):
    """One deadline of one round, entered as data with its basis; never a constant."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="deadlines")
    item = models.CharField(_("item"), max_length=20, choices=DeadlineItem)
    days = models.PositiveSmallIntegerField(_("days"))
    is_working_days = models.BooleanField(_("working days"), default=False)
    basis = models.CharField(_("basis"), max_length=200)
    met_on = models.DateField(_("done on"), null=True, blank=True)
    met_at, met_by = moment(_("recorded at")), person()

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline of a round")
        verbose_name_plural = _("deadlines of a round")
        constraints = [
            both_or_neither("round_deadline", "met"),
            models.UniqueConstraint(name="one_deadline_per_item", fields=["round", "item"]),
            models.CheckConstraint(name="round_deadline_is_cited", condition=~Q(basis="")),
        ]

    def __str__(self):
        return f"{self.get_item_display()} · {self.round.number}"

    @property
    def counted_from(self) -> date | None:
        """The day it counts from; None while that day is not known yet."""
        if COUNTED_FROM[self.item] == "feedback_on":
            at = self.round.feedback_at
            return timezone.localdate(at) if at else None
        return getattr(self.round, COUNTED_FROM[self.item])

    @property
    def due_on(self) -> date | None:
        return self.due_by(clock.overrides())

    def due_by(self, overrides: calendar.Overrides) -> date | None:
        """The day it is due by a calendar read already; None while nothing counts yet."""
        start = self.counted_from
        if start is None:
            return None
        if self.item == DeadlineItem.ENTRY_NOTICE:
            return self._before(start, overrides)
        return calendar.due_on(start, self.days, working=self.is_working_days, overrides=overrides)

    def _before(self, start: date, overrides: calendar.Overrides) -> date:
        if not self.is_working_days:
            return start - timedelta(days=self.days)
        day = start
        for _day in range(self.days):
            day = calendar.previous_working_day(day, overrides)
        return day


class DrawMethod(models.TextChoices):
    """How the projects to check are chosen."""

    RANDOM = "random", _("Random sample")
    RISK = "risk", _("By money at risk")
    HAND = "hand", _("By hand")


class CheckPlan(models.Model):
    """One draw of projects to check, kept so that anybody can draw the same again."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="plans")
    team = models.ForeignKey(Team, models.PROTECT, related_name="plans")
    method = models.CharField(_("method"), max_length=10, choices=DrawMethod)
    seed = models.CharField(_("seed"), max_length=40, blank=True)
    population = models.PositiveIntegerField(_("drawn from"))
    size = models.PositiveIntegerField(_("drawn"))
    # Over the sorted project numbers drawn from: the same population gives the same digest.
    population_sha256 = models.CharField(max_length=64)
    criteria = models.JSONField(default=dict, blank=True)
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan of checks")
        verbose_name_plural = _("plans of checks")
        constraints = [
            models.CheckConstraint(
                name="random_draw_has_its_seed",
                condition=~Q(method="random") | ~Q(seed=""),
            ),
            models.CheckConstraint(
                name="no_more_drawn_than_there_are",
                condition=Q(size__lte=models.F("population")),
            ),
        ]
        triggers = [append_only("check_plan_is_append_only")]

    def __str__(self):
        return f"{self.get_method_display()} {self.size}/{self.population} #{self.pk}"

    def get_absolute_url(self):
        return reverse("inspections:plan_detail", args=[self.pk])


class ActivityKind(models.TextChoices):
    """What the official statistics of a round count (domain §2.6)."""

    TALK = "talk", _("Talks")
    QUESTIONNAIRE = "questionnaire", _("Questionnaires")
    FILE = "file", _("Files read")
    REPORT = "report", _("Reports heard")
    VISIT = "visit", _("Visits")
    MEETING = "meeting", _("Meetings attended")
    PETITION = "petition", _("Petitions received")
    RULE_MADE = "rule_made", _("Rules made")


class RoundActivity(models.Model):
    """How many talks, files, visits a team counted on a day: numbers, never names."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="activities")
    team = models.ForeignKey(Team, models.PROTECT, related_name="activities")
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ActivityKind)
    held_on = models.DateField(_("on"))
    count = models.PositiveIntegerField(_("count"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    counted_at = models.DateTimeField(_("recorded at"))
    counted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    voided_at, voided_by = moment(_("voided at")), person()

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity of a round")
        verbose_name_plural = _("activities of a round")
        constraints = [
            both_or_neither("round_activity", "voided"),
            models.CheckConstraint(name="activity_counts_something", condition=Q(count__gt=0)),
        ]
        indexes = [models.Index(name="activity_of_round", fields=["round", "kind", "held_on"])]

    def __str__(self):
        return f"{self.get_kind_display()} {self.count} · {self.held_on} #{self.pk}"
