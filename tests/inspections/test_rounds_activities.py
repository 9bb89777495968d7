"""What the teams did, counted for the official statistics."""

from datetime import timedelta

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections import actions
from inspections.models import RoundActivity
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import RoundActivityFactory, a_crew

pytestmark = pytest.mark.django_db


def count(crew, counts, **changes):
    facts = {"team": crew.team, "region": crew.county, "held_on": TODAY, "counts": counts}
    return actions.count_activities(**{**facts, "by": crew.inspector, "at": NOON, **changes})


def void(activity, by, reason="counted twice"):
    return actions.void_activity(activity=activity, reason=reason, by=by, at=NOON)


def test_a_day_is_counted_kind_by_kind_with_one_event(crew):
    count(crew, {"talk": 12, "file": 340, "visit": 0, "report": None}, note=" 进驻第一周 ")

    rows = RoundActivity.objects.order_by("kind")
    assert list(rows.values_list("kind", "count", "held_on", "region", "note")) == [
        ("file", 340, TODAY, crew.county.pk, "进驻第一周"),
        ("talk", 12, TODAY, crew.county.pk, "进驻第一周"),
    ]
    event = Event.objects.of(crew.round).get(name="count_activities")
    assert event.note == f"{crew.team.name} · 2020-11-02: Talks 12、Files read 340"


@pytest.mark.parametrize(
    ("counts", "changes", "sentence"),
    [
        ({"talk": 0}, {}, "at least one activity"),
        ({"talk": 1}, {"held_on": TODAY + timedelta(days=1)}, "has not come yet"),
    ],
)
def test_nothing_and_the_future_are_not_counted(crew, counts, changes, sentence):
    with pytest.raises(NotPossible, match=sentence):
        count(crew, counts, **changes)

    assert RoundActivity.objects.count() == 0


def test_a_team_counts_in_its_own_regions(crew):
    with pytest.raises(NotPossible, match="does not cover"):
        count(crew, {"talk": 1}, region=OrganisationFactory())


def test_the_team_and_the_office_count_and_nobody_else(crew):
    count(crew, {"talk": 1}, by=crew.office)
    count(crew, {"talk": 1}, by=crew.deputy)

    for stranger in (person(Role.INSPECTOR, crew.county), person(Role.DATA_CLERK, crew.county)):
        with pytest.raises(NotAllowed):
            count(crew, {"talk": 1}, by=stranger)


def test_whoever_left_the_team_counts_no_more(crew):
    member = crew.team.members.get(user=crew.inspector)
    actions.let_leave(member=member, on=TODAY, reason="ill", by=crew.office, at=NOON)

    with pytest.raises(NotAllowed):
        count(crew, {"talk": 1})


def test_a_concluded_round_is_counted_up():
    crew = a_crew(status="concluded")

    with pytest.raises(NotPossible, match="is concluded"):
        count(crew, {"talk": 1})


def test_a_wrong_count_is_voided_with_its_reason_and_stays(crew):
    activity = RoundActivityFactory(crew=crew)

    void(activity, crew.inspector)

    stored = RoundActivity.objects.get()
    event = Event.objects.of(crew.round).get(name="void_activity")
    assert (stored.voided_at, stored.voided_by, stored.count) == (NOON, crew.inspector, 12)
    assert event.note == f"{stored}: counted twice"
    with pytest.raises(NotPossible, match="void already"):
        void(stored, crew.inspector)


def test_a_count_is_voided_with_a_reason_by_its_author_the_leader_or_the_office(crew):
    with pytest.raises(NotPossible, match="Say why"):
        void(RoundActivityFactory(crew=crew), crew.inspector, reason=" ")
    for by in (crew.inspector, crew.leader, crew.office):
        void(RoundActivityFactory(crew=crew), by)

    with pytest.raises(NotAllowed):
        void(RoundActivityFactory(crew=crew), crew.colleague)
