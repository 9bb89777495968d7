"""Teams change while a round runs: who joins, leaves, leads, declares a recusal, takes a check."""

from datetime import timedelta

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections import actions
from inspections.serving import checks_without_a_checker
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import a_check, a_crew

pytestmark = pytest.mark.django_db


def member_of(crew, user):
    return crew.team.members.get(user=user)


def leave(crew, user, **changes):
    facts = {"member": member_of(crew, user), "on": TODAY, "reason": "called back"}
    return actions.let_leave(**{**facts, "by": crew.office, "at": NOON, **changes})


def declare(crew, user, *organisations, **changes):
    facts = {"member": member_of(crew, user), "organisations": organisations, "on": TODAY}
    return actions.declare_recusal(**{**facts, "by": user, "at": NOON, **changes})


def reassign(crew, check, to, **changes):
    facts = {"check": check, "to": to, "reason": "recused", "by": crew.leader, "at": NOON}
    return actions.reassign_check(**{**facts, **changes})


def serving(crew):
    rows = crew.team.members.serving().order_by("pk")
    return [(member.user, member.position) for member in rows]


def notes(crew, name):
    return list(Event.objects.of(crew.round).filter(name=name).values_list("note", flat=True))


def join(crew, user, **changes):
    facts = {"team": crew.team, "user": user, "position": "member", "declared_on": TODAY}
    return actions.add_member(**{**facts, "by": crew.office, "at": NOON, **changes})


def test_a_member_joins_with_a_declaration(crew):
    newcomer, body = person(Role.INSPECTOR, crew.county), OrganisationFactory()

    member = join(crew, newcomer, recused_from=[body])

    assert (newcomer, "member") in serving(crew)
    assert list(member.recused_from.all()) == [body]
    assert notes(crew, "change_team") == [f"{crew.team.name}: {newcomer} joins (Member)"]


def test_nobody_joins_twice_or_as_second_leader(crew):
    with pytest.raises(NotPossible, match=r"is a member of .* already"):
        join(crew, crew.inspector)
    with pytest.raises(NotPossible, match="change the leader instead"):
        join(crew, person(Role.TEAM_LEADER, crew.county), position="leader")


def test_whoever_left_serves_no_more_but_may_come_back(crew):
    check = a_check(crew)
    leave(crew, crew.inspector)

    with pytest.raises(NotPossible, match="is not a member of"):
        a_check(crew)
    assert crew.round.membership_of(crew.inspector, crew.county) is None
    assert checks_without_a_checker(crew.round) == [(check, f"{crew.inspector} left the team.")]

    join(crew, crew.inspector)

    assert checks_without_a_checker(crew.round) == []
    assert crew.team.members.filter(user=crew.inspector).count() == 2


def test_leaving_says_why_and_when_and_is_written_down(crew):
    with pytest.raises(NotPossible, match="Say why"):
        leave(crew, crew.inspector, reason=" ")
    with pytest.raises(NotPossible, match="has not come yet"):
        leave(crew, crew.inspector, on=TODAY + timedelta(days=1))

    assert leave(crew, crew.inspector).left_on == TODAY
    assert notes(crew, "change_team") == [
        f"{crew.team.name}: {crew.inspector} leaves · called back"
    ]
    with pytest.raises(NotPossible, match="left the team on 2020-11-02"):
        leave(crew, crew.inspector)


def test_the_leader_leaves_only_after_another_leads(crew):
    with pytest.raises(NotPossible, match="Name another leader"):
        leave(crew, crew.leader)

    actions.change_leader(
        team=crew.team, to=member_of(crew, crew.deputy), reason="ill", by=crew.office, at=NOON
    )
    leave(crew, crew.leader)

    assert (crew.deputy, "leader") in serving(crew)
    assert crew.leader not in dict(serving(crew))
    assert notes(crew, "change_team")[0] == (
        f"{crew.team.name}: {crew.deputy} leads instead of {crew.leader} · ill"
    )


@pytest.mark.parametrize(
    ("to", "reason", "sentence"),
    [("leader", "x", "leads the team already"), ("deputy", "", "Say why the leader changes")],
)
def test_a_leader_is_changed_for_somebody_else_with_a_reason(crew, to, reason, sentence):
    member = member_of(crew, getattr(crew, to))

    with pytest.raises(NotPossible, match=sentence):
        actions.change_leader(team=crew.team, to=member, reason=reason, by=crew.office, at=NOON)


