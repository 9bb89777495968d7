"""What people hold in rectification: drafts of supervision documents, and re-checks to make."""

from django.utils.translation import gettext_lazy as _

from airdefense.casework.holdings import Holding, held
from rectification.actions.handing import hand_on_instrument
from rectification.actions.rechecks import assign_recheck
from rectification.models import Instrument, Recheck
from rectification.workflow import InstrumentStatus, RecheckStatus


@held("instruments", _("Drafts of supervision documents"), order=30)
class Drafts(Holding):
    def of(self, giver):
        mine = Instrument.objects.filter(drafted_by=giver, status=InstrumentStatus.DRAFT)
        return mine.select_related("issuer", "unit", "drafted_by").order_by("pk")

    def hand_on(self, case, *, taker, by, at, reason):
        hand_on_instrument(instrument=case, to=taker, reason=reason, by=by, at=at)

    def number(self, case):
        return f"{case.get_kind_display()} #{case.pk}"


@held("rechecks", _("Re-checks to make"), order=40)
class Rechecks(Holding):
    def of(self, giver):
        mine = Recheck.objects.filter(assigned_to=giver, status=RecheckStatus.DRAWN)
        return mine.select_related("task").order_by("due_on", "pk")

    def hand_on(self, case, *, taker, by, at, reason):
        assign_recheck(recheck=case, person=taker, by=by, at=at)

    def number(self, case):
        return case.task.number
