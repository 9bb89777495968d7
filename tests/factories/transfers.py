"""Transfer packages and the people around them; later statuses are reached by real steps."""

from datetime import date

import factory

from airdefense.accounts.models import OrganisationKind
from airdefense.accounts.roles import Role
from leads import actions
from leads.models import LeadSource, PackageEntry, TransferPackage
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, person
from tests.factories.leads import AMOUNT, REPORTER, SECRETS, CommissionFactory, Office


class TransferPackageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TransferPackage

    source = LeadSource.INSPECTION
    commission = factory.SubFactory(CommissionFactory)
    sender = factory.SubFactory(
        OrganisationFactory,
        kind=OrganisationKind.INSPECTION_OFFICE,
        parent=factory.SelfAttribute("..commission.parent"),
    )
    approver = factory.SubFactory(UserFactory, organisation=factory.SelfAttribute("..sender"))
    prepared_at = NOON
    prepared_by = factory.SubFactory(UserFactory, organisation=factory.SelfAttribute("..sender"))


class PackageEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PackageEntry

    package = factory.SubFactory(TransferPackageFactory)
    order = factory.Sequence(lambda n: n + 1)
    region = factory.LazyAttribute(lambda o: o.package.commission.home_region)
    subject_unit = factory.SubFactory(OrganisationFactory, name=SECRETS[1], housing=True)
    matter = SECRETS[2]
    facts = SECRETS[3]
    amount_yuan = AMOUNT


class Sending:
    """An inspection office that sends leads to a commission: who prepares, and who approves."""

    def __init__(self, office=None):
        self.office = office or Office()
        city = self.office.city
        self.body = OrganisationFactory(
            parent=city, kind=OrganisationKind.INSPECTION_OFFICE, short_name="玉巡"
        )
        self.preparer = person(
            Role.DEPUTY_LEADER, self.body, over=city, display_name="Preparer Pei"
        )
        self.approver = person(
            Role.INSPECTION_OFFICE, self.body, over=city, display_name="Approver An"
        )

    def said(self, **changes):
        """A lead as its sender writes it, with all that could leak."""
        return {
            "region": self.office.county,
            "subject_unit": self.office.unit,
            "matter": SECRETS[2],
            "facts": SECRETS[3],
            "amount_yuan": AMOUNT,
            "persons": [{"name": SECRETS[0], "unit": SECRETS[1], "post": "director", "rank": ""}],
            "reporter": {"name": REPORTER[0], "contact": REPORTER[1], "is_anonymous": False},
        } | changes

    def prepare(self, **changes):
        header = {
            "by": self.preparer,
            "at": NOON,
            "source": LeadSource.INSPECTION,
            "sender": self.body,
            "commission": self.office.commission,
            "approver": self.approver,
        }
        return actions.prepare(**header | changes)

    def key(self, **changes):
        """A paper letter of the audit, keyed by the register."""
        paper = {
            "by": self.office.clerk,
            "source": LeadSource.AUDIT,
            "sender": self.office.unit,
            "approver": None,
            "letter_number": "审移〔2020〕3号",
            "paper_approver": "Auditor Shen",
            "paper_received_on": date(2020, 10, 30),
        }
        return self.prepare(**paper | changes)


STEPS_TO = {
    "prepared": (),
    "sent": ("send",),
    "signed": ("send", "sign"),
    "returned": ("send", "return_package"),
}


def a_package(status="prepared", sending=None, leads=1, at=NOON, **header):
    """A package that took the real steps to its status; `package.sending` holds its people."""
    sending = sending or Sending()
    package = sending.prepare(at=at, **header)
    for _each in range(leads):
        actions.add_entry(package=package, by=sending.preparer, at=at, **sending.said())
    for name in STEPS_TO[status]:
        by = sending.approver if name == "send" else sending.office.receiver
        package = actions.take_transfer_step(package, name, by=by, at=at, note=f"Note of {name}")
    package.sending = sending
    return package
