"""What the page of a suspicion shows its reader."""

from datetime import date
from typing import Any

from projects.assessing import NoPolicy, Worksheet
from projects.models import Suspicion
from projects.records import lines_of, records_of
from projects.screening import CHECKS, describe
from projects.suspected import check_words
from projects.tariff import NoRate
from projects.wording import steps_of

OTHERS_SHOWN = 20


def page_of(suspicion: Suspicion, user: Any, today: date) -> dict[str, Any]:
    """The suspicion in words, the records and the worksheet it rests on, and what came of it."""
    records = records_of(suspicion, user)
    lines = lines_of(records)
    return {
        "suspicion": suspicion,
        "check": CHECKS.get(suspicion.check_code),
        "title": check_words(suspicion),
        "sentence": describe(suspicion),
        "records": records,
        "lines": lines,
        "has_other": any(cell.is_other for line in lines for cell in line.cells),
        "worksheet": worksheet_of(suspicion, today),
        "findings": suspicion.findings.visible_to(user).order_by("-pk"),
        "others": others_of(suspicion, user),
    }


def worksheet_of(suspicion: Suspicion, today: date) -> Any:
    """The steps of the engine as of today; nothing where no rate or policy gives a result."""
    if suspicion.project is None:
        return []
    sheet = Worksheet(suspicion.project, today)
    try:
        return steps_of(sheet.lines, sheet.fee.policy.document)
    except (NoPolicy, NoRate):
        return []


def others_of(suspicion: Suspicion, user: Any) -> list[Suspicion]:
    """What else is suspected of the same project."""
    if suspicion.project is None:
        return []
    rows = Suspicion.objects.visible_to(user).standing().filter(project=suspicion.project)
    return list(rows.exclude(pk=suspicion.pk).select_related("project")[:OTHERS_SHOWN])
