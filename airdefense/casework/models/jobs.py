"""Jobs of the workers that failed, and what became of them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import RoleGrant
from airdefense.accounts.roles import Role
from airdefense.casework.jobs.words import words_of, words_of_queue
from airdefense.casework.jobs.workflow import JOB_WORKFLOW, JobStatus
from airdefense.casework.models.cases import Case, both_or_neither, moment, person
from airdefense.casework.secrecy import EncryptedTextField


class FailedJobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """System administrators: which job failed and where, never about what."""
        return self.all() if user.has_role(Role.SYSTEM_ADMIN) else self.none()

    def open(self):
        return self.filter(status=JobStatus.FAILED)

    def settled(self):
        return self.exclude(status=JobStatus.FAILED)


class FailedJob(Case):
    """A job that ended with an exception. Its class and place are kept, never its message.

    What the job was told is kept to tell it again: encrypted, and shown nowhere. The same job
    failing again in the same way is counted here until somebody has settled it.
    """

    workflow = JOB_WORKFLOW
    step_view = "take_job_step"

    task = models.CharField(_("job"), max_length=100)
    queue = models.CharField(_("queue"), max_length=20)
    arguments = EncryptedTextField()
    fingerprint = models.CharField(max_length=64, editable=False)
    error = models.CharField(_("error"), max_length=150)
    place = models.CharField(_("place in the program"), max_length=200, blank=True)
    # Its lines in the log.
    number = models.CharField(_("number of the job"), max_length=40)
    times = models.PositiveIntegerField(_("times"), default=1)
    noticed_at = models.DateTimeField(_("failed first"))
    happened_at = models.DateTimeField(_("failed last"))
    settled_at, settled_by = moment(_("settled at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=JobStatus, default=JobStatus.FAILED
    )

    objects = FailedJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("failed job")
        verbose_name_plural = _("failed jobs")
        constraints = [
            both_or_neither("failed_job", "settled"),
            models.UniqueConstraint(
                name="failed_job_counted_until_settled",
                fields=["fingerprint"],
                condition=Q(status=JobStatus.FAILED),
            ),
        ]
        indexes = [models.Index(name="failed_job_by_status", fields=["status", "-happened_at"])]

    def __str__(self):
        return f"{self.words} #{self.pk}"

    def get_absolute_url(self):
        return reverse("casework:job_detail", args=[self.pk])

    @property
    def words(self):
        return words_of(self.task)

    @property
    def queue_words(self):
        return words_of_queue(self.queue)

    @property
    def scope_paths(self):
        """A job belongs to the installation: whoever administers a part of it may settle it."""
        grants = RoleGrant.objects.filter(role=Role.SYSTEM_ADMIN)
        return tuple(grants.values_list("scope__path", flat=True).distinct())

    def may_attach(self, user) -> bool:
        return False
