"""Words of the statute and of the offices, with their meaning in a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


class Group(models.TextChoices):
    """What the words are about; the value is the part of the product they belong to."""

    FEES = "projects", _("Basements and fees")
    CHECKS = "inspections", _("Inspection")
    RECTIFICATION = "rectification", _("Rectification and reports")
    LEADS = "leads", _("Leads and cases")
    PEOPLE = "accounts", _("People and secrecy")


@dataclass(frozen=True, slots=True)
class Term:
    """One word. Both languages stand on the page side by side, so neither is translated; the
    title of a law is quoted as it is."""

    group: Group
    english: str
    chinese: str
    meaning: str | Promise
    basis: str = ""

    def holds(self, words: str) -> bool:
        """Whether these words stand in it, in either language."""
        return any(words in text.casefold() for text in self.texts())

    def texts(self) -> Iterator[str]:
        yield from (self.english, self.chinese, self.basis)
        for language in ("en", "zh-hans"):
            with override(language):
                yield str(self.meaning)
