"""The official definitions (口径) of the figures, each version with who answers for it."""

import hashlib
import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.triggers import append_only

# What makes a definition another one.
WORDS = ("label_zh", "label_en", "text_zh", "text_en", "unit", "owner")


class FigureDefinition(models.Model):
    """What a figure meant from a moment on; a change of the words adds a version."""

    code = models.CharField(_("code"), max_length=8)
    version = models.PositiveSmallIntegerField(_("version"))
    label_zh = models.CharField(_("figure in Chinese"), max_length=120)
    label_en = models.CharField(_("figure in English"), max_length=120)
    text_zh = models.TextField(_("definition in Chinese"))
    text_en = models.TextField(_("definition in English"))
    unit = models.CharField(_("measured in"), max_length=20)
    owner = models.CharField(_("answered for by"), max_length=40, choices=Role)
    recorded_at = models.DateTimeField(_("in force since"))

    class Meta:
        verbose_name = _("definition of a figure")
        verbose_name_plural = _("definitions of figures")
        ordering = ("code", "version")
        constraints = [
            models.UniqueConstraint(name="one_definition_per_version", fields=["code", "version"]),
            models.CheckConstraint(name="definition_version_from_one", condition=Q(version__gte=1)),
        ]
        triggers = [append_only("figure_definition_is_append_only")]

    def __str__(self):
        return f"{self.code} v{self.version}"

    @property
    def text(self) -> str:
        """The definition in the reader's language."""
        return self.text_en if (get_language() or "").startswith("en") else self.text_zh

    @property
    def words(self) -> dict[str, str]:
        return {field: str(getattr(self, field)) for field in WORDS}

    @property
    def said(self) -> list[Any]:
        """Code, version and SHA-256 of the words: what a report's digest covers of a definition."""
        text = json.dumps(self.words, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return [self.code, self.version, hashlib.sha256(text.encode()).hexdigest()]
