"""The charts of the boards: each is drawn from numbers, or None where its figures are missing."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from airdefense.casework.charts import GAP_INKS, NEUTRAL, Chart, Series, falling
from airdefense.reports.boards.names import short, with_unit
from airdefense.reports.boards.numbers import Number, Numbers, OfReport, median_days
from airdefense.reports.figures import FIGURES, Section, Unit
from airdefense.reports.words import unit_words

KINDS = ("G01", "G02", "G03", "G04")
OPEN_KINDS = ("G11", "G12", "G13", "G14")
AGES = ("A01", "A02", "A03", "A04")
LENGTHS = ("T01", "T02", "T03", "T04")
# From what to what, and which way each bar goes: a sum stands on the ground, others add or take.
FEES = (("F01", 0), ("F02", -1), ("F03", -1), ("F04", -1), ("F06", 1), ("F05", 0))
RECOVERY = (
    ("G01", 0),
    *((code, 1) for code in KINDS[1:]),
    ("G05", -1),
    ("M12", 0),
    ("M13", -1),
    ("G06", 1),
    ("S06", 0),
    ("G11", 0),
    *((code, 1) for code in OPEN_KINDS[1:]),
)
# What need not be there: an advance payment is the exception.
RARE = frozenset({"F03", "F06", "G05", "G06"})
INKS = dict(zip(KINDS, GAP_INKS, strict=True)) | dict(zip(OPEN_KINDS, GAP_INKS, strict=True))
INKS |= {"F01": 0, "F03": 2, "F04": 3, "F05": 1, "M13": 3, "M12": 0, "S06": 1}
OF_PROBLEMS = ("M02", "N01", "N02", "N03")
OF_ALL = ("M15", "M16", "M19", "M20", "M21")


def has(numbers: Numbers, codes: Iterable[str]) -> bool:
    return all(code in numbers for code in codes)


def bars(key: str, title: str, found: Sequence[Number], **options: Any) -> Chart:
    """Lying bars, one for each number: its name, how long, how much, and where its rows are."""
    first = found[0].about
    labels = options.pop("labels", None) or [short(number.code) for number in found]
    series = Series(
        options.pop("name", title),
        [number.drawn for number in found],
        texts=[number.raw for number in found],
        shown=[number.text for number in found],
        urls=[number.url for number in found],
        spans=options.pop("spans", ()),
        inks=options.pop("inks", None) or [INKS.get(number.code, 0) for number in found],
    )
    facts = {"unit": unit_words(first.unit), "head": _("yuan") if first.is_money else ""}
    return Chart(
        id=key,
        title=title,
        labels=labels,
        series=[series],
        kind="bar",
        is_horizontal=True,
        **{"summary": said(title, labels, found)} | facts | options,
    )


def said(title: str, labels: Sequence[Any], found: Sequence[Number]) -> str:
    """The chart in one sentence, for whoever does not see it."""
    parts = [f"{label} {number.text}" for label, number in zip(labels, found, strict=True)]
    return f"{title}: " + _("; ").join(parts)


def cascade(key: str, title: str, steps: Iterable[tuple[str, int]], numbers: Numbers, **options):
    """A waterfall: each bar begins where the one before ended."""
    steps = [(code, way) for code, way in steps if code not in RARE or numbers[code].value]
    found = [numbers[code] for code, _way in steps]
    if not any(number.value for number in found):
        return None
    moves = [
        ((number.drawn or Decimal(0)) * (way or 1), way == 0)
        for number, (_code, way) in zip(found, steps, strict=True)
    ]
    inks = [INKS.get(code, NEUTRAL) for code, _way in steps]
    return bars(key, title, found, spans=falling(moves), inks=inks, **options)


def recovery(numbers: Numbers) -> Chart | None:
    """What was stated by kind, written off, recovered, and what of it is open by kind."""
    if not has(numbers, (code for code, _way in RECOVERY)):
        return None
    return cascade(
        "recovery",
        _("Recovery: stated, recovered, still open"),
        RECOVERY,
        numbers,
        note=_("gaps by kind"),
    )


def fees(numbers: Numbers) -> Chart | None:
    """From the fees receivable over reductions and receipts to the arrears."""
    if not has(numbers, (code for code, _way in FEES)):
        return None
    return cascade(
        "fees",
        _("Fees: receivable, reduced, received, in arrears"),
        FEES,
        numbers,
        note=_("assessments in force"),
    )


def ageing(numbers: Numbers) -> Chart | None:
    """The open gaps by their age; the four make the fees still open."""
    if not has(numbers, AGES):
        return None
    found = [numbers[code] for code in AGES]
    return bars(
        "ageing",
        _("Open gaps by age"),
        found,
        note=_("since the gap was opened"),
        inks=[NEUTRAL, 3, 0, 2],
    )


def open_kinds(numbers: Numbers) -> Chart | None:
    """The open gaps by the four kinds, in their fixed order."""
    return counts("open-kinds", _("Open gaps by kind"), OPEN_KINDS, numbers)


def closing(numbers: Numbers) -> Chart | None:
    """How long closed tasks took, and after how many days half of them were done."""
    if not has(numbers, ("T00", *LENGTHS)):
        return None
    found = [numbers[code] for code in LENGTHS]
    median = median_days(numbers.rows("T00"))
    whole = numbers["T00"]
    remark = ngettext(
        "%(count)s task closed out; half of them within %(days)s days (median).",
        "%(count)s tasks closed out; half of them within %(days)s days (median).",
        int(whole.value or 0),
    ) % {"count": whole.text, "days": median}
    return bars(
        "closing",
        _("Time to close"),
        found,
        note=_("from issue to close-out"),
        remark=remark if median else "",
    )


def funnel(numbers: Numbers) -> Chart | None:
    """From the problem to the sanction: first the leads of problems, then those of every source."""
    if not has(numbers, (*OF_PROBLEMS, *OF_ALL)):
        return None
    codes = (*OF_PROBLEMS, *OF_ALL)
    found = [numbers[code] for code in codes]
    labels = [with_unit(code) for code in codes]
    return bars(
        "funnel",
        _("From problem to sanction"),
        found,
        labels=labels,
        inks=[0] * len(OF_PROBLEMS) + [NEUTRAL] * len(OF_ALL),
        unit=_("how many"),
        note=_("problems and their leads, then leads of every source"),
        remark=_("Problems, cases and persons are counted apart and never added."),
    )


def counts(key: str, title: str, codes: Sequence[str], numbers: Numbers) -> Chart | None:
    """A few counts of one kind side by side."""
    found = [numbers[code] for code in codes if code in numbers]
    return bars(key, title, found) if found else None


def documents(numbers: Numbers) -> Chart | None:
    return counts("documents", _("Supervision documents"), ("M25a", "M25b", "M25c"), numbers)


def forms(numbers: Numbers) -> Chart | None:
    return counts("forms", _("The four forms"), ("P01", "P02", "P03", "P04"), numbers)


def instructions(numbers: Numbers) -> Chart | None:
    """What the leadership asked for and is not answered, as far as it is counted."""
    codes = [
        code
        for code, about in sorted(FIGURES.items())
        if about.section == Section.INSTRUCTIONS and about.unit == Unit.INSTRUCTIONS
    ]
    return counts("instructions", _("Instructions of the leadership"), codes, numbers)


def deadlines(numbers: Numbers) -> Chart | None:
    return counts("deadlines", _("Rectifications by their day"), ("S01", "S02"), numbers)


def by_region(
    key: str, title: str, codes: Sequence[str], numbers: OfReport, **options: Any
) -> Chart | None:
    """Stacked bars, one for each region, each part with the rows of its region."""
    if not has(numbers, codes) or len(numbers.paper.regions) < 2:
        return None
    names = [region.short_name for region in numbers.paper.regions]
    series = []
    for code in codes:
        found = list(numbers.in_regions(code).values())
        series.append(
            Series(
                short(code),
                [number.drawn for number in found],
                texts=[number.raw for number in found],
                urls=[number.url for number in found],
            )
        )
    about = FIGURES[codes[0]]
    whole = [f"{short(code)} {numbers[code].text}" for code in codes]
    return Chart(
        id=key,
        title=title,
        unit=unit_words(about.unit),
        labels=names,
        series=series,
        kind="bar",
        is_horizontal=True,
        is_stacked=True,
        summary=f"{title}: " + _("; ").join(whole),
        **options,
    )


def overdue_by_region(numbers: OfReport) -> Chart | None:
    title = _("Overdue and due soon by region")
    return by_region("overdue-regions", title, ("S01", "S02"), numbers)


def leads_by_region(numbers: OfReport) -> Chart | None:
    """Leads by region; outside the commission in steps, which is what is drawn."""
    remark = _("Told in steps of three.") if "M16" in numbers and _hides(numbers) else ""
    title = _("Leads disposed and in hand by region")
    return by_region("leads-regions", title, ("M16", "M17"), numbers, remark=remark)


def _hides(numbers: OfReport) -> bool:
    return numbers.paper.hides(FIGURES["M16"])
