"""The leads of who leaves in other hands: with a receipt that only the hands involved read."""

import pytest
from django.db import connection

from airdefense import wall
from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance
from airdefense.casework.actions.handing import hand_over, preview
from airdefense.casework.models import Event, HandOver
from airdefense.casework.workflow import NotAllowed
from leads import actions
from leads.models import DisciplineCase, Lead
from tests.factories.accounts import NOON, RoleGrantFactory, person
from tests.factories.guarding import RelationFactory, a_guarded_lead, staffed
from tests.factories.leads import LATER, a_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return a_guarded_lead()


def listed(lead, by=None, **people):
    office = lead.office
    hands = {"giver": office.officer, "taker": office.colleague, "by": by or office.director}
    with wall.bound_to(hands["by"]):
        return preview(**hands | people, at=NOON, reason="Retires")


def handed(lead, *chosen, by=None, **people):
    office = lead.office
    hands = {"giver": office.officer, "taker": office.colleague, "by": by or office.director}
    with wall.bound_to(hands["by"]):
        return hand_over(**hands | people, at=NOON, reason="Retires", chosen=chosen)


def let_in(lead, user, reason):
    facts = {"reason": reason, "expires_on": LATER, "by": lead.office.officer, "at": NOON}
    return actions.add_member(lead=lead, user=user, **facts)


def sees(user, lead):
    return Lead.objects.in_compartment_of(user).filter(pk=lead.pk).exists()


@pytest.mark.parametrize("name", ["director", "receiver"])
def test_managers_list_what_an_officer_holds_by_number(lead, name):
    held = listed(lead, getattr(lead.office, name))

    assert [(one.key, one.number, one.refusal) for one in held] == [
        (f"lead_handler:{lead.pk}", lead.number, "")
    ]


def test_after_the_hand_over_the_giver_is_out_and_the_taker_is_in(lead):
    office = lead.office

    handed(lead, f"lead_handler:{lead.pk}")

    lead.refresh_from_db()
    assert lead.handler == office.colleague
    assert (sees(office.officer, lead), sees(office.colleague, lead)) == (False, True)
    assert not Lead.objects.visible_to(office.officer).exists()


def test_cases_of_the_lead_go_along():
    case = a_case("investigation")
    lead = case.lead
    lead.office = case.office
    staffed(lead)

    handed(lead, f"lead_handler:{lead.pk}")

    case = DisciplineCase.objects.get(pk=case.pk)
    assert case.handler == lead.office.colleague
    assert Event.objects.of(case).latest("pk").name == "hand_on"


def test_a_recused_taker_is_refused_with_the_sentence(lead):
    RelationFactory(user=lead.office.colleague, unit=lead.office.unit)

    (one,) = listed(lead)

    assert one.refusal == "Colleague Co has to recuse from this lead: name somebody else."


def test_a_taker_without_the_role_is_refused(lead):
    (one,) = listed(lead, taker=lead.office.trier)

    assert "does not hold the role" in one.refusal


def test_looking_at_the_list_changes_nothing(lead):
    before = Event.objects.count()

    listed(lead)

    lead.refresh_from_db()
    assert (lead.handler, Event.objects.count()) == (lead.office.officer, before)


def test_leader_is_replaced_by_the_register_alone(lead):
    another = person(Role.APPROVING_LEADER, lead.office.commission)
    people = {"giver": lead.office.leader, "taker": another}

    (by_director,) = listed(lead, **people)
    handed(lead, f"lead_approver:{lead.pk}", by=lead.office.receiver, **people)

    assert "case supervision office" in by_director.refusal
    assert (sees(lead.office.leader, lead), sees(another, lead)) == (False, True)


def test_membership_goes_on_until_its_day(lead):
    office = lead.office
    third = person(Role.CASE_OFFICER, office.commission)
    actions.add_member(
        lead=lead,
        user=office.colleague,
        reason="assists",
        expires_on=LATER,
        by=office.officer,
        at=NOON,
    )
    people = {"giver": office.colleague, "taker": third}

    handed(lead, f"lead_member:{lead.pk}", by=office.receiver, **people)

    assert lead.members.get(user=third, withdrawn_at=None).expires_on == LATER
    assert not sees(office.colleague, lead)


def test_trial_of_a_case_goes_to_a_trial_officer_only():
    case = a_case("trial")
    lead = case.lead
    lead.office = case.office
    office = staffed(lead).office
    let_in(lead, office.trier, "tries")
    DisciplineCase.objects.filter(pk=case.pk).update(trial_officer=office.trier)
    second = person(Role.TRIAL_OFFICER, office.commission)

    (refused,) = listed(lead, office.receiver, giver=office.trier)
    handed(lead, f"lead_member:{lead.pk}", by=office.receiver, giver=office.trier, taker=second)

    assert "does not hold the role" in refused.refusal
    assert DisciplineCase.objects.get(pk=case.pk).trial_officer == second


def test_offices_outside_the_commission_see_nothing_of_it(lead):
    inspection = person(Role.INSPECTION_OFFICE, lead.office.city)

    with wall.acting(wall.Purpose.UPKEEP):
        held = preview(
            giver=lead.office.officer,
            taker=lead.office.colleague,
            by=inspection,
            at=NOON,
            reason="Retires",
        )

    assert held == []


def test_leader_and_officer_hand_nothing_over(lead):
    for by in (lead.office.leader, lead.office.colleague, lead.office.custodian):
        with pytest.raises(NotAllowed):
            listed(lead, by)


def test_receipt_holds_numbers_only_and_its_history_none(lead):
    made = handed(lead, f"lead_handler:{lead.pk}")

    assert made.is_compartmented
    assert [(item["kind"], item["number"]) for item in made.items] == [
        ("lead_handler", lead.number)
    ]
    assert Event.objects.of(made).get().detail == {"handed_over": 1}


def test_receipt_is_read_by_the_hands_involved_and_by_nobody_else(lead, sign_in):
    made = handed(lead, f"lead_handler:{lead.pk}")
    office = lead.office
    inspection = person(Role.INSPECTION_OFFICE, office.city)
    hands = (office.director, office.officer, office.colleague)
    others = (office.receiver, office.leader, inspection, office.sender)

    for user in (*hands, *others):
        client = sign_in(user)
        answer = client.get(made.get_absolute_url())
        with wall.bound_to(user), connection.cursor() as cursor:
            cursor.execute("select count(*) from casework_handover")
            behind = cursor.fetchone()[0]
        expected = (200, 1) if user in hands else (404, 0)
        assert (str(user), answer.status_code, behind) == (str(user), *expected)
        assert (lead.number in client.get("/hand-over/").content.decode()) is False


def test_taker_signs_for_it(lead):
    made = handed(lead, f"lead_handler:{lead.pk}")

    with wall.bound_to(lead.office.colleague):
        made = advance(made, "accept", by=lead.office.colleague, at=NOON)

    assert HandOver.objects.get(pk=made.pk).accepted_by == lead.office.colleague


def test_a_supervision_office_over_the_city_hands_over_no_findings(lead):
    both = person(Role.CASE_SUPERVISION, lead.office.commission)
    RoleGrantFactory(user=both, role=Role.CASE_OFFICER, scope=lead.office.commission)

    held = listed(lead, both, giver=lead.office.officer)

    assert {one.holding.key for one in held} == {"lead_handler"}
