"""Recusals, ties, enquiries and requests to open a seal; people of a commission besides."""

import factory

from airdefense.accounts.roles import Role
from leads import actions
from leads.models import Intercession, Recusal, RecusalGround, Relation, SealRequest
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, UserFactory, person
from tests.factories.leads import CommissionFactory, LeadFactory, a_lead


class RecusalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recusal

    lead = factory.SubFactory(LeadFactory)
    user = factory.SubFactory(UserFactory)
    ground = RecusalGround.RELATIVE
    words = "A cousin works there"
    declared_at = NOON
    declared_by = factory.SelfAttribute("user")


class RelationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Relation

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(OrganisationFactory, housing=True)
    relation = "spouse works there"
    declared_at = NOON
    declared_by = factory.SelfAttribute("user")


class IntercessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Intercession

    commission = factory.SubFactory(CommissionFactory)
    who = "Old Classmate"
    words = "Asked how the matter stands"
    happened_on = TODAY
    registered_at = NOON
    registered_by = factory.SubFactory(
        UserFactory, organisation=factory.SelfAttribute("..commission")
    )


class SealRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SealRequest

    lead = factory.SubFactory(LeadFactory)
    commission = factory.SelfAttribute("lead.commission")
    lead_number = factory.LazyAttribute(lambda o: str(o.lead))
    reason = "To hear the reporter once more"
    asked_at = NOON
    asked_by = factory.SubFactory(UserFactory)


def staffed(lead):
    """The lead with who else works in its commission at hand: `lead.office.custodian` and so on."""
    office = lead.office
    for name, role in (
        ("custodian", Role.CUSTODIAN),
        ("director", Role.OFFICE_DIRECTOR),
        ("secretary", Role.SECRETARY),
        ("trier", Role.TRIAL_OFFICER),
    ):
        someone = person(role, office.commission, display_name=f"{name.title()} {name[:2].title()}")
        setattr(office, name, someone)
    office.outside_director = person(
        Role.OFFICE_DIRECTOR,
        OrganisationFactory(parent=office.commission, kind="commission_office"),
        over=office.commission,
    )
    return lead


def a_guarded_lead(status="assigned", **data):
    """An assigned lead with an officer, a leader and everybody who may manage it."""
    return staffed(a_lead(status, **data))


def a_seal_request(lead, **changes):
    arguments = {"reason": "To hear the reporter once more", "by": lead.office.officer, "at": NOON}
    return actions.ask_seal(lead=lead, **arguments | changes)
