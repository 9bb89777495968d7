"""Which instruments came of which lead: known to the compartment alone.

The table bears the name of the leads' own, so that the second wall stands before it; nothing on
the side of the instrument points here, and its readers cannot tell where it came from.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import DisciplineCase, Lead, OfLeadQuerySet
from rectification.models.instruments import Instrument

USER = settings.AUTH_USER_MODEL


class InstrumentOfLead(models.Model):
    """An instrument drafted from a lead or one of its cases, and who drafted it."""

    instrument = models.OneToOneField(Instrument, models.PROTECT, related_name="+")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="instruments")
    case = models.ForeignKey(
        DisciplineCase, models.PROTECT, null=True, blank=True, related_name="instruments"
    )
    drafted_at = models.DateTimeField(_("drafted at"))
    drafted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        db_table = "leads_instrument"
        verbose_name = _("instrument of a lead")
        verbose_name_plural = _("instruments of leads")

    def __str__(self):
        return f"{self.lead_id} · {self.instrument_id}"
