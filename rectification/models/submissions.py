"""What a unit hands in: a result with its proof, and the money it put right line by line."""

from collections import defaultdict
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from airdefense.casework.models import Attachment
from airdefense.casework.triggers import append_only
from projects.imports.finder import called, plain
from projects.models import Receipt
from projects.models.money import ZERO, total
from rectification.models.tasks import OfTaskQuerySet, RectificationTask

USER = settings.AUTH_USER_MODEL


def receipts_called(task, numbers) -> dict[str, Receipt]:
    """The valid receipts of the task's project by these numbers, plain number → receipt."""
    gap = task.fee_gap
    project = gap.project_id if gap else task.project_id
    of_project = Receipt.objects.valid().filter(project=project)
    if not (wanted := [number for number in numbers if number]):
        return {}
    rows = called(of_project, "number", wanted).order_by("-pk")
    return {plain(receipt.number): receipt for receipt in rows}


class SubmissionQuerySet(OfTaskQuerySet):
    def in_full(self) -> list["Submission"]:
        """Those of one task with `files` and results, in as many queries as for a single one."""
        rows = list(self.select_related("submitted_by").prefetch_related("lines"))
        if not rows:
            return rows
        kind, files = self.model._meta.label_lower, defaultdict(list)
        for file in Attachment.objects.filter(case_type=kind, case_id__in=[row.pk for row in rows]):
            files[file.case_id].append(file)
        vouchers = [line.voucher for row in rows for line in row.lines.all()]
        found = rows[0].receipts_called(vouchers)
        for row in rows:
            row.files = files[row.pk]
            row.results = [(line, found.get(plain(line.voucher))) for line in row.lines.all()]
        return rows


class Submission(models.Model):
    """What a unit handed in, once: text, result and files; the receipt proves it."""

    is_compartmented = False

    task = models.ForeignKey(RectificationTask, models.PROTECT, related_name="submissions")
    result = models.TextField(_("what was done"))
    submitted_at = models.DateTimeField(_("handed in at"))
    submitted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("pk",)
        triggers = [append_only("submission_is_append_only")]

    def __str__(self):
        return f"{self.task.number} #{self.pk}"

    def get_absolute_url(self):
        return reverse("rectification:submission_detail", args=[self.pk])

    def may_attach(self, user) -> bool:
        """Handed in is handed in: a further proof is a further submission."""
        return False

    def attachments(self):
        return Attachment.objects.filter(case_type=self._meta.label_lower, case_id=self.pk)

    def has_attachments(self) -> bool:
        return self.attachments().exists()

    def receipts_called(self, numbers) -> dict[str, Receipt]:
        """The ledger's receipts of these numbers, in whatever width or case they were typed."""
        return receipts_called(self.task, numbers)

    @cached_property
    def results(self) -> list[tuple["ResultLine", Receipt | None]]:
        """Each line with the receipt its voucher is in the ledger by now."""
        lines = list(self.lines.all())
        found = self.receipts_called([line.voucher for line in lines])
        return [(line, found.get(plain(line.voucher))) for line in lines]

    def recovered_by_receipt(self) -> list[tuple[Receipt, Decimal]]:
        """What the lines say was recovered, summed by the receipt that carries it."""
        sums: dict[Receipt, Decimal] = defaultdict(Decimal)
        for line, receipt in self.results:
            if line.mode == ResultMode.COLLECTED and receipt:
                sums[receipt] += line.amount_yuan
        return list(sums.items())

    def unknown_vouchers(self) -> list[str]:
        """Numbers of recovered money that the ledger does not know."""
        collected = [(x, r) for x, r in self.results if x.mode == ResultMode.COLLECTED]
        return [line.voucher for line, receipt in collected if receipt is None]

    def unaccounted_yuan(self) -> Decimal:
        """What of the gap is neither settled nor explained by a line of this submission."""
        gap = self.task.fee_gap
        if gap is None:
            return ZERO
        claimed = sum((line.amount_yuan for line, _receipt in self.results), ZERO)
        of_them = [receipt for receipt, _amount in self.recovered_by_receipt()]
        counted = total(gap.allocations.filter(receipt__in=of_them))
        return gap.balance - max(ZERO, claimed - counted)


class ResultMode(models.TextChoices):
    """How money was put right; only what was collected counts against the fee gap."""

    COLLECTED = "collected", _("Recovered to account")
    RETURNED = "returned", _("Returned to its source")
    POOLED = "pooled", _("Pooled and put to use")
    BUILT = "built", _("Basement built instead")
    WRITTEN_OFF = "written_off", _("Written off by law")
    OTHER = "other", _("Other")


class ResultLine(models.Model):
    """One line of a submission's result in money, with the voucher that proves it.

    `receipt` is the ledger's receipt that the voucher was found to be; only then does the line
    count as recovered.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="lines")
    mode = models.CharField(_("mode"), max_length=20, choices=ResultMode)
    amount_yuan = models.DecimalField(
        _("amount (yuan)"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    voucher = models.CharField(_("voucher number"), max_length=40, blank=True)
    receipt = models.ForeignKey(
        Receipt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="result_lines",
        verbose_name=_("receipt"),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("result line")
        verbose_name_plural = _("result lines")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(name="result_line_is_positive", condition=Q(amount_yuan__gt=0)),
            models.CheckConstraint(
                name="recovered_money_names_its_voucher",
                condition=~Q(mode="collected") | ~Q(voucher=""),
            ),
        ]
        triggers = [append_only("result_line_is_append_only")]

    def __str__(self):
        return f"{self.get_mode_display()} {self.amount_yuan} #{self.pk}"
