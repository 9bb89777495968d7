"""Lists of powers, controls and wordings as their actions leave them, in bulk."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from airdefense.casework.search import search_text
from demo.twins.books import Books
from inspections.models import (
    Accountability,
    Control,
    Duty,
    Method,
    Power,
    PowerList,
    Wording,
    category_choices,
)


def take_in_list(
    books: Books,
    *,
    region: Any,
    facts: Mapping[str, Any],
    powers: Iterable[Mapping[str, Any]],
    by: Any,
    at: datetime,
) -> PowerList:
    listed = books.add(PowerList(region=region, proposed_at=at, proposed_by=by, **facts))
    for given in powers:
        own = {k: v for k, v in given.items() if k not in ("duties", "accountabilities")}
        power = books.add(Power(power_list=listed, **own))
        for order, one in enumerate(given["duties"], 1):
            books.make(Duty, power=power, order=order, **one)
        for order, one in enumerate(given["accountabilities"], 1):
            books.make(Accountability, power=power, order=order, **one)
        books.powers[power.number] = power
    books.record(listed, "create", by=by, at=at, after=listed.status)
    return listed


def add_control(
    books: Books,
    *,
    power: Power,
    title: str,
    document: str,
    effective_on: date,
    by: Any,
    at: datetime,
) -> Control:
    control = books.add(
        Control(
            power=power,
            title=title,
            document=document,
            effective_on=effective_on,
            added_at=at,
            added_by=by,
        )
    )
    books.record(power.power_list, "add_control", by=by, at=at, note=f"{power.name}: {title}")
    return control


def add_wording(books: Books, *, region: Any, by: Any, at: datetime, **facts: Any) -> Wording:
    wording = Wording(region=region, made_at=at, made_by=by, **facts)
    wording.search_text = search_text(
        wording.title,
        wording.text,
        wording.basis,
        str(dict(category_choices())[wording.category]),
        str(Method(wording.method).label),
        wording.power.name if wording.power else "",
    )
    books.add(wording)
    books.record(wording, "create", by=by, at=at)
    return wording
