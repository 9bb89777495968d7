from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from airdefense.casework import calendar
from airdefense.casework.clock import Explanation, explain
from airdefense.casework.models import CalendarDay, TimeLimit
from tests.factories.accounts import OrganisationFactory

DAYS = st.dates(date(2019, 1, 1), date(2027, 11, 30))


def limit(days, *, working=True, basis="模拟办法第九条"):
    return SimpleNamespace(days=days, is_working_days=working, basis=basis)


def day(text):
    return date.fromisoformat(text)


@pytest.mark.django_db
def test_a_period_over_the_national_holiday_names_holidays_and_make_up_days():
    why = explain(due_on=day("2020-10-14"), noticed_on=day("2020-09-25"), limit=limit(9))

    assert why.lines == [
        "9 working days from the day after 2020-09-25",
        "holidays in between: National Day (October 1 to October 8)",
        "make-up working days in between: National Day (September 27, October 10)",
        "basis: 模拟办法第九条",
    ]
    assert why.is_moved is False


@pytest.mark.django_db
def test_the_sentence_is_chinese_for_chinese_readers():
    with translation.override("zh-hans"):
        why = explain(due_on=day("2020-10-14"), noticed_on=day("2020-09-25"), limit=limit(9))

        assert why.sentence == (
            "到期 2020-10-14：自2020-09-25次日起9个工作日；"
            "其间放假：国庆节（10月1日至10月8日）；"
            "其间调休上班：国庆节（9月27日、10月10日）；依据：模拟办法第九条"
        )


@pytest.mark.django_db
def test_calendar_days_are_said_to_be_calendar_days():
    why = explain(
        due_on=day("2020-11-17"), noticed_on=day("2020-11-02"), limit=limit(15, working=False)
    )

    assert why.lines == ["15 days from the day after 2020-11-02", "basis: 模拟办法第九条"]


@pytest.mark.django_db
def test_a_moved_day_says_what_the_limit_alone_gives():
    why = explain(due_on=day("2020-12-31"), noticed_on=day("2020-11-02"), limit=limit(5))

    assert why.is_moved is True
    assert why.lines[1] == "by the limit alone it would be 2020-11-09; it was set otherwise"


@pytest.mark.django_db
def test_a_day_set_by_hand_counts_its_working_days():
    why = explain(due_on=day("2020-11-06"), noticed_on=day("2020-11-02"))

    assert why.lines == ["set by hand, 4 working days after 2020-11-02"]


@pytest.mark.django_db
def test_the_customers_holiday_is_named_by_its_day_and_a_day_of_rest_is_said():
    CalendarDay.objects.create(day=day("2020-11-06"), is_working=False, document="模拟通知")

    why = explain(due_on=day("2020-11-06"), noticed_on=day("2020-11-02"))

    assert why.lines[1:] == [
        "holidays in between: November 6",
        "that day is not a working day",
    ]


@pytest.mark.django_db
def test_a_year_without_published_holidays_is_said():
    why = explain(due_on=day("2031-01-20"), noticed_on=day("2031-01-10"))

    assert why.lines[-1] == ("the holidays of 2031 are not known here yet, so weekdays count")


@pytest.mark.django_db
def test_the_limit_of_the_step_in_force_on_the_day_of_notice_is_cited():
    county = OrganisationFactory()
    for effective, days, basis in ((date(2003, 1, 1), 60, "旧"), (date(2021, 1, 1), 30, "新")):
        TimeLimit.objects.create(
            step="task.rectify", days=days, basis=basis, effective_on=effective
        )

    why = explain(
        due_on=day("2020-12-31"),
        noticed_on=day("2020-11-01"),
        step="task.rectify",
        organisation=county,
    )

    assert (why.days, why.basis, why.computed_on) == (60, "旧", day("2020-12-31"))


@pytest.mark.django_db
def test_the_page_shows_the_sentence_at_the_word_and_its_lines_when_opened():
    page = Template('{% load clock %}{% why_due due noticed "no.such.step" %}')

    html = page.render(Context({"due": day("2020-11-06"), "noticed": day("2020-11-02")}))

    assert 'title="Due 2020-11-06: set by hand, 4 working days after 2020-11-02"' in html
    assert html.count("<li>") == 1
    assert page.render(Context({"due": None})).strip() == ""


@given(start=DAYS, days=st.integers(1, 40), working=st.booleans())
def test_special_days_explain_every_difference_from_the_week(start, days, working):
    """Monday to Friday, less the holidays, plus the make-up days: the working days of a period."""
    until = calendar.due_on(start, days, working=working, overrides={})
    span = [start + timedelta(days=n) for n in range(1, (until - start).days + 1)]

    special = calendar.special_days(start, until, {})

    weekdays = sum(d.weekday() < 5 for d in span)
    make_ups = sum(s.is_working for s in special)
    counted = weekdays - (len(special) - make_ups) + make_ups
    assert counted == calendar.working_days(start, until, {})
    assert not working or counted == days


@given(start=DAYS, span=st.integers(0, 60))
def test_every_special_day_is_named_once_in_the_sentence(start, span):
    until = start + timedelta(days=span)
    special = tuple(calendar.special_days(start, until, {}))

    why = Explanation(due_on=until, noticed_on=start, special=special)

    assert [s.day for s in (*why.holidays, *why.make_ups)] == sorted(
        (s.day for s in special), key=lambda d: (d in {m.day for m in why.make_ups}, d)
    )
    assert bool(special) is any("in between" in line for line in why.lines)
