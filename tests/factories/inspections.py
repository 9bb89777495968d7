"""Rounds, teams, checks and findings, made and moved by the real actions.

crew = a_crew(county)                       # a round on site in that county, with its people
finding = a_finding(crew, status="approved")
check = a_check(crew, status="completed")
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile

from airdefense.accounts.roles import Role
from airdefense.casework.actions import attach
from inspections import actions
from inspections.models import (
    ActivityKind,
    CheckPlan,
    DeadlineItem,
    DrawMethod,
    Finding,
    Method,
    Organ,
    Position,
    ProjectCheck,
    Round,
    RoundActivity,
    RoundDeadline,
    RoundKind,
    Team,
    TeamMember,
)
from inspections.workflow import FindingStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, UserFactory, person
from tests.factories.projects import ProjectFactory

# One grey pixel.
PNG = (
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a4944415478da6368000000820081dd436af40000000049454e44ae426082"
)


def a_picture(name="evidence.png"):
    """A small real picture, as an upload; another name is another picture."""
    return SimpleUploadedFile(name, bytes.fromhex(PNG) + name.encode(), "image/png")


class RoundFactory(factory.django.DjangoModelFactory):
    """RoundFactory(region=city) is planned by an inspection office of that region."""

    class Meta:
        model = Round

    region = factory.SubFactory(OrganisationFactory, city=True)
    by = factory.LazyAttribute(lambda o: person(Role.INSPECTION_OFFICE, o.region))
    at = NOON
    name = factory.Sequence(lambda n: f"人防专项巡察{n}")
    organ = Organ.INSPECTION
    kind = RoundKind.SPECIAL
    mandate = "玉巡发〔2020〕1号"
    starts_on = date(2020, 10, 1)
    ends_on = date(2020, 12, 31)
    inspected = factory.LazyAttribute(
        lambda o: [OrganisationFactory(parent=o.region, housing=True)]
    )

    @classmethod
    def _create(cls, model_class, **fields):
        return actions.open_round(**fields)


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    round = factory.SubFactory(RoundFactory)
    name = factory.Sequence(lambda n: f"第{n}组")
    regions = factory.LazyAttribute(lambda o: [o.round.region])
    by = factory.LazyAttribute(lambda o: person(Role.INSPECTION_OFFICE, o.round.region))
    at = NOON
    members = factory.LazyAttribute(
        lambda o: [(person(Role.TEAM_LEADER, o.regions[0]), Position.LEADER, TODAY, [])]
    )

    @classmethod
    def _create(cls, model_class, **fields):
        return actions.form_team(**fields)


class TeamMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TeamMember

    team = factory.SubFactory(TeamFactory)
    user = factory.SubFactory(UserFactory)
    position = Position.MEMBER
    declared_on = TODAY


@dataclass(frozen=True, slots=True)
class Crew:
    """A round in one county with everybody who acts in it."""

    round: Round
    team: Team
    county: Any
    authority: Any
    office: Any
    leader: Any
    deputy: Any
    inspector: Any
    colleague: Any

    def project(self, **facts):
        return ProjectFactory(region=self.county, authority=self.authority, **facts)


def a_crew(county=None, *, status="on_site", recused_from=(), **fields) -> Crew:
    """A round with one team for the county; the inspector is recused from `recused_from`."""
    county = county or OrganisationFactory()
    authority = OrganisationFactory(parent=county, housing=True)
    office = person(Role.INSPECTION_OFFICE, county)
    leader, deputy = person(Role.TEAM_LEADER, county), person(Role.DEPUTY_LEADER, county)
    inspector, colleague = person(Role.INSPECTOR, county), person(Role.INSPECTOR, county)
    round_ = RoundFactory(region=county, by=office, inspected=[authority], **fields)
    team = TeamFactory(
        round=round_,
        by=office,
        regions=[county],
        members=[
            (leader, Position.LEADER, TODAY, []),
            (deputy, Position.DEPUTY, TODAY, []),
            (inspector, Position.MEMBER, TODAY, list(recused_from)),
            (colleague, Position.MEMBER, TODAY, []),
        ],
    )
    for step in STEPS_OF_ROUND[status]:
        round_ = actions.take_step(round_, step, by=office, at=NOON, note="done")
    return Crew(round_, team, county, authority, office, leader, deputy, inspector, colleague)


STEPS_OF_ROUND = {
    "planned": (),
    "on_site": ("enter",),
    "feedback": ("enter", "give_feedback"),
    "concluded": ("enter", "give_feedback", "conclude"),
}


class ProjectCheckFactory(factory.django.DjangoModelFactory):
    """ProjectCheckFactory(crew=crew) assigns a new project of the county to its inspector."""

    class Meta:
        model = ProjectCheck

    crew = factory.LazyFunction(a_crew)
    project = factory.LazyAttribute(lambda o: o.crew.project())
    assigned_to = factory.SelfAttribute("crew.inspector")
    due_on = TODAY + timedelta(days=7)
    by = factory.SelfAttribute("crew.leader")
    at = NOON

    @classmethod
    def _create(cls, model_class, *, crew, **fields):
        return actions.assign_check(round=crew.round, team=crew.team, **fields)


def a_check(crew=None, *, status="assigned", **fields) -> ProjectCheck:
    """A check in that status, brought there by its inspector (or, when void, by the leader)."""
    crew = crew or a_crew()
    check = ProjectCheckFactory(crew=crew, **fields)
    steps = {
        "assigned": (),
        "under_way": (("start", crew.inspector),),
        "completed": (("complete", crew.inspector),),
        "void": (("void", crew.leader),),
    }
    for step, user in steps[status]:
        check = actions.take_step(check, step, by=user, at=NOON, note="checked")
    return check


class RoundDeadlineFactory(factory.django.DjangoModelFactory):
    """RoundDeadlineFactory(crew=crew, item=…) is entered by the office of the crew's round."""

    class Meta:
        model = RoundDeadline

    crew = factory.LazyFunction(a_crew)
    item = DeadlineItem.PLAN
    days = 30
    is_working_days = False
    basis = "示例：巡察方案"

    @classmethod
    def _create(cls, model_class, *, crew, item, **facts):
        names = ("item", "days", "is_working_days", "basis")
        stored = list(crew.round.deadlines.exclude(item=item).values(*names))
        lines = [*stored, {"item": str(item), **facts}]
        actions.set_deadlines(round=crew.round, lines=lines, by=crew.office, at=NOON)
        return crew.round.deadlines.get(item=item)


