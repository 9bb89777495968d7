"""A change of a row in words: of what, which fields, from what to what."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _t

from airdefense.casework.journal.readers import is_of_cases, readable_models
from airdefense.casework.journal.register import models
from airdefense.casework.models import Operation, RowChange

TONES = {
    Operation.INSERT: "ok",
    Operation.UPDATE: "run",
    Operation.DELETE: "bad",
    Operation.BASELINE: "",
}


def model_of(change: RowChange) -> Any:
    """The model of the row; nothing for a table that this release does not have any more."""
    return next((m for m in models() if m._meta.db_table == change.table_name), None)


def kind_of(change: RowChange) -> Any:
    model = model_of(change)
    return model._meta.verbose_name if model else change.table_name


def badge_of(change: RowChange) -> tuple[str, Any]:
    return TONES[Operation(change.operation)], change.get_operation_display()


def writer_of(change: RowChange) -> str:
    """The person; else what the machine did, or that somebody wrote past the product."""
    if change.actor is not None:
        return str(change.actor)
    if change.reason or change.request_id:
        return _t("The system")
    return _t("Role %(role)s of the database") % {"role": change.database_role}


def fields_of(change: RowChange) -> str:
    model = model_of(change)
    return _t(", ").join(_field_words(model, name) for name in change.changed.split(",") if name)


def pairs_of(change: RowChange) -> list[tuple[str, str, str]]:
    """Each field with what it was and what it became, where values are told."""
    model = model_of(change)
    return [
        (_field_words(model, name), _plain(model, name, old), _plain(model, name, new))
        for name, (old, new) in sorted((change.detail or {}).items())
    ]


def _field(model: Any, column: str) -> Any:
    try:
        return model._meta.get_field(column) if model else None
    except FieldDoesNotExist:
        return next((f for f in model._meta.concrete_fields if f.column == column), None)


def _field_words(model: Any, column: str) -> str:
    field = _field(model, column)
    return str(field.verbose_name) if field else column


def _plain(model: Any, column: str, value: Any) -> str:
    if value in (None, ""):
        return "—"
    field = _field(model, column)
    choices = dict(field.flatchoices) if field is not None else {}
    return str(choices.get(value, value))


def row_of(change: RowChange, user: Any) -> Any:
    """The row as it is now, where it has a page that this person may open."""
    model = readable_models(user).get(change.table_name)
    if model is None or not hasattr(model, "get_absolute_url") or not is_of_cases(model):
        return None
    return model._default_manager.visible_to(user).filter(pk=change.row_key).first()


def said(change: RowChange) -> dict[str, Any]:
    """All that the page of one change says."""
    return {
        "kind": kind_of(change),
        "badge": badge_of(change),
        "writer": writer_of(change),
        "fields": fields_of(change),
        "pairs": pairs_of(change),
        "row_digest": bytes(change.row_digest or b"").hex(),
        "digest": bytes(change.digest).hex(),
    }
