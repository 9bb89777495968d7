"""The time limits of rectification, for the desk where they are entered."""

from django.utils.translation import gettext_lazy as _

from airdefense.casework.limits import limited

limited(
    "rectification",
    _("Rectification"),
    {
        "task.plan": _("Plan to be handed in"),
        "task.rectify": _("To be rectified"),
        "instrument.reply": _("Instrument to be answered"),
    },
)
