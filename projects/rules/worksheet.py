"""The worksheet of an assessment: every step with its figures, rule, paper and rounding.

Lines carry codes and numbers, not sentences, so that a stored worksheet reads in every language.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from projects.rules.area import Duty
from projects.rules.facts import Dues, ProjectFacts
from projects.rules.fee import Charge, Fee, Relief
from projects.rules.gap import Gap

# Raised whenever a rule, a threshold or a ground changes; every snapshot names its version.
RULES_VERSION = "2026.1"
SQM, YUAN = "sqm", "yuan"
HALF_UP = "half_up"
ARTICLE_GAP = "《人民防空法》第二十二条、第四十八条"


@dataclass(frozen=True, slots=True)
class Line:
    """One step. `formula` is what was computed in figures; `basis` the article or the document."""

    step: str
    subject: str
    rule: str
    formula: str
    basis: str
    result: str
    unit: str
    rounding: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def figure(value: Decimal) -> str:
    return f"{value:,.2f}"


def plain(value: Decimal) -> str:
    """A factor as it was entered, without trailing zeros."""
    return f"{value.normalize():f}"


def lines_of(project: ProjectFacts, fee: Fee) -> tuple[Line, ...]:
    """The steps from the buildings to the amount payable by law."""
    return tuple(_lines(project, fee))


def _lines(project: ProjectFacts, fee: Fee) -> Iterator[Line]:
    for building, duty in zip(project.buildings, fee.duties, strict=True):
        yield _duty(building, duty, fee)
    for charge in fee.charges:
        if charge.required_sqm:
            yield from _charge(fee, charge)
    for relief in fee.reliefs:
        yield _relief(project, fee, relief)
    yield Line(
        step="payable",
        subject="",
        rule="",
        formula=f"{figure(fee.gross_yuan)} − {figure(fee.reduction_yuan)}",
        basis="",
        result=figure(fee.payable_yuan),
        unit=YUAN,
    )


def _duty(building: Any, duty: Duty, fee: Fee) -> Line:
    """C1, C4 and C5 owe the first floor, C2 and C3 the ratio of what stands above ground."""
    rule, formula = duty.rule, ""
    if rule:
        is_share = rule.code in ("C2", "C3")
        first, above = figure(building.first_floor_sqm), figure(building.above_ground_sqm)
        formula = f"{above} × {plain(fee.ratio)}" if is_share else first
    return Line(
        step="duty",
        subject=building.name,
        rule=duty.code,
        formula=formula,
        basis=rule.article if rule else "",
        result=figure(duty.area_sqm),
        unit=SQM,
        rounding=HALF_UP,
    )


def _charge(fee: Fee, charge: Charge) -> Iterator[Line]:
    parts = [d.area_sqm for d in fee.duties if d.rule and d.rule.grade == charge.grade]
    yield Line(
        step="required",
        subject=charge.grade,
        rule="",
        formula=" + ".join(map(figure, parts)),
        basis="",
        result=figure(charge.required_sqm),
        unit=SQM,
    )
    yield Line(
        step="shortfall",
        subject=charge.grade,
        rule="",
        formula=f"{figure(charge.required_sqm)} − {figure(charge.built_sqm)}",
        basis="",
        result=figure(charge.shortfall_sqm),
        unit=SQM,
    )
    if charge.rate is None:
        return
    formula = f"{figure(charge.shortfall_sqm)} × {plain(charge.rate.yuan_per_sqm)}"
    papers = [charge.rate.document]
    if charge.adjustment:
        formula += f" × {plain(charge.adjustment.factor)}"
        papers.append(charge.adjustment.document)
    yield Line(
        step="gross",
        subject=charge.grade,
        rule="",
        formula=formula,
        basis="；".join(papers),
        result=figure(charge.gross_yuan),
        unit=YUAN,
        rounding=HALF_UP,
    )


def _relief(project: ProjectFacts, fee: Fee, relief: Relief) -> Line:
    duty = fee.duties[relief.place]
    assert duty.rule is not None  # noqa: S101 - only a bound building is relieved
    of = fee.charge(duty.rule.grade)
    return Line(
        step="relief",
        subject=project.buildings[relief.place].name,
        rule=relief.reduction.code,
        formula=f"{figure(of.gross_yuan)} × {figure(duty.area_sqm)} ÷ {figure(of.required_sqm)}"
        f" × {plain(relief.reduction.share)}",
        basis=relief.reduction.basis,
        result=figure(relief.amount_yuan),
        unit=YUAN,
        rounding=HALF_UP,
    )


def lines_of_gap(fee: Fee, dues: Dues, gap: Gap) -> tuple[Line, ...]:
    """The steps from the amount payable to the gap and its parts."""
    formula = f"{figure(fee.payable_yuan)} − {figure(dues.paid_yuan)}"
    lines = [Line("gap", "", "", formula, ARTICLE_GAP, figure(gap.gap_yuan), YUAN)]
    lines += [
        Line("part", kind, "", "", "", figure(amount), YUAN)
        for kind, amount in gap.parts.items()
        if amount
    ]
    if gap.refund_due_yuan:
        formula = f"{figure(dues.paid_yuan)} − {figure(fee.payable_yuan)}"
        lines.append(Line("refund_due", "", "", formula, "", figure(gap.refund_due_yuan), YUAN))
    if gap.unremitted_yuan:
        formula = f"{figure(dues.paid_yuan)} − {figure(dues.remitted_yuan)}"
        lines.append(Line("unremitted", "", "", formula, "", figure(gap.unremitted_yuan), YUAN))
    return tuple(lines)


def snapshot(project: ProjectFacts, fee: Fee) -> dict[str, Any]:
    """All that an assessment rested on, as JSON: facts, policy, rates, steps, sums."""
    rates = {c.grade: c.rate for c in fee.charges if c.rate}
    return {
        "rules_version": RULES_VERSION,
        "approved_on": str(project.approved_on),
        "is_offsite_approved": project.is_offsite_approved,
        "zone": project.zone,
        "built_g6_sqm": f"{project.built_g6_sqm:.2f}",
        "built_g6b_sqm": f"{project.built_g6b_sqm:.2f}",
        "policy": {
            "city_class": fee.policy.city_class,
            "ratio": plain(fee.ratio),
            "threshold_scope": fee.policy.threshold_scope,
            "document": fee.policy.document,
        },
        "rates": {grade: plain(rate.yuan_per_sqm) for grade, rate in rates.items()},
        "rate_document": "；".join(dict.fromkeys(rate.document for rate in rates.values())),
        "buildings": [_building(building) for building in project.buildings],
        "required_sqm": {c.grade: f"{c.required_sqm:.2f}" for c in fee.charges},
        "shortfall_sqm": {c.grade: f"{c.shortfall_sqm:.2f}" for c in fee.charges},
        "gross_yuan": f"{fee.gross_yuan:.2f}",
        "reduction_yuan": f"{fee.reduction_yuan:.2f}",
        "payable_yuan": f"{fee.payable_yuan:.2f}",
        "flags": list(fee.flags),
        "lines": [line.as_json() for line in lines_of(project, fee)],
    }


def _building(building: Any) -> dict[str, Any]:
    facts = asdict(building)
    return {
        key: f"{value:.2f}" if isinstance(value, Decimal) else value for key, value in facts.items()
    } | {"claims": list(building.claims)}
