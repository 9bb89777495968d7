"""What a system administrator does about a failed job. One row per step."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import Workflow, step
from airdefense.queues import QUEUE_OF


class JobStatus(models.TextChoices):
    FAILED = "failed", _("Not settled")
    RETRIED = "retried", _("Tried again")
    GIVEN_UP = "given_up", _("Given up")


def is_still_a_job(job: Any, user: Any) -> str | None:
    if job.task in QUEUE_OF:
        return None
    return _t("This release has no such job any more: give it up.")


JOB_WORKFLOW = Workflow(
    step(
        "retry",
        _("Try the job again"),
        source=[JobStatus.FAILED],
        target=JobStatus.RETRIED,
        roles=(Role.SYSTEM_ADMIN,),
        objection=is_still_a_job,
        stamp="settled_at",
    ),
    step(
        "give_up",
        _("Give up"),
        source=[JobStatus.FAILED],
        target=JobStatus.GIVEN_UP,
        roles=(Role.SYSTEM_ADMIN,),
        stamp="settled_at",
        note_required=True,
        takes_back=True,
    ),
    tones={"failed": "bad", "retried": "ok"},
)
