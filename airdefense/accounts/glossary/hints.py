"""What goes into a field, in a sentence: shown beside the label wherever a form does not explain
the field itself.

A hint is kept under the name of the field; under `Form.field` where forms use one name for
different things; under `module.Form.field` where even two forms have the same name. A field of
the administrators' desk has its hint under `Model.field`."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise

from airdefense.accounts.glossary import of_desk, of_leads, of_shared, of_work


def by_key(*parts: Any) -> dict[str, Promise]:
    return {key: text for part in parts for keys, text in part.HINTS for key in keys.split()}


HINTS = by_key(of_work, of_leads, of_shared)
OF_DESK = by_key(of_desk)


def keys_of(form: type, name: str) -> Iterator[str]:
    """Where the hint for a field may stand, the most exact place first."""
    for kind in form.__mro__[:-1]:
        own = f"{kind.__name__}.{name}"
        yield from (f"{module}.{own}" for module in reversed(kind.__module__.split(".")))
        yield own
    yield name


def hint_for(form: type, name: str) -> str | Promise:
    """What the glossary says of a field of such a form, or ""."""
    return next((HINTS[key] for key in keys_of(form, name) if key in HINTS), "")


def hint_for_row(model: type, name: str) -> str | Promise:
    """What goes into a field of a row at the administrators' desk, or ""."""
    return OF_DESK.get(f"{model.__name__}.{name}", "")
