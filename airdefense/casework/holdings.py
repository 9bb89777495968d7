"""What a person holds that somebody else has to take over when the person leaves.

`airdefense` imports no domain app: each says in its own `holdings.py` what its people hold,
found by `autodiscover_modules("holdings")`:

    @held("checks", _("Open project checks"), order=10)
    class Checks(Holding):
        def of(self, giver): ...            # the open cases of this person, a queryset
        def hand_on(self, case, *, taker, by, at, reason): ...     # one action; it refuses aloud

What an action refuses cannot be handed over, and its sentence is the reason that is shown: the
preview hands everything on and takes it back.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from airdefense.casework.models.oversight import OFFICES

HOLDINGS: dict[str, "Holding"] = {}


class Holding:
    """One kind of work that a person holds."""

    key: str
    label: str | Promise
    order: int

    def of(self, giver: Any) -> Any:
        """The cases that this person holds, in a stable order."""
        raise NotImplementedError

    def handed_by(self, by: Any, giver: Any) -> Any:
        """Those of them that this person may hand on: the offices and team leaders over the
        giver's body, unless the kind of work says otherwise."""
        roles = by.roles_over((giver.organisation.path,))
        return self.of(giver).none() if roles.isdisjoint(OFFICES) else self.of(giver)

    def hand_on(self, case: Any, *, taker: Any, by: Any, at: datetime, reason: str) -> None:
        """Hand one case on. Raises NotPossible, NotAllowed."""
        raise NotImplementedError

    def number(self, case: Any) -> str:
        """How lists and receipts call the case: its number alone, never what it is about."""
        return str(getattr(case, "number", "") or f"#{case.pk}")


def held(key: str, label: str | Promise, *, order: int) -> Callable[[type[Holding]], type[Holding]]:
    """Register a kind of work that people hold."""

    def register(kind: type[Holding]) -> type[Holding]:
        holding = kind()
        holding.key, holding.label, holding.order = key, label, order
        HOLDINGS[key] = holding
        return kind

    return register


def holdings() -> list[Holding]:
    return sorted(HOLDINGS.values(), key=lambda holding: (holding.order, holding.key))
