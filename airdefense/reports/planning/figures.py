"""The figures that a plan can be made for."""

from airdefense.reports.figures import FIGURES, Figure, Section

PLANNED = (Section.CHECKS, Section.RECTIFICATION, Section.RECOVERY, Section.DOCUMENTS)


def plannable() -> list[Figure]:
    """What grows towards an aim: no percentage, which follows from its parts; nothing of leads,
    which nobody plans; nothing that starts afresh each day."""
    return [
        figure
        for _code, figure in sorted(FIGURES.items())
        if figure.section in PLANNED
        and not figure.is_ratio
        and not figure.is_flow
        and not figure.is_confidential
    ]
