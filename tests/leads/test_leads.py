"""Transfer, receipt with its number, assignment, proposal: what the actions keep and refuse."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from airdefense.accounts.roles import Role
from airdefense.casework.models import Attachment, Event, IssuedNumber, NumberSeries, TimeLimit
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.models import Lead, LeadSource
from leads.workflow import DisposalMethod
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import TeamMemberFactory
from tests.factories.leads import AMOUNT, LATER, SECRETS, Office, a_lead, a_time_limit
from tests.threads import carrying

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Office()


def test_transfer_keeps_the_whole_package(office):
    file = SimpleUploadedFile("minutes.pdf", b"%PDF-1.4 minutes")

    lead = office.transfer(is_on_site=True, files=[file])

    assert (lead.status, lead.number, lead.is_on_site) == ("transferred", "", True)
    assert (lead.content.matter, lead.content.amount_yuan) == (SECRETS[2], AMOUNT)
    assert [p.name for p in lead.persons.all()] == [SECRETS[0]]
    assert lead.reporter.name == "Anna Reporter"
    assert Attachment.objects.get().name == "minutes.pdf"
    assert lead.members.count() == 0


def test_history_and_search_text_hold_nothing_of_the_content(office):
    lead = a_lead("registered", office=office)

    kept = [lead.search_text, *(f"{e.note} {e.detail}" for e in Event.objects.of(lead))]

    assert [word for word in SECRETS if word.lower() in " ".join(kept).lower()] == []
    assert lead.search_text.split("\n")[:2] == [lead.number.lower(), "letter 7"]


@pytest.mark.parametrize("role", [Role.TEAM_LEADER, Role.INSPECTION_OFFICE])
def test_inspection_leads_are_signed_by_team_leader_or_inspection_office(office, role):
    sender = person(role, office.county)

    assert office.transfer(by=sender).transferred_by == sender


@pytest.mark.parametrize(
    "role", sorted(set(Role.values) - {Role.TEAM_LEADER, Role.INSPECTION_OFFICE})
)
def test_nobody_else_transfers_an_inspection_lead(office, role):
    with pytest.raises(NotAllowed):
        office.transfer(by=person(role, office.city))


def test_team_leader_of_another_county_does_not_transfer(office):
    elsewhere = OrganisationFactory(parent=office.city, region=None)

    with pytest.raises(NotAllowed):
        office.transfer(by=person(Role.TEAM_LEADER, elsewhere))


@pytest.mark.parametrize("source", sorted(set(LeadSource.values) - {LeadSource.INSPECTION}))
def test_other_sources_are_keyed_by_the_case_supervision_office(office, source):
    assert office.transfer(by=office.clerk, source=source).source == source

    with pytest.raises(NotAllowed):
        office.transfer(by=office.sender, source=source)


def test_lead_goes_to_a_commission_only(office):
    with pytest.raises(NotPossible, match="to a commission"):
        office.transfer(commission=office.unit)


def test_transfer_without_letter_number_is_refused(office):
    with pytest.raises(NotPossible, match="number of the transfer letter"):
        office.transfer(letter_number=" ")


def test_receipt_gives_number_and_limit(office):
    lead = actions.receive(lead=office.transfer(), by=office.receiver, at=NOON)

    assert lead.number == "玉纪线索〔2020〕1号"
    assert lead.proposal_clock.due_on == TODAY + timedelta(days=30)
    assert (lead.registered_at, lead.registered_by) == (NOON, office.receiver)


def test_limit_of_the_commission_comes_before_the_general_one(office):
    TimeLimit.objects.create(
        step="lead.propose",
        days=10,
        is_working_days=True,
        basis="Own rules, Art. 9",
        effective_on=date(2019, 1, 1),
        organisation=office.commission,
    )

    lead = actions.receive(lead=office.transfer(), by=office.receiver, at=NOON)

    assert lead.proposal_clock.due_on == date(2020, 11, 16)


def test_without_a_limit_nothing_is_registered_and_no_number_is_used(office):
    TimeLimit.objects.all().delete()
    lead = office.transfer()

    with pytest.raises(NotPossible, match=r"No time limit for “Disposal to be proposed”"):
        actions.receive(lead=lead, by=office.receiver, at=NOON)

    lead.refresh_from_db()
    assert (lead.status, lead.number, IssuedNumber.objects.count()) == ("transferred", "", 0)


def test_numbers_run_per_commission_and_year(office):
    other = Office(city=office.city, short_name="峨纪")
    next_year = NOON + timedelta(days=60)

    numbers = [
        a_lead("registered", office=office).number,
        a_lead("registered", office=office).number,
        a_lead("registered", office=other).number,
        a_lead("registered", office=office, at=next_year).number,
    ]

    assert numbers == [
        "玉纪线索〔2020〕1号",
        "玉纪线索〔2020〕2号",
        "峨纪线索〔2020〕1号",
        "玉纪线索〔2021〕1号",
    ]


def test_refused_receipt_leaves_no_gap_in_the_numbers(office):
    lead = office.transfer()
    with pytest.raises(NotAllowed):
        actions.receive(lead=lead, by=office.sender, at=NOON)

    received = actions.receive(lead=lead, by=office.receiver, at=NOON)

    assert received.number == "玉纪线索〔2020〕1号"


@pytest.mark.django_db(transaction=True)
def test_two_receivers_at_once_take_two_numbers():
    office = Office()
    leads = [office.transfer() for _n in range(8)]

    def receive(lead):
        try:
            return actions.receive(lead=lead, by=office.receiver, at=NOON).number
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(carrying(receive), leads))

    assert sorted(numbers) == [f"玉纪线索〔2020〕{n}号" for n in range(1, 9)]
    assert NumberSeries.objects.get(organisation=office.commission).last == 8


@pytest.mark.django_db(transaction=True)
def test_one_lead_is_received_once_however_many_try():
    office = Office()
    lead = office.transfer()

    def receive(_n):
        try:
            return actions.receive(lead=lead, by=office.receiver, at=NOON).number
        except NotPossible:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(carrying(receive), range(2)))

    assert results == ["refused", "玉纪线索〔2020〕1号"]


def test_assignment_makes_the_two_the_compartment(office):
    lead = a_lead("assigned", office=office)

    inside = {member.user: member.reason for member in lead.members.all()}

    assert inside == {
        office.officer: "Case officer of the lead",
        office.leader: "Approving leader of the lead",
    }


def test_reassignment_takes_the_old_officer_out(office):
    lead = a_lead("assigned", office=office)

    actions.assign(
        lead=lead, handler=office.colleague, approver=office.leader, by=office.receiver, at=NOON
    )

    inside = lead.members.in_force(TODAY).values_list("user__display_name", flat=True)
    assert sorted(inside) == ["Colleague Co", "Leader Li"]
    assert not Lead.objects.visible_to(office.officer).exists()


def test_access_of_the_officer_can_end_on_a_day(office):
    lead = a_lead("registered", office=office)

    actions.assign(
        lead=lead,
        handler=office.officer,
        approver=office.leader,
        expires_on=LATER,
        by=office.receiver,
        at=NOON,
    )

    assert lead.members.get(user=office.officer).expires_on == LATER


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("handler", "does not hold the role “Case officer”"), ("approver", "“Approving leader of")],
)
def test_assignment_asks_for_the_right_roles(office, name, sentence):
    lead = a_lead("registered", office=office)
    people = {"handler": office.officer, "approver": office.leader}

    with pytest.raises(NotPossible, match=sentence):
        actions.assign(lead=lead, **people | {name: office.clerk}, by=office.receiver, at=NOON)


def recused(office, **changes):
    lead = actions.receive(lead=office.transfer(**changes), by=office.receiver, at=NOON)
    people = {"handler": office.officer, "approver": office.leader}
    with pytest.raises(NotPossible) as refusal:
        actions.assign(lead=lead, **people, by=office.receiver, at=NOON)
    return str(refusal.value)


RECUSED = "Officer Ou has to recuse from this lead: name somebody else."


def test_officer_of_the_unit_concerned_recuses(office):
    office.officer.organisation = office.unit
    office.officer.save()

    assert recused(office) == RECUSED


def test_officer_of_a_body_below_the_unit_concerned_recuses(office):
    office.officer.organisation = OrganisationFactory(parent=office.unit)
    office.officer.save()

    assert recused(office) == RECUSED


def test_officer_who_is_the_subject_recuses(office):
    persons = [{"name": "Officer Ou", "unit": "Unit", "post": "", "rank": ""}]

    assert recused(office, persons=persons) == RECUSED


def test_officer_who_declared_a_relation_recuses(office):
    member = TeamMemberFactory(user=office.officer)
    member.recused_from.add(office.unit)

    assert recused(office) == RECUSED


def test_who_keyed_the_lead_does_not_handle_it(office):
    keyed_by = person(Role.CASE_SUPERVISION, office.commission, display_name="Officer Ou")
    office.officer = keyed_by
    keyed_by.role_grants.create(
        role=Role.CASE_OFFICER,
        scope=office.commission,
        valid_from=TODAY,
        granted_by=keyed_by,
        granted_at=NOON,
        reason="also",
    )

    sentence = recused(office, by=keyed_by, source=LeadSource.AUDIT)

    assert sentence == "Officer Ou sent this lead and does not handle it."


def test_refusal_to_assign_tells_nothing_of_the_content(office):
    office.officer.organisation = office.unit
    office.officer.save()

    sentence = recused(office)

    assert [word for word in SECRETS if word in sentence] == []


def test_talk_needs_somebody_to_talk_with(office):
    lead = a_lead("assigned", office=office, persons=())

    with pytest.raises(NotPossible, match="names nobody to talk with"):
        actions.propose(lead=lead, method="TALK_LETTER", opinion="talk", by=office.officer, at=NOON)


@pytest.mark.parametrize(
    ("method", "review_on", "sentence"),
    [
        ("HOLD", None, "Name the day"),
        ("HOLD", TODAY, "lies in the future"),
        ("CLOSE", LATER, "belongs to a held lead only"),
        ("OTHER", None, "Choose one of the four"),
        ("", None, "Choose one of the four"),
    ],
)
def test_proposal_is_one_of_the_four_methods_with_its_day(office, method, review_on, sentence):
    lead = a_lead("assigned", office=office)

    with pytest.raises(NotPossible, match=sentence):
        actions.propose(
            lead=lead,
            method=method,
            review_on=review_on,
            opinion="why",
            by=office.officer,
            at=NOON,
        )

    lead.refresh_from_db()
    assert (lead.status, lead.method) == ("assigned", "")


def test_held_lead_is_proposed_again(office):
    lead = a_lead("held", office=office)

    lead = actions.propose(
        lead=lead, method="PRELIM_CHECK", opinion="now", by=office.officer, at=NOON
    )

    assert (lead.status, lead.method, lead.review_on) == ("proposed", "PRELIM_CHECK", None)


def test_register_entry_is_corrected_by_the_supervision_office_with_a_reason(office):
    lead = a_lead("registered", office=office)
    lead.letter_number = "Letter 8"

    edited = actions.edit(lead, by=office.clerk, at=NOON, note="misread")

    assert edited.search_text.split("\n")[1] == "letter 8"
    assert Event.objects.of(lead).get(name="edit").detail == {
        "letter_number": ["Letter 7", "Letter 8"]
    }


def test_register_entry_is_not_corrected_by_the_sender_or_without_a_reason(office):
    lead = a_lead("registered", office=office)

    with pytest.raises(NotAllowed):
        actions.edit(lead, by=office.sender, at=NOON, note="misread")
    with pytest.raises(NotPossible, match="Say why"):
        actions.edit(lead, by=office.clerk, at=NOON, note="")


def test_overdue_is_a_lead_without_a_proposal_past_its_limit(office):
    a_time_limit()
    late, proposed = a_lead("assigned", office=office), a_lead("proposed", office=office)
    day = late.proposal_clock.due_on

    assert list(Lead.objects.overdue_on(day)) == []
    assert list(Lead.objects.overdue_on(day + timedelta(days=1))) == [late]
    assert proposed.proposal_clock.due_on == day


def test_open_on_a_day_asks_about_that_day(office):
    lead = a_lead("assigned", office=office)
    later = NOON + timedelta(days=3)
    officer, leader = office.officer, office.leader
    method = DisposalMethod.CLOSE
    actions.propose(lead=lead, method=method, opinion="no", by=officer, at=later)
    actions.approve(lead=lead, by=leader, at=later, note="agreed")
    actions.dispose(lead=lead, by=officer, at=later, note="closed")

    assert list(Lead.objects.open_on(TODAY)) == [lead]
    assert list(Lead.objects.open_on(later.date())) == []
