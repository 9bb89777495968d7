"""Lists as people keep them: a named view of a list, shared by an office, followed by digest."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation

USER = settings.AUTH_USER_MODEL


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those shared with the organisation one works in; administrators none."""
        if not user.is_authenticated or not user.paths():
            return self.none()
        return self.filter(Q(owner=user) | Q(office=user.organisation_id, office__isnull=False))


class SavedView(models.Model):
    """The filters, order and columns of a list under a name: a query string, never rows. What it
    shows is what the reader may see."""

    # The path of the list, and its query string put in order, without paging.
    path = models.CharField(max_length=200, editable=False)
    query = models.CharField(max_length=2000, blank=True, editable=False)
    name = models.CharField(_("name of the view"), max_length=60)
    owner = models.ForeignKey(
        USER, models.PROTECT, related_name="saved_views", verbose_name=_("saved by"), editable=False
    )
    office = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="saved_views",
        verbose_name=_("shared with"),
    )
    recorded_at = models.DateTimeField(_("saved at"), editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(name="one_view_of_a_name", fields=["owner", "path", "name"])
        ]
        indexes = [models.Index(name="view_of_list", fields=["path"])]

    def __str__(self):
        return f"{self.name} #{self.pk}"

    def get_absolute_url(self):
        return f"{self.path}?{self.query}" if self.query else self.path


class Rhythm(models.TextChoices):
    DAILY = "daily", _("Every working morning")
    WEEKLY = "weekly", _("On the first working morning of the week")
    THRESHOLD = "threshold", _("When there are more than so many")


class Following(models.Model):
    """That a person is told of a saved view in the morning message: a count and a link."""

    view = models.ForeignKey(SavedView, models.PROTECT, related_name="followings")
    user = models.ForeignKey(USER, models.PROTECT, related_name="followings", editable=False)
    rhythm = models.CharField(_("told"), max_length=20, choices=Rhythm, default=Rhythm.WEEKLY)
    threshold = models.PositiveIntegerField(_("more than"), null=True, blank=True)
    # What was told last, or counted last below the threshold; nothing before the first time.
    counted = models.PositiveIntegerField(null=True, editable=False)
    # The day it was told last, at first the day since when it is followed.
    told_on = models.DateField(editable=False)

    class Meta:
        verbose_name = _("followed view")
        verbose_name_plural = _("followed views")
        constraints = [
            models.UniqueConstraint(name="a_view_is_followed_once", fields=["view", "user"]),
            models.CheckConstraint(
                name="threshold_iff_told_by_it",
                condition=Q(rhythm="threshold", threshold__isnull=False)
                | (~Q(rhythm="threshold") & Q(threshold=None)),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.view}"
