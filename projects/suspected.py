"""A suspicion as people read it, and several of them put before somebody who acts on them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from airdefense.accounts.entries import key_of
from airdefense.casework.templatetags.casework import wan
from projects.models import GapKind, Suspicion
from projects.screening import CHECKS, describe

# What somebody can still look through; more are done in several goes.
MOST = 200
RELATED = ("project__authority", "project__region", "permit", "region", "authority")


def check_words(suspicion: Suspicion) -> str:
    """The check by its code and words; by its code alone once it is out of use."""
    check = CHECKS.get(suspicion.check_code)
    return f"{suspicion.check_code} {check.title}" if check else suspicion.check_code


def article_of(suspicion: Suspicion) -> str:
    check = CHECKS.get(suspicion.check_code)
    return check.article if check else ""


def mark_of(suspicion: Suspicion) -> str:
    """What of a suspicion somebody looked at: its facts, and what had become of it."""
    standing = "1" if suspicion.is_standing else "0"
    return f"{suspicion.pk}.{suspicion.fingerprint}.{suspicion.status}.{standing}"


def keys_in(text: str) -> list[int]:
    """The keys of `?ids=1,2,3`, each once."""
    keys = (key_of(part) for part in text.split(","))
    return list(dict.fromkeys(key for key in keys if key is not None))


@dataclass(frozen=True, slots=True)
class Ticked:
    """One of the suspicions that somebody ticked, as it stands now."""

    suspicion: Suspicion
    # Why nothing can be done with it, or nothing.
    objection: str
    is_ticked: bool
    is_changed: bool

    @property
    def mark(self) -> str:
        return mark_of(self.suspicion)

    @property
    def title(self) -> str:
        return check_words(self.suspicion)

    @property
    def sentence(self) -> str:
        return str(describe(self.suspicion))


class Selection:
    """The suspicions named in an address, of those a reader may see, for a step of these roles.

    What was posted is laid against what stands: a row that changed since it was shown is told,
    and nothing is done before it was shown again.
    """

    def __init__(
        self, visible: QuerySet, keys: list[int], user: Any, step: str, posted: Iterable[str] | None
    ) -> None:
        self.is_cut = len(keys) > MOST
        rows = visible.filter(pk__in=keys[:MOST]).select_related(*RELATED)
        self._step = step
        self._user = user
        self._posted = None if posted is None else set(posted)
        shown = {mark.partition(".")[0] for mark in self._posted or ()}
        self.rows = [self._ticked(row, shown) for row in rows.order_by("-amount_yuan", "-pk")]
        known = {str(row.suspicion.pk) for row in self.rows}
        self.is_lost = not shown <= known

    def _ticked(self, suspicion: Suspicion, shown: set[str]) -> Ticked:
        objection = self._objection(suspicion)
        was_shown = str(suspicion.pk) in shown
        is_changed = was_shown and mark_of(suspicion) not in (self._posted or ())
        is_wanted = self._posted is None or was_shown
        return Ticked(suspicion, objection, is_wanted and not objection, is_changed)

    def _objection(self, suspicion: Suspicion) -> str:
        if not suspicion.is_open:
            return str(suspicion.get_status_display())
        if not suspicion.is_standing:
            return _("No longer said by the facts")
        if not Suspicion.workflow.roles_for(suspicion, self._step, self._user):
            return _("Not in your reach")
        return ""

    @property
    def open(self) -> list[Ticked]:
        """The rows that something can still be done with."""
        return [row for row in self.rows if not row.objection]

    @property
    def chosen(self) -> list[Ticked]:
        return [row for row in self.open if row.is_ticked]

    @property
    def is_changed(self) -> bool:
        """Whether what was posted is no longer what stands."""
        return self.is_lost or any(row.is_changed for row in self.rows)

    @property
    def amount_yuan(self) -> Any:
        return sum(row.suspicion.amount_yuan for row in self.chosen)


@dataclass(frozen=True, slots=True)
class Chip:
    """What may be missing of a project's fee, in a few words that lead to the suspicion."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Held:
    """What the screening holds against one project, as far as a reader may see it, the largest
    amount first.

    `{% include "projects/_suspicion_chips.html" %}` and `{% include "projects/_suspicions.html" %}`
    show it under the name `held`.
    """

    rows: list[Suspicion]
    # Whether the reader writes findings.
    may_find: bool = False

    @property
    def open(self) -> list[Suspicion]:
        return [row for row in self.rows if row.is_open]

    @property
    def chips(self) -> list[Chip]:
        """The parts of the gap that the engine found; else how many suspicions wait."""
        chips = [
            Chip(
                _("possibly %(kind)s %(amount)s × 10,000 yuan")
                % {"kind": GapKind(kind).label, "amount": wan(amount)},
                row.get_absolute_url(),
            )
            for row in self.open
            for kind, amount in (row.facts["params"].get("parts") or {}).items()
        ]
        if chips or not self.open:
            return chips
        count = len(self.open)
        words = ngettext("%(count)d suspicion", "%(count)d suspicions", count) % {"count": count}
        return [Chip(words, "#suspicions")]


def kinds_of(records: Iterable[Iterable[Any]]) -> Mapping[str, list[int]]:
    """The records a suspicion rests on, by kind."""
    kinds: dict[str, list[int]] = {}
    for kind, key in records:
        kinds.setdefault(kind, []).append(key)
    return kinds
