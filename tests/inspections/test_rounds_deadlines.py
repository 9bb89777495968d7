"""What a round is held to: deadlines as data, and the entry notice."""

from datetime import date, timedelta

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event, IssuedNumber, TimeLimit
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections import actions
from inspections.models import RoundDeadline
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import RoundDeadlineFactory, a_crew

pytestmark = pytest.mark.django_db
PLAN = {"item": "plan", "days": 30, "is_working_days": False, "basis": "反馈意见"}
REPORT = {"item": "team_report", "days": 15, "is_working_days": True, "basis": "巡察方案"}


def limit(step, days, *, on=date(2017, 7, 1), organisation=None, working=False):
    return TimeLimit.objects.create(
        step=step,
        days=days,
        is_working_days=working,
        basis=f"示例 {days}",
        effective_on=on,
        organisation=organisation,
    )


def planned(region, **fields):
    return actions.plan_round(
        by=person(Role.INSPECTION_OFFICE, region),
        at=NOON,
        region=region,
        inspected=[region],
        starts_on=fields.pop("starts_on", date(2020, 10, 1)),
        ends_on=date(2030, 10, 31),
        name="人防专项巡察",
        organ="inspection",
        kind="SPECIAL",
        mandate="玉巡发〔2020〕1号",
        **fields,
    )


def set_lines(crew, *lines, **changes):
    facts = {"round": crew.round, "lines": lines, "by": crew.office, "at": NOON}
    return actions.set_deadlines(**{**facts, **changes})


def facts_of(round_):
    return list(round_.deadlines.order_by("item").values_list("item", "days", "is_working_days"))


def test_a_planned_round_takes_the_limits_in_force_on_its_first_day_with_their_basis():
    county = OrganisationFactory()
    limit("round.progress", 60)
    limit("round.progress", 180, on=date(2024, 2, 1))
    limit("round.team_report", 15, working=True)
    limit("round.close_out", 365, organisation=OrganisationFactory())
    limit("task.plan", 15)

    then, now = planned(county), planned(county, starts_on=date(2024, 3, 1))

    assert facts_of(then) == [("progress", 60, False), ("team_report", 15, True)]
    assert facts_of(now) == [("progress", 180, False), ("team_report", 15, True)]
    assert then.deadlines.get(item="progress").basis == "示例 60"


def test_the_limit_of_a_region_itself_comes_before_the_general_one():
    county = OrganisationFactory()
    limit("round.plan", 30)
    limit("round.plan", 20, organisation=county)

    assert facts_of(planned(county)) == [("plan", 20, False)]


def test_without_limits_a_round_is_planned_without_deadlines():
    round_ = planned(OrganisationFactory())

    assert facts_of(round_) == []
    assert list(Event.objects.of(round_).values_list("name", flat=True)) == ["create"]


def test_deadlines_are_entered_changed_and_taken_out_with_what_changed(crew):
    set_lines(crew, PLAN, REPORT)
    set_lines(crew, {**PLAN, "days": 45})
    set_lines(crew, {**PLAN, "days": 45})

    events = Event.objects.of(crew.round).filter(name="set_deadlines").order_by("pk")
    assert facts_of(crew.round) == [("plan", 45, False)]
    assert [event.detail for event in events] == [
        {
            "team_report": [None, "15 working days (巡察方案)"],
            "plan": [None, "30 days (反馈意见)"],
        },
        {
            "team_report": ["15 working days (巡察方案)", None],
            "plan": ["30 days (反馈意见)", "45 days (反馈意见)"],
        },
    ]


def test_an_item_has_one_deadline(crew):
    with pytest.raises(NotPossible, match="one deadline"):
        set_lines(crew, PLAN, {**PLAN, "days": 3})

    assert facts_of(crew.round) == []


def test_only_the_office_enters_and_meets_deadlines(crew):
    deadline = RoundDeadlineFactory(crew=crew)

    with pytest.raises(NotAllowed):
        set_lines(crew, REPORT, by=crew.leader)
    with pytest.raises(NotAllowed):
        actions.meet_deadline(deadline=deadline, on=TODAY, by=crew.leader, at=NOON)
    with pytest.raises(NotAllowed):
        actions.give_entry_notice(round=crew.round, on=TODAY, by=crew.leader, at=NOON)


def test_a_concluded_round_has_its_deadlines_settled():
    crew = a_crew(status="concluded")

    with pytest.raises(NotPossible, match="is concluded"):
        set_lines(crew, PLAN)


@pytest.mark.parametrize(
    ("item", "days", "working", "due"),
    [
        # 1 to 8 October is a holiday; Sunday 27 September and Saturday 10 October are worked.
        ("entry_notice", 10, False, date(2020, 9, 26)),
        ("entry_notice", 5, True, date(2020, 9, 25)),
        ("team_report", 3, True, date(2020, 10, 12)),
        ("secretary_meeting", 30, False, date(2020, 11, 6)),
        ("plan", 30, False, date(2020, 12, 2)),
        ("leads_back", 1, True, date(2020, 11, 3)),
    ],
)
def test_each_item_counts_from_its_own_day(item, days, working, due):
    span = {"starts_on": date(2020, 10, 6), "ends_on": date(2020, 10, 7)}
    crew = a_crew(status="feedback", **span)

    deadline = RoundDeadlineFactory(crew=crew, item=item, days=days, is_working_days=working)

    assert deadline.due_on == due


