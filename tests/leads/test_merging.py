"""Leads that are one: suggested inside one's own compartments, merged, counted as before."""

from datetime import timedelta

import pytest

from airdefense import wall
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.duplicates import alike_to, fingerprint, reporter_is_known, sameness
from leads.figures import disposed, from_inspection, in_hand, overdue, received
from leads.models import LeadClock, LeadMerge, Person
from tests.factories.accounts import NOON, TODAY, OrganisationFactory
from tests.factories.leads import LATER, REPORTER, SECRETS, Office, a_lead

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def pair(office):
    """Two leads of one officer about the same matter, the second handed over a day later."""
    return a_lead("assigned", office), a_lead("assigned", office, at=NOON + DAY)


def merge(lead, into, at=NOON + 2 * DAY, by=None, note="The same waiver"):
    return actions.merge(lead=lead, into=into, by=by or lead.office.officer, at=at, note=note)


def count(figure, day):
    return figure(day).count()


def test_alike_leads_are_suggested_with_their_reasons(office, pair):
    lead, other = pair

    [found] = alike_to(lead, office.officer)

    assert (found.lead, found.matter) == (other, SECRETS[2])
    assert found.reasons == [
        f"same name: {SECRETS[0]}",
        "same unit",
        "similar matter (100 %)",
    ]


def test_the_same_identity_number_is_told_before_names(office, pair):
    lead, other = pair
    for one, name in ((lead, "Zhang San"), (other, "Zhang S.")):
        person = {"id_number": "530402198001010011", "id_hash": "h", "name": name}
        person |= {"identified_at": NOON, "identified_by": office.officer}
        Person.objects.filter(lead=one).update(**person)

    [found] = alike_to(lead, office.officer)

    assert found.reasons[0] == "same person by identity number: Zhang San"


def test_nothing_outside_ones_own_compartments_is_suggested(office, pair):
    lead, other = pair
    actions.assign(
        lead=other, handler=office.colleague, approver=office.leader, by=office.receiver, at=NOON
    )
    hidden = a_lead("assigned", Office(office.city, short_name="红纪"))

    assert hidden.content.matter == SECRETS[2]
    assert alike_to(lead, office.officer) == []
    assert [one.lead for one in alike_to(lead, office.leader)] == [other]


def test_the_database_suggests_nothing_of_other_compartments(office, pair):
    lead, other = pair
    a_lead("assigned", Office(office.city, short_name="红纪"))

    with wall.bound_to(office.officer):
        found = alike_to(lead, office.officer)

    assert [one.lead.pk for one in found] == [other.pk]


def test_different_matters_are_not_suggested(office):
    lead = a_lead("assigned", office)
    elsewhere = OrganisationFactory(parent=office.county, housing=True)
    content = {"subject_unit": elsewhere, "matter": "Unlawful sale of a shelter"}
    a_lead("assigned", office, content=content | {"facts": "-"}, persons=[])

    assert alike_to(lead, office.officer) == []


def test_merging_stops_the_clocks_and_keeps_what_the_lead_says(pair):
    lead, into = pair

    merged = merge(lead, into)

    row = LeadMerge.objects.get()
    assert (merged.status, row.into, row.reason) == ("merged", into, "The same waiver")
    assert not lead.clocks.filter(stopped_on=None).exists()
    assert into.clocks.filter(stopped_on=None).count() == 1
    assert (lead.persons.count(), lead.content.matter) == (1, SECRETS[2])


def test_unmerging_puts_the_lead_back_with_its_limit_anew(pair):
    lead, into = pair
    merge(lead, into)
    day = TODAY + timedelta(days=9)

    back = actions.unmerge(
        lead=lead, by=lead.office.officer, at=NOON + 9 * DAY, note="Two matters after all"
    )

    row = LeadMerge.objects.get()
    running = LeadClock.objects.get(lead=lead, stopped_on=None)
    assert (back.status, row.undo_reason) == ("assigned", "Two matters after all")
    assert (running.started_on, running.due_on) == (day, day + timedelta(days=30))


