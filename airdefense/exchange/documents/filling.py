"""Sentences with named gaps: what is missing blocks the document instead of being printed.

    missing = Unfilled({"deadline": Gap(_("reply deadline"), _("the instrument"))})
    sentence = fill("请于{deadline}前书面反馈。", {"deadline": chinese_day(day)}, missing)
    missing.refuse()    # NotPossible names everything that is missing, and where to enter it

A gap is `{name}` with a name of small letters, digits and underscores; every other brace is a
character like others, and what is filled in is never read again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from airdefense.casework.workflow import NotPossible

GAP = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Gap:
    """A value that a document needs: what people call it, and where they enter it."""

    label: Any
    where: Any = ""


class Unfilled:
    """The closed list of a document's gaps, and those of them that were found empty so far.

    It refuses in the language in which it was made: make it before `in_chinese()`.
    """

    def __init__(self, gaps: Mapping[str, Gap]) -> None:
        self.gaps, self.language = dict(gaps), get_language()
        self.names: list[str] = []

    def add(self, name: str) -> None:
        if name not in self.names:
            self.names.append(name)

    def need(self, name: str, value: Any) -> str:
        """A value outside a sentence that must not be empty either."""
        return self.fill(f"{{{name}}}", {name: value})

    def require(self, name: str, is_there: bool) -> None:
        """Remember what is missing though it is no text: a table without rows."""
        if not is_there:
            self.add(name)

    def fill(self, template: str, values: Mapping[str, Any]) -> str:
        return fill(template, values, self)

    def refuse(self) -> None:
        """Raises NotPossible where anything is missing, naming all of it at once."""
        if not self.names:
            return
        with override(self.language):
            lacking = _("; ").join(self._told(self.gaps[name]) for name in self.names)
            raise NotPossible(
                _("The document cannot be made yet. Missing: %(lacking)s.") % {"lacking": lacking}
            )

    @staticmethod
    def _told(gap: Gap) -> str:
        if not gap.where:
            return str(gap.label)
        return _("%(label)s (enter it in: %(where)s)") % {"label": gap.label, "where": gap.where}


def placeholders(template: str) -> tuple[str, ...]:
    """The names of a template's gaps, each once, in the order of the text."""
    return tuple(dict.fromkeys(GAP.findall(template)))


def check_template(template: str, gaps: Mapping[str, Gap]) -> None:
    """Raises NotPossible where a template names a gap that the list does not know."""
    unknown = [name for name in placeholders(template) if name not in gaps]
    if unknown:
        raise NotPossible(
            _("There is no placeholder %(unknown)s. Known are: %(known)s.")
            % {
                "unknown": ", ".join(f"{{{name}}}" for name in unknown),
                "known": ", ".join(f"{{{name}}}" for name in gaps),
            }
        )


def fill(template: str, values: Mapping[str, Any], missing: Unfilled) -> str:
    """The template with its gaps filled. Raises NotPossible for a name outside the list; an empty
    value is remembered in `missing`, whose `refuse()` tells all of them at once."""
    check_template(template, missing.gaps)

    def filled(gap: re.Match) -> str:
        value = values.get(gap[1])
        text = "" if value is None else str(value)
        if not text.strip():
            missing.add(gap[1])
        return text

    return GAP.sub(filled, template)