def test_a_member_of_another_team_does_not_lead_this_one(crew):
    other = a_crew(crew.county)
    stranger = member_of(other, other.deputy)

    with pytest.raises(NotPossible, match="is not a member of"):
        actions.change_leader(team=crew.team, to=stranger, reason="x", by=crew.office, at=NOON)


def test_only_the_office_changes_a_team(crew):
    for change in (
        lambda: join(crew, person(Role.INSPECTOR, crew.county), by=crew.leader),
        lambda: leave(crew, crew.inspector, by=crew.leader),
        lambda: actions.change_leader(
            team=crew.team, to=member_of(crew, crew.deputy), reason="x", by=crew.leader, at=NOON
        ),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_a_round_starts_only_with_a_leader_who_still_serves():
    crew = a_crew(status="planned")
    crew.team.members.filter(position="leader").update(left_on=TODAY)

    with pytest.raises(NotPossible, match="at least one team with a leader"):
        actions.take_step(crew.round, "enter", by=crew.office, at=NOON)


def test_a_recusal_declared_later_lists_the_checks_to_be_reassigned(crew):
    mine, others = a_check(crew), a_check(crew, assigned_to=crew.colleague)
    done = a_check(crew, status="completed")

    listed = declare(crew, crew.inspector, crew.authority, note="former colleague")

    assert listed == [mine]
    assert checks_without_a_checker(crew.round) == [
        (mine, f"{crew.inspector} is recused from {crew.authority}.")
    ]
    assert {others.status, done.status} == {"assigned", "completed"}
    assert notes(crew, "declare_recusal") == [
        f"{crew.inspector} stays away from {crew.authority} · former colleague"
    ]


def test_a_declared_recusal_blocks_assignment_and_the_work_on_what_was_assigned(crew):
    check = a_check(crew)
    declare(crew, crew.inspector, crew.county)

    with pytest.raises(NotPossible, match="is recused from"):
        a_check(crew)
    with pytest.raises(NotPossible, match="the check goes to somebody else"):
        actions.take_step(check, "complete", by=crew.inspector, at=NOON, note="all well")


def test_a_recusal_is_declared_by_oneself_or_the_office_and_by_nobody_else(crew):
    with pytest.raises(NotAllowed):
        declare(crew, crew.inspector, crew.authority, by=crew.leader)

    declare(crew, crew.inspector, crew.authority, by=crew.office)

    event = Event.objects.of(crew.round).get(name="declare_recusal")
    assert event.detail == {"declared_on": "2020-11-02", "entered_by_office": True}


def test_a_recusal_names_something_new_and_a_day_that_has_come(crew):
    declare(crew, crew.inspector, crew.authority)

    with pytest.raises(NotPossible, match="was not declared before"):
        declare(crew, crew.inspector, crew.authority)
    with pytest.raises(NotPossible, match="has not come yet"):
        declare(crew, crew.inspector, crew.county, on=TODAY + timedelta(days=1))


def test_a_check_is_given_to_another_member_with_the_reason(crew):
    check = reassign(crew, a_check(crew), crew.colleague)

    event = Event.objects.of(check).get(name="reassign")
    assert check.assigned_to == crew.colleague
    assert event.note == f"{crew.inspector} → {crew.colleague}: recused"
    assert event.detail == {"assigned_to": [str(crew.inspector), str(crew.colleague)]}


def test_a_check_goes_to_nobody_who_left_is_recused_or_has_it(crew):
    check = a_check(crew)
    declare(crew, crew.deputy, crew.authority)
    leave(crew, crew.colleague)

    for to, reason, sentence in (
        (crew.colleague, "x", "is not a member of"),
        (crew.deputy, "x", "is recused from"),
        (crew.inspector, "x", "has this check already"),
        (crew.leader, " ", "Say why"),
    ):
        with pytest.raises(NotPossible, match=sentence):
            reassign(crew, check, to, reason=reason)


def test_a_finished_check_is_reassigned_no_more(crew):
    with pytest.raises(NotPossible, match="given to nobody else"):
        reassign(crew, a_check(crew, status="completed"), crew.colleague)


def test_checks_are_reassigned_by_the_leader_or_the_office(crew):
    check = a_check(crew)

    with pytest.raises(NotAllowed):
        reassign(crew, check, crew.colleague, by=crew.inspector)
    reassign(crew, check, crew.colleague, by=crew.office)


def test_looking_for_checks_to_reassign_costs_the_same_for_many(crew, django_assert_num_queries):
    for _n in range(3):
        a_check(crew)

    with django_assert_num_queries(3):
        checks_without_a_checker(crew.round)
    for _n in range(5):
        a_check(crew)
    with django_assert_num_queries(3):
        checks_without_a_checker(crew.round)
