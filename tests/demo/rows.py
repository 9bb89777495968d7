"""Rows as they compare: keys are told as places in their table, so that two loads can be equal."""

import re

from django.apps import apps
from django.db.models import ForeignKey

from airdefense.casework.models import RowChange

APPS = ("accounts", "casework", "projects", "inspections", "leads", "rectification")
# The journal of changes is the database's own: it says how rows were written, not what they say.
# When a row reached the database, and under which name a file lies, is nobody's fact.
NOT_COMPARED = {"recorded_at": ("casework.Event",), "file": ("casework.Attachment",)}
KEYS_IN_DETAIL = {
    "gap": "projects.gap",
    "case": "leads.disciplinecase",
    "outcome": "leads.outcome",
    "accountability": "leads.accountability",
    "form": "leads.approvalform",
    "clock": "leads.leadclock",
}
NUMBERED = re.compile(r" #(\d+)$")
# Of whom the history keeps “name #key”, by the name of the entry; else it is a person.
NAMED_IN_DETAIL = {"merged_into": "inspections.finding"}


def compared_models():
    models = [model for model in apps.get_models(include_auto_created=True) if _is_ours(model)]
    return sorted(models, key=lambda model: model._meta.label_lower)


def _is_ours(model):
    return model._meta.app_label in APPS and model is not RowChange


def table(*, keep_files=False):
    """All rows by model, each as a mapping of its fields with keys told as places."""
    rows = {
        model._meta.label_lower: list(model._default_manager.order_by("pk").values())
        for model in compared_models()
    }
    places = {
        label: {row["id"]: place for place, row in enumerate(found)}
        for label, found in rows.items()
        if found
    }
    told = {
        model._meta.label_lower: [
            plain(model, row, places, keep_files=keep_files)
            for row in rows[model._meta.label_lower]
        ]
        for model in compared_models()
    }
    for model in compared_models():
        if model._meta.auto_created:
            # Links have no order: a set of them is written in any.
            told[model._meta.label_lower].sort(key=lambda row: list(row.values()))
    return told


def plain(model, row, places, *, keep_files):
    told = {}
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        if field.primary_key or _is_left_out(model, field, keep_files=keep_files):
            continue
        if isinstance(field, ForeignKey) and value is not None:
            value = places[field.related_model._meta.label_lower][value]
        told[field.name] = value
    if model._meta.label == "casework.Event":
        told["case_id"] = places[told["case_type"]][told["case_id"]]
        told["detail"] = {key: detail(key, value, places) for key, value in told["detail"].items()}
    if model._meta.label == "leads.ApprovalForm":
        told["terms"] = {key: detail(key, value, places) for key, value in told["terms"].items()}
    if model._meta.label == "casework.Attachment":
        told["case_id"] = places[told["case_type"]][told["case_id"]]
    return told


def _is_left_out(model, field, *, keep_files):
    if field.name == "file" and keep_files:
        return False
    return model._meta.label in NOT_COMPARED.get(field.name, ())


def detail(key, value, places):
    """A key inside the history: a number under a known name, or “name #key” of a person."""
    if key in KEYS_IN_DETAIL and isinstance(value, int):
        return places[KEYS_IN_DETAIL[key]][value]
    if isinstance(value, str) and (found := NUMBERED.search(value)):
        return (
            value[: found.start()]
            + f" #{places[NAMED_IN_DETAIL.get(key, 'accounts.user')][int(found[1])]}"
        )
    return value
