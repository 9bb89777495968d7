"""Which figures stand where in a report, by its kind."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from airdefense.reports.models import Kind

WHOLE_TOP = ("M13", "M14", "M08", "M16", "S01", "M01")
WHOLE_COLUMNS = ("M01", "M02", "M08", "M12", "M13", "M14", "M15", "M16", "S01")
WHOLE_IN_MAIL = ("M08", "M13", "M14", "M15", "S01")
TOP = {
    Kind.DAILY: WHOLE_TOP,
    Kind.RECTIFICATION: ("M08", "M09", "M10", "M11", "S01", "S02"),
    Kind.FEE_RECOVERY: ("M12", "M13", "M14", "S06"),
    Kind.WEEKLY: WHOLE_TOP,
    Kind.MONTHLY: WHOLE_TOP,
    Kind.ROUND: ("M01", "M02", "M03", "M08", "M09", "M13"),
}
COLUMNS = {
    Kind.DAILY: WHOLE_COLUMNS,
    Kind.RECTIFICATION: ("M08", "M09", "M10", "M11", "S01", "S02"),
    Kind.FEE_RECOVERY: ("M12", "M13", "M14", "S06"),
    Kind.WEEKLY: WHOLE_COLUMNS,
    Kind.MONTHLY: WHOLE_COLUMNS,
    Kind.ROUND: ("M01", "M02", "M08", "M09", "M12", "M13", "M14", "S01"),
}
# The few columns that a phone shows side by side.
IN_MAIL = {
    Kind.DAILY: WHOLE_IN_MAIL,
    Kind.RECTIFICATION: ("M08", "M09", "S01"),
    Kind.FEE_RECOVERY: ("M12", "M13", "M14"),
    Kind.WEEKLY: WHOLE_IN_MAIL,
    Kind.MONTHLY: WHOLE_IN_MAIL,
    Kind.ROUND: ("M01", "M02", "M08", "M13"),
}
# Heads short enough for ten columns.
HEADS = {
    "M01": _("Checked projects"),
    "M02": _("Problems found"),
    "M08": _("Rectified"),
    "M12": _("Owed"),
    "M13": _("Recovered"),
    "M15": _("Leads in"),
    "M16": _("Disposed"),
    "S01": _("Overdue"),
    "S02": _("Due in 3 days"),
    "S06": _("Left open"),
    "M10": _("Fell due"),
}
# What the last column compares: the figure that this report is about.
MOVING = {
    Kind.DAILY: "M13",
    Kind.RECTIFICATION: "M08",
    Kind.FEE_RECOVERY: "M13",
    Kind.WEEKLY: "M13",
    Kind.MONTHLY: "M13",
    Kind.ROUND: "M08",
}
# By which rate the regions are ranked.
RANKING = {
    Kind.DAILY: "M14",
    Kind.RECTIFICATION: "M09",
    Kind.FEE_RECOVERY: "M14",
    Kind.WEEKLY: "M14",
    Kind.MONTHLY: "M14",
    Kind.ROUND: "M09",
}
# Less than this of what is owed is put in red.
LOW_RATE = Decimal(75)
# Below so many a rate says little, and its county takes no place (domain §5.1).
LEAST_DENOMINATOR = 5
# Of each matter for the leader so many rows are named.
MOST_ROWS = 8
