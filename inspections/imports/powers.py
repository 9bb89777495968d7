"""Lists of powers out of a workbook: one row is one duty, one accountability or one power.

A file is one list. Departments merge the cells of a power over its rows, so what a row leaves
empty is said by another row of the same power.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense import wall
from airdefense.accounts.roles import Role
from airdefense.exchange.importing.kinds import ImportKind, Tick, import_kind, no_tick
from inspections.actions import remove_draft, take_in_list
from inspections.imports.power_fields import ACCOUNTABILITY, DUTY, OF_ITEM, OF_LIST, OF_POWER
from inspections.models import Accountability, Duty, DutyStep, Power, PowerList
from inspections.workflow import PowerListStatus
from projects.imports.rows import alone, cell_of, is_equal

POWER_KEYS = tuple(one.key for one in OF_POWER if one.key != "number")
LIST_KEYS = tuple(one.key for one in OF_LIST)
NEEDED = ("kind", "name", "basis", "responsible")
EMPTY = {"sub_item": "", "phone": "", "is_core": False, "link": ""}
DECLARED = tuple(key for key in LIST_KEYS if key.startswith("declared_"))


class Said:
    """What rows say of one thing, a power or the list: the first word of each column stands."""

    def __init__(self, keys: Sequence[str], contradiction: str) -> None:
        self.keys, self.contradiction = keys, contradiction
        self.facts: dict[str, Any] = {}
        self.places: dict[str, str] = {}

    def hear(self, row: Any) -> None:
        for key in self.keys:
            value = row.values.get(key)
            if value in (None, ""):
                continue
            if key not in self.facts:
                self.facts[key], self.places[key] = value, cell_of(row)
            elif not is_equal(self.facts[key], value):
                row.complain(key, self.contradiction, cell=self.places[key])


class OnePower(Said):
    """One power with its items as the rows tell them."""

    def __init__(self, number: int, row: Any) -> None:
        super().__init__(POWER_KEYS, "power_differs")
        self.number, self.first = number, row
        self.duties: list[dict[str, str]] = []
        self.accountabilities: list[dict[str, str]] = []

    def as_given(self) -> dict[str, Any]:
        """What `take_in_list` takes."""
        items = {"duties": self.duties, "accountabilities": self.accountabilities}
        return EMPTY | self.facts | {"number": self.number} | items


class Sheaf:
    """The whole list that the rows of a file make."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.list = Said(LIST_KEYS, "list_differs")
        self.powers: dict[int, OnePower] = {}
        self.seen: dict[tuple[Any, ...], str] = {}
        power: OnePower | None = None
        for row in rows:
            row.verdict = "create"
            if not row.is_skipped:
                power = self._power_of(row, power)
                self._hear(row, power)
        for one in self.powers.values():
            self._complain_of_lacking(one)

    def _power_of(self, row: Any, above: OnePower | None) -> OnePower | None:
        number = row.values.get("number")
        if number is None:
            # A faulty number is told already, and the rows below do not belong to the one above.
            is_faulty = any(problem["key"] == "number" for problem in row.problems)
            if is_faulty or above is None:
                if not is_faulty:
                    row.complain("number", "power_unknown")
                return None
            return above
        if number not in self.powers:
            self.powers[number] = OnePower(number, row)
        return self.powers[number]

    def _hear(self, row: Any, power: OnePower | None) -> None:
        self.list.hear(row)
        if power is None:
            return
        power.hear(row)
        item, text = row.values.get("item"), row.values.get("text")
        faulty = {problem["key"] for problem in row.problems}
        if text and not item and "item" not in faulty:
            row.complain("item", "item_unsaid")
        elif item and not text and "text" not in faulty:
            row.complain("text", "empty")
        if item and text:
            self._add(row, power, item, text)

    def _add(self, row: Any, power: OnePower, item: str, text: str) -> None:
        step, basis = row.values.get("step"), row.values.get("text_basis") or ""
        first = self.seen.setdefault((power.number, item, step, text), cell_of(row))
        if first != cell_of(row):
            row.complain("text", "repeated", cell=first)
        elif item == DUTY:
            power.duties.append({"step": step or DutyStep.OTHER, "text": text, "basis": basis})
        else:
            if step:
                row.warn("step", "step_left_out")
            power.accountabilities.append({"situation": text, "basis": basis})

    @staticmethod
    def _complain_of_lacking(power: OnePower) -> None:
        faulty = {problem["key"] for problem in power.first.problems}
        for key in NEEDED:
            if key not in power.facts and key not in faulty:
                power.first.complain(key, "power_lacks")

    def is_like(self, power_list: PowerList) -> bool:
        """Whether a list holds exactly this, as far as the file says it."""
        own = {key.replace("list_name", "name"): value for key, value in self.list.facts.items()}
        if any(getattr(power_list, key) != value for key, value in own.items()):
            return False
        ours = {number: power.as_given() for number, power in self.powers.items()}
        return ours == {power["number"]: power for power in given_of(power_list)}


