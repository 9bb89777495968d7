"""Projects with their papers and their money; statuses and sums are reached by the real actions."""

from datetime import date
from decimal import Decimal
from itertools import count

import factory

from airdefense.accounts.roles import Role
from projects import actions
from projects.models import (
    Allocation,
    Building,
    Deferral,
    DemandNotice,
    Developer,
    FeeAdjustment,
    FeeAssessment,
    FeePolicy,
    FeeRate,
    FeeReduction,
    Gap,
    GapKind,
    Permit,
    PermitKind,
    Project,
    Receipt,
    Refund,
    Remittance,
    WriteOff,
)
from projects.workflow import ProjectStatus, PublishedStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person

OFFICE = {
    "name": "1幢",
    "use": "OTHER",
    "floors": 10,
    "foundation_depth_m": Decimal("2.50"),
    "first_floor_sqm": Decimal("860.00"),
    "above_ground_sqm": Decimal("8600.00"),
}


BODIES = count(1)
WRITES = {
    Building: actions.add_building,
    Permit: actions.record_permit,
    FeeAssessment: actions.assess,
    Receipt: actions.record_receipt,
    DemandNotice: actions.demand,
    Deferral: actions.defer,
    Gap: actions.open_gap,
    Remittance: actions.record_remittance,
    Refund: actions.refund,
    Allocation: actions.allocate,
    WriteOff: actions.write_off,
}


def noon_of(fields):
    """NOON, or noon of the latest day among the fields: nothing is recorded before it happened."""
    days = (value for value in fields.values() if type(value) is date)
    return NOON + (max(TODAY, *days, TODAY) - TODAY)


def clerk_of(project):
    """A data clerk of the project's authority."""
    return person(Role.DATA_CLERK, project.authority)


class DeveloperFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Developer

    name = factory.Sequence(lambda n: f"模拟建设单位{n}")

    @classmethod
    def _create(cls, model_class, **fields):
        return actions.record_developer(**fields)


class ProjectFactory(factory.django.DjangoModelFactory):
    """ProjectFactory(region=county) stands under a housing authority of its own in that county;
    ProjectFactory(status="confirmed") has a building and was confirmed by a second clerk."""

    class Meta:
        model = Project

    class Params:
        region = factory.SubFactory(OrganisationFactory)

    authority = factory.LazyAttribute(
        lambda o: OrganisationFactory(
            parent=o.region, housing=True, code=f"{o.region.code}-{next(BODIES)}"
        )
    )
    name = factory.Sequence(lambda n: f"云溪苑{n}期")
    developer = factory.SubFactory(DeveloperFactory)
    approved_on = date(2019, 6, 1)
    status = ProjectStatus.RECORDED
    by = factory.LazyAttribute(lambda o: person(Role.DATA_CLERK, o.authority))
    at = None

    @classmethod
    def _create(cls, model_class, *, status, **fields):
        fields["at"] = fields["at"] or noon_of(fields)
        if status == ProjectStatus.CONFIRMED:
            fields.setdefault("buildings", [OFFICE])
        project = actions.record_project(**fields)
        if status == ProjectStatus.CONFIRMED:
            project = actions.take_step(project, "confirm", by=clerk_of(project), at=fields["at"])
        if status == ProjectStatus.WITHDRAWN:
            project = actions.take_step(
                project, "withdraw", by=clerk_of(project), at=fields["at"], note="entered twice"
            )
        return project


class OfProject(factory.django.DjangoModelFactory):
    """A row about a project, written by its action in the name of a clerk."""

    class Meta:
        abstract = True

    project = factory.SubFactory(ProjectFactory)
    by = factory.LazyAttribute(lambda o: clerk_of(o.project))
    at = None

    @classmethod
    def _create(cls, model_class, **fields):
        return WRITES[model_class](**fields | {"at": fields["at"] or noon_of(fields)})


class BuildingFactory(OfProject):
    class Meta:
        model = Building

    name = factory.Sequence(lambda n: f"{n + 1}幢")
    use = "OTHER"
    floors = 10
    foundation_depth_m = Decimal("2.50")
    first_floor_sqm = Decimal("860.00")
    above_ground_sqm = Decimal("8600.00")


class PermitFactory(OfProject):
    class Meta:
        model = Permit

    kind = PermitKind.CONSTRUCTION
    number = factory.Sequence(lambda n: f"模许〔2019〕{n}号")
    issued_on = date(2019, 6, 20)
    issued_by = factory.SelfAttribute("project.authority")
    area_sqm = Decimal("8600.00")


class PublishedFactory(factory.django.DjangoModelFactory):
    """Proposed by one clerk of the region; with status="in_force" a second one agreed."""

    class Meta:
        abstract = True

    region = factory.SubFactory(OrganisationFactory)
    effective_from = date(2015, 1, 1)

    @classmethod
    def _create(cls, model_class, **fields):
        status = fields.pop("status", PublishedStatus.PROPOSED)
        region = fields["region"]
        row = actions.propose(model_class, by=person(Role.DATA_CLERK, region), at=NOON, **fields)
        if status == PublishedStatus.IN_FORCE:
            second = person(Role.DATA_CLERK, region)
            row = actions.take_published_step(row, "put_in_force", by=second, at=NOON)
        return row


