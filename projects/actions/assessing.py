"""Assessment by the statute: what the law demands is computed and kept, never typed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.workflow import NotPossible
from projects.actions.checks import lock
from projects.actions.money import assess
from projects.assessing import NoPolicy, Worksheet
from projects.models import FeeAssessment, Project
from projects.rules import Fee
from projects.tariff import NoRate

LONGEST = FeeAssessment._meta.get_field("rate_document").max_length


def missing(error: NoRate | NoPolicy) -> list[str]:
    """What has to be published before the fee can be computed, a sentence for each row."""
    if isinstance(error, NoPolicy):
        place = {"region": error.region, "day": error.on}
        return [_("no policy for %(region)s on %(day)s: add one with its document") % place]
    return [
        _("no rate for %(region)s, %(grade)s on %(day)s: add one with its document")
        % {"region": one.region, "grade": one.grade, "day": one.on}
        for one in (error, *error.further)
    ]


def worksheet_of(project: Project, on: date) -> Worksheet:
    """The worksheet of the project with its fee computed. Raises NotPossible where a rate or a
    policy is missing."""
    sheet = Worksheet(project, on)
    try:
        sheet.fee  # noqa: B018 - computed here, so that what is missing is told here
    except (NoPolicy, NoRate) as error:
        raise NotPossible("; ".join(missing(error))) from error
    return sheet


def reliefs_by_law(project: Project, fee: Fee) -> list[dict[str, Any]]:
    """The reductions that the law grants, one for each ground, as an assessment lists them."""
    rest = fee.reduction_yuan
    rows: dict[str, dict[str, Any]] = {}
    for relief in fee.reliefs:
        part = min(relief.amount_yuan, rest)
        rest -= part
        row = rows.setdefault(
            relief.reduction.code,
            {
                "code": relief.reduction.code,
                "amount_yuan": Decimal(0),
                "approved_on": project.approved_on,
                "document": relief.reduction.basis,
            },
        )
        row["amount_yuan"] += part
    return [row for row in rows.values() if row["amount_yuan"]]


def judged(granted: Iterable[Mapping[str, Any]], lawful: Iterable[Mapping[str, Any]]) -> list[Any]:
    """The granted reductions, each with whether the law grants that ground that much."""
    left = {row["code"]: row["amount_yuan"] for row in lawful}
    rows = []
    for row in granted:
        is_lawful = row["amount_yuan"] <= left.get(row["code"], 0)
        if is_lawful:
            left[row["code"]] -= row["amount_yuan"]
        rows.append({**row, "is_lawful": is_lawful})
    return rows


@transaction.atomic
def assess_by_law(
    *,
    project: Project,
    by: Any,
    at: datetime,
    document: str,
    assessed_on: date,
    gross_yuan: Decimal | None = None,
    reductions: Iterable[Mapping[str, Any]] | None = None,
    seen: str = "",
) -> FeeAssessment:
    """Record an assessment with the worksheet of the statute in force; it supersedes the one in
    force. `gross_yuan` and `reductions` are what the authority demanded and granted where that is
    not what the law says; `seen` is the mark of the worksheet that was looked at.
    """
    project = lock(project)
    sheet = worksheet_of(project, assessed_on)
    if seen and seen != mark_of(sheet):
        raise NotPossible(
            _("Facts or rates changed since the worksheet was shown: look at it again.")
        )
    fee, lawful = sheet.fee, reliefs_by_law(project, sheet.fee)
    snapshot = sheet.snapshot
    return assess(
        project=project,
        by=by,
        at=at,
        document=document,
        assessed_on=assessed_on,
        gross_yuan=fee.gross_yuan if gross_yuan is None else gross_yuan,
        legal_payable_yuan=fee.payable_yuan,
        rate_document=(snapshot["rate_document"] or fee.policy.document)[:LONGEST],
        required_g6_sqm=fee.charge("G6").required_sqm,
        required_g6b_sqm=fee.charge("G6B").required_sqm,
        reductions=judged(lawful if reductions is None else reductions, lawful),
        snapshot=snapshot,
    )


def mark_of(sheet: Worksheet) -> str:
    """A short mark of everything an assessment would rest on."""
    text = json.dumps(sheet.snapshot, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
