"""The rows of a frozen figure, chosen where they lie.

A figure may count 200,000 rows. Their keys stand in arrays of the frozen figure; they are unfolded
inside SQL, so that neither a page nor a count sends or fetches more than it shows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, TextChoices
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from airdefense.reports.models import FrozenFigure

CHUNK = 2_000
ONE = Decimal(1)
NONE = Decimal(0)


class Change(TextChoices):
    """Rows by which a figure differs from the day before or the week before."""

    DAY = "day", _("changed since the day before")
    ENTERED = "entered", _("entered since the day before")
    LEFT = "left", _("left since the day before")
    WEEK = "week", _("changed in a week")
    WEEK_ENTERED = "week_entered", _("entered in a week")
    WEEK_LEFT = "week_left", _("left in a week")

    @property
    def prefix(self) -> str:
        """The arrays it is told in: `change_ids` or `week_change_ids`."""
        return "week_change" if self.value.startswith("week") else "change"

    @property
    def condition(self) -> str:
        """Which of the rows changed: now counted with all they changed by, or no longer counted."""
        if self.value.endswith("entered"):
            return "and r.key is not null and coalesce(r.amount, 1) = c.amount"
        return "and r.key is null" if self.value.endswith("left") else ""


LEFT = {Change.DAY: Change.LEFT, Change.LEFT: Change.LEFT}
LEFT |= {Change.WEEK: Change.WEEK_LEFT, Change.WEEK_LEFT: Change.WEEK_LEFT}
FROZEN = "from reports_frozenfigure f cross join lateral "
COUNTED = "unnest(f.row_ids, f.row_regions, f.row_values) as r(key, region, amount) "


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows of a frozen figure: all, of one region, or those by which it changed."""

    frozen: FrozenFigure
    region: Any = None
    change: Change | None = None

    @property
    def _from(self) -> tuple[str, list[Any]]:
        """The rows as SQL with its parameters; `key`, `region` and `amount` can be selected."""
        if self.change is None:
            text, where = FROZEN + COUNTED, "where f.id = %s "
        else:
            arrays = f"f.{self.change.prefix}_ids, f.{self.change.prefix}_values"
            text = f"{FROZEN} unnest({arrays}) as c(key, amount) left join lateral {COUNTED}"
            text, where = f"{text} on r.key = c.key ", f"where f.id = %s {self.change.condition} "
        if self.region is None:
            return text + where, [self.frozen.pk]
        return f"{text}{where} and r.region = %s ", [self.frozen.pk, self.region.pk]

    @property
    def _row(self) -> str:
        return "r" if self.change is None else "c"

    @property
    def keys(self) -> RawSQL:
        """Their keys, to stand behind `__in`."""
        text, values = self._from
        return RawSQL(f"select {self._row}.key {text}", values)  # noqa: S611

    @property
    def condition(self) -> Q:
        """These rows among those of their model. Where a row that left belongs, nothing frozen
        says any more: its file does."""
        if self.region is None or self.change not in LEFT:
            return Q(pk__in=self.keys)
        gone = Chosen(self.frozen, change=LEFT[self.change]).keys
        of_region = Q(**{self.frozen.definition.region: self.region})
        return Q(pk__in=self.keys) | (Q(pk__in=gone) & of_region)

    def count(self) -> int:
        """How many there are, whoever asks."""
        if self.region is None and self.change in (None, Change.DAY, Change.WEEK):
            array = "row_ids" if self.change is None else f"{self.change.prefix}_ids"
            text = f"select cardinality({array}) from reports_frozenfigure where id = %s"  # noqa: S608
            return _number(text, [self.frozen.pk])
        if self.region is not None and self.change in LEFT:
            rows = self.frozen.model._base_manager.filter(self.condition)
            return rows.order_by().count()
        text, values = self._from
        return _number(f"select count(*) {text}", values)

    def amounts(self, keys: Iterable[int]) -> dict[int, Decimal]:
        """What each of these rows counted for, or changed by; what counts as one counts 1."""
        text, values = Chosen(self.frozen, change=self.change)._from
        sql = f"select {self._row}.key, {self._row}.amount {text} and {self._row}.key = any(%s)"
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, list(keys)])
            return {key: ONE if amount is None else amount for key, amount in cursor.fetchall()}

    def stream(self) -> Iterator[tuple[int, int, Decimal]]:
        """Key, region and amount of every row counted, in the order of the keys."""
        text, values = self._from
        sql = f"select r.key, r.region, coalesce(r.amount, 1) {text} order by r.key"
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            cursor.execute(sql, values)
            while found := cursor.fetchmany(CHUNK):
                yield from found


def _number(text: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return int(cursor.fetchone()[0])


def opened(chosen: Chosen, reader: Any) -> Any:
    """What this person may open of these rows: the rows, or of confidential ones what they belong
    to, for those who work on them."""
    about, model = chosen.frozen.definition, chosen.frozen.model
    if about.is_confidential:
        rows = model._base_manager.filter(chosen.condition)
        found = about.readable(reader).filter(pk__in=rows.values(about.opens))
    else:
        found = model.objects.visible_to(reader).filter(chosen.condition)
    return found.select_related(*related(about))


def related(about: Any) -> list[str]:
    """The relations that the columns of a figure read."""
    paths = (column.name.split(".")[:-1] for column in about.columns)
    return sorted({"__".join(path) for path in paths if path})
