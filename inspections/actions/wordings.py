"""Standard wordings: kept by the inspection office, retired instead of deleted."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import record, save_edit
from airdefense.casework.search import search_text
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.models import Method, Wording, category_choices
from inspections.placeholders import PLACEHOLDERS, unknown

WORDING_FIELDS = ("category", "method", "title", "text", "basis", "power")
WITH_PLACEHOLDERS = ("title", "text", "basis")


@transaction.atomic
def add_wording(*, region: Any, by: Any, at: datetime, **facts: Any) -> Wording:
    """Keep a wording for everybody who works in the region and below it."""
    wording = Wording(region=region, made_at=at, made_by=by, **facts)
    _check(wording, by)
    wording.search_text = _words(wording)
    wording.save(force_insert=True)
    record(wording, "create", by=by, at=at)
    return wording


@transaction.atomic
def edit_wording(
    *, wording: Wording, by: Any, at: datetime, version: int, **fields: Any
) -> Wording:
    """Change a wording; what was written with it stays as it was written."""
    if wording.retired_at:
        raise NotPossible(_("A retired wording is not changed."))
    for field in WORDING_FIELDS:
        setattr(wording, field, fields.get(field, getattr(wording, field)))
    wording.version = version
    _check(wording, by)
    wording = save_edit(wording, by=by, at=at, fields=WORDING_FIELDS)
    wording.search_text = _words(wording)
    wording.save(update_fields=["search_text"])
    return wording


@transaction.atomic
def retire_wording(*, wording: Wording, by: Any, at: datetime, note: str = "") -> Wording:
    """Offer a wording no longer; its history stays."""
    wording = Wording.objects.select_for_update(of=("self",)).get(pk=wording.pk)
    _check_office(wording, by)
    if wording.retired_at:
        raise NotPossible(_("This wording is retired already."))
    wording.retired_at, wording.retired_by = at, by
    wording.save(update_fields=["retired_at", "retired_by"])
    record(wording, "retire", by=by, at=at, note=note)
    return wording


def _check(wording: Wording, by: Any) -> None:
    _check_office(wording, by)
    if wrong := [words for name in WITH_PLACEHOLDERS for words in _wrong(wording, name)]:
        raise NotPossible(" ".join(wrong))


def _wrong(wording: Wording, name: str) -> list[str]:
    return complaints(getattr(wording, name))


def complaints(text: str) -> list[str]:
    """What a text may not say, each as a sentence that names what is known."""
    known = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    alone = _("A brace stands alone: placeholders are written {project}.")
    sentence = _("%(found)s is no placeholder; known are %(known)s.")
    return [
        alone if one.is_brace else sentence % {"found": one.found, "known": known}
        for one in unknown(text)
    ]


def _check_office(wording: Wording, by: Any) -> None:
    if Role.INSPECTION_OFFICE not in by.roles_over((wording.region.path,)):
        raise NotAllowed(_("Wordings are kept by the inspection office."))


def _words(wording: Wording) -> str:
    """What a wording is found by: its words, its category and method in words, its power."""
    return search_text(
        wording.title,
        wording.text,
        wording.basis,
        str(dict(category_choices())[wording.category]),
        str(Method(wording.method).label),
        wording.power.name if wording.power else "",
    )
