"""What departments supply, and what the reconciliation makes of it; reached by the real runs."""

from datetime import date
from decimal import Decimal

import factory

from airdefense.accounts.models import OrganisationKind
from airdefense.accounts.roles import Role
from projects.actions import bulk, matching
from projects.models import Difference, Match, Permit, PermitKind, TreasuryEntry
from projects.reconciliation.run import reconcile
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.projects import ProjectFactory, ReceiptFactory, clerk_of, noon_of


def planning_body(region):
    return OrganisationFactory(parent=region, kind=OrganisationKind.PLANNING)


def finance_body(region):
    return OrganisationFactory(parent=region, kind=OrganisationKind.FINANCE)


class PaperFactory(factory.django.DjangoModelFactory):
    """A paper that waits for its project: PaperFactory(region=county)."""

    class Meta:
        model = Permit

    class Params:
        region = factory.SubFactory(OrganisationFactory)

    issued_by = factory.LazyAttribute(lambda o: planning_body(o.region))
    kind = PermitKind.PLANNING
    number = factory.Sequence(lambda n: f"建字第5304{n:06}号")
    issued_on = date(2019, 4, 1)
    area_sqm = Decimal("8600.00")
    stated_name = "滨江花园"
    stated_developer = "模拟置业有限公司"
    project = None
    by = None

    @classmethod
    def _create(cls, model_class, *, by, **fields):
        by = by or person(Role.DATA_CLERK, fields["issued_by"].home_region)
        return bulk.record_papers([fields], by=by, at=noon_of(fields))[0]


class TreasuryEntryFactory(factory.django.DjangoModelFactory):
    """A line of the finance bureau: TreasuryEntryFactory(region=county)."""

    class Meta:
        model = TreasuryEntry

    class Params:
        region = factory.SubFactory(OrganisationFactory)

    source = factory.LazyAttribute(lambda o: finance_body(o.region))
    number = factory.Sequence(lambda n: f"财{n:06}")
    paid_on = date(2020, 3, 2)
    amount_yuan = Decimal("300000.00")
    payer = "模拟置业有限公司"
    stated_name = "滨江花园"
    receipt = None
    by = None

    @classmethod
    def _create(cls, model_class, *, by, **fields):
        by = by or person(Role.DATA_CLERK, fields["source"].home_region)
        return bulk.record_entries([fields], by=by, at=noon_of(fields))[0]


def a_match(project=None, *, status="suggested", at=NOON, **paper):
    """A paper that is likely about the project, and the suggestion made of it."""
    project = project or ProjectFactory(name="聚晟苑二期", address="秀山路12号")
    about = {"stated_name": project.name, "stated_address": project.address}
    about["stated_developer"] = project.developer.name
    permit = PaperFactory(**{"region": project.region, **about, **paper})
    reconcile(at=at, permit_ids=[permit.pk])
    match = Match.objects.get(permit=permit, project=project)
    if status != match.status:
        step = {"accepted": "accept", "rejected": "reject"}[status]
        match = matching.take_match_step(match, step, by=clerk_of(project), at=at)
    return match


def an_entry_match(receipt=None, *, at=NOON):
    """A treasury line with the sum and day of a receipt and another number."""
    receipt = receipt or ReceiptFactory()
    entry = TreasuryEntryFactory(
        region=receipt.project.region,
        paid_on=receipt.paid_on,
        amount_yuan=receipt.amount_yuan,
        payer=receipt.payer,
        stated_name=receipt.project.name,
    )
    reconcile(at=at, entry_ids=[entry.pk])
    return Match.objects.get(treasury_entry=entry, receipt=receipt)


class MatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Match

    @classmethod
    def _create(cls, model_class, **fields):
        return a_match(**fields)


class DifferenceFactory(factory.django.DjangoModelFactory):
    """A paper nobody knows the project of."""

    class Meta:
        model = Difference

    @classmethod
    def _create(cls, model_class, **paper):
        permit = PaperFactory(**paper)
        reconcile(at=NOON, permit_ids=[permit.pk])
        return Difference.objects.get(permit=permit)
