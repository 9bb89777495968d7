"""A file on its way in: the batch, its rows as the file has them, and remembered columns."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, covered, within
from airdefense.accounts.roles import Role
from airdefense.casework.models import Case, both_or_neither, moment, person
from airdefense.exchange.importing.kinds import (
    ADMINISTRATORS_KINDS,
    SHARED_KINDS,
    ImportKind,
    kind_of,
)
from airdefense.exchange.importing.problems import Problem
from airdefense.exchange.storage import import_path
from airdefense.exchange.workflow import IMPORT_WORKFLOW, BatchStatus

READERS = (Role.DATA_CLERK, Role.INSPECTION_OFFICE)


class Verdict(models.TextChoices):
    """What the check says about a row."""

    CREATE = "create", _("New")
    UPDATE = "update", _("Changed")
    SAME = "same", _("No change")
    ERROR = "error", _("Faulty")
    CHOOSE = "choose", _("Choice needed")


class Job(models.TextChoices):
    """What is being done with the whole file right now."""

    NONE = "", _("nothing")
    CHECK = "check", _("being checked")
    APPLY = "apply", _("being taken in")
    UNDO = "undo", _("being undone")


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Files of the ledger: clerks and the office within their reach. Files of accounts and
        roles, and of the calendar: the system administrator within the own reach."""
        seen = ~Q(kind__in=ADMINISTRATORS_KINDS) & within(user, "region", roles=READERS)
        if user.is_authenticated:
            mine = covered(user, "region", Role.SYSTEM_ADMIN)
            seen |= Q(kind__in=(*ADMINISTRATORS_KINDS, *SHARED_KINDS)) & mine
        return self.filter(seen)


class ImportBatch(Case):
    """One workbook: who brought it, what the check found, what was taken in or back."""

    kind = models.CharField(_("contents"), max_length=40)
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    source = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supplied by"),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=BatchStatus, default=BatchStatus.UPLOADED
    )
    file = models.FileField(upload_to=import_path, max_length=200, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size_bytes = models.PositiveBigIntegerField(_("size"))
    # {"sheets": [{"name", "head": [first, last], "columns": {field key: column}, "units": {…},
    # "unknown": [heads]}], "skipped": [{"name", "reason"}]}; empty while columns are unassigned.
    mapping = models.JSONField(default=dict, blank=True, editable=False)
    # {verdict: number of rows}, and after the fact {"created", "updated", "skipped", "undone", …}.
    counts = models.JSONField(default=dict, blank=True, editable=False)
    takes_creates = models.BooleanField(_("take in new rows"), default=True)
    takes_updates = models.BooleanField(_("take in changes"), default=True)
    skips_faulty = models.BooleanField(_("skip faulty rows"), default=False)
    job = models.CharField(max_length=10, choices=Job, blank=True, default="", editable=False)
    job_failure = models.JSONField(default=dict, blank=True, editable=False)
    job_asked_at = moment(_("asked at"))
    job_asked_by = person()
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    checked_at = moment(_("checked at"))
    checked_by = person()
    applied_at = moment(_("taken in at"))
    applied_by = person()
    undone_at = moment(_("undone at"))
    undone_by = person()

    # The workbook as it was just read, for whoever goes on with it in the same process.
    book: Any = None

    objects = ImportBatchQuerySet.as_manager()
    workflow = IMPORT_WORKFLOW
    step_view = "take_import_step"
    event_labels = {
        "upload": _("Uploaded"),
        "assign_columns": _("Columns assigned"),
        "correct": _("Cell corrected"),
        "decide": _("Choice made"),
        "export": _("File taken out"),
    }

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            both_or_neither("import_batch", "job_asked"),
            both_or_neither("import_batch", "checked"),
            both_or_neither("import_batch", "applied"),
            both_or_neither("import_batch", "undone"),
        ]

    def __str__(self):
        return f"#{self.pk} {self.name}"

    def get_absolute_url(self):
        return reverse("exchange:import_detail", args=[self.pk])

    @property
    def import_kind(self) -> ImportKind:
        return kind_of(self.kind)

    @property
    def is_open(self) -> bool:
        """Nothing is decided yet."""
        return self.status in (BatchStatus.UPLOADED, BatchStatus.CHECKED)

    @property
    def is_unchecked(self) -> bool:
        return self.status == BatchStatus.UPLOADED

    @property
    def is_checked(self) -> bool:
        return self.status == BatchStatus.CHECKED

    @property
    def is_in_force(self) -> bool:
        """Taken in and not undone."""
        return self.status == BatchStatus.APPLIED

    @property
    def is_discarded(self) -> bool:
        return self.status == BatchStatus.DISCARDED

    def count_of(self, name: str) -> int:
        return self.counts.get(name, 0)

    @property
    def rows_to_apply(self) -> int:
        """How many rows the chosen modes would write."""
        creates = self.count_of("create") if self.takes_creates else 0
        return creates + (self.count_of("update") if self.takes_updates else 0)

    def may_attach(self, user) -> bool:
        """The workbook is the only file of a batch."""
        return False


