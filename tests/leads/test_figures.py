"""Leads and cases in 件, people in 人: on a day, each once, whatever happened later."""

from datetime import timedelta

import pytest

from airdefense.reports.figures import FIGURES
from leads import actions
from leads.models import LeadSource, OutcomeKind
from tests.factories.accounts import NOON, TODAY, OrganisationFactory
from tests.factories.leads import Office, a_case, a_lead

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TOMORROW = TODAY + DAY


def rows(code, day=TODAY):
    return list(FIGURES[code].rows(day).order_by("pk"))


@pytest.fixture
def office():
    return Office()


def letters(office, **facts):
    """Each lead needs a letter of its own."""
    letters.count = getattr(letters, "count", 0) + 1
    if facts.get("source", LeadSource.INSPECTION) != LeadSource.INSPECTION:
        facts["by"] = office.clerk
    return a_lead(office=office, **({"letter_number": f"L{letters.count}"} | facts))


def decided(office, lead, kind, *, document="D1", on=TODAY, case=None):
    return actions.record_outcome(
        person=lead.persons.get(),
        kind=kind,
        measure="warning",
        document=document,
        effective_on=on,
        by=office.officer,
        at=NOON + 3 * DAY,
        case=case,
    )


@pytest.mark.parametrize(
    ("code", "source", "other"),
    [
        ("M04", LeadSource.INSPECTION, LeadSource.AUDIT),
        ("M06", LeadSource.AUDIT, LeadSource.INSPECTION),
    ],
)
def test_leads_transferred_count_by_their_source_returned_ones_not(office, code, source, other):
    counted = letters(office, source=source)
    letters(office, source=other)
    letters(office, source=source, status="returned")
    letters(office, source=source, at=NOON + DAY)

    assert rows(code) == [counted]
    assert FIGURES[code].value(TOMORROW) == 2


def test_leads_received_are_registered_ones_of_every_source(office):
    counted = [
        letters(office, status="registered"),
        letters(office, status="disposed", source=LeadSource.PETITION),
    ]
    letters(office, status="transferred")
    letters(office, status="registered", at=NOON + DAY)

    assert rows("M15") == counted
    assert rows("S07") == counted[1:]


def test_a_lead_disposed_later_was_still_in_hand_the_day_before(office):
    held = letters(office, status="held")
    lead = letters(office, status="in_disposal")
    actions.take_step(lead, "dispose", by=office.officer, at=NOON + DAY, note="done")

    assert rows("M17") == [held, lead]
    assert rows("M16") == []
    assert rows("M17", TOMORROW) == [held]
    assert rows("M16", TOMORROW) == [lead]


def test_a_lead_is_overdue_after_the_last_day_of_its_limit(office):
    lead = letters(office, status="assigned")
    letters(office, status="disposed")
    last_day = lead.proposal_clock.due_on

    assert rows("M18", last_day) == []
    assert rows("M18", last_day + DAY) == [lead]


def test_cases_count_when_filed_and_their_persons_each_once(office):
    filed = a_case("investigation", lead=letters(office, status="in_disposal"))
    a_case("proposed", lead=letters(office, status="in_disposal"))
    a_case("rejected", lead=letters(office, status="in_disposal"))
    a_case("trial", lead=letters(office, status="in_disposal"), at=NOON + DAY)
    second = actions.add_person(
        lead=filed.lead, name="Second", unit="Unit", by=office.officer, at=NOON
    )

    assert rows("M19") == [filed]
    assert rows("M20") == list(filed.lead.persons.exclude(pk=second.pk))
    assert FIGURES["M19"].value(TOMORROW) == FIGURES["M20"].value(TOMORROW) == 2


def test_a_person_with_two_sanctions_is_one_and_not_handled_otherwise(office):
    case = a_case("investigation", lead=letters(office, status="in_disposal"))
    person = case.lead.persons.get()
    decided(office, case.lead, OutcomeKind.FIRST_FORM, case=case, document="D0")
    decided(office, case.lead, OutcomeKind.PARTY_SANCTION, case=case, on=TOMORROW)
    decided(office, case.lead, OutcomeKind.GOV_SANCTION, case=case, on=TOMORROW)

    assert rows("M22") == [person]
    assert rows("M21") == []
    assert rows("M21", TOMORROW) == [person]
    assert rows("M22", TOMORROW) == []


def test_prosecution_counts_persons_on_its_day(office):
    case = a_case("investigation", lead=letters(office, status="in_disposal"))
    decided(office, letters(office, status="in_disposal"), OutcomeKind.ORG_HANDLING)
    decided(office, case.lead, OutcomeKind.PROSECUTION, case=case)

    assert rows("M23") == [case.lead.persons.get()]
    assert rows("M23", TODAY - DAY) == []


def test_organisations_and_persons_held_accountable_are_counted_apart_and_once(office):
    lead = letters(office, status="in_disposal")
    facts = {"lead": lead, "measure": "criticism", "by": office.officer, "at": NOON}
    for document in ("A1", "A2"):
        actions.record_accountability(
            document=document, organisation_name="Party group", effective_on=TODAY, **facts
        )
    actions.record_accountability(
        document="A3", person=lead.persons.get(), effective_on=TODAY, **facts
    )

    assert FIGURES["M24a"].value(TODAY) == 1
    assert rows("M24b") == [lead.persons.get()]
    assert FIGURES["M24a"].value(TODAY - DAY) == FIGURES["M24b"].value(TODAY - DAY) == 0


def test_warnings_open_what_does_not_fit(office):
    organisation_only = a_case(
        "investigation",
        lead=letters(office, status="in_disposal"),
        persons=[],
        organisation_subject="Party group",
    )
    case = a_case("investigation", lead=letters(office, status="in_disposal"))
    decided(office, case.lead, OutcomeKind.PARTY_SANCTION, case=case)

    assert rows("W01") == [organisation_only]
    assert rows("W02") == rows("W03") == []


@pytest.mark.parametrize("code", ["M15", "M17", "M19", "M20"])
def test_regions_add_up_to_the_whole_with_every_region_zero_included(office, code):
    empty = OrganisationFactory()
    a_case("investigation", lead=letters(office, status="in_disposal"))
    a_case("investigation", lead=letters(office, status="in_disposal", region=office.city))

    split = FIGURES[code].by_region(TODAY)

    assert sum(split.values()) == FIGURES[code].value(TODAY) == 2
    assert split[empty.code] == 0
    assert split[office.county.code] == split[office.city.code] == 1
