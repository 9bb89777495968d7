"""Words short enough to stand beside a bar, for figures whose full label would not fit."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from airdefense.reports.figures import FIGURES
from airdefense.reports.words import unit_words

SHORT = {
    "F01": _("Receivable"),
    "F02": _("Reduced by law"),
    "F03": _("Reduced without ground"),
    "F04": _("Received"),
    "F05": _("In arrears"),
    "F06": _("Paid beyond"),
    "G01": _("Unlawful reduction"),
    "G02": _("Unlawful deferral"),
    "G03": _("Payable, not paid"),
    "G04": _("Receivable, not collected"),
    "G05": _("Written off"),
    "G06": _("Beyond the gap"),
    "G11": _("Open: unlawful reduction"),
    "G12": _("Open: unlawful deferral"),
    "G13": _("Open: not paid"),
    "G14": _("Open: not collected"),
    "M12": _("Owed"),
    "M13": _("Recovered"),
    "S06": _("Still open"),
    "A01": _("up to 90 days"),
    "A02": _("91 to 365 days"),
    "A03": _("1 to 3 years"),
    "A04": _("more than 3 years"),
    "T01": _("up to 30 days"),
    "T02": _("31 to 60 days"),
    "T03": _("61 to 90 days"),
    "T04": _("more than 90 days"),
    "N01": _("Became leads"),
    "N02": _("Case filed"),
    "N03": _("Person sanctioned"),
    "S01": _("Overdue"),
    "S02": _("Due in 3 days"),
}


def short(code):
    """A figure in a word or two."""
    return SHORT.get(code, FIGURES[code].label)


def with_unit(code):
    """The same with what is counted, where bars of one chart count different things."""
    return format_lazy("{} · {}", short(code), unit_words(FIGURES[code].unit))
