"""The figures of a report as they count for it: all rows, those of its days, those of a round."""

from airdefense.reports.figures import Figure, Ratio, of_sections
from airdefense.reports.models import SECTIONS, Kind, Report
from airdefense.reports.periods.rounds import key_of
from airdefense.reports.periods.rules import Period, first_day


def figures_of(report: Report) -> list[Figure | Ratio]:
    """The definitions that this report freezes, and by which it is made again."""
    definitions = of_sections(SECTIONS[Kind(report.kind)])
    since = first_day(report.kind, Period(report.since, report.day))
    if report.kind != Kind.ROUND:
        return [one if isinstance(one, Ratio) else one.of_days(since) for one in definitions]
    key = key_of(report.subject_key)
    kept: dict[str, Figure | Ratio] = {}
    for one in definitions:
        if isinstance(one, Ratio):
            if {one.numerator, one.denominator} <= kept.keys():
                kept[one.code] = one
        elif one.round:
            kept[one.code] = one.of_days(since).of_round(key)
    return list(kept.values())


def left_out(report: Report) -> list[Figure | Ratio]:
    """The figures that have no way to a round, in the report of one."""
    held = {one.code for one in figures_of(report)}
    return [one for one in of_sections(SECTIONS[Kind(report.kind)]) if one.code not in held]
