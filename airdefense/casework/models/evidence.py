"""Files of a case: each with its hash, its versions, and the hands it went through."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.storage import evidence_path, upload_path
from airdefense.casework.triggers import append_only

CUSTODIANS = (Role.INSPECTION_OFFICE, Role.TEAM_LEADER)


class AttachmentKind(models.TextChoices):
    EVIDENCE = "evidence", _("Evidence")
    PROOF = "proof", _("Proof of rectification")
    DOCUMENT = "document", _("Document")
    LETTER = "letter", _("Letter")


class AttachmentQuerySet(models.QuerySet):
    def of(self, case):
        return self.filter(case_type=case._meta.label_lower, case_id=case.pk)

    def current(self):
        """The latest version of each file."""
        return self.filter(revised_by=None)


class Attachment(models.Model):
    """A file kept with a case under an opaque path; its SHA-256 is taken when it arrives."""

    case_type = models.CharField(max_length=60)
    case_id = models.PositiveBigIntegerField()
    file = models.FileField(upload_to=evidence_path, max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size_bytes = models.PositiveBigIntegerField(_("size"))
    content_type = models.CharField(max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=AttachmentKind)
    description = models.CharField(_("what it shows"), max_length=200, blank=True)
    obtained_on = models.DateField(_("obtained on"), null=True, blank=True)
    obtained_from = models.CharField(_("obtained from"), max_length=120, blank=True)
    obtained_where = models.CharField(_("place"), max_length=120, blank=True)
    # A newer version of a file stands beside it; the older one stays as it was.
    revises = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="revised_by",
        verbose_name=_("replaces"),
    )
    # Made by the sender before sending, so that the same file sent again is the same row.
    client_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    uploaded_at = models.DateTimeField(_("at"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)
        indexes = [models.Index(name="attachment_of_case", fields=["case_type", "case_id"])]
        constraints = [
            models.CheckConstraint(
                name="attachment_does_not_revise_itself",
                condition=Q(revises=None) | ~Q(revises=F("id")),
            )
        ]
        triggers = [append_only("attachment_is_append_only")]

    def __str__(self):
        return f"{self.name} #{self.pk}"

    def get_absolute_url(self):
        return reverse("casework:attachment", args=[self.pk])

    @property
    def detail_page(self) -> str:
        """The certificate of the file, with its versions and the hands it went through."""
        return reverse("casework:attachment_detail", args=[self.pk])

    @property
    def is_current(self) -> bool:
        return not Attachment.objects.filter(revises=self).exists()

    def versions(self) -> list["Attachment"]:
        """All versions of the file, the newest first."""
        first = self
        while first.revises:
            first = first.revises
        found: list[Attachment] = [first]
        while newer := Attachment.objects.filter(revises=found[-1]).first():
            found.append(newer)
        return found[::-1]


def may_keep_custody(file: Attachment, case: Any, user: Any) -> bool:
    """Who adds to the chain of custody: whoever took the file in or still adds files to the case,
    and those who answer for the round; after the paper is handed in the originals move on."""
    if case.may_attach(user) or file.uploaded_by_id == user.pk:
        return True
    return not user.roles_over(case.scope_paths).isdisjoint(CUSTODIANS)


class CustodyAct(models.TextChoices):
    """What happened to the original of a piece of evidence."""

    TAKEN = "taken", _("Taken")
    HANDED_OVER = "handed_over", _("Handed over")
    RETURNED = "returned", _("Given back to the owner")
    FILED = "filed", _("Filed in the archive")


class CustodyEntry(models.Model):
    """One link of the chain of custody (交接): who gave what to whom, when and where."""

    attachment = models.ForeignKey(
        Attachment, models.PROTECT, related_name="custody", verbose_name=_("evidence")
    )
    act = models.CharField(_("what happened"), max_length=20, choices=CustodyAct)
    happened_on = models.DateField(_("on"))
    giver = models.CharField(_("handed over by"), max_length=80)
    taker = models.CharField(_("taken over by"), max_length=80)
    place = models.CharField(_("place"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("custody entry")
        verbose_name_plural = _("custody entries")
        ordering = ("pk",)
        triggers = [append_only("custody_entry_is_append_only")]

    def __str__(self):
        return f"{self.attachment} · {self.get_act_display()} #{self.pk}"


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A file on its way exists for its sender alone."""
        return self.filter(started_by=user)


class Upload(models.Model):
    """A file on its way to a case, sent in parts over a bad line: what arrived stays until it is
    whole.

    `id` is made by the sender, so that a part sent again is recognised.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case_type = models.CharField(max_length=60)
    case_id = models.PositiveBigIntegerField()
    name = models.CharField(_("file name"), max_length=200)
    size_bytes = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    received_bytes = models.PositiveBigIntegerField(default=0)
    file = models.FileField(upload_to=upload_path, max_length=200)
    started_at = models.DateTimeField(_("at"))
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.CheckConstraint(
                name="upload_never_receives_more_than_announced",
                condition=Q(received_bytes__lte=F("size_bytes")),
            )
        ]

    def __str__(self):
        return f"{self.name} {self.id}"

    @property
    def is_whole(self) -> bool:
        return self.received_bytes == self.size_bytes