class CheckPlanFactory(factory.django.DjangoModelFactory):
    """CheckPlanFactory(crew=crew) draws one project of the county by the seed 2020."""

    class Meta:
        model = CheckPlan

    crew = factory.LazyFunction(a_crew)
    method = DrawMethod.RANDOM
    seed = "2020"
    size = 1
    due_on = TODAY + timedelta(days=7)
    by = factory.SelfAttribute("crew.leader")
    at = NOON

    @classmethod
    def _create(cls, model_class, *, crew, **facts):
        return actions.draw_checks(team=crew.team, **facts)


class RoundActivityFactory(factory.django.DjangoModelFactory):
    """RoundActivityFactory(crew=crew, kind="talk", count=12) is counted by its inspector."""

    class Meta:
        model = RoundActivity

    crew = factory.LazyFunction(a_crew)
    kind = ActivityKind.TALK
    count = 12
    held_on = TODAY
    by = factory.SelfAttribute("crew.inspector")
    at = NOON

    @classmethod
    def _create(cls, model_class, *, crew, kind, count, **facts):
        facts = {"team": crew.team, "region": crew.county, **facts}
        (activity,) = actions.count_activities(counts={kind: count}, **facts)
        return activity


class FindingFactory(factory.django.DjangoModelFactory):
    """FindingFactory(crew=crew) is a draft of the crew's inspector about a new project."""

    class Meta:
        model = Finding

    crew = factory.LazyFunction(a_crew)
    project = factory.LazyAttribute(lambda o: o.crew.project())
    by = factory.SelfAttribute("crew.inspector")
    at = NOON
    category = "payable_unpaid"
    method = Method.FILES
    title = factory.Sequence(lambda n: f"易地建设费应缴未缴{n}")
    description = "核定后未足额缴纳。"
    basis = "国人防办字〔2003〕18号第四十八条"
    amount_yuan = factory.LazyAttribute(
        lambda o: Decimal("387000.00") if o.category in FEE_CATEGORIES else None
    )
    found_on = TODAY

    @classmethod
    def _create(cls, model_class, *, crew, **fields):
        return actions.draft_finding(round=crew.round, **fields)


FEE_CATEGORIES = (
    "illegal_reduction",
    "illegal_deferral",
    "payable_unpaid",
    "receivable_uncollected",
)


def a_finding(crew=None, *, status="draft", fed_back_on=None, **fields) -> Finding:
    """A finding in that status, signed by the crew's people one after the other."""
    crew = crew or a_crew()
    at = fields.get("at", NOON)
    finding = FindingFactory(crew=crew, **fields)
    if status != FindingStatus.DRAFT:
        attach(finding, a_picture(), by=finding.made_by, at=at)
    signatures = {
        "draft": (),
        "void": (("void", crew.leader),),
        "deputy_review": (("submit", finding.made_by),),
        "returned": (("submit", finding.made_by), ("return_to_maker", crew.deputy)),
        "leader_review": (("submit", finding.made_by), ("review", crew.deputy)),
        "approved": (
            ("submit", finding.made_by),
            ("review", crew.deputy),
            ("approve", crew.leader),
        ),
    }
    for step, user in signatures[status]:
        finding = actions.take_step(finding, step, by=user, at=at, note="seen")
    if fed_back_on:
        (finding,) = actions.send_feedback(
            findings=[finding], on=fed_back_on, by=crew.office, at=at
        )
    return finding
