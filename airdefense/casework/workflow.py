"""A case changes status only along the rows of its workflow table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


class NotAllowed(PermissionDenied):
    """The user can see the case but has no right to this step."""


class NotPossible(Exception):
    """The case is not in a condition that permits this step; the message says what would."""


class ChangedMeanwhile(NotPossible):
    """Somebody else changed the case since it was read; both versions are at hand."""

    def __init__(self, sentence: str, *, conflict: Mapping[str, Any]):
        super().__init__(sentence)
        self.conflict = conflict


def no_objection(case: Any, user: Any) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Transition:
    name: str
    label: str
    sources: frozenset[str]
    target: str
    roles: frozenset[str]
    objection: Callable[[Any, Any], str | None] = no_objection
    stamp: str = ""
    note_required: bool = False
    # Undoes or ends the work: never the button that stands out.
    takes_back: bool = False
    # The page that asks for more than a note (a URL name taking the case's pk), or nothing.
    form_url: str = ""
    # Taken by signing a form of approval: there is no button of its own.
    by_signature: bool = False


class Workflow:
    """The table of steps of one kind of case, with the look of each status."""

    def __init__(self, *transitions: Transition, tones: Mapping[str, str] | None = None):
        self._transitions = {t.name: t for t in transitions}
        self._tones = dict(tones or {})

    def __iter__(self):
        return iter(self._transitions.values())

    def __contains__(self, name: str) -> bool:
        return name in self._transitions

    def __getitem__(self, name: str) -> Transition:
        return self._transitions[name]

    def tone(self, status: str) -> str:
        """One of the seven looks of a badge: "", run, warn, ok, bad, risk or sec."""
        return self._tones.get(status, "")

    def roles_for(self, case: Any, name: str, user: Any) -> frozenset[str]:
        """The roles in which this user may take a step of this case: those of the table, less
        what the customer took away (docs/people-and-roles.md).

        In a compartment the narrowest role counts: what was taken from one role of a person, no
        other role of the same person brings back.
        """
        roles = user.roles_over(case.scope_paths) & self._transitions[name].roles
        taken = roles & user.roles_narrowed(case, name)
        if taken and case.is_compartmented:
            return frozenset()
        return roles - taken

    def available(self, case: Any, user: Any) -> list[Transition]:
        """The steps open to this user from here, whether or not something still stands against."""
        return [
            t
            for t in self
            if case.status in t.sources
            and not t.by_signature
            and self.roles_for(case, t.name, user)
        ]

    def check(self, case: Any, name: str, user: Any, note: str = "") -> Transition:
        transition = self._transitions[name]
        if not self.roles_for(case, name, user):
            raise NotAllowed(_("%(step)s is not open to your role.") % {"step": transition.label})
        if case.status not in transition.sources:
            raise NotPossible(
                _("%(step)s is not possible: %(case)s is “%(status)s”.")
                % {"step": transition.label, "case": case, "status": case.get_status_display()}
            )
        if transition.note_required and not note.strip():
            raise NotPossible(_("%(step)s: say why.") % {"step": transition.label})
        if objection := transition.objection(case, user):
            raise NotPossible(objection)
        return transition

    def diagram(self) -> str:
        rows = (
            f"    {source} --> {t.target}: {t.name}" for t in self for source in sorted(t.sources)
        )
        return "stateDiagram-v2\n" + "\n".join(rows) + "\n"


def step(
    name: str,
    label: Any,
    *,
    source: Iterable[str],
    target: str,
    roles: Iterable[str],
    **kwargs: Any,
) -> Transition:
    return Transition(name, label, frozenset(source), target, frozenset(roles), **kwargs)


def any_of(*objections: Callable[[Any, Any], str | None]) -> Callable[[Any, Any], str | None]:
    """The first objection that stands, in the order given."""

    def first(case: Any, user: Any) -> str | None:
        return next(filter(None, (objection(case, user) for objection in objections)), None)

    return first


def only_the_proposer(case: Any, user: Any) -> str | None:
    """The objection to a proposal being taken back by anybody else."""
    return None if case.proposed_by_id == user.pk else _("Only who proposed it takes it back.")