def test_what_counts_from_the_feedback_is_not_due_before_it(crew):
    assert RoundDeadlineFactory(crew=crew, item="plan").due_on is None


def test_a_deadline_is_met_on_a_day_by_somebody(crew):
    deadline = RoundDeadlineFactory(crew=crew)

    actions.meet_deadline(deadline=deadline, on=TODAY, by=crew.office, at=NOON, note="玉巡发2号")

    stored = RoundDeadline.objects.get()
    event = Event.objects.of(crew.round).get(name="meet_deadline")
    assert (stored.met_on, stored.met_at, stored.met_by) == (TODAY, NOON, crew.office)
    assert (event.note, event.detail) == (
        "Rectification plan · 玉巡发2号",
        {"met_on": [None, "2020-11-02"]},
    )


def test_a_wrong_day_is_corrected_with_a_reason_only(crew):
    deadline = RoundDeadlineFactory(crew=crew)
    yesterday = TODAY - timedelta(days=1)
    told = {"deadline": deadline, "by": crew.office, "at": NOON}
    actions.meet_deadline(on=TODAY, **told)

    with pytest.raises(NotPossible, match="was met on 2020-11-02 already"):
        actions.meet_deadline(on=yesterday, **told)
    actions.meet_deadline(on=yesterday, note="mistyped", **told)

    assert RoundDeadline.objects.get().met_on == yesterday


def test_nothing_is_met_in_the_future(crew):
    deadline = RoundDeadlineFactory(crew=crew)

    with pytest.raises(NotPossible, match="has not come yet"):
        actions.meet_deadline(
            deadline=deadline, on=TODAY + timedelta(days=1), by=crew.office, at=NOON
        )


def test_a_met_deadline_is_neither_changed_nor_taken_out(crew):
    deadline = RoundDeadlineFactory(crew=crew, basis="反馈意见")
    actions.meet_deadline(deadline=deadline, on=TODAY, by=crew.office, at=NOON)

    for lines in ([], [{**PLAN, "days": 31}]):
        with pytest.raises(NotPossible, match="was met: it stays"):
            set_lines(crew, *lines)
    set_lines(crew, PLAN, REPORT)

    assert RoundDeadline.objects.get(item="plan").met_on == TODAY


def test_the_entry_notice_takes_a_number_of_its_region_once(crew):
    round_ = actions.give_entry_notice(round=crew.round, on=TODAY, by=crew.office, at=NOON)

    with pytest.raises(NotPossible, match="has its entry notice already"):
        actions.give_entry_notice(round=crew.round, on=TODAY, by=crew.office, at=NOON)

    assert round_.notice_number == f"{crew.county.short_name}巡通〔2020〕1号"
    assert (round_.notice_on, round_.noticed_at, round_.noticed_by) == (TODAY, NOON, crew.office)
    assert IssuedNumber.objects.filter(series__series="XCTZ").count() == 1
    assert Event.objects.of(round_).get(name="give_notice").note == round_.notice_number


@pytest.mark.parametrize(
    ("names", "mark"),
    [
        ({"city": True, "name": "玉溪市", "short_name": "市本级"}, "玉溪"),
        ({"name": "新平彝族傣族自治县", "short_name": "新平县"}, "新平"),
    ],
)
def test_the_mark_of_a_region_stands_before_the_number(names, mark):
    crew = a_crew(OrganisationFactory(**names))

    round_ = actions.give_entry_notice(round=crew.round, on=TODAY, by=crew.office, at=NOON)

    assert round_.notice_number == f"{mark}巡通〔2020〕1号"


def test_the_second_notice_of_a_region_has_the_next_number(crew):
    actions.give_entry_notice(round=crew.round, on=TODAY, by=crew.office, at=NOON)
    second = a_crew(crew.county)

    round_ = actions.give_entry_notice(round=second.round, on=TODAY, by=second.office, at=NOON)

    assert round_.notice_number.endswith("〔2020〕2号")


def test_the_entry_notice_meets_its_deadline_on_its_day(crew):
    RoundDeadlineFactory(crew=crew, item="entry_notice", days=10)
    other = RoundDeadlineFactory(crew=crew, item="plan")
    on = TODAY - timedelta(days=60)

    actions.give_entry_notice(round=crew.round, on=on, by=crew.office, at=NOON)

    met = dict(crew.round.deadlines.values_list("item", "met_on"))
    assert met == {"entry_notice": on, other.item: None}


def test_an_entry_notice_of_tomorrow_takes_no_number(crew):
    with pytest.raises(NotPossible, match="has not come yet"):
        actions.give_entry_notice(
            round=crew.round, on=TODAY + timedelta(days=1), by=crew.office, at=NOON
        )

    assert not IssuedNumber.objects.filter(series__series="XCTZ").exists()
