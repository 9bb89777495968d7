"""Rounds, teams and the sharing out of checks."""

from datetime import timedelta

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections import actions
from inspections.models import ProjectCheck, Round, Team
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import RoundFactory, TeamFactory, a_check, a_crew
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db


def test_rounds_are_numbered_by_region_and_year():
    city = OrganisationFactory(city=True)
    first, second, elsewhere = (
        RoundFactory(region=city),
        RoundFactory(region=city),
        RoundFactory(),
    )

    numbers = [round_.number for round_ in (first, second, elsewhere)]

    assert numbers == [
        f"XC-{city.code}-2020-001",
        f"XC-{city.code}-2020-002",
        f"XC-{elsewhere.region.code}-2020-001",
    ]


def test_a_round_opens_with_what_it_inspects_and_one_event():
    body = OrganisationFactory()

    round_ = RoundFactory(inspected=[body], attributes=["ELEVATED", "CROSS"])

    assert list(round_.inspected.all()) == [body]
    assert [str(label) for label in round_.attribute_labels] == ["Elevated", "Cross"]
    assert list(Event.objects.of(round_).values_list("name", "after")) == [("create", "planned")]


def test_only_the_inspection_office_of_the_region_plans_a_round():
    county = OrganisationFactory()

    with pytest.raises(NotAllowed):
        RoundFactory(region=county, by=person(Role.TEAM_LEADER, county))
    with pytest.raises(NotAllowed):
        RoundFactory(region=county, by=person(Role.INSPECTION_OFFICE, OrganisationFactory()))

    assert Round.objects.count() == 0


def test_a_round_names_what_it_inspects():
    with pytest.raises(NotPossible, match="at least one inspected organisation"):
        RoundFactory(inspected=[])


def test_a_round_does_not_end_before_it_starts():
    round_ = RoundFactory()

    with pytest.raises(NotPossible, match="does not end before it starts"):
        RoundFactory(ends_on=round_.starts_on - timedelta(days=1))
    with pytest.raises(NotPossible, match="does not end before it starts"):
        edited(round_, ends_on=round_.starts_on - timedelta(days=1))


def edited(round_, **fields):
    office = person(Role.INSPECTION_OFFICE, round_.region)
    return actions.edit_round(round=round_, by=office, at=NOON, **fields)


def test_an_edited_round_keeps_what_changed_in_its_history():
    round_, other = RoundFactory(name="before"), OrganisationFactory()
    inspected = str(round_.inspected.get())

    edited(round_, name="after", inspected=[other])

    assert list(Event.objects.of(round_).order_by("pk").values_list("name", "detail")) == [
        ("create", {}),
        ("edit", {"name": ["before", "after"]}),
        ("edit", {"inspected": [inspected, str(other)]}),
    ]


def test_an_edit_of_an_older_copy_of_a_round_is_refused():
    round_ = RoundFactory()
    edited(round_, name="first", version=1)

    with pytest.raises(NotPossible, match="changed by somebody else"):
        edited(Round.objects.get(pk=round_.pk), name="second", version=1)

    assert Round.objects.get(pk=round_.pk).name == "first"


def test_a_concluded_round_is_changed_no_more():
    crew = a_crew(status="concluded")

    with pytest.raises(NotPossible, match="is concluded"):
        edited(crew.round, name="later")
    with pytest.raises(NotPossible, match="is concluded"):
        TeamFactory(round=crew.round, by=crew.office)


def test_a_team_has_its_regions_members_and_recusals():
    crew = a_crew(recused_from=[OrganisationFactory(name="his former office")])

    members = crew.team.members.order_by("pk")

    assert list(crew.team.regions.all()) == [crew.county]
    assert [(m.user, m.position, m.declared_on) for m in members] == [
        (crew.leader, "leader", TODAY),
        (crew.deputy, "deputy", TODAY),
        (crew.inspector, "member", TODAY),
        (crew.colleague, "member", TODAY),
    ]
    assert [str(o) for m in members for o in m.recused_from.all()] == ["his former office"]


@pytest.mark.parametrize(
    ("positions", "sentence"),
    [
        ([], "A team has exactly one leader."),
        (["member"], "A team has exactly one leader."),
        (["leader", "leader"], "A team has exactly one leader."),
        (["leader", "same"], "Somebody is named twice in the team."),
    ],
)
def test_a_team_has_one_leader_and_nobody_twice(positions, sentence):
    round_ = RoundFactory()
    leader = person(Role.TEAM_LEADER, round_.region)
    members = [
        (leader, "member", TODAY, [])
        if position == "same"
        else (leader if n == 0 else person(Role.INSPECTOR, round_.region), position, TODAY, [])
        for n, position in enumerate(positions)
    ]

    with pytest.raises(NotPossible, match=sentence):
        TeamFactory(round=round_, members=members)

    assert Team.objects.count() == 0


