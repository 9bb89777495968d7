"""Lines of the finance or tax department's own file, laid against the receipts of the ledger."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import within
from airdefense.accounts.roles import Role
from airdefense.exchange.importing.fields import ImportField
from airdefense.exchange.importing.kinds import Tick, import_kind, no_tick
from projects.actions.bulk import (
    record_entries,
    remove_entries,
    rewrite_entries,
)
from projects.imports.finder import called, spellings_of_number
from projects.imports.ledger_fields import EARLIEST
from projects.imports.papers import OfPapers
from projects.imports.places import Places
from projects.imports.rows import is_equal, key_of
from projects.models import Receipt, TreasuryEntry
from projects.reconciliation import names
from projects.reconciliation.scorer import Payment, score_payment

WORDS = ("payer", "stated_name")
FIELDS = (
    ImportField(
        key="number",
        label=_("Receipt number"),
        kind="code",
        required=True,
        most=40,
        aliases=("票据号", "票据号码", "票据编号", "缴款书号", "缴款码", "非税票据号", "票号"),
        example="0053412345",
    ),
    ImportField(
        key="paid_on",
        label=_("Day of entry"),
        kind="day",
        required=True,
        least=EARLIEST,
        aliases=(
            "入库日期",
            "缴款日期",
            "到账日期",
            "入账日期",
            "缴库日期",
            "缴费日期",
            "缴款时间",
        ),
        example="2020-03-09",
    ),
    ImportField(
        key="amount_yuan",
        label=_("Amount (yuan)"),
        kind="money",
        required=True,
        least=Decimal("0.01"),
        aliases=("入库金额", "到账金额", "缴库金额", "金额", "缴款金额", "实缴金额"),
        example="300000.00",
    ),
    ImportField(
        key="payer",
        label=_("Payer"),
        most=120,
        aliases=("缴款人", "缴款单位", "缴费人", "缴费单位", "付款人", "付款单位"),
    ),
    ImportField(
        key="stated_name",
        label=_("Project name on the paper"),
        most=200,
        aliases=("项目名称", "工程名称", "摘要", "用途", "缴费项目"),
    ),
    ImportField(
        key="source",
        label=_("Supplied by"),
        most=120,
        aliases=("征收单位", "执收单位", "提供单位", "数据来源"),
        hint=_("Left empty: the department that supplied the file."),
    ),
)


def state_of(entry: TreasuryEntry) -> dict[str, Any]:
    """What a file left of a line: when it differs later, somebody worked on it."""
    return {name: getattr(entry, name) for name in WORDS}


class Desk:
    """Lays lines against those that came before, and against the receipts of the ledger."""

    def __init__(self, user: Any, source: Any) -> None:
        self.places, self.source = Places(user), source
        self.reach = within(user, "project__authority", [Role.DATA_CLERK])
        self.known: dict[tuple[int, str], list[TreasuryEntry]] = {}
        self.receipts: dict[str, list[Receipt]] = {}
        self.matched: set[int] = set()

    def read(self, values: list[dict[str, Any]]) -> None:
        numbers = {n for one in values for n in spellings_of_number(one.get("number") or "")}
        self.known, self.receipts = defaultdict(list), defaultdict(list)
        for entry in called(TreasuryEntry.objects.all(), "number", numbers).order_by("pk"):
            self.known[entry.source_id, names.number(entry.number)].append(entry)
        receipts = called(Receipt.objects.valid().filter(self.reach), "number", numbers)
        for receipt in receipts.select_related("project").order_by("pk"):
            self.receipts[names.number(receipt.number)].append(receipt)
        pks = {receipt.pk for found in self.receipts.values() for receipt in found}
        taken = TreasuryEntry.objects.filter(receipt__in=pks)
        self.matched |= set(taken.values_list("receipt", flat=True))

    def examine(self, row: Any) -> None:
        values, row.verdict = row.values, "create"
        source = self._source(row)
        facts = {key: values.get(key) for key in ("number", "paid_on", "amount_yuan")}
        if source is None or not all(facts.values()):
            return
        entry = TreasuryEntry(
            source=source, **facts, **{name: values.get(name) or "" for name in WORDS}
        )
        known = self._known(entry)
        if known is None:
            row.plan = {
                "source": source,
                **facts,
                **{name: getattr(entry, name) for name in WORDS},
                "receipt": self._receipt(entry),
            }
            return
        row.target = known.pk
        words = {
            name: values[name] or ""
            for name in WORDS
            if name in values and not is_equal(getattr(known, name), values[name] or "")
        }
        row.changes = {name: [getattr(known, name), new] for name, new in words.items()}
        row.verdict, row.plan = ("update", (known, words)) if words else ("same", None)

    def _source(self, row: Any) -> Any:
        words = row.values.get("source")
        if words:
            found = self.places.suppliers.get(words)
            if found is None:
                row.complain("source", "no_such_department")
            return found
        if self.source is None and not any(p["key"] == "source" for p in row.problems):
            row.complain("source", "source_unknown")
        return self.source

    def _known(self, entry: TreasuryEntry) -> TreasuryEntry | None:
        same = self.known.get((entry.source_id, names.number(entry.number)), [])
        facts = (entry.paid_on, entry.amount_yuan)
        return next((one for one in same if (one.paid_on, one.amount_yuan) == facts), None)

    def _receipt(self, entry: TreasuryEntry) -> Receipt | None:
        """The one receipt whose number and amount the line has, unless a line has it already."""
        certain = [
            receipt
            for receipt in self.receipts.get(names.number(entry.number), ())
            if receipt.pk not in self.matched and is_certain(entry, receipt)
        ]
        if len(certain) != 1:
            return None
        self.matched.add(certain[0].pk)
        return certain[0]


def is_certain(entry: TreasuryEntry, receipt: Receipt) -> bool:
    line = Payment.of(
        number=entry.number,
        paid_on=entry.paid_on,
        amount_yuan=entry.amount_yuan,
        payer=entry.payer,
        project=entry.stated_name,
    )
    kept = Payment.of(
        number=receipt.number,
        paid_on=receipt.paid_on,
        amount_yuan=receipt.amount_yuan,
        payer=receipt.payer,
        project=receipt.project.name,
    )
    return score_payment(line, kept).is_certain


@import_kind
class TreasuryLines(OfPapers):
    key = "treasury"
    label = _("Treasury lines")
    fields = FIELDS
    model, desk, state_of = TreasuryEntry, Desk, staticmethod(state_of)

    def identity(self, row: Any) -> str:
        values = row.values
        parts = [values.get(key) for key in ("number", "paid_on", "amount_yuan")]
        if not all(parts):
            return ""
        return key_of(names.number(parts[0]), *parts[1:], values.get("source") or "")

    def apply(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        new = [row for row in rows if row.verdict == "create"]
        for row, entry in zip(
            new, record_entries([row.plan for row in new], by=by, at=at), strict=True
        ):
            row.target, row.after = entry.pk, state_of(entry)
        changed = [row for row in rows if row.verdict == "update"]
        for row in changed:
            entry, words = row.plan
            row.before = {name: getattr(entry, name) for name in words}
            for name, value in words.items():
                setattr(entry, name, value)
            row.after = state_of(entry)
        rewrite_entries([row.plan[0] for row in changed])
        tick(len(rows))

    def undo(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        changed = [row for row in rows if row.verdict == "update"]
        entries = TreasuryEntry.objects.in_bulk({row.target for row in changed})
        for row in changed:
            for name, value in row.before.items():
                setattr(entries[row.target], name, value)
        rewrite_entries(list(entries.values()))
        remove_entries([row.target for row in rows if row.verdict == "create"])
        tick(len(rows))

    def export(self, user: Any, region: Any) -> Iterator[dict[str, Any]]:
        entries = (
            TreasuryEntry.objects.filter(within(user, "source", [Role.DATA_CLERK]))
            .filter(source__path__startswith=region.path)
            .select_related("source")
            .order_by("pk")
        )
        for entry in entries.iterator(chunk_size=500):
            own = {one.key: getattr(entry, one.key) for one in FIELDS}
            yield own | {"source": entry.source.name}
