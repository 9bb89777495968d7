"""Lists as people keep them: a named view of a list, shared by an office, followed by digest."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation

USER = settings.AUTH_USER_MODEL


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those shared with the organisation one works in."""
        if not user.is_authenticated or not user.paths():
            return self.none()
        return self.filter(Q(owner=user) | Q(office=user.organisation_id, office__isnull=False))


class SavedView(models.Model):
    """The filters, order and columns of a list under a name: a query string, never rows. What it
    shows is what the reader may see."""

    listing_key = models.CharField(max_length=60)
    # The path of the list and its query string, as its page had them.
    path = models.CharField(max_length=200)
    query = models.CharField(max_length=2000, blank=True)
    name = models.CharField(_("name of the view"), max_length=60)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="saved_views")
    office = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="saved_views",
        verbose_name=_("shared with"),
    )
    recorded_at = models.DateTimeField(_("saved at"))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                name="one_view_of_a_name", fields=["owner", "listing_key", "name"]
            )
        ]

    def __str__(self):
        return f"{self.name} #{self.pk}"

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


class Rhythm(models.TextChoices):
    DAILY = "daily", _("Every working morning")
    WEEKLY = "weekly", _("On the first working morning of the week")
    THRESHOLD = "threshold", _("When there are more than so many")


class Following(models.Model):
    """That a person is told of a saved view in the morning message: a count and a link."""

    view = models.ForeignKey(SavedView, models.CASCADE, related_name="followers")
    user = models.ForeignKey(USER, models.CASCADE, related_name="followed_views")
    rhythm = models.CharField(_("told"), max_length=20, choices=Rhythm, default=Rhythm.WEEKLY)
    threshold = models.PositiveIntegerField(_("more than"), null=True, blank=True)
    # What was counted last and when: the message says by how many it differs.
    counted = models.PositiveIntegerField(null=True, editable=False)
    counted_on = models.DateField(null=True, editable=False)

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