def test_a_lead_may_be_merged_again_after_it_was_taken_out(pair):
    lead, into = pair
    merge(lead, into)
    actions.unmerge(lead=lead, by=lead.office.officer, at=NOON + 3 * DAY, note="Not sure")

    assert merge(lead, into, at=NOON + 4 * DAY).status == "merged"


def test_only_the_officer_of_both_merges(office, pair):
    lead, _into = pair
    other = a_lead("registered", office)
    other = actions.assign(
        lead=other, handler=office.colleague, approver=office.leader, by=office.receiver, at=NOON
    )

    with pytest.raises(NotAllowed):
        merge(lead, other)
    actions.add_member(
        lead=other,
        user=office.officer,
        reason="assists",
        expires_on=LATER,
        by=office.colleague,
        at=NOON,
    )
    with pytest.raises(NotPossible, match="Only the case officer of both leads"):
        merge(lead, other)


def test_a_lead_is_not_merged_into_itself_nor_into_a_merged_one(pair):
    lead, into = pair
    third = a_lead("assigned", lead.office)
    merge(lead, into)

    with pytest.raises(NotPossible, match="into itself"):
        merge(third, third)
    third.office = lead.office
    with pytest.raises(NotPossible, match="nothing is merged into it"):
        merge(third, lead)


def test_a_lead_with_others_in_it_is_neither_merged_nor_made_void(office, pair):
    lead, into = pair
    third = a_lead("assigned", office)
    merge(lead, into)
    into.office = office

    with pytest.raises(NotPossible, match="undo that first"):
        merge(into, third)
    with pytest.raises(NotPossible, match="undo that first"):
        actions.void(lead=into, by=office.receiver, at=NOON, note="typed twice")


def test_merging_changes_neither_leads_transferred_nor_leads_received(pair):
    lead, into = pair
    day = TODAY + timedelta(days=5)
    before = [count(figure, day) for figure in (from_inspection, received, in_hand)]

    merge(lead, into)

    after = [count(figure, day) for figure in (from_inspection, received, in_hand)]
    assert (before, after) == ([2, 2, 2], [2, 2, 2])


def test_a_merged_lead_counts_as_disposed_with_the_other_one(office, pair):
    lead, into = pair
    merge(lead, into)
    into.office = office
    at = NOON + 4 * DAY
    data = {"method": "CLOSE"}
    actions.take_step(into, "propose", by=office.officer, at=at, note="Close it", **data)
    actions.take_step(into, "approve", by=office.leader, at=at, note="Agreed")
    actions.take_step(into, "dispose", by=office.officer, at=at, note="Closed")

    days = [TODAY + timedelta(days=n) for n in (3, 4)]
    assert [count(disposed, day) for day in days] == [0, 2]
    assert [count(in_hand, day) for day in days] == [2, 0]


def test_figures_of_the_days_before_a_merge_stay_as_they_were(office):
    done = a_lead("disposed", office)
    lead = a_lead("assigned", office)
    day = TODAY + timedelta(days=5)
    before = (count(disposed, day), count(in_hand, day))

    merge(lead, done, at=NOON + 6 * DAY)

    assert before == (count(disposed, day), count(in_hand, day)) == (1, 1)
    assert count(disposed, TODAY + timedelta(days=6)) == 2


def test_figures_remember_a_merge_that_was_undone(office):
    done = a_lead("disposed", office)
    lead = a_lead("assigned", office)
    merge(lead, done, at=NOON + 1 * DAY)
    actions.unmerge(lead=lead, by=office.officer, at=NOON + 3 * DAY, note="Two matters")

    days = [TODAY + timedelta(days=n) for n in (0, 1, 2, 3)]
    assert [count(disposed, day) for day in days] == [1, 2, 2, 1]


def test_a_merged_lead_is_not_overdue_any_more_but_was(pair):
    lead, into = pair
    late = TODAY + timedelta(days=33)
    assert count(overdue, late) == 2

    merge(lead, into, at=NOON + 34 * DAY)

    assert count(overdue, late) == 2
    assert count(overdue, TODAY + timedelta(days=34)) == 1


