"""The departments' records behind a suspicion, side by side with the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.casework.templatetags.casework import day, money
from projects.models import (
    Deferral,
    DemandNotice,
    FeeAssessment,
    FeeReduction,
    Gap,
    Permit,
    Project,
    Receipt,
    Suspicion,
    TreasuryEntry,
)
from projects.suspected import kinds_of

# The lines of the comparison, in order; those in COMPARED are laid against the ledger.
LABELS = {
    "department": _("Department"),
    "number": _("Number"),
    "on": _("Day"),
    "name": _("Project name"),
    "developer": _("Developer"),
    "use": _("Use"),
    "area": _("Area above ground (㎡)"),
    "basement": _("Basement area (㎡)"),
    "amount": _("Amount (yuan)"),
    "until": _("Due, or put off until"),
    "basis": _("Basis"),
}
COMPARED = ("name", "developer", "area")
# Of a developer's projects; the table stays one that can be read.
SHOWN = 12
NUMERIC = ("area", "basement", "amount")


@dataclass(frozen=True, slots=True)
class Record:
    """One department's record: what it is, and what it says under each label."""

    title: Any
    url: str = ""
    says: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What each record says under one label."""

    label: Any
    is_number: bool
    cells: list[Said]


def records_of(suspicion: Suspicion, user: Any) -> list[Record]:
    """The ledger's own entry, then the records that this reader may see."""
    kinds = kinds_of(suspicion.facts.get("records", ()))
    found = [of_project(suspicion.project)] if suspicion.project else []
    for kind, keys in kinds.items():
        if read := READERS.get(kind):
            found += read(keys, user)
    return found


def lines_of(records: list[Record]) -> list[Line]:
    """The records as columns of one table; a label that none of them fills is left out."""
    lines = []
    for key, label in LABELS.items():
        values = [record.says.get(key) for record in records]
        if any(value not in (None, "") for value in values):
            lines.append(Line(label, key in NUMERIC, [_said(key, v, values[0]) for v in values]))
    return lines


def _said(key: str, value: Any, first: Any) -> Said:
    if value in (None, ""):
        return Said("")
    is_other = key in COMPARED and first not in (None, "") and value != first
    return Said(money(value) if key in NUMERIC else str(value), is_other)


def of_project(project: Project) -> Record:
    buildings = list(project.buildings.all())
    return Record(
        _("Ledger"),
        project.get_absolute_url(),
        {
            "department": project.authority.short_name,
            "number": project.code,
            "on": day(project.approved_on),
            "name": project.name,
            "developer": project.developer.name,
            "use": " · ".join(dict.fromkeys(str(b.get_use_display()) for b in buildings)),
            "area": sum(b.above_ground_sqm for b in buildings) if buildings else None,
            "basement": project.built_g6_sqm + project.built_g6b_sqm,
        },
    )


def permits(keys: Iterable[int], user: Any) -> list[Record]:
    rows = Permit.objects.visible_to(user).filter(pk__in=keys).select_related("issued_by")
    return [
        Record(
            row.get_kind_display(),
            says={
                "department": row.issued_by.short_name,
                "number": row.number,
                "on": day(row.issued_on),
                "name": row.stated_name,
                "developer": row.stated_developer,
                "use": row.stated_use,
                "area": row.area_sqm,
                "basement": row.basement_sqm,
            },
        )
        for row in rows
    ]


def assessments(keys: Iterable[int], user: Any) -> list[Record]:
    rows = FeeAssessment.objects.visible_to(user).filter(pk__in=keys)
    return [
        Record(
            _("Assessment"),
            row.get_absolute_url(),
            {
                "number": row.document,
                "on": day(row.assessed_on),
                "basement": row.required_g6_sqm + row.required_g6b_sqm,
                "amount": row.payable_yuan,
                "basis": row.rate_document,
            },
        )
        for row in rows
    ]


def reductions(keys: Iterable[int], user: Any) -> list[Record]:
    seen = FeeAssessment.objects.visible_to(user)
    rows = FeeReduction.objects.filter(pk__in=keys, assessment__in=seen)
    return [
        Record(
            _("Reduction"),
            says={
                "number": row.document,
                "on": day(row.approved_on),
                "amount": row.amount_yuan,
                "basis": row.code,
            },
        )
        for row in rows
    ]


def receipts(keys: Iterable[int], user: Any) -> list[Record]:
    rows = Receipt.objects.visible_to(user).filter(pk__in=keys)
    return [
        Record(
            _("Receipt"),
            row.get_absolute_url(),
            {
                "number": row.number,
                "on": day(row.paid_on),
                "developer": row.payer,
                "amount": row.amount_yuan,
            },
        )
        for row in rows
    ]


def entries(keys: Iterable[int], user: Any) -> list[Record]:
    rows = TreasuryEntry.objects.visible_to(user).filter(pk__in=keys).select_related("source")
    return [
        Record(
            _("Treasury entry"),
            says={
                "department": row.source.short_name,
                "number": row.number,
                "on": day(row.paid_on),
                "name": row.stated_name,
                "developer": row.payer,
                "amount": row.amount_yuan,
            },
        )
        for row in rows
    ]


def notices(keys: Iterable[int], user: Any) -> list[Record]:
    rows = DemandNotice.objects.visible_to(user).filter(pk__in=keys)
    return [
        Record(
            _("Demand notice"),
            says={
                "number": row.number,
                "on": day(row.issued_on),
                "amount": row.amount_yuan,
                "until": day(row.due_on),
            },
        )
        for row in rows
    ]


def deferrals(keys: Iterable[int], user: Any) -> list[Record]:
    rows = Deferral.objects.visible_to(user).filter(pk__in=keys)
    return [
        Record(
            _("Deferral"),
            says={
                "number": row.document,
                "on": day(row.granted_on),
                "amount": row.amount_yuan,
                "until": day(row.until_on) if row.until_on else "",
                "basis": row.basis or _("no legal basis"),
            },
        )
        for row in rows
    ]


def gaps(keys: Iterable[int], user: Any) -> list[Record]:
    rows = Gap.objects.visible_to(user).filter(pk__in=keys)
    return [
        Record(
            row.get_kind_display(),
            row.get_absolute_url(),
            {"on": day(row.opened_on), "amount": row.amount_yuan, "basis": row.basis},
        )
        for row in rows
    ]


def projects(keys: Iterable[int], user: Any) -> list[Record]:
    seen = Project.objects.visible_to(user).filter(pk__in=keys)
    rows = seen.select_related("authority", "developer").prefetch_related("buildings")
    return [of_project(row) for row in rows]


def developers(keys: Iterable[int], user: Any) -> list[Record]:
    """The projects of a developer whose fee was reduced, beside each other."""
    reduced = Project.objects.filter(
        developer__in=keys, assessments__superseded_by=None, assessments__reduction_yuan__gt=0
    )
    return projects(list(reduced.order_by("pk").values_list("pk", flat=True)[:SHOWN]), user)


READERS = {
    "permit": permits,
    "assessment": assessments,
    "reduction": reductions,
    "receipt": receipts,
    "treasury_entry": entries,
    "notice": notices,
    "deferral": deferrals,
    "gap": gaps,
    "project": projects,
    "developer": developers,
}
