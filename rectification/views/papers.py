"""The receipt of a submission: on the page, and as a document."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from airdefense.exchange.documents.delivery import deliver
from rectification.documents.receipts import receipt_of
from rectification.models import Submission
from rectification.views.shared import visible_or_404

RELATED = ("task__unit", "task__region", "submitted_by")


@require_safe
def submission_detail(request, pk):
    """The receipt of a submission: when, by whom, what, with which files and hashes."""
    submission = visible_or_404(Submission, request, pk, *RELATED)
    context = {"submission": submission, "task": submission.task}
    context["files"] = submission.attachments()
    return render(request, "rectification/submission_detail.html", context)


@require_safe
def submission_receipt(request, pk, format):
    submission = visible_or_404(Submission, request, pk, *RELATED)
    task = submission.task
    name = f"整改材料回执-{task.number}-{submission.pk}"
    return deliver(request, receipt_of(submission), about=task, name=name, format=format)
