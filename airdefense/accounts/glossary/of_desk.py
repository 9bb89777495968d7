"""Rows of the administrators' desk: what goes into each field, under `Model.field`."""

from django.utils.translation import gettext_lazy as _

HINTS = (
    ("Organisation.name", _("The full official name, as on its seal.")),
    ("Organisation.name_en", _("Shown to those who read in English; may stay empty.")),
    ("Organisation.short_name", _("The name used in lists and figures.")),
    (
        "Organisation.kind",
        _("City, county, or what kind of body below them; roles are offered by it."),
    ),
    (
        "Organisation.parent",
        _(
            "The body this one stands under. It cannot be changed later: a body that moves ends, "
            "and its successor begins."
        ),
    ),
    ("Organisation.valid_from", _("First day on which the body exists.")),
    ("Organisation.valid_to", _("Last day on which the body exists; what it did stays.")),
    ("Organisation.successor", _("The body that goes on with its work.")),
    ("User.display_name", _("Name of the person as it is signed.")),
    ("User.email", _("Where notices go. It never carries the content of a case.")),
    ("User.organisation", _("Where the person works. It grants nothing: roles do.")),
    ("User.post", _("The post, as in the appointment.")),
    ("TimeLimit.step", _("The step of work that this time limit belongs to.")),
    (
        "TimeLimit.days RetentionRule.years",
        _("How long. A longer one than the law allows has no force."),
    ),
    ("TimeLimit.is_working_days", _("Ticked: days of rest and public holidays are left out.")),
    (
        "TimeLimit.basis CheckParameter.basis ApprovalRoute.basis RetentionRule.basis",
        _("Article or document that sets it. A row without one convinces nobody."),
    ),
    (
        "TimeLimit.effective_on ApprovalRoute.effective_on RetentionRule.effective_on",
        _("It holds for what begins on this day or later; what runs already keeps the former row."),
    ),
    (
        "TimeLimit.organisation",
        _("Empty for the whole city; a body of its own may have a shorter one."),
    ),
    ("ReportSchedule.kind", _("Which report is compiled by itself.")),
    (
        "ReportSchedule.compile_at",
        _("Time of the following day at which the finished day is compiled."),
    ),
    (
        "ReportSchedule.alarm_after_minutes",
        _("So long after that time without a report, people are alerted."),
    ),
    (
        "ReportSchedule.working_days_only",
        _("Nothing is compiled for days of rest; their figures stand in the next report."),
    ),
    ("ReportSchedule.is_active", _("Without the tick nothing is compiled by itself.")),
    ("ReportSchedule.large_gap_yuan", _("Larger ones are named to the leader one by one.")),
    ("CheckParameter.check_code", _("The check of the screening that uses it.")),
    ("CheckParameter.name", _("What the value is called inside the check.")),
    ("CheckParameter.value", _("The number the check works with from now on.")),
    ("Developer.name", _("The name as in the licence.")),
    ("Developer.credit_code", _("The 18 signs of the licence; the check sign is verified.")),
    ("ApprovalRoute.organisation", _("The commission whose decisions are signed in this order.")),
    ("ApprovalRoute.matter", _("The kind of decision that is signed.")),
    ("ApprovalRoute.levels", _("Who has to sign, from the first to the last.")),
    ("RetentionRule.retention_class", _("The class of files it sets the time for.")),
)
