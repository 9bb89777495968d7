"""Which role may do what, read out of the product itself: the workflow tables and the navigation.

Nothing is listed by hand. What is not in a table no role can do; a row of the customer only takes
away (models/narrowing.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from airdefense import features
from airdefense.accounts.navigation import NAVIGATION, url_of
from airdefense.accounts.roles import SYSTEM, Role
from airdefense.casework.history import cases

# Who decides about roles is no row of the customer: it could shut everybody out for good.
FIXED = "people"


@dataclass(frozen=True, slots=True)
class Action:
    """One step of one kind of case, with the roles that the product gives it to."""

    case_type: str
    step: str
    label: Any
    kind: Any
    roles: frozenset[str]

    @property
    def key(self) -> str:
        return f"{self.case_type}:{self.step}"

    @property
    def people(self) -> list[Role]:
        """The roles of people, in their order."""
        return [role for role in Role if role in self.roles]

    @property
    def is_automatic(self) -> bool:
        return SYSTEM in self.roles

    @property
    def is_fixed(self) -> bool:
        return self.case_type.startswith(f"{FIXED}.")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of case with its steps."""

    case_type: str
    label: Any
    part: Any
    actions: list[Action]


def kinds() -> Iterator[Kind]:
    """Every kind of case that is installed here, in the order of the apps."""
    for model in cases():
        app = model._meta.app_label
        if features.has(app):
            name, words = model._meta.label_lower, model._meta.verbose_name
            steps = [Action(name, t.name, t.label, words, t.roles) for t in model.workflow]
            yield Kind(name, words, apps.get_app_config(app).verbose_name, steps)


def actions() -> dict[str, Action]:
    """Every action by its key."""
    return {action.key: action for kind in kinds() for action in kind.actions}


def actions_of(role: str) -> list[Kind]:
    """What one role may do, by kind of case."""
    found = (
        Kind(kind.case_type, kind.label, kind.part, [a for a in kind.actions if role in a.roles])
        for kind in kinds()
    )
    return [kind for kind in found if kind.actions]


@dataclass(frozen=True, slots=True)
class Page:
    """One entry of the navigation, with the roles that it is shown to."""

    group: Any
    label: Any
    roles: frozenset[str]

    @property
    def people(self) -> list[Role]:
        return [role for role in Role if role in self.roles]


def pages() -> list[Page]:
    """Every page of the navigation that is installed here."""
    everybody = frozenset(Role)
    return [
        Page(group.label, item.label, frozenset(item.roles))
        for group in NAVIGATION
        for item in group.items
        if url_of(item, everybody)
    ]
