"""What a report says in words: its title, its sections, the one line of a quiet day."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.reports.content import Paper
from airdefense.reports.models import DAILY_KINDS, Kind, Report


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


NEW = ("M07", "M08")


def week_title(report: Report) -> str:
    """What the changes since the earlier of the two days compared with are called."""
    if report.kind in DAILY_KINDS:
        return _("In a week, since %(day)s") % {"day": f"{report.week_on:%m-%d}"}
    return _("In two periods, since %(day)s") % {"day": f"{report.week_on:%m-%d}"}


class Values(dict):
    """`M01` → its text, `M01_delta` → its change, `M07_new` → how many came, for the sentences."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(now=now_words(paper.report))
        for code, told in paper.figures.items():
            self[code], self[f"{code}_delta"] = told.text, told.delta
        for code in NEW:
            if code in paper:
                self[f"{code}_new"] = f"{paper[code].came_count:,}"


def now_words(report: Report) -> str:
    """What the days of a report are called in it."""
    words_ = {
        Kind.WEEKLY: _("this week"),
        Kind.MONTHLY: _("this month"),
        Kind.ROUND: _("in this round"),
    }
    return words_.get(Kind(report.kind), _("today"))


def sentences(paper: Paper) -> list[tuple[str, str]]:
    """The sections of domain §5.3 as (title, text), those that this kind of report has."""
    values = Values(paper)
    told = (
        (_("Overall"), "M01", _overview),
        (_("Rectification"), "M07", _rectification),
        (_("Leads"), "M15", _leads),
        (_("Recovery"), "M12", _recovery),
        (happened_title(paper.report), "S03", _today),
    )
    return [(title, tell() % values) for title, code, tell in told if code in paper]


def happened_title(report: Report) -> str:
    titles = {
        Kind.WEEKLY: _("This week"),
        Kind.MONTHLY: _("This month"),
        Kind.ROUND: _("In the round"),
    }
    return titles.get(Kind(report.kind), _("Today"))


def _overview() -> str:
    return _(
        "%(M01)s projects checked (%(M01_delta)s), %(M02)s project problems found "
        "(%(M02_delta)s), %(M03)s × 10,000 yuan involved; %(M05)s projects audited (%(M05_delta)s)."
    )


def _rectification() -> str:
    return _(
        "%(M07)s general problems (%(M07_delta)s), %(M08)s rectified (%(M08_delta)s), rate "
        "%(M09)s%%; %(now)s %(M07_new)s new and %(M08_new)s closed out. Of %(M10)s that fell due, "
        "%(M11)s%% in time; %(S01)s overdue."
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


def cut_off_words(report: Report) -> str:
    """Until when facts counted: 24:00 of the day, or the hour it was compiled on the day itself."""
    moment = timezone.localtime(report.cut_off)
    return f"{moment:%H:%M}" if moment.date() == report.day else "24:00"
