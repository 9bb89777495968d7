"""The receipt of a submission as an official paper: what was handed in, when, with which hashes."""

from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.exchange.documents.content import Document, Facts, Heading, Paragraph, Table
from airdefense.exchange.documents.words import in_chinese


def receipt_of(submission) -> Document:
    with in_chinese():
        return Document(_("Receipt of submission"), tuple(_blocks(submission)))


def _blocks(submission):
    task = submission.task
    at = timezone.localtime(submission.submitted_at)
    yield Facts(
        (
            (_("Task"), f"{task.number} {task.title}"),
            (_("Rectifying unit"), str(task.unit)),
            (_("Handed in at"), f"{at:%Y-%m-%d %H:%M:%S}"),
            (_("Handed in by"), submission.submitted_by.display_name),
            (_("State of the task"), task.get_status_display()),
        )
    )
    yield Heading(_("What was done"))
    yield Paragraph(submission.result)
    if lines := submission.results:
        yield Heading(_("Results in money"))
        yield Table(
            (_("Result"), _("Amount (yuan)"), _("Voucher number"), _("Note")),
            [
                (x.get_mode_display(), f"{x.amount_yuan:,.2f}", x.voucher or "—", x.note or "—")
                for x, _receipt in lines
            ],
            right=(1,),
        )
    yield Heading(_("Files"))
    yield Table(
        (_("File"), _("Size (bytes)"), "SHA-256"),
        [(f.name, f"{f.size_bytes:,}", f.sha256) for f in submission.attachments()],
        right=(1,),
        widths=(50, 26, 80),
    )
    yield Paragraph(
        _(
            "This receipt proves that the text and the files above were handed in at that moment. "
            "A file is the one handed in when its SHA-256 is the same."
        )
    )