class ImportRow(models.Model):
    """One row of a sheet: its cells, what the clerk corrected, the verdict, and what it did.

    While it is examined it also carries `values`: clean Python values by field key. A key that is
    absent has no column in the file (or its cell is faulty); None is an empty cell.
    """

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="rows")
    sheet = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    corrections = models.JSONField(default=dict, blank=True)
    group = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    suggestions = models.JSONField(default=list, blank=True)
    decision = models.CharField(max_length=20, blank=True)
    target = models.BigIntegerField(null=True, blank=True)
    before = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    is_applied = models.BooleanField(default=False)
    is_undone = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                name="one_row_per_line_of_a_sheet", fields=["batch", "sheet", "number"]
            )
        ]
        indexes = [
            models.Index(name="import_row_by_verdict", fields=["batch", "verdict", "id"]),
            models.Index(name="import_row_by_group", fields=["batch", "group"]),
            models.Index(name="import_row_by_target", fields=["target", "batch"]),
        ]

    def __str__(self):
        return f"{self.sheet}!{self.number} · #{self.batch_id}"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.values: dict[str, Any] = {}
        # What the kind works out while it examines the row, and writes when it is applied.
        self.plan: Any = None

    def forget(self) -> None:
        """Take back what an earlier examination said."""
        self.verdict, self.target, self.group = "", None, ""
        self.problems, self.suggestions, self.changes = [], [], {}
        self.before, self.after = {}, {}
        self.plan = None

    @property
    def is_skipped(self) -> bool:
        return self.decision == "skip"

    @property
    def is_new_by_decision(self) -> bool:
        return self.decision == "new"

    @property
    def decided_target(self) -> int | None:
        """The row of the ledger that a person chose, or None."""
        return int(self.decision) if self.decision.isdecimal() else None

    def complain(self, key: str, code: str, **params: Any) -> None:
        """Add a problem of a cell ("" for the whole row); `code` names a declared sentence."""
        self.problems.append(Problem(key, code, params).stored())

    def warn(self, key: str, code: str, **params: Any) -> None:
        """Say something that a person should look at, and that does not stop the row."""
        self.problems.append(Problem(key, code, params).stored() | {"is_warning": True})

    @property
    def is_faulty(self) -> bool:
        return any(not problem.get("is_warning") for problem in self.problems)

    def suggest(self, pk: int, words: str, score: float, *reasons: tuple[str, dict]) -> None:
        """Offer a row of the ledger this one might be; each reason is (declared code, params)."""
        self.suggestions.append(
            {
                "pk": pk,
                "words": words,
                "score": round(score, 1),
                "reasons": [Problem("", code, params).stored() for code, params in reasons],
            }
        )

    @property
    def complaints(self) -> list[Problem]:
        return [Problem.of(stored) for stored in self.problems]


class ColumnMapping(models.Model):
    """Which head means which field in the files of one department, as a clerk assigned it."""

    kind = models.CharField(max_length=40)
    source = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signature = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    remembered_at = models.DateTimeField()
    remembered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_mapping_per_kind_of_file",
                fields=["kind", "source", "signature"],
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        return f"{self.kind}: {self.signature[:8]} · #{self.pk}"
