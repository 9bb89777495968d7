"""Which tables the journal keeps, and how much of them it may tell.

Every table of every app is kept, those to come included. Two lists say otherwise: what is no record
of anything (EXCEPT), and of what the values may stand in the journal (TOLD). Of all the rest only
the names of changed columns are kept, with a digest of the row.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from airdefense.casework.secrecy import EncryptedTextField

EXCEPT = {
    "django_session": "who is signed in just now; signing in and out are events",
    "django_content_type": "made by the framework from the code",
    "auth_permission": "made by the framework from the code",
    "casework_rowchange": "the journal itself, sealed and hashed row by row",
    "casework_historyseal": "the chain itself, whose roots left the house by mail",
    "casework_draft": "what is being typed; the record begins when it is sent",
    "casework_upload": "how much of a file has come so far; the file is an attachment",
}
# Rules and figures that everybody of the house may read, the work of inspecting and rectifying.
TOLD_APPS = ("projects", "inspections", "rectification", "reports")
TOLD = (
    "accounts_organisation",
    "accounts_rolegrant",
    "casework_calendarday",
    "casework_calendarproposal",
    "casework_timelimit",
)
# Contains what people wrote about persons, or what came in from outside in whatever form.
NAMED = ("reports_delivery", "reports_subscription")
# Behind a wall: the rows themselves are not to be counted by outsiders.
CLOSED = (
    "casework_custodyentry",
    "casework_issuednumber",
    "casework_numberseries",
    "casework_sentform",
    "casework_keptanswer",
)
CLOSED_PREFIX = "leads_"
# Tables that hold rows of leads among others say which by a column.
BY_CASE = ("casework_event", "casework_attachment", "casework_waiver")
BY_MARK = ("casework_handover",)
SECRET_WORDS = ("password", "secret", "token", "digest", "recovery")


@dataclass(frozen=True, slots=True)
class Tracked:
    """One table as its triggers are told about it."""

    table: str
    key: str
    closed: str
    has_values: bool
    secret: tuple[str, ...] = ()

    @property
    def variant(self) -> str:
        """The triggers' functions are made once for each way to find key and secrecy."""
        return f"{self.key}_{self.closed}"


def _closed(table: str) -> str:
    if table.startswith(CLOSED_PREFIX) or table in CLOSED:
        return "always"
    if table in BY_CASE:
        return "by_case"
    return "by_mark" if table in BY_MARK else "never"


def _is_secret(field: Any) -> bool:
    """Whether its values must not be told: secrets, and which lead something came of."""
    is_named_so = any(word in field.column for word in SECRET_WORDS)
    is_of_leads = field.is_relation and field.related_model._meta.app_label == "leads"
    return isinstance(field, EncryptedTextField) or is_named_so or is_of_leads


def models() -> list[Any]:
    """Every model with a table of its own, those between two others included."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _has_values(model: Any, closed: str) -> bool:
    meta = model._meta
    is_told = meta.app_label in TOLD_APPS or meta.db_table in TOLD
    return is_told and closed == "never" and meta.db_table not in NAMED


def tracked() -> list[Tracked]:
    """The register, in the order of the tables' names."""
    kept = [model for model in models() if model._meta.db_table not in EXCEPT]
    return sorted((of_model(model) for model in kept), key=lambda one: one.table)


def of_model(model: Any) -> Tracked:
    meta = model._meta
    closed = _closed(meta.db_table)
    return Tracked(
        table=meta.db_table,
        key=meta.pk.column,
        closed=closed,
        has_values=_has_values(model, closed),
        secret=tuple(field.column for field in meta.concrete_fields if _is_secret(field)),
    )