def test_neither_history_names_the_other_lead(pair):
    lead, into = pair
    merge(lead, into)

    told = [
        f"{e.note} {e.detail}"
        for one, other in ((lead, into), (into, lead))
        for e in Event.objects.of(one)
        if other.number in f"{e.note} {e.detail}"
    ]

    assert told == []


def test_who_is_not_inside_the_other_lead_does_not_learn_which_it_is(office, pair, sign_in):
    lead, into = pair
    merge(lead, into)
    lead.refresh_from_db()
    actions.add_member(
        lead=lead,
        user=office.colleague,
        reason="assists",
        expires_on=LATER,
        by=office.officer,
        at=NOON,
    )

    page = sign_in(office.colleague).get(f"/leads/{lead.pk}/").content.decode()
    officers = sign_in(office.officer).get(f"/leads/{lead.pk}/").content.decode()

    assert (into.number in page, into.number in officers) == (False, True)
    assert "another lead" in page


def test_a_repeated_reporter_is_flagged_without_who(office, pair, sign_in):
    lead, _other = pair

    page = sign_in(office.leader).get(f"/leads/{lead.pk}/").content.decode()

    assert "Who it is stays sealed." in page
    assert [word for word in REPORTER if word in page] == []


def test_a_reporter_of_somebody_elses_lead_is_not_flagged(office):
    lead = a_lead("assigned", office)
    a_lead("assigned", Office(office.city, short_name="红纪"))

    with wall.bound_to(office.officer):
        flagged = reporter_is_known(lead)

    assert flagged is False


def test_an_anonymous_reporter_is_not_traced(office):
    anonymous = {"name": "", "contact": "", "is_anonymous": True}
    first = a_lead("assigned", office, reporter=anonymous)
    a_lead("assigned", office, reporter=anonymous)

    with wall.bound_to(office.officer):
        flagged = reporter_is_known(first)

    assert (flagged, fingerprint(**anonymous)) == (False, "")


def test_the_hash_of_a_reporter_overlooks_blanks_and_case_only():
    one = fingerprint("Anna Reporter", "138 0000 1234")

    assert one == fingerprint("anna  reporter", "13800001234") != fingerprint("Anna Reporter", "")


def test_the_merging_page_takes_the_officers_own_numbers_only(office, pair, sign_in):
    lead, into = pair
    hidden = a_lead("assigned", Office(office.city, short_name="红纪"))
    client = sign_in(office.officer)

    refused = client.post(f"/leads/{lead.pk}/merge/", {"into": hidden.number, "note": "same"})
    done = client.post(f"/leads/{lead.pk}/merge/", {"into": into.number, "note": "same"})

    assert "None of your leads has this number." in refused.content.decode()
    assert done.headers["Location"] == f"/leads/{lead.pk}/"
    lead.refresh_from_db()
    assert lead.status == "merged"


def test_the_page_of_merging_is_for_the_officer_inside(office, pair, sign_in):
    lead, _into = pair
    stranger = Office(short_name="红纪")

    answers = [
        sign_in(user).get(f"/leads/{lead.pk}/merge/").status_code
        for user in (office.officer, office.receiver, office.leader, stranger.officer)
    ]

    assert answers == [200, 403, 403, 404]


def test_what_is_the_same_is_not_offered_for_a_void_lead(office, pair):
    lead, _other = pair
    lead = actions.void(lead=lead, by=office.receiver, at=NOON, note="typed twice")

    told = sameness(lead, office.officer)

    assert (told["alike"], told["offer_merging"]) == ([], False)


def test_json_merges_by_number_and_knows_the_officers_own_alone(office, pair, sign_in):
    lead, into = pair
    hidden = a_lead("assigned", Office(office.city, short_name="红纪"))
    client = sign_in(office.officer)
    url = f"/api/v1/leads/{lead.pk}/steps/merge/"

    refused = client.post(url, {"into": hidden.number, "note": "x"}, "application/json")
    done = client.post(url, {"into": into.number, "note": "x"}, "application/json")

    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["into"])
    assert hidden.content.matter not in refused.content.decode()
    assert done.status_code == 200
    assert LeadMerge.objects.get().into == into
