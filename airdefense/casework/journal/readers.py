"""Who reads which changes of rows: auditors those of the system, examiners those of the cases.

An auditor is an administrator and sees no case; an examiner sees the changes of exactly the rows
that he or she may open. Nobody reads those of leads here, nor that there are any.
"""

from typing import Any

from django.apps import apps
from django.db.models import BigAutoField, BigIntegerField, Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import Exact

from airdefense.accounts.roles import Role
from airdefense.casework.journal.register import models, of_model

READERS = (Role.AUDITOR, Role.EXAMINER)
# What an installation is made of: people, roles, how they sign in, rules that no case is in.
SYSTEM_APPS = ("accounts", "people", "auth", "account", "mfa", "axes", "admin")
SYSTEM_TABLES = (
    "casework_backuprun",
    "casework_calendarday",
    "casework_programtoken",
    "casework_timelimit",
    "reports_reportschedule",
    "reports_subscription",
)
CASE_APPS = ("projects", "inspections", "rectification")


def _is_open(model: Any) -> bool:
    return of_model(model).closed == "never"


def system_models() -> list[Any]:
    """The models whose changes an auditor reads."""
    return [
        model
        for model in models()
        if (model._meta.app_label in SYSTEM_APPS or model._meta.db_table in SYSTEM_TABLES)
        and _is_open(model)
    ]


def case_models() -> list[Any]:
    """The models of cases that say who sees their rows, by number."""
    return [
        model
        for label in CASE_APPS
        if apps.is_installed(label)
        for model in apps.get_app_config(label).get_models()
        if isinstance(model._meta.pk, BigAutoField)
        and hasattr(model._default_manager.all(), "visible_to")
        and _is_open(model)
    ]


def is_of_cases(model: Any) -> bool:
    return model._meta.app_label in CASE_APPS


def readable_models(user: Any) -> dict[str, Any]:
    """Table → model, of all that this person may read changes of."""
    found = system_models() if user.has_role(Role.AUDITOR) else []
    if user.has_role(Role.EXAMINER):
        found += case_models()
    return {model._meta.db_table: model for model in found}


def readable(user: Any, table: str = "") -> Q:
    """The changes that this person may read, of one table where one is named."""
    found = Q(pk__in=[])
    chosen = {name: model for name, model in readable_models(user).items() if table in ("", name)}
    system = [name for name, model in chosen.items() if not is_of_cases(model)]
    if system:
        found |= Q(table_name__in=system)
    for name in sorted(chosen.keys() - set(system)):
        found |= Q(Exists(_row_of(name, chosen[name], user)), table_name=name)
    return found


def _row_of(table: str, model: Any, user: Any) -> Any:
    # Other tables have keys that are no numbers, and PostgreSQL asks in whatever order.
    number = Cast(OuterRef("row_key"), BigIntegerField())
    key = Case(When(Exact(OuterRef("table_name"), Value(table)), then=number))
    return model._default_manager.visible_to(user).filter(pk=key)
