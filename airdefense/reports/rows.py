"""The rows of a frozen figure, chosen where they lie.

A figure may count 200,000 rows. Their keys stand in arrays of the frozen figure; they are unfolded
inside SQL, so that neither a page nor a count sends or fetches more than it shows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, F, Func, Q, TextChoices
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from airdefense.reports.models import FrozenFigure
from airdefense.reports.naming import related

CHUNK = 2_000
ONE = Decimal(1)
FROZEN = "from reports_frozenfigure f cross join lateral "
COUNTED = "unnest(f.row_ids, f.row_regions, f.row_values) as r(key, region, amount) "
SIGNS = {"entered": "and c.amount > 0 ", "left": "and c.amount < 0 "}


class Change(TextChoices):
    """Rows by which a figure differs from the day before or the week before: all, those that came
    or count for more, those that left or count for less."""

    DAY = "day", _("changed since the day before")
    ENTERED = "entered", _("came or grew since the day before")
    LEFT = "left", _("left or shrank since the day before")
    WEEK = "week", _("changed in a week")
    WEEK_ENTERED = "week_entered", _("came or grew in a week")
    WEEK_LEFT = "week_left", _("left or shrank in a week")

    @property
    def is_of_week(self) -> bool:
        return self.value.startswith("week")

    @property
    def arrays(self) -> str:
        name = "week_change" if self.is_of_week else "change"
        return f"f.{name}_ids, f.{name}_values"

    @property
    def sign(self) -> str:
        return SIGNS.get(self.value.rpartition("_")[2], "")


class Among(Func):
    """Whether the key of a row stands in an array: the index of the keys walks along the array in
    their order, so that a page stops after its rows. `IN (SELECT unnest(…))` sorts them all."""

    arg_joiner = " = any"
    template = "%(expressions)s"
    output_field = BooleanField()

    def __init__(self, *sources: Any, **options: Any) -> None:
        key = () if len(sources) > 1 else (F("pk"),)
        super().__init__(*key, *sources, **options)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows of a frozen figure: all, of one region, or those by which it changed."""

    frozen: FrozenFigure
    region: Any = None
    change: Change | None = None

    @property
    def _from(self) -> tuple[str, list[Any]]:
        """The rows as SQL with its parameters: `r` are those counted, `c` those that changed."""
        values = [self.frozen.pk]
        if self.change is None:
            text = f"{FROZEN}{COUNTED}where f.id = %s "
        else:
            changed = f"{FROZEN}unnest({self.change.arrays}) as c(key, amount) "
            counted = f"left join lateral {COUNTED}on r.key = c.key " if self.region else ""
            text = f"{changed}{counted}where f.id = %s {self.change.sign}"
        if self.region is not None:
            text, values = f"{text}and r.region = %s ", [*values, self.region.pk]
        return text, values

    @property
    def _row(self) -> str:
        return "r" if self.change is None else "c"

    @property
    def keys(self) -> RawSQL:
        """Their keys as one array; with a region, only of those still counted."""
        if self.region is None and self.change is None:
            text = "(select row_ids from reports_frozenfigure where id = %s)::bigint[]"
            return RawSQL(text, [self.frozen.pk])  # noqa: S611
        text, values = self._from
        return RawSQL(f"array(select {self._row}.key {text})", values)  # noqa: S611

    @property
    def _gone(self) -> RawSQL:
        """Those of the changed rows that are no longer counted."""
        if self.change is None:
            raise ValueError("what is counted is not gone")
        text = (
            f"array(select c.key {FROZEN}unnest({self.change.arrays}) as c(key, amount) "
            f"left join lateral {COUNTED}on r.key = c.key "
            f"where f.id = %s and r.key is null {self.change.sign})"
        )
        return RawSQL(text, [self.frozen.pk])  # noqa: S611

    @property
    def condition(self) -> Q:
        """These rows among those of their model. Of a row that left, nothing frozen says to which
        region it belongs: its file does."""
        if self.region is None or self.change is None:
            return Q(Among(self.keys))
        of_region = Q(**{self.frozen.definition.region: self.region})
        return Q(Among(self.keys)) | (Q(Among(self._gone)) & of_region)

    def window(self, beyond: int | None, size: int, *, backwards: bool = False) -> Q:
        """So many of these rows from a key on, in the order of the keys."""
        text, values = self._from
        key = f"{self._row}.key"
        if beyond is not None:
            text, values = f"{text}and {key} {'<' if backwards else '>'} %s ", [*values, beyond]
        order = "desc" if backwards else "asc"
        sql = f"array(select {key} {text}order by {key} {order} limit %s)"
        return Q(Among(RawSQL(sql, [*values, size])))  # noqa: S611

    def count(self) -> int:
        """How many there are, whoever asks."""
        if self.change is not None and self.region is not None:
            return self.frozen.model._base_manager.filter(self.condition).order_by().count()
        if self.change is None and self.region is None:
            text = "select cardinality(row_ids) from reports_frozenfigure where id = %s"
            return _number(text, [self.frozen.pk])
        text, values = self._from
        return _number(f"select count(*) {text}", values)

    def amounts(self, keys: Iterable[int]) -> dict[int, Decimal]:
        """What each of these rows counted for, or changed by; what counts as one counts 1."""
        text, values = replace(self, region=None)._from
        row = self._row
        sql = f"select {row}.key, {row}.amount {text}and {row}.key = any(%s)"
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, list(keys)])
            return {key: ONE if amount is None else amount for key, amount in cursor.fetchall()}

    def stream(self) -> Iterator[tuple[int, int, Decimal]]:
        """Key, region and amount of every row counted, in the order of the keys."""
        text, values = self._from
        sql = f"select r.key, r.region, coalesce(r.amount, 1) {text}order by r.key"
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            cursor.execute(sql, values)
            while found := cursor.fetchmany(CHUNK):
                yield from found


def _number(text: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return int(cursor.fetchone()[0])


def opened(chosen: Chosen, reader: Any, window: Q | None = None) -> Any:
    """What this person may open of these rows, or of a window of them: the rows, or of confidential
    ones what they belong to, for those who work on them."""
    about, model = chosen.frozen.definition, chosen.frozen.model
    if about.is_confidential:
        rows = model._base_manager.filter(chosen.condition)
        found = about.readable(reader).filter(pk__in=rows.values(about.opens))
    else:
        found = model.objects.visible_to(reader).filter(window or chosen.condition)
    return found.select_related(*related(about))
