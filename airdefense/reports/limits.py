"""The time limits of reports, for the desk where they are entered."""

from django.utils.translation import gettext_lazy as _

from airdefense.casework.limits import limited

limited("reports", _("Reports"), {"instruction": _("Instruction to be answered")})
