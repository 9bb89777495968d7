"""What inspectors hold: checks that are open, and papers they have not handed in."""

from django.utils.translation import gettext_lazy as _

from airdefense.casework.holdings import Holding, held
from inspections.actions import reassign_check
from inspections.actions.handing import hand_on_draft
from inspections.models import Finding, ProjectCheck


@held("checks", _("Open project checks"), order=10)
class Checks(Holding):
    def of(self, giver):
        mine = ProjectCheck.objects.open().filter(assigned_to=giver)
        return mine.select_related("project", "round").order_by("due_on", "pk")

    def hand_on(self, case, *, taker, by, at, reason):
        reassign_check(check=case, to=taker, reason=reason, by=by, at=at)

    def number(self, case):
        return f"{case.round.number} · {case.project.code}"


@held("findings", _("Findings not handed in"), order=20)
class Papers(Holding):
    def of(self, giver):
        mine = Finding.objects.unfinished_of(giver).select_related("round", "unit", "region")
        return mine.order_by("pk")

    def hand_on(self, case, *, taker, by, at, reason):
        hand_on_draft(finding=case, to=taker, reason=reason, by=by, at=at)
