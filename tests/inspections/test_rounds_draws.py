"""Plans of project checks: what is drawn, from what, for whom, and that it can be drawn again."""

from datetime import timedelta
from decimal import Decimal

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections import actions
from inspections.drawing import digest, draw
from inspections.models import CheckPlan, ProjectCheck
from inspections.plans import candidates, draw_for, reproduce
from projects.actions import take_step as take_project_step
from projects.models import Suspicion
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import CheckPlanFactory, a_check, a_crew
from tests.factories.projects import FeeAssessmentFactory, ProjectFactory, ReceiptFactory

pytestmark = pytest.mark.django_db


def drawn(crew, **changes):
    facts = {"crew": crew, **changes}
    return CheckPlanFactory(**facts)


def codes_of(plan):
    return sorted(plan.checks.values_list("project__code", flat=True))


def owing(crew, payable, *, paid=None):
    """A project with an assessment in force, and what was paid of it."""
    project = crew.project()
    FeeAssessmentFactory(project=project, gross_yuan=payable, legal_payable_yuan=payable)
    if paid:
        ReceiptFactory(project=project, amount_yuan=paid)
    return project


def test_a_random_sample_is_the_one_of_its_seed(crew):
    codes = [crew.project().code for _n in range(8)]

    plan = drawn(crew, seed="2020-11", size=3)

    assert codes_of(plan) == sorted(draw(codes, "2020-11", 3))
    assert (plan.method, plan.seed, plan.population, plan.size) == ("random", "2020-11", 8, 3)
    assert plan.population_sha256 == digest(codes)
    assert plan.criteria["drawn"] == draw(codes, "2020-11", 3)
    assert (plan.drawn_by, plan.drawn_at) == (crew.leader, NOON)


def test_a_percentage_of_the_projects_is_rounded_up(crew):
    for _n in range(8):
        crew.project()

    assert drawn(crew, size=None, percent=Decimal("30")).size == 3


def test_a_drawn_check_is_assigned_with_its_plan_and_event(crew):
    project = crew.project()

    plan = drawn(crew, due_on=TODAY + timedelta(days=3))

    (check,) = ProjectCheck.objects.all()
    assert (check.project, check.plan, check.team, check.organ) == (
        project,
        plan,
        crew.team,
        "inspection",
    )
    assert (check.assigned_to, check.due_on) == (crew.inspector, TODAY + timedelta(days=3))
    event = Event.objects.of(check).get()
    assert (event.name, event.note, event.actor) == ("assign", str(crew.inspector), crew.leader)
    told = Event.objects.of(crew.round).get(name="draw")
    assert told.note == f"{crew.team.name} · Random sample · 1 project"
    assert told.detail["sha256"] == plan.population_sha256


def test_projects_are_drawn_from_the_regions_in_reach_unchecked_and_not_withdrawn(crew):
    free, taken, gone = crew.project(), crew.project(), crew.project()
    a_check(crew, project=taken)
    clerk = person(Role.DATA_CLERK, crew.county)
    take_project_step(gone, "withdraw", by=clerk, at=NOON, note="twice")
    ProjectFactory(region=OrganisationFactory(parent=crew.county.parent))
    a_crew().project()

    assert list(candidates(crew.team, crew.leader)) == [free.code]
    assert candidates(crew.team, a_crew().leader) == {}


def test_a_project_whose_check_is_void_may_be_drawn_again(crew):
    check = a_check(crew, status="void")

    assert list(candidates(crew.team, crew.leader)) == [check.project.code]


def test_money_at_risk_is_the_larger_of_what_is_owed_and_what_is_suspected(crew):
    project = owing(crew, Decimal(1000), paid=Decimal(300))
    suspicion = {"project": project, "region": crew.county, "authority": crew.authority}
    for code, amount, changes in (
        ("X01", 900, {}),
        ("X02", 800, {}),
        ("X03", 5000, {"is_standing": False}),
        ("X04", 6000, {"status": "dismissed", "dismissed_at": NOON, "dismissed_by": crew.leader}),
    ):
        Suspicion.objects.create(
            check_code=code,
            subject=f"project {project.pk}",
            amount_yuan=amount,
            **suspicion,
            **changes,
        )

    (found,) = candidates(crew.team, crew.leader).values()

    assert (found.stake_yuan, found.suspected_yuan, found.risk_yuan) == (700, 900, 900)


def test_the_projects_with_most_money_at_risk_are_drawn(crew):
    small, large, _none = owing(crew, 10), owing(crew, 90), owing(crew, 0)

    assert codes_of(drawn(crew, method="risk", seed="", size=1)) == [large.code]
    assert codes_of(drawn(crew, method="risk", seed="", size=1)) == [small.code]


def test_as_many_projects_as_hold_the_share_of_the_money(crew):
    owed = [owing(crew, yuan) for yuan in (60, 30, 10)]

    plan = drawn(crew, method="risk", seed="", size=None, percent=Decimal(85))

    assert codes_of(plan) == sorted(project.code for project in owed[:2])


