"""Payments into the ledger, each of a project that is certain or that a person chose."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import within
from airdefense.accounts.roles import Role
from airdefense.exchange.importing.fields import ImportField
from airdefense.exchange.importing.kinds import ImportKind, Tick, chunks, import_kind, no_tick
from projects.actions.bulk import record_receipts, remove_receipts, standing_on
from projects.imports.finder import (
    Finder,
    Found,
    Stated,
    called,
    is_number_of_ledger,
    spellings_of_number,
)
from projects.imports.ledger_fields import EARLIEST
from projects.imports.places import Places
from projects.imports.rows import alone, is_equal, plain, suggest
from projects.models import Receipt
from projects.reconciliation import names
from projects.reconciliation.scorer import WORTH_ASKING
from projects.workflow import ProjectStatus

NAMING = {
    "number": "code",
    "national_code": "national_code",
    "permit_number": "permit_number",
    "credit_code": "credit_code",
    "name": "name",
    "developer": "developer_name",
}
FACTS = ("paid_on", "amount_yuan", "payer")
FIELDS = (
    ImportField(
        key="number",
        label=_("Receipt number"),
        kind="code",
        required=True,
        most=40,
        aliases=("票据号", "票据号码", "票据编号", "非税票据号", "收据号", "缴款书号", "票号"),
        example="0053412345",
    ),
    ImportField(
        key="paid_on",
        label=_("Paid on"),
        kind="day",
        required=True,
        least=EARLIEST,
        aliases=(
            "缴款日期",
            "缴费日期",
            "缴纳日期",
            "开票日期",
            "收款日期",
            "入账日期",
            "缴费时间",
        ),
        example="2020-03-02",
    ),
    ImportField(
        key="amount_yuan",
        label=_("Amount (yuan)"),
        kind="money",
        required=True,
        least=Decimal("0.01"),
        aliases=("金额", "缴款金额", "缴费金额", "缴纳金额", "实缴金额", "收款金额", "入库金额"),
        example="300000.00",
    ),
    ImportField(
        key="payer",
        label=_("Payer"),
        most=120,
        aliases=("缴款人", "缴款单位", "缴费人", "缴费单位", "付款单位", "缴纳单位", "付款人"),
        hint=_("Left empty: the developer of the project."),
    ),
    ImportField(
        key="code",
        label=_("Number in the ledger"),
        kind="code",
        most=30,
        aliases=("台账编号", "项目编号", "系统编号"),
    ),
    ImportField(
        key="national_code",
        label=_("Project code"),
        kind="code",
        most=30,
        aliases=("项目代码", "投资项目代码", "投资项目统一代码"),
    ),
    ImportField(
        key="permit_number",
        label=_("Permit number of the project"),
        kind="code",
        most=60,
        aliases=("许可证号", "规划许可证号", "施工许可证号", "建设工程规划许可证号"),
    ),
    ImportField(
        key="name",
        label=_("Project name"),
        most=200,
        aliases=("项目名称", "工程名称", "建设项目名称", "缴费项目"),
    ),
    ImportField(
        key="developer_name",
        label=_("Developer"),
        most=120,
        aliases=("建设单位", "建设单位名称", "开发单位"),
    ),
    ImportField(
        key="credit_code",
        label=_("Unified social credit code"),
        kind="code",
        most=18,
        aliases=("统一社会信用代码", "信用代码", "社会信用代码", "纳税人识别号"),
    ),
)


@import_kind
class Receipts(ImportKind):
    key = "receipts"
    label = _("Receipts")
    fields = FIELDS
    any_of = (("code", "national_code", "permit_number", "name"),)
    offers_new = False

    def identity(self, row: Any) -> str:
        number = row.values.get("number")
        return names.number(number) if number else ""

    def examine(
        self,
        rows: Sequence[Any],
        *,
        user: Any,
        region: Any,
        source: Any,
        on: date,
        tick: Tick = no_tick,
    ) -> None:
        desk = Desk(user)
        for part in chunks(rows, tick):
            desk.read(part)
            for row in part:
                desk.examine(row)

    def lock(self, rows: Sequence[Any]) -> None:
        alone("import receipts")

    def apply(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        receipts = record_receipts([row.plan for row in rows], by=by, at=at)
        for row, receipt in zip(rows, receipts, strict=True):
            row.target = receipt.pk
        tick(len(rows))

    def blocked(self, rows: Sequence[Any], *, user: Any) -> dict[int, tuple[str, dict[str, Any]]]:
        receipts = Receipt.objects.in_bulk({row.target for row in rows})
        work = standing_on(Receipt, receipts)
        reasons: dict[int, tuple[str, dict[str, Any]]] = {}
        for row in rows:
            receipt = receipts.get(row.target)
            if receipt is None:
                reasons[row.pk] = ("gone_since", {})
            elif receipt.voided_at:
                reasons[row.pk] = ("voided_since", {})
            elif row.target in work:
                reasons[row.pk] = ("later_work", {"what": work[row.target]})
        return reasons

    def undo(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        pks = [row.target for row in rows]
        receipts = list(Receipt.objects.filter(pk__in=pks).select_related("project").order_by("pk"))
        remove_receipts(receipts, by=by, at=at, note=str(batch))
        tick(len(rows))

    def export(self, user: Any, region: Any) -> Iterator[dict[str, Any]]:
        receipts = (
            Receipt.objects.valid()
            .filter(within(user, "project__authority", [Role.DATA_CLERK]))
            .filter(project__region__path__startswith=region.path)
            .select_related("project__developer")
            .order_by("pk")
        )
        for receipt in receipts.iterator(chunk_size=500):
            project = receipt.project
            yield {
                "number": receipt.number,
                **{key: getattr(receipt, key) for key in FACTS},
                "code": project.code,
                "national_code": project.national_code,
                "name": project.name,
                "developer_name": project.developer.name,
                "credit_code": project.developer.credit_code,
            }

    def target_url(self, pk: int) -> str:
        return reverse("projects:receipt_detail", args=[pk])


class Desk:
    """Finds the project of each payment, and the payments that are in the ledger already."""

    def __init__(self, user: Any) -> None:
        self.places, self.finder = Places(user), Finder(user)
        self.known: dict[str, Receipt] = {}

    def read(self, rows: list[Any]) -> None:
        values = [row.values for row in rows]
        decided = (row.decided_target for row in rows if row.decided_target)
        self.finder.read((self.stated(one) for one in values), decided)
        numbers = {n for one in values for n in spellings_of_number(one.get("number") or "")}
        receipts = called(Receipt.objects.valid(), "number", numbers)
        self.known = {
            names.number(receipt.number): receipt
            for receipt in receipts.select_related("project__authority")
        }

    @staticmethod
    def stated(values: dict[str, Any]) -> Stated:
        """Who pays is the developer, unless the row names one; a clerk may name the project by its
        number in the ledger where the file has only a column for its name."""
        values = {**values, "developer_name": values.get("developer_name") or values.get("payer")}
        name = values.get("name") or ""
        if not values.get("code") and is_number_of_ledger(name):
            values |= {"code": name, "name": None}
        return Stated.of(values, **NAMING)

    def examine(self, row: Any) -> None:
        row.verdict = "create"
        known = self.known.get(names.number(row.values.get("number") or ""))
        found = self.finder.find(self.stated(row.values), least=WORTH_ASKING)
        project = found.project or self._decided(row)
        if known is not None:
            self._compare(row, known, project)
            return
        if project is None:
            self._ask(row, found)
            return
        if found.suggestions:
            suggest(row, found.suggestions)
        if project.status == ProjectStatus.WITHDRAWN:
            row.complain("", "project_withdrawn", project=project.code)
        row.plan = {
            "project": project,
            "number": row.values.get("number"),
            **{key: row.values.get(key) for key in FACTS},
            "payer": row.values.get("payer") or project.developer.name,
        }

    def _decided(self, row: Any) -> Any:
        return self.finder.projects.get(row.decided_target) if row.decided_target else None

    def _ask(self, row: Any, found: Found) -> None:
        """A payment needs its project: a person chooses, or corrects what names it."""
        suggest(row, found.suggestions)
        if found.suggestions:
            row.verdict = "choose"
        elif found.is_unknown:
            row.complain("code", "no_such_project")
        elif self.stated(row.values).is_empty:
            row.complain("name", "project_not_named")
        else:
            row.complain("name", "project_unknown")

    def _compare(self, row: Any, receipt: Receipt, project: Any) -> None:
        """A receipt is never edited: it is the same, or it is another one with a taken number."""
        if not self.places.reaches(receipt.project.authority):
            row.complain("number", "receipt_taken")
            return
        row.verdict, row.target = "same", receipt.pk
        if project and project.pk != receipt.project_id:
            ledger = receipt.project.code
            row.complain("code", "receipt_differs", ledger=ledger)
        for key in FACTS:
            new, old = row.values.get(key), getattr(receipt, key)
            if new is not None and not is_equal(old, new, exactly=False):
                row.complain(key, "receipt_differs", ledger=str(plain(old)))
