"""An issued assessment beside today's law: the same, or different and by how much.

What was issued stays as it is. Today's rules and rates are applied to the facts the assessment
rests on, and, where the facts were corrected since, to the facts of today.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from projects import rules
from projects.assessing import Statute, facts_of
from projects.models import FeeAssessment, Project

DIGITS = ("foundation_depth_m", "first_floor_sqm", "above_ground_sqm")


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure as it was issued and by the law of today; `now` of today's facts, where they
    differ from those it rests on."""

    label: Any
    unit: str
    issued: Decimal
    law: Decimal
    now: Decimal

    @property
    def difference(self) -> Decimal:
        return self.law - self.issued

    @property
    def difference_now(self) -> Decimal:
        return self.now - self.issued

    @property
    def difference_words(self) -> str:
        return f"{self.difference:+,.2f}"

    @property
    def difference_now_words(self) -> str:
        return f"{self.difference_now:+,.2f}"


@dataclass(frozen=True, slots=True)
class Comparison:
    rows: tuple[Compared, ...]
    version: str
    # The version of the rules it was issued by, "" where it was entered without the statute.
    issued_version: str
    are_facts_changed: bool

    @property
    def is_same(self) -> bool:
        return not any(row.difference for row in self.rows)

    @property
    def payable(self) -> Compared:
        return self.rows[-1]


def compare(assessment: FeeAssessment, statute: Statute | None = None) -> Comparison:
    """Raises NoPolicy, NoRate where today's rows have no answer."""
    project, statute = assessment.project, statute or Statute.in_force()
    of_today, kept = facts_of(project), facts_kept(project, assessment.snapshot)
    law, now = statute.assess(kept), statute.assess(of_today)
    gross, reduced = assessment.gross_yuan, assessment.snapshot.get("reduction_yuan")
    issued = {
        "G6": assessment.required_g6_sqm,
        "G6B": assessment.required_g6b_sqm,
        "gross": Decimal(assessment.snapshot.get("gross_yuan", gross)),
        "reduction": Decimal(reduced) if reduced else gross - assessment.legal_payable_yuan,
        "payable": assessment.legal_payable_yuan,
    }
    by_law, by_now = figures_of(law), figures_of(now)
    return Comparison(
        rows=tuple(
            Compared(label, unit, issued[key], by_law[key], by_now[key])
            for key, label, unit in FIGURES
        ),
        version=rules.RULES_VERSION,
        issued_version=assessment.snapshot.get("rules_version", ""),
        are_facts_changed=kept != of_today,
    )


FIGURES = (
    ("G6", _("Required area, grade 6"), "sqm"),
    ("G6B", _("Required area, grade 6B"), "sqm"),
    ("gross", _("Gross fee by law"), "yuan"),
    ("reduction", _("Lawful reduction"), "yuan"),
    ("payable", _("Payable by law (yuan)"), "yuan"),
)


def figures_of(fee: rules.Fee) -> dict[str, Decimal]:
    return {
        "G6": fee.charge("G6").required_sqm,
        "G6B": fee.charge("G6B").required_sqm,
        "gross": fee.gross_yuan,
        "reduction": fee.reduction_yuan,
        "payable": fee.payable_yuan,
    }


def facts_kept(project: Project, snapshot: dict[str, Any]) -> rules.ProjectFacts:
    """The facts as the assessment kept them."""
    return rules.ProjectFacts(
        code=project.code,
        region=project.region.code,
        approved_on=date.fromisoformat(snapshot["approved_on"]),
        is_offsite_approved=snapshot["is_offsite_approved"],
        zone=snapshot.get("zone", project.zone),
        built_g6_sqm=Decimal(snapshot["built_g6_sqm"]),
        built_g6b_sqm=Decimal(snapshot["built_g6b_sqm"]),
        buildings=tuple(building_kept(row) for row in snapshot["buildings"]),
    )


def building_kept(row: dict[str, Any]) -> rules.BuildingFacts:
    facts = {
        name: row[name] for name in ("name", "use", "floors", "is_rebuild", "is_area_increased")
    }
    digits = {name: Decimal(row[name]) for name in DIGITS}
    return rules.BuildingFacts(**facts, **digits, claims=tuple(row["claims"]))