def test_projects_named_by_hand_are_taken_in_their_order(crew):
    first, second, _other = crew.project(), crew.project(), crew.project()

    plan = drawn(crew, method="hand", seed="ignored", size=None, codes=[second.code, first.code])

    assert plan.criteria["drawn"] == [second.code, first.code]
    assert plan.seed == ""


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"size": 3}, "There are only 2 projects"),
        ({"size": 1, "percent": Decimal(5)}, "one of the two"),
        ({"size": None}, "one of the two"),
        ({"seed": ""}, "needs its seed"),
        ({"method": "hand", "codes": ["RF-unknown"]}, "Not among .*: RF-unknown"),
        ({"method": "risk", "size": None, "percent": Decimal(50)}, "no money is at risk"),
        ({"due_on": TODAY - timedelta(days=1)}, "due before"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(crew, asked, sentence):
    crew.project(), crew.project()

    with pytest.raises(NotPossible, match=sentence):
        drawn(crew, **asked)

    assert CheckPlan.objects.count() == ProjectCheck.objects.count() == 0


def test_with_every_project_checked_there_is_nothing_to_draw_from(crew):
    with pytest.raises(NotPossible, match="left to be checked"):
        drawn(crew)


def test_checks_are_shared_out_evenly_with_what_is_held_already(crew):
    for _n in range(6):
        crew.project()
    a_check(crew), a_check(crew)

    plan = drawn(crew, size=6)

    people = list(plan.checks.values_list("assigned_to", flat=True))
    assert people.count(crew.inspector.pk) == 2
    assert people.count(crew.colleague.pk) == 4


def test_the_recused_get_no_project_of_their_organisation():
    crew = a_crew()
    other = OrganisationFactory(parent=crew.county, housing=True)
    member = crew.team.members.get(user=crew.inspector)
    actions.declare_recusal(
        member=member, organisations=[crew.authority], on=TODAY, by=crew.inspector, at=NOON
    )
    for authority in (crew.authority, crew.authority, other, other):
        ProjectFactory(region=crew.county, authority=authority)

    plan = drawn(crew, size=4)

    given = set(plan.checks.values_list("project__authority", "assigned_to"))
    assert given == {(crew.authority.pk, crew.colleague.pk), (other.pk, crew.inspector.pk)}


def test_what_nobody_may_check_is_not_drawn_silently(crew):
    project = crew.project()
    for user in (crew.inspector, crew.colleague):
        member = crew.team.members.get(user=user)
        actions.declare_recusal(
            member=member, organisations=[crew.authority], on=TODAY, by=user, at=NOON
        )

    preview = draw_for(crew.team, crew.leader, method="random", seed="1", size=1)

    assert [candidate.code for candidate in preview.nobody_may_check] == [project.code]
    with pytest.raises(NotPossible, match=f"Nobody of the team may check {project.code}"):
        drawn(crew)


def test_what_changed_since_the_preview_is_looked_at_again(crew):
    crew.project()
    seen = draw_for(crew.team, crew.leader, method="random", seed="2020", size=1).fingerprint
    crew.project()

    with pytest.raises(NotPossible, match="has changed since you saw it"):
        drawn(crew, seen=seen)
    seen = draw_for(crew.team, crew.leader, method="random", seed="2020", size=1).fingerprint
    drawn(crew, seen=seen)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.DEPUTY_LEADER, Role.DATA_CLERK])
def test_only_the_leader_and_the_office_draw(crew, role):
    crew.project()

    with pytest.raises(NotAllowed):
        drawn(crew, by=person(role, crew.county))
    with pytest.raises(NotAllowed):
        drawn(crew, by=a_crew().leader)


def test_a_round_that_is_over_takes_no_draw():
    crew = a_crew(status="feedback")
    crew.project()

    with pytest.raises(NotPossible, match="takes no further checks"):
        drawn(crew)


@pytest.mark.parametrize(
    "asked",
    [
        {"seed": "2020", "size": 2},
        {"seed": "2020", "size": None, "percent": Decimal(40)},
        {"method": "risk", "seed": "", "size": 2},
        {"method": "risk", "seed": "", "size": None, "percent": Decimal("12.5")},
        {"method": "hand", "seed": "", "size": None},
    ],
)
def test_a_stored_draw_gives_the_same_again_whatever_became_of_the_projects(crew, asked):
    codes = [owing(crew, yuan).code for yuan in (50, 40, 30, 20, 10)]
    plan = drawn(crew, **asked, codes=codes[:2] if asked.get("method") == "hand" else ())
    owing(crew, 1000)

    again = reproduce(CheckPlan.objects.get(pk=plan.pk))

    assert again.holds
    assert set(again.ranks) == (set(plan.criteria["drawn"]) if plan.seed else set())


def test_a_draw_whose_checks_are_not_those_drawn_does_not_hold(crew):
    crew.project()
    plan = drawn(crew)
    a_check(crew, status="void")
    ProjectCheck.objects.exclude(plan=plan).update(plan=plan)

    again = reproduce(plan)

    assert (again.is_same_population, again.is_same_draw, again.is_as_assigned) == (
        True,
        True,
        False,
    )


def test_two_thousand_projects_cost_as_many_queries_as_two(
    crew, django_assert_num_queries, django_assert_max_num_queries
):
    crew.project(), crew.project()
    drawn(crew)  # what is read once per process and person
    crew.project()
    with django_assert_max_num_queries(25) as few:
        drawn(crew, size=2)
    model = type(crew.project())
    template = {"region": crew.county, "authority": crew.authority, "recorded_by": crew.leader}
    template |= {"developer": crew.project().developer, "approved_on": TODAY, "recorded_at": NOON}
    model.objects.bulk_create(model(code=f"RF-{n:05}", name="x", **template) for n in range(2000))

    with django_assert_num_queries(len(few)):
        plan = drawn(crew, size=1500)

    assert (plan.population, plan.checks.count()) == (2002, 1500)