def test_a_team_name_is_given_once_per_round():
    team = TeamFactory(name="first")

    with pytest.raises(NotPossible, match="has a team first already"):
        TeamFactory(round=team.round, name="first")


def test_only_the_office_forms_teams(crew):
    with pytest.raises(NotAllowed):
        TeamFactory(round=crew.round, by=crew.leader)


def assign(crew, *projects, **changes):
    facts = {
        "round": crew.round,
        "team": crew.team,
        "projects": projects,
        "assigned_to": crew.inspector,
        "due_on": TODAY,
        "by": crew.leader,
        "at": NOON,
    }
    return actions.assign_checks(**{**facts, **changes})


def test_many_projects_are_assigned_at_once_each_with_its_event(crew):
    projects = [crew.project(), crew.project()]

    checks = assign(crew, *projects, projects[0])

    assert [(c.project, c.assigned_to, c.status, c.organ) for c in checks] == [
        (project, crew.inspector, "assigned", "inspection") for project in projects
    ]
    assert [
        list(Event.objects.of(check).values_list("name", "note", "actor")) for check in checks
    ] == [[("assign", str(crew.inspector), crew.leader.pk)]] * 2


def test_assigning_costs_the_same_for_one_project_and_for_ten(
    crew, django_assert_num_queries, django_assert_max_num_queries
):
    assign(crew, crew.project())
    one, ten = [crew.project()], [crew.project() for _ in range(10)]
    with django_assert_max_num_queries(10) as queries:
        assign(crew, *one)

    with django_assert_num_queries(len(queries)):
        assign(crew, *ten)


def test_a_stranger_to_the_team_is_assigned_nothing(crew):
    stranger = person(Role.INSPECTOR, crew.county)

    with pytest.raises(NotPossible, match=f"{stranger} is not a member of"):
        assign(crew, crew.project(), assigned_to=stranger)


def test_a_project_outside_the_regions_of_the_team_is_refused(crew):
    county = OrganisationFactory()
    elsewhere = ProjectFactory(
        region=county, authority=OrganisationFactory(parent=county, housing=True)
    )
    office = person(Role.INSPECTION_OFFICE, county)

    with pytest.raises(NotPossible, match="does not cover"):
        assign(crew, elsewhere, by=office)


@pytest.mark.parametrize("which", ["authority", "county"])
def test_a_recused_member_is_assigned_no_check_there(crew, which):
    body = getattr(crew, which)
    crew.team.members.get(user=crew.inspector).recused_from.add(body)
    project = crew.project()

    with pytest.raises(NotPossible) as refusal:
        assign(crew, project)

    assert str(refusal.value) == (
        f"{crew.inspector} is recused from {body} and cannot check {project}."
    )
    assert ProjectCheck.objects.count() == 0


def test_a_recusal_from_elsewhere_blocks_nothing():
    crew = a_crew(recused_from=[OrganisationFactory()])

    (check,) = assign(crew, crew.project())

    assert check.assigned_to == crew.inspector


def test_a_project_is_checked_once_per_round_until_its_check_is_void(crew):
    check = a_check(crew)

    with pytest.raises(NotPossible, match="is checked in this round already"):
        assign(crew, crew.project(), check.project)
    actions.take_step(check, "void", by=crew.leader, at=NOON, note="wrong person")
    assign(crew, check.project, assigned_to=crew.colleague)

    assert [c.status for c in ProjectCheck.objects.order_by("pk")] == ["void", "assigned"]


def test_an_inspector_assigns_no_checks(crew):
    with pytest.raises(NotAllowed):
        assign(crew, crew.project(), by=crew.inspector)


def test_a_check_is_not_due_before_it_is_assigned(crew):
    with pytest.raises(NotPossible, match="due before"):
        assign(crew, crew.project(), due_on=TODAY - timedelta(days=1))


def test_a_team_of_another_round_is_refused(crew):
    with pytest.raises(NotPossible, match="is no team of"):
        assign(crew, crew.project(), team=a_crew(crew.county).team)


def test_a_concluded_round_takes_no_further_checks():
    crew = a_crew(status="concluded")

    with pytest.raises(NotPossible, match="takes no further checks"):
        assign(crew, crew.project())


def test_a_check_is_completed_with_its_result_in_words(crew):
    check = a_check(crew)

    check = actions.complete_check(check=check, by=crew.inspector, at=NOON, note="nothing found")

    assert (check.status, check.completed_at, check.completed_by) == (
        "completed",
        NOON,
        crew.inspector,
    )
    assert list(ProjectCheck.objects.completed_by(TODAY)) == [check]
    assert list(ProjectCheck.objects.completed_by(TODAY - timedelta(days=1))) == []