def given_of(power_list: PowerList) -> Iterator[dict[str, Any]]:
    """The powers of a list as `take_in_list` takes them."""
    for power in power_list.powers.prefetch_related("duties", "accountabilities"):
        facts = {key: getattr(power, key) for key in ("number", *POWER_KEYS)}
        yield facts | {
            "duties": [
                {"step": d.step, "text": d.text, "basis": d.basis} for d in power.duties.all()
            ],
            "accountabilities": [
                {"situation": a.situation, "basis": a.basis} for a in power.accountabilities.all()
            ],
        }


@import_kind
class PowerRows(ImportKind):
    key = "powers"
    label = _("List of powers and duties")
    roles = (Role.INSPECTION_OFFICE, Role.DATA_CLERK)
    has_source = False
    fields = (*OF_POWER, *OF_ITEM, *OF_LIST)
    any_of = (("number",), ("name",))

    def group(self, row: Any) -> str:
        """A file is one list: a correction may mend what another row lacks."""
        return "list"

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
        sheaf = Sheaf(rows)
        standing = PowerList.objects.filter(region=region).exclude(status=PowerListStatus.ENDED)
        known = next((one for one in standing.order_by("pk") if sheaf.is_like(one)), None)
        for row in rows:
            row.plan = sheaf
            if known is not None and not row.is_skipped:
                row.verdict, row.target = "same", known.pk
        tick(len(rows))

    def lock(self, rows: Sequence[Any]) -> None:
        alone(f"import {self.key}")
        targets = {row.target for row in rows if row.target}
        list(PowerList.objects.filter(pk__in=targets).order_by("pk").select_for_update())

    def apply(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        if not rows:
            return
        sheaf = rows[0].plan
        facts = dict.fromkeys(DECLARED, 0) | dict(sheaf.list.facts)
        facts["name"] = facts.pop("list_name", "") or batch.name.removesuffix(".xlsx")[:120]
        facts.setdefault("document", "")
        facts.setdefault("adopted_on", timezone.localdate(at))
        given = [power.as_given() for _number, power in sorted(sheaf.powers.items())]
        listed = take_in_list(
            region=batch.region, facts=facts, powers=given, by=by, at=at, note=str(batch)
        )
        for row in rows:
            row.target, row.after = listed.pk, {"version": listed.version}
        tick(len(rows))

    def blocked(self, rows: Sequence[Any], *, user: Any) -> dict[int, tuple[str, dict[str, Any]]]:
        lists = PowerList.objects.in_bulk({row.target for row in rows})
        reasons = {}
        for pk in {row.target for row in rows}:
            left = next(row.after for row in rows if row.target == pk)
            reasons[pk] = self._objection(lists.get(pk), left)
        return {row.pk: (reasons[row.target], {}) for row in rows if reasons[row.target]}

    @staticmethod
    def _objection(power_list: PowerList | None, left: dict[str, Any]) -> str:
        if power_list is None:
            return "power_list_gone"
        if power_list.status != PowerListStatus.DRAFT:
            return "power_list_in_force"
        if power_list.version != left["version"]:
            return "power_list_edited"
        return "power_list_cited" if is_cited(power_list) else ""

    def undo(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        for listed in PowerList.objects.filter(pk__in={row.target for row in rows}):
            remove_draft(listed, by=by, at=at)
        tick(len(rows))

    def export(self, user: Any, region: Any) -> Iterator[dict[str, Any]]:
        """The list in force of the region, else the newest draft there."""
        lists = PowerList.objects.visible_to(user).filter(region=region)
        listed = lists.in_force().first() or lists.order_by("-pk").first()
        if listed is not None:
            yield from rows_of_list(listed)

    def target_url(self, pk: int) -> str:
        return reverse("inspections:power_list_detail", args=[pk])


@wall.acting(wall.Purpose.VETTING)
def is_cited(power_list: PowerList) -> bool:
    """Whether anything but its own items names a power of the list."""
    others = (
        one
        for one in Power._meta.related_objects
        if one.related_model not in (Duty, Accountability)
    )
    return any(
        one.related_model._default_manager.filter(
            **{f"{one.field.name}__power_list": power_list}
        ).exists()
        for one in others
    )


def rows_of_list(power_list: PowerList) -> Iterator[dict[str, Any]]:
    """A list as the rows of its workbook, each complete in itself."""
    own = {key: getattr(power_list, key.replace("list_name", "name")) for key in LIST_KEYS}
    for given in given_of(power_list):
        power = {key: given[key] for key in ("number", *POWER_KEYS)} | own
        items = [
            {"item": DUTY, "step": d["step"], "text": d["text"], "text_basis": d["basis"]}
            for d in given["duties"]
        ] + [
            {"item": ACCOUNTABILITY, "text": a["situation"], "text_basis": a["basis"]}
            for a in given["accountabilities"]
        ]
        yield from (power | item for item in items or [{}])
