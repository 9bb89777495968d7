"""What a report says besides its numbers: the sections in words, what needs a leader, the trend."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.charts import Chart, Series
from airdefense.casework.tiles import Tile, Tiles, placed
from airdefense.reports import words
from airdefense.reports.content import Paper, row_name, url_of
from airdefense.reports.layout import LOW_RATE
from airdefense.reports.models import FrozenFigure, Kind, Report, ReportSchedule
from airdefense.reports.told import Named

ROWS_OF_ATTENTION = 8
DAYS_OF_TREND = 20


def titled(report: Report) -> str:
    """The red title of the paper; the city goes by its official name, a county by its own."""
    place = settings.SITE_NAME if report.is_of_city else report.scope.name
    titles = {
        Kind.DAILY: _("%(place)s: daily report of the special campaign on civil air defence"),
        Kind.RECTIFICATION: _("%(place)s: daily report on the rectification of problems"),
        Kind.FEE_RECOVERY: _("%(place)s: daily report on the recovery of off-site fees"),
        Kind.WEEKLY: _("%(place)s: weekly report of the special campaign on civil air defence"),
        Kind.MONTHLY: _("%(place)s: monthly report of the special campaign on civil air defence"),
        Kind.ROUND: _("%(place)s: report on %(subject)s"),
    }
    return titles[Kind(report.kind)] % {"place": place, "subject": report.subject}


def is_quiet(paper: Paper) -> bool:
    """Whether nothing that this reader is told changed: page and mail then take one line."""
    return paper.is_quiet


def quiet_line(paper: Paper) -> str:
    """The one line of a quiet day: that nothing changed, and how things stand."""
    standing = _("; ").join(
        f"{told.about.label} {told.text}{told.unit if told.about.is_ratio else f' {told.unit}'}"
        for told in paper.top
    )
    day = f"{paper.report.compared_on:%m-%d}"
    return _("No change since %(day)s. %(standing)s.") % {"day": day, "standing": standing}


class Values(dict):
    """`M01` → its text, `M01_delta` → its change, for the sentences."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        for code, told in paper.figures.items():
            self[code], self[f"{code}_delta"] = told.text, told.delta


def sentences(paper: Paper) -> list[tuple[str, str]]:
    """The sections of domain §5.3 as (title, text), those that this kind of report has."""
    values = Values(paper)
    told = (
        (_("Overall"), "M01", _overview),
        (_("Rectification"), "M07", _rectification),
        (_("Leads"), "M15", _leads),
        (_("Recovery"), "M12", _recovery),
        (_("Today"), "S03", _today),
    )
    return [(title, tell() % values) for title, code, tell in told if code in paper]


def _overview() -> str:
    return _(
        "%(M01)s projects checked (%(M01_delta)s), %(M02)s project problems found "
        "(%(M02_delta)s), %(M03)s × 10,000 yuan involved; %(M05)s projects audited (%(M05_delta)s)."
    )


def _rectification() -> str:
    return _(
        "%(M07)s general problems (%(M07_delta)s), %(M08)s rectified (%(M08_delta)s), rate "
        "%(M09)s%%. Of %(M10)s that fell due, %(M11)s%% in time; %(S01)s overdue."
    )


def _leads() -> str:
    return _(
        "%(M15)s leads received; transferred by inspection %(M04)s, by audit %(M06)s, from other "
        "sources %(S07)s. %(M16)s disposed (%(M16_delta)s), %(M17)s in hand, %(M18)s overdue. "
        "%(M19)s cases filed with %(M20)s persons; %(M21)s persons sanctioned, %(M22)s handled "
        "otherwise, %(M23)s transferred for prosecution; %(M24a)s organisations and %(M24b)s "
        "persons held accountable."
    )


def _recovery() -> str:
    return _(
        "%(M12)s × 10,000 yuan to be recovered, %(M13)s recovered (%(M13_delta)s), rate "
        "%(M14)s%%; %(S06)s still open."
    )


def _today() -> str:
    return _(
        "%(S04)s recommendations and %(S05)s urging letters issued; %(S03)s rectifications "
        "returned; %(S02)s fall due within three days. Documents issued so far %(M25a)s, replied "
        "to %(M25b)s, overdue %(M25c)s."
    )


@dataclass(frozen=True, slots=True)
class Attention:
    """A list for the leader: its title, its rows, and the page that has them all."""

    title: str
    rows: list[Named]
    total: int
    url: str = ""


def attention(paper: Paper) -> list[Attention]:
    """What needs a leader: overdue rectification, regions that stand still, large open gaps."""
    found = []
    if "S01" in paper:
        found.append(_overdue(paper))
    if "S06" in paper:
        found.append(_large_gaps(paper))
    found.append(_standing_still(paper))
    return [one for one in found if one.total]


def _overdue(paper: Paper) -> Attention:
    told = paper["S01"]
    ids = frozen_rows(told.frozen).row_ids
    rows = paper.visible(told.frozen).filter(pk__in=ids).order_by("due_on", "pk")
    named = [
        Named(
            row_name(told.about, row),
            _("%(days)s days · %(unit)s")
            % {"days": (paper.report.day - row.due_on).days, "unit": row.unit},
            url_of(row),
        )
        for row in rows[:ROWS_OF_ATTENTION]
    ]
    return Attention(_("Overdue rectification"), named, len(ids), told.url)


