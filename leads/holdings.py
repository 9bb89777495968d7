"""What the people of a commission hold of leads, handed on by who manages them and reads none."""

from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import User
from airdefense.casework.holdings import Holding, held
from leads.actions.handing import hand_on_membership, hand_on_post
from leads.models import Lead


class Leads(Holding):
    """Leads by their numbers, as far as the person who hands them over keeps their entries."""

    def handed_by(self, by, giver):
        return self.of(giver).filter(pk__in=Lead.objects.kept_by(by).values("pk"))

    def number(self, case):
        return str(case)

    def mine(self, giver):
        """The leads that are open to this person today, whatever became of them."""
        inside = giver.lead_memberships.in_force(timezone.localdate()).values("lead")
        rows = Lead.objects.filter(pk__in=inside).annotate(giver_id=Value(giver.pk))
        return rows.select_related("handler", "approver", "commission").order_by("pk")


class Post(Leads):
    """A place in the register entry: who handles the lead, or before whom it is put."""

    post: str

    def of(self, giver):
        return self.mine(giver).filter(**{self.post: giver})

    def hand_on(self, case, *, taker, by, at, reason):
        hand_on_post(lead=case, post=self.post, taker=taker, reason=reason, by=by, at=at)


@held("lead_handler", _("Leads as case officer"), order=60)
class Handled(Post):
    post = "handler"


@held("lead_approver", _("Leads as approving leader"), order=61)
class Decided(Post):
    post = "approver"


@held("lead_member", _("Leads as signatory, trial officer or member of the compartment"), order=62)
class Joined(Leads):
    def of(self, giver):
        return self.mine(giver).exclude(handler=giver).exclude(approver=giver)

    def hand_on(self, case, *, taker, by, at, reason):
        giver = User.objects.get(pk=case.giver_id)
        hand_on_membership(lead=case, giver=giver, taker=taker, reason=reason, by=by, at=at)
