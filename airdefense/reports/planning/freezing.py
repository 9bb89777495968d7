"""The plan as it stood when a report was compiled becomes part of the report."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from airdefense.accounts.models import Organisation
from airdefense.reports.figures import FIGURES, percent
from airdefense.reports.models import FrozenFigure, Kind, PlanMark, Report
from airdefense.reports.planning.rules import CENT, ONE, planned


def plans(day: date, scope: Organisation) -> dict[str, dict[str, Decimal]]:
    """Figure → region → what is planned there by the day."""
    marks: dict[tuple[str, str], list[tuple[date, Decimal]]] = defaultdict(list)
    found = PlanMark.objects.filter(region__path__startswith=scope.path)
    for code, region, due_on, value in found.values_list("code", "region__code", "due_on", "value"):
        marks[code, region].append((due_on, value))
    result: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for (code, region), known in sorted(marks.items()):
        figure = FIGURES.get(code)
        if figure is None or figure.is_ratio:
            continue
        value = planned(known, day, CENT if figure.is_money else ONE)
        if value is not None:
            result[code][region] = value
    return dict(result)


def add_plan(report: Report, figures: Iterable[FrozenFigure]) -> None:
    """Put the plan of the day beside each figure, before it is sealed; the city's is the sum of
    its regions. A round has no plan: marks are set for all there is to do."""
    if report.kind == Kind.ROUND:
        return
    by_code = plans(report.day, report.scope)
    for frozen in figures:
        about = FIGURES[frozen.code]
        split = shares(by_code, about) if about.is_ratio else by_code.get(frozen.code)
        if not split:
            continue
        if about.is_ratio:
            frozen.plan_value = percent(
                sum(by_code[about.numerator].values()), sum(by_code[about.denominator].values())
            )
        else:
            frozen.plan_value = sum(split.values(), Decimal(0))
        frozen.plan_by_region = {region: str(value) for region, value in split.items()}


def shares(by_code: dict[str, dict[str, Decimal]], ratio: object) -> dict[str, Decimal]:
    """The planned percentage of each region, where both parts of a ratio are planned for the same
    regions."""
    tops = by_code.get(ratio.numerator, {})
    bottoms = by_code.get(ratio.denominator, {})
    if tops.keys() != bottoms.keys():
        return {}
    found = {region: percent(value, bottoms[region]) for region, value in tops.items()}
    return {region: share for region, share in found.items() if share is not None}
