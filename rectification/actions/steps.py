"""The steps of a task in review: submission with proof, return with marks, verification."""

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.actions import advance, attach, record, sniff
from airdefense.casework.models import AttachmentKind
from airdefense.casework.workflow import NotPossible
from projects.imports.finder import plain
from rectification.actions.extensions import request_extension
from rectification.actions.guards import held
from rectification.actions.money import count_results
from rectification.actions.suspensions import end_by_handing_in
from rectification.models import ResultLine, ResultMode, Submission


@transaction.atomic
def submit(*, task, result, files, by, at, lines=(), more_time=None):
    """Hand in what was done with its proof, and move the task to review; returns the submission,
    whose page is the receipt.

    `lines` are the results in money; `more_time` asks for the rest (requested_until, reason).
    """
    task = held(task)
    if all(t.name != "submit" for t in task.workflow.available(task, by)):
        # Refused with the reason before a file is stored for nothing.
        task.workflow.check(task, "submit", by)
    if not result.strip():
        raise NotPossible(_("Say what was done."))
    if not files:
        raise NotPossible(_("Attach at least one proof to the submission."))
    for file in files:
        sniff(file)
    end_by_handing_in(task, at=at)
    if more_time:
        request_extension(task=task, by=by, at=at, **more_time)
    submission = Submission.objects.create(
        task=task, result=result.strip(), submitted_at=at, submitted_by=by
    )
    for line in lines:
        _write_line(submission, **line)
    for file in files:
        attach(submission, file, by=by, at=at, kind=AttachmentKind.PROOF)
    advance(task, "submit", by=by, at=at)
    return submission


def _write_line(submission, *, mode, amount_yuan, voucher="", note="") -> None:
    voucher = voucher.strip()
    if mode == ResultMode.COLLECTED and not voucher:
        raise NotPossible(_("Recovered money names its voucher."))
    if amount_yuan <= 0:
        raise NotPossible(_("Enter an amount above zero."))
    ResultLine.objects.create(
        submission=submission,
        mode=mode,
        amount_yuan=amount_yuan,
        voucher=voucher,
        receipt=submission.receipts_called([voucher]).get(plain(voucher)) if voucher else None,
        note=note.strip(),
    )


@transaction.atomic
def return_for_rework(*, task, note, by, at, marks=None):
    """Send the submission back with what is wrong with it; `marks` says it file by file."""
    task = advance(task, "return_for_rework", by=by, at=at, note=note)
    marks = {pk: words.strip() for pk, words in (marks or {}).items() if words.strip()}
    if not marks:
        return task
    files = {file.pk: file for file in task.submissions.last().attachments()}
    if unknown := set(marks) - set(files):
        raise NotPossible(
            _("File %(file)s does not belong to this submission.") % {"file": min(unknown)}
        )
    said = "\n".join(f"{files[pk].name}：{words}" for pk, words in marks.items())
    kept = {"marks": {str(pk): words for pk, words in marks.items()}}
    record(task, "mark_proof", by=by, at=at, note=said, detail=kept)
    return task


@transaction.atomic
def verify(*, task, by, at, note=""):
    """State that the proof was checked, by somebody who did not hand it in, and count the money
    that its receipts show."""
    task = advance(task, "verify", by=by, at=at, note=note)
    count_results(task, task.submissions.last(), by=by, at=at)
    return task
