"""件, 人 and 人次: one human is one, a handling is one time; warnings open what differs."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airdefense.accounts.roles import Role
from airdefense.reports.figures import FIGURES
from leads import actions
from leads.models import MILD, SANCTIONS, Measure, OutcomeKind, ReviewKind
from leads.rules import FORMS, MEASURES
from leads.statistics import Statistics
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.leads import Office, a_case, a_lead
from tests.factories.trials import DAY, a_sanction

pytestmark = pytest.mark.django_db
NUMBERS = ("530402198001010011", "110101199003070038", "11010519491231002X")


def rows(code, day=TODAY):
    return list(FIGURES[code].rows(day).order_by("pk"))


def value(code, day=TODAY):
    return FIGURES[code].value(day)


@pytest.fixture
def office():
    return Office()


def filed(office, **data):
    return a_case("investigation", lead=a_lead("in_disposal", office=office), **data)


def identify(case, number=NUMBERS[0], at=NOON):
    someone = case.persons.get().person
    by = case.office.officer
    return actions.complete_person(person=someone, id_number=number, by=by, at=at)


def test_one_human_in_two_cases_is_two_cases_and_one_person(office):
    first, second = filed(office), filed(office)
    identify(first)
    identify(second, at=NOON + DAY)

    assert (value("M19"), value("M20")) == (2, 2)
    assert (value("M19", TODAY + DAY), value("M20", TODAY + DAY)) == (2, 1)
    assert rows("M20", TODAY + DAY) == [first.persons.get().person]


def test_one_human_sanctioned_in_two_leads_is_sanctioned_once(office):
    for case in (filed(office), filed(office)):
        identify(case)
        a_sanction(case)

    assert (value("M21"), value("M20")) == (1, 1)


def test_sanction_in_another_lead_takes_the_human_out_of_those_handled_otherwise(office):
    talked, sanctioned = a_lead("in_disposal", office=office), filed(office)
    someone = talked.persons.get()
    told = {"by": office.officer, "at": NOON}
    actions.record_outcome(
        person=someone,
        kind=OutcomeKind.FIRST_FORM,
        code=Measure.REMINDER_TALK,
        form="F1",
        document="Talk 1",
        effective_on=TODAY,
        **told,
    )
    a_sanction(sanctioned)
    assert rows("M22") == [someone]

    identify(sanctioned)
    actions.complete_person(person=someone, id_number=NUMBERS[0], **told)

    assert rows("M22") == []
    assert rows("M21") == [sanctioned.persons.get().person]
    assert value("P01") == 1


def test_regions_still_add_up_when_one_human_is_known_in_two_of_them(office):
    here = a_lead("in_disposal", office=office)
    there = a_lead("in_disposal", office=office, region=office.city)
    for lead in (here, there):
        identify(a_case("investigation", lead=lead))

    split = FIGURES["M20"].by_region(TODAY)

    assert sum(split.values()) == value("M20") == 1


def test_person_added_later_counts_from_that_day(office):
    case = filed(office)
    told = {"by": office.officer, "at": NOON + DAY}
    late = actions.add_person(lead=case.lead, name="Late", unit="Unit", **told)
    actions.add_case_person(case=case, person=late, **told)

    assert (value("M20"), value("M20", TODAY + DAY)) == (1, 2)


def test_revoked_sanction_counts_until_its_day(office):
    case = filed(office)
    outcome = a_sanction(case, form="F2")
    told = {"by": office.officer, "at": NOON + 9 * DAY}
    review = actions.apply_for_review(
        outcome=outcome, kind=ReviewKind.REVIEW, applied_on=TODAY, grounds="Others.", **told
    )
    actions.decide_review(
        review=review,
        result="revoked",
        decision="Revoked.",
        document="R1",
        decided_on=TODAY + DAY,
        **told,
    )

    assert [value("M21"), value("P02")] == [1, 1]
    assert [value("M21", TODAY + DAY), value("P02", TODAY + DAY)] == [0, 0]


def test_in_one_case_a_person_is_handled_once_by_the_heaviest_form(office):
    case, other = filed(office), filed(office)
    a_sanction(case, Measure.PARTY_WARNING, form="F2")
    a_sanction(case, Measure.GOV_DEMERIT, form="F2")
    a_sanction(other, Measure.PARTY_EXPULSION, form="F3", on=TODAY)
    actions.prosecute(
        case=other,
        person=other.persons.get().person,
        procuratorate="P",
        document="O1",
        sent_on=TODAY + DAY,
        by=office.officer,
        at=NOON + DAY,
    )

    assert [value(code) for code in ("P01", "P02", "P03", "P04")] == [0, 1, 1, 0]
    tomorrow = [value(code, TODAY + DAY) for code in ("P01", "P02", "P03", "P04")]
    assert tomorrow == [0, 1, 0, 1]


def test_namesakes_of_one_unit_are_warned_of_until_both_are_known(office):
    first, second = filed(office), filed(office)
    people = [first.persons.get().person, second.persons.get().person]

    assert rows("W06") == people
    identify(first)
    assert rows("W06") == people
    identify(second, NUMBERS[1])
    assert rows("W06") == []


OUTCOMES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(sorted(code for codes in MEASURES.values() for code in codes)),
        st.integers(0, 3),
    ),
    max_size=5,
).map(lambda drawn: list(enumerate(drawn)))


def of_world(people, told, day):
    """What the figures have to say, told from what was done."""
    standing = [(who, kind) for who, kind, on in told if on <= day]
    sanctioned = {who for who, kind in standing if kind in SANCTIONS}
    mild = {who for who, kind in standing if kind in MILD}
    return {
        "M20": len(set(people)),
        "M21": len(sanctioned),
        "M22": len(mild - sanctioned),
        "M23": len({who for who, kind in standing if kind == OutcomeKind.PROSECUTION}),
    }


@given(humans=st.lists(st.integers(0, 1), min_size=3, max_size=3), drawn=OUTCOMES)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_figures_of_every_day_are_what_was_recorded(humans, drawn):
    with transaction.atomic():
        office = Office()
        cases = [filed(office) for _human in humans]
        for case, human in zip(cases, humans, strict=True):
            identify(case, NUMBERS[human])
        told = [(humans[place], *decide(cases[place], n, *rest)) for n, (place, *rest) in drawn]

        for day in (TODAY + n * DAY for n in range(4)):
            expected = of_world(humans, told, day) | {"M15": 3, "M17": 3, "M19": 3}
            assert {code: value(code, day) for code in expected} == expected
        transaction.set_rollback(True)


def decide(case, n, code, days):
    """Record a decision some days later; answers what it was and from when."""
    kind = next(kind for kind, codes in MEASURES.items() if code in codes)
    actions.record_outcome(
        person=case.persons.get().person,
        case=case,
        kind=kind,
        code=code,
        form=FORMS[code][0],
        document=f"Decision {n}",
        effective_on=TODAY + days * DAY,
        probation_months=12 if code == "party_probation" else None,
        by=case.office.officer,
        at=NOON + days * DAY,
    )
    return kind, TODAY + days * DAY


def test_statistics_tell_the_whole_commission_and_how_much_of_it_is_open(office):
    mine, theirs = filed(office), filed(office)
    a_sanction(mine, Measure.GOV_DEMERIT, form="F2")
    identify(mine)
    clerk = office.receiver
    mine.lead.members.create(
        user=clerk, reason="r", valid_from=TODAY, added_at=NOON, added_by=office.officer
    )
    elsewhere = Office(city=office.city, short_name="通纪")
    filed(elsewhere)

    numbers = Statistics(clerk, TODAY)

    counts = {str(n.label): (n.total, n.open) for n in numbers.counts}
    assert counts["Cases filed"] == (2, 1)
    assert counts["Persons sanctioned"] == (1, 1)
    assert [n.total for n in numbers.forms] == [0, 1, 0, 0]
    assert [(str(r.label), r.cells) for r in numbers.measures if any(r.cells)] == [
        ("Government: demerit", (1, 1))
    ]
    assert numbers.has_small
    assert theirs.number != ""


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.CASE_SUPERVISION, 200),
        (Role.APPROVING_LEADER, 200),
        (Role.SECRETARY, 200),
        (Role.CASE_OFFICER, 403),
        (Role.TRIAL_OFFICER, 403),
        (Role.INSPECTION_OFFICE, 403),
        (Role.LEADERSHIP, 403),
        (Role.SYSTEM_ADMIN, 403),
    ],
)
def test_statistics_are_for_who_answers_for_the_commission(office, sign_in, role, code):
    filed(office)

    page = sign_in(person(role, office.commission)).get("/leads/statistics/")

    assert page.status_code == code
    assert "Zhang Secret" not in page.content.decode()
