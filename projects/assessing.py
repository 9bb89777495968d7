"""From the rows of the ledger to the statute's plain facts, and back to a worksheet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connections, router
from django.db.models import Q

from airdefense.accounts.models import Organisation
from projects import rules
from projects.models import FeeAdjustment, FeePolicy, FeeRate, Project
from projects.models.money import ZERO
from projects.models.tariff import STANDING
from projects.tariff import Tariff

PUBLISHED: dict[str, Callable[..., Any]] = {
    "rate": lambda grade, yuan, _zone, _scope, **dated: FeeRate(
        grade=grade, yuan_per_sqm=yuan, **dated
    ),
    "adjustment": lambda _word, factor, _zone, _scope, **dated: FeeAdjustment(
        factor=factor, **dated
    ),
    "policy": lambda city_class, ratio, zone_ratio, scope, **dated: FeePolicy(
        city_class=city_class, ratio=ratio, zone_ratio=zone_ratio, threshold_scope=scope, **dated
    ),
}
# Their period and document, then a word, a number and what only a policy has besides.
STANDING_OF_REGION = """
    select 'rate', effective_from, effective_to, document, grade, yuan_per_sqm, null::numeric, ''
    from projects_feerate where region_id = %s and status = any(%s)
    union all
    select 'adjustment', effective_from, effective_to, document, '', factor, null, ''
    from projects_feeadjustment where region_id = %s and status = any(%s)
    union all
    select 'policy', effective_from, effective_to, document, city_class, ratio, zone_ratio,
        threshold_scope
    from projects_feepolicy where region_id = %s and status = any(%s)"""


class NoPolicy(LookupError):
    """No policy (class of the city, ratio, scope) was published for that region and day."""

    def __init__(self, region: str, on: date) -> None:
        super().__init__(region, on)
        self.region, self.on = region, on

    def __str__(self) -> str:
        return f"no policy for {self.region} on {self.on}: add one with its document"


@dataclass(frozen=True, slots=True)
class _Dated:
    effective_from: date
    effective_to: date | None
    policy: rules.Policy


class Statute:
    """The published rows of the ledger, read once: its tariff, and each region's policy by day."""

    def __init__(
        self,
        rates: Iterable[FeeRate],
        adjustments: Iterable[FeeAdjustment],
        policies: Iterable[FeePolicy],
    ) -> None:
        self.tariff = Tariff(
            [rate.as_rate() for rate in rates],
            [adjustment.as_adjustment() for adjustment in adjustments],
        )
        self._policies: dict[str, list[_Dated]] = {}
        for row in policies:
            dated = _Dated(row.effective_from, row.effective_to, row.as_policy())
            self._policies.setdefault(row.region.code, []).append(dated)

    @classmethod
    def in_force(cls) -> "Statute":
        """All rows that stand: in force, and ended ones for the days before their end."""
        return cls(
            *(
                kind.objects.standing().select_related("region")
                for kind in (FeeRate, FeeAdjustment, FeePolicy)
            )
        )

    @classmethod
    def of(cls, region: Organisation) -> "Statute":
        """The rows that stand for one region, which is all that its projects ask for, read in one
        statement."""
        with connections[router.db_for_read(FeePolicy)].cursor() as cursor:
            cursor.execute(STANDING_OF_REGION, [region.pk, [*STANDING]] * 3)
            rows = cursor.fetchall()
        found: dict[str, list[Any]] = {"rate": [], "adjustment": [], "policy": []}
        for kind, start, end, document, *facts in rows:
            dated = {"effective_from": start, "effective_to": end, "document": document}
            found[kind].append(PUBLISHED[kind](*facts, region=region, **dated))
        return cls(found["rate"], found["adjustment"], found["policy"])

    def policy(self, region: str, on: date) -> rules.Policy:
        """The policy of a region on a day. Raises NoPolicy."""
        for row in self._policies.get(region, ()):
            if row.effective_from <= on and (row.effective_to is None or on <= row.effective_to):
                return row.policy
        raise NoPolicy(region, on)

    def assess(self, project: rules.ProjectFacts) -> rules.Fee:
        """What the project owes by law. Raises NoPolicy, NoRate."""
        policy = self.policy(project.region, project.approved_on)
        return rules.assess(project, policy, self.tariff)


