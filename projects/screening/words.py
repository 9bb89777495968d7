"""A suspicion in words, in its reader's language, from the facts kept with it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.models import GapKind, Suspicion
from projects.screening.check import PLAIN

SEPARATOR = pgettext_lazy("between the members of a list", ", ")
FIGURES = ("_yuan", "_sqm")
GONE = _("This check is no longer in use; its facts are kept.")


def sentence(template: Any, params: Mapping[str, Any]) -> str:
    """The template filled with params as a reader sees them."""
    return str(template) % {name: shown(name, value) for name, value in params.items()}


def shown(name: str, value: Any) -> Any:
    """Amounts and areas with separators, lists as lists, parts of a gap by their names."""
    if isinstance(value, Mapping):
        return listed(f"{GapKind(kind).label} {figure(part)}" for kind, part in value.items())
    if isinstance(value, list | tuple):
        return listed(str(shown(name, each)) for each in value)
    return figure(value) if name.endswith(FIGURES) else value


def listed(words: Any) -> str:
    return str(SEPARATOR).join(words)


def figure(value: Any) -> str:
    return f"{Decimal(value):,.2f}"


def describe(checks: Mapping[str, Any], suspicion: Suspicion) -> str | Promise:
    """One sentence: what was compared, and what differs."""
    check = checks.get(suspicion.check_code)
    if check is None:
        return GONE
    facts = suspicion.facts
    return sentence(check.sentences[facts.get("case", PLAIN)], facts["params"])
