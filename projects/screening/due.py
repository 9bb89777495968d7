"""Assumptions that several checks share."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.screening.check import Assumption

DAYS_TO_PAY = Assumption(
    Decimal(30),
    _("Days to pay after the assessment where no demand notice names a day."),
)
ROUNDING = Assumption(Decimal(1), _("Yuan from which a difference is more than rounding."))