class FeeRateFactory(PublishedFactory):
    """A fictional rate: no rate of a real place is known."""

    class Meta:
        model = FeeRate

    grade = "G6"
    yuan_per_sqm = Decimal("1500.00")
    document = "模拟费率〔2015〕1号"


class FeeAdjustmentFactory(PublishedFactory):
    class Meta:
        model = FeeAdjustment

    factor = Decimal("0.8000")
    effective_from = date(2022, 4, 1)
    effective_to = date(2022, 12, 31)
    document = "模拟降费〔2022〕1号"


class FeePolicyFactory(PublishedFactory):
    class Meta:
        model = FeePolicy

    city_class = "III"
    ratio = Decimal("0.0300")
    effective_from = date(2003, 1, 1)
    document = "模拟口径〔2003〕1号"


class FeeAssessmentFactory(OfProject):
    class Meta:
        model = FeeAssessment

    document = factory.Sequence(lambda n: f"模核〔2019〕{n}号")
    assessed_on = date(2019, 6, 10)
    required_g6_sqm = Decimal("860.00")
    gross_yuan = Decimal("1290000.00")
    legal_payable_yuan = Decimal("1290000.00")
    rate_document = "模拟费率〔2015〕1号"


class FeeReductionFactory(factory.django.DjangoModelFactory):
    """An unlawful reduction by half; its assessment is made with it."""

    class Meta:
        model = FeeReduction

    code = "纪要"
    amount_yuan = Decimal("645000.00")
    approved_on = date(2019, 6, 8)
    document = "会议纪要〔2019〕模7号"
    is_lawful = False

    @classmethod
    def _create(cls, model_class, **fields):
        return FeeAssessmentFactory(reductions=[fields]).reductions.get()


def publish(region, **facts):
    """A policy and a rate of grade 6 in force, enough to compute the fee of an office there."""
    FeePolicyFactory(region=region, status=PublishedStatus.IN_FORCE)
    return FeeRateFactory(region=region, status=PublishedStatus.IN_FORCE, **facts)


class DemandNoticeFactory(OfProject):
    """Of the project's assessment; one is made where there is none."""

    class Meta:
        model = DemandNotice

    number = factory.Sequence(lambda n: f"模缴通〔2019〕{n}号")
    issued_on = date(2019, 7, 1)
    due_on = date(2019, 7, 31)
    amount_yuan = Decimal("100000.00")

    @classmethod
    def _create(cls, model_class, **fields):
        if fields["project"].assessment is None:
            FeeAssessmentFactory(project=fields["project"])
        return super()._create(model_class, **fields)


class DeferralFactory(OfProject):
    """A promise to pay, on no legal basis."""

    class Meta:
        model = Deferral

    document = factory.Sequence(lambda n: f"欠条〔2019〕模{n}号")
    granted_on = date(2019, 8, 1)
    until_on = date(2020, 2, 1)
    amount_yuan = Decimal("300000.00")


class ReceiptFactory(OfProject):
    class Meta:
        model = Receipt

    number = factory.Sequence(lambda n: f"模{n:06}")
    paid_on = date(2020, 3, 2)
    amount_yuan = Decimal("300000.00")
    payer = "模拟建设单位"


class GapFactory(OfProject):
    class Meta:
        model = Gap

    kind = GapKind.ILLEGAL_REDUCTION
    amount_yuan = Decimal("645000.00")
    opened_on = date(2020, 9, 1)
    basis = "会议纪要减免一半，无法定依据"


class OfReceipt(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    receipt = factory.SubFactory(ReceiptFactory)
    amount_yuan = Decimal("100000.00")
    by = factory.LazyAttribute(lambda o: clerk_of(o.receipt.project))
    at = None

    @classmethod
    def _create(cls, model_class, **fields):
        return WRITES[model_class](**fields | {"at": fields["at"] or noon_of(fields)})


class RemittanceFactory(OfReceipt):
    class Meta:
        model = Remittance

    remitted_on = date(2020, 3, 9)


class RefundFactory(OfReceipt):
    class Meta:
        model = Refund

    refunded_on = date(2020, 10, 12)
    reason = "重复缴纳"
    document = "退费决定〔2020〕模3号"


class AllocationFactory(OfReceipt):
    class Meta:
        model = Allocation

    gap = factory.LazyAttribute(lambda o: GapFactory(project=o.receipt.project))
    allocated_on = TODAY


class WriteOffFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WriteOff

    gap = factory.SubFactory(GapFactory)
    amount_yuan = Decimal("45000.00")
    written_off_on = TODAY
    basis = "法院裁定终结破产程序〔2020〕模9号"
    by = factory.LazyAttribute(lambda o: clerk_of(o.gap.project))
    at = None

    @classmethod
    def _create(cls, model_class, **fields):
        return WRITES[model_class](**fields | {"at": fields["at"] or noon_of(fields)})