def _large_gaps(paper: Paper) -> Attention:
    told = paper["S06"]
    kind = paper.report.kind
    schedule = ReportSchedule.objects.filter(kind=kind).first() or ReportSchedule(kind=kind)
    limit = Decimal(schedule.large_gap_yuan)
    amounts = frozen_rows(told.frozen).amounts()
    large = sorted((k for k, yuan in amounts.items() if yuan > limit), key=lambda k: -amounts[k])
    found = paper.visible(told.frozen).in_bulk(large[: ROWS_OF_ATTENTION * 4])
    named = [
        Named(row_name(told.about, found[key]), f"{words.wan(amounts[key]):,}", url_of(found[key]))
        for key in large
        if key in found
    ]
    title = _("Single gaps above %(limit)s × 10,000 yuan") % {"limit": f"{words.wan(limit):,}"}
    return Attention(title, named[:ROWS_OF_ATTENTION], len(large), told.url)


def _standing_still(paper: Paper) -> Attention:
    """Regions with something left to do where nothing moved for a week."""
    moving, left = ("M13", "S06") if "S06" in paper else ("M08", "S01")
    if moving not in paper or left not in paper:
        return Attention("", [], 0)
    moved, open_ = paper[moving].frozen, paper[left].frozen
    still = [
        Named(
            region.short_name,
            words.number(open_.in_region(region.code), paper[left].about.unit),
            f"{paper[left].url}?region={region.code}",
        )
        for region in paper.regions
        if (open_.in_region(region.code) or 0) > 0
        and moved.in_region(region.code) == moved.in_region(region.code, "week_by_region")
    ]
    return Attention(_("No progress for seven days"), still, len(still))


def frozen_rows(frozen: FrozenFigure) -> FrozenFigure:
    """The figure with its rows, which are left out until somebody wants them."""
    return FrozenFigure.objects.get(pk=frozen.pk)


def trend(paper: Paper) -> Chart | None:
    """How the figure this report is about moved over the last reports."""
    if paper.moving is None:
        return None
    code, report = paper.moving.code, paper.report
    earlier = Report.objects.latest_revisions().filter(
        kind=report.kind, scope=report.scope, day__lt=report.day
    )
    days = list(earlier.order_by("-day").values_list("pk", "day")[: DAYS_OF_TREND - 1])[::-1]
    found = FrozenFigure.objects.filter(report__in=[pk for pk, _day in days], code=code)
    values = dict(found.values_list("report", "value")) | {report.pk: paper.moving.frozen.value}
    points = [(day, values.get(pk)) for pk, day in [*days, (report.pk, report.day)]]
    if len(points) < 2:
        return None
    told = paper.moving
    shown = [_shown(value, told.about.is_money) for _day, value in points]
    return Chart(
        id="trend",
        title=told.about.label,
        unit=told.unit,
        labels=[f"{day:%m-%d}" for day, _value in points],
        series=[Series(told.about.label, shown)],
        note=_("the axis does not start at 0"),
        summary=_("%(label)s: %(value)s on the last day")
        % {"label": told.about.label, "value": told.text},
        least=foot([value for value in shown if value is not None]),
    )


def foot(values: list[Decimal]) -> Decimal:
    """A round number below all of them, so that small steps of large sums can be seen."""
    lowest = min(values)
    step = Decimal(10) ** max(len(str(int(lowest))) - 3, 0)
    return max(lowest // step * step - step, Decimal(0))


def _shown(value: Decimal | None, is_money: bool) -> Decimal | None:
    if value is None:
        return None
    return words.wan(value) if is_money else Decimal(int(value))


STEPS = (Decimal(70), Decimal(80), Decimal(90), Decimal(93))


def tiles(paper: Paper) -> Tiles | None:
    """The rate of each region as a map of equal tiles."""
    code = "M09" if paper.report.kind == Kind.RECTIFICATION else "M14"
    if code not in paper or paper.is_of_county:
        return None
    told = paper[code]
    made = [
        _tile(region.short_name, told.frozen.in_region(region.code), place)
        for region, place in placed(paper.regions)
    ]
    lowest = min(made, key=lambda tile: (tile.tone, tile.text), default=None)
    return Tiles(
        told.about.label,
        made,
        _("%(label)s by region, lowest %(name)s %(text)s")
        % {"label": told.about.label, "name": lowest.name, "text": lowest.text},
    )


def _tile(name: str, rate: Decimal | None, place: tuple[int, int]) -> Tile:
    tone = 1 if rate is None else 1 + sum(rate >= step for step in STEPS)
    text = words.DASH if rate is None else f"{rate:.1f}%"
    is_low = rate is not None and rate < LOW_RATE
    return Tile(name, text, place, tone, is_low)


def cut_off_words(report: Report) -> str:
    """Until when facts counted: 24:00 of the day, or the hour it was compiled on the day itself."""
    moment = timezone.localtime(report.cut_off)
    return f"{moment:%H:%M}" if moment.date() == report.day else "24:00"
