"""What waits for those who guard the leads: seals, places left empty, readings, ends of access."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.home import WorkList, work_list
from airdefense.accounts.roles import Role
from airdefense.exchange.listing import Column
from leads.models import Lead, LeadMember, SealRequest
from leads.watch import SOON, with_unusual_readings
from leads.workflow import LeadStatus

# What somebody works on today.
IN_HAND = (
    LeadStatus.ASSIGNED,
    LeadStatus.PROPOSED,
    LeadStatus.IN_DISPOSAL,
    LeadStatus.HELD,
)
NUMBER = Column("number", _("Number"), value=str, link=True)
SOURCE = Column("source", _("Source"))
STATUS = Column("status", _("Status"), kind="status")


@work_list(roles=[Role.CUSTODIAN], order=10)
def seals_to_decide(user, today):
    asked = SealRequest.objects.visible_to(user).undecided().exclude(asked_by=user)
    return WorkList(
        key="seals-to-decide",
        title=_("Sealed parts asked to be opened"),
        queryset=asked.select_related("asked_by"),
        url=reverse("leads:seal_list") + "?decided_at=false",
        when="",
        columns=(
            Column("lead_number", _("Lead"), link=True),
            Column("asked_by", _("Asked by")),
            Column("asked_at", _("Asked at"), kind="moment"),
        ),
        verb=_("Decide"),
        order=("asked_at", "pk"),
    )


@work_list(roles=[Role.CASE_SUPERVISION, Role.OFFICE_DIRECTOR], order=16)
def leads_without_officer(user, today):
    """Their officer or leader is out, by recusal or by a day that passed: nobody works on them."""
    inside = LeadMember.objects.in_force(today).filter(lead=OuterRef("pk"))
    kept = Lead.objects.visible_to(user).kept_by(user)
    orphaned = ~Exists(inside.filter(user=OuterRef("handler"))) | ~Exists(
        inside.filter(user=OuterRef("approver"))
    )
    open_leads = kept.filter(handler__isnull=False, status__in=IN_HAND)
    return WorkList(
        key="leads-without-officer",
        title=_("Leads whose officer or leader is out"),
        queryset=open_leads.filter(orphaned).select_related("region"),
        url=reverse("leads:list"),
        when="",
        columns=(NUMBER, SOURCE, STATUS),
        verb=_("Open"),
    )


@work_list(roles=[Role.CASE_OFFICER, Role.APPROVING_LEADER], order=18)
def unusual_readings(user, today):
    """Of the leads this user keeps: readings that somebody should look into."""
    kept = Lead.objects.visible_to(user).in_compartment_of(user)
    kept = kept.filter(Q(handler=user) | Q(approver=user))
    return WorkList(
        key="unusual-readings",
        title=_("Leads with unusual readings"),
        queryset=kept.filter(pk__in=with_unusual_readings(kept, user)).select_related("region"),
        url=reverse("leads:list"),
        when="",
        columns=(NUMBER, SOURCE, STATUS),
        verb=_("Look into"),
    )


@work_list(roles=[Role.CASE_OFFICER, Role.APPROVING_LEADER], order=19)
def memberships_ending(user, today):
    """Of the leads this user keeps: who will be out within a fortnight."""
    kept = Lead.objects.visible_to(user).in_compartment_of(user)
    kept = kept.filter(Q(handler=user) | Q(approver=user))
    ending = LeadMember.objects.in_force(today).filter(expires_on__lte=today + SOON)
    soonest = ending.filter(lead=OuterRef("pk")).order_by("expires_on").values("expires_on")[:1]
    return WorkList(
        key="memberships-ending",
        title=_("Access to my leads that ends soon"),
        queryset=kept.annotate(ends_on=Subquery(soonest))
        .filter(ends_on__isnull=False)
        .select_related("region"),
        url=reverse("leads:list"),
        when="ends_on",
        columns=(NUMBER, SOURCE, STATUS),
        verb=_("Open"),
    )
