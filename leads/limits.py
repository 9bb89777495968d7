"""The time limits of leads and cases (domain §3.3), for the desk where they are entered."""

from django.utils.translation import gettext_lazy as _

from airdefense.casework.limits import limited
from leads.models import ClockKind

# What no clock of a lead counts: how far a limit may be extended, and what others have to keep.
EXTENSIONS = {
    "case.decide.extension": _("Extension of the decision on a filed case"),
    "case.detention.extension": _("First extension of a detention"),
    "case.detention.extension.2": _("Second extension of a detention"),
    "case.trial.extension": _("Extension of the trial"),
    "outcome.execute.extension": _("Extension of an execution"),
}
OF_OTHERS = {
    "case.review.apply": _("Application for a review"),
    "case.reconsideration.apply": _("Application for a reconsideration"),
    "seal.open": _("Opening of a sealed part that was granted"),
}
STEPS = dict(ClockKind.choices) | EXTENSIONS | OF_OTHERS

limited("leads", _("Problem leads and cases"), STEPS)
