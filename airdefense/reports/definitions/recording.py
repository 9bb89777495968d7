"""The definitions on record: a changed word adds a version, with the moment it came into force."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import translation

from airdefense.reports.figures import FIGURES, Figure, Ratio
from airdefense.reports.models import FigureDefinition
from airdefense.reports.models.defined import WORDS

ZH, EN = "zh-hans", "en"


def record_definitions(*, at: datetime) -> dict[str, FigureDefinition]:
    """Code → what the figure means now, as it is on record; what changed is added."""
    newest = newest_definitions()
    if all(_is_recorded(figure, newest) for figure in FIGURES.values()):
        return newest
    with transaction.atomic():
        _alone()
        newest = newest_definitions()
        for code, figure in FIGURES.items():
            if not _is_recorded(figure, newest):
                version = newest[code].version + 1 if code in newest else 1
                newest[code] = FigureDefinition.objects.create(
                    code=code, version=version, recorded_at=at, **words_of(figure)
                )
    return newest


def newest_definitions() -> dict[str, FigureDefinition]:
    found = FigureDefinition.objects.order_by("code", "-version").distinct("code")
    return {definition.code: definition for definition in found}


def words_of(figure: Figure | Ratio) -> dict[str, str]:
    """What the registry says of a figure, in both languages."""
    words = {"unit": str(figure.unit), "owner": str(figure.owner)}
    for language, ending in ((ZH, "zh"), (EN, "en")):
        with translation.override(language):
            words[f"label_{ending}"] = str(figure.label)
            words[f"text_{ending}"] = str(figure.definition)
    return {field: words[field] for field in WORDS}


def _is_recorded(figure: Figure | Ratio, newest: dict[str, FigureDefinition]) -> bool:
    return figure.code in newest and newest[figure.code].words == words_of(figure)


def _alone() -> None:
    """Nobody else adds versions until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('reports.definitions'))")