def facts_of(project: Project) -> rules.ProjectFacts:
    """A project of the ledger as the statute sees it."""
    return rules.ProjectFacts(
        code=project.code,
        region=project.region.code,
        approved_on=project.approved_on,
        is_offsite_approved=project.is_offsite_approved,
        zone=project.zone,
        built_g6_sqm=project.built_g6_sqm,
        built_g6b_sqm=project.built_g6b_sqm,
        buildings=tuple(
            rules.BuildingFacts(
                name=building.name,
                use=building.use,
                floors=building.floors,
                foundation_depth_m=building.foundation_depth_m,
                first_floor_sqm=building.first_floor_sqm,
                above_ground_sqm=building.above_ground_sqm,
                is_rebuild=building.is_rebuild,
                is_area_increased=building.is_area_increased,
                claims=tuple(building.claims),
            )
            for building in project.buildings.all()
        ),
    )


def dues_of(project: Project, on: date) -> rules.Dues:
    """What was demanded, reduced, put off and paid up to the end of a day, from dated rows."""
    until = {"paid_on__lte": on}
    receipts = project.receipts.valid().filter(**until)
    assessment = in_force_on(project, on)
    deferrals = project.deferrals.filter(granted_on__lte=on, basis="")
    refunds = _sum(project.receipts.filter(voided_at=None, **until), "refunds", refunded_on__lte=on)
    return rules.Dues(
        assessed_yuan=assessment.payable_yuan if assessment else ZERO,
        approved_reduction_yuan=assessment.reduction_yuan if assessment else ZERO,
        unlawful_deferral_yuan=max(ZERO, sum((d.amount_yuan for d in deferrals), ZERO)),
        paid_yuan=sum((r.amount_yuan for r in receipts), ZERO) - refunds,
        remitted_yuan=_sum(receipts, "remittances", remitted_on__lte=on),
    )


def _sum(receipts: Any, relation: str, **until: date) -> Decimal:
    rows = receipts.model._meta.get_field(relation).related_model.objects
    found = rows.filter(Q(receipt__in=receipts), **until)
    return sum((row.amount_yuan for row in found), ZERO)


def in_force_on(project: Project, on: date) -> Any:
    """The assessment that counted on a day: the last of those fixed until then."""
    return project.assessments.filter(assessed_on__lte=on).order_by("-pk").first()


class Worksheet:
    """One project assessed by the statute in force, against the money of a day; `dues` is that
    money where it was read already."""

    def __init__(
        self,
        project: Project,
        on: date,
        statute: Statute | None = None,
        dues: rules.Dues | None = None,
    ) -> None:
        self.project, self.on = project, on
        self._statute, self._dues = statute, dues

    @cached_property
    def facts(self) -> rules.ProjectFacts:
        return facts_of(self.project)

    @cached_property
    def fee(self) -> rules.Fee:
        """Raises NoPolicy, NoRate."""
        return (self._statute or Statute.of(self.project.region)).assess(self.facts)

    @cached_property
    def dues(self) -> rules.Dues:
        return self._dues or dues_of(self.project, self.on)

    @cached_property
    def gap(self) -> rules.Gap:
        return rules.gap_of(self.fee, self.dues)

    @property
    def lines(self) -> tuple[rules.Line, ...]:
        return (
            *rules.lines_of(self.facts, self.fee),
            *rules.lines_of_gap(self.fee, self.dues, self.gap),
        )

    @property
    def snapshot(self) -> dict[str, Any]:
        return rules.snapshot(self.facts, self.fee)
