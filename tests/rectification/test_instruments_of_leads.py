"""Instruments drafted from leads: what goes out, and who learns where it is from."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from airdefense import wall
from airdefense.accounts.models import system_user
from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.reports.figures import FIGURES
from rectification import actions
from rectification.models import Instrument, InstrumentOfLead
from tests.factories.accounts import NOON, TODAY, RoleGrantFactory, person
from tests.factories.leads import REPORTER, SECRETS, LeadMemberFactory, a_case, a_lead

pytestmark = pytest.mark.django_db


def draft(lead, **changes):
    told = {
        "kind": "JOINT_REC",
        "issuer": lead.commission,
        "unit": lead.content.subject_unit,
        "matter": "易地建设费征收管理",
        "facts": "征收台账不全。",
        "measures": "补齐台账。",
    }
    return actions.draft_from_lead(lead=lead, at=NOON, **{"by": lead.handler} | told | changes)


def issued(instrument, office):
    """The office completes what the officer left open, and issues it."""
    instrument.parts["causes"] = "职责不清。"
    instrument = actions.edit_instrument(instrument=instrument, by=office, at=NOON)
    colleague = person(Role.INSPECTION_OFFICE, instrument.region)
    Instrument.objects.filter(pk=instrument.pk).update(reply_due_on=TODAY + timedelta(days=20))
    actions.approve(instrument=instrument, by=colleague, at=NOON)
    return actions.issue(instrument=instrument, by=office, at=NOON)


@pytest.fixture
def lead():
    return a_lead("in_disposal")


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_draft_says_what_the_officer_chose_and_nothing_else_of_the_lead(lead):
    instrument = draft(lead)

    text = instrument.title + instrument.body
    assert "征收台账不全。" in text
    assert "补齐台账。" in text
    for secret in (SECRETS[0], *SECRETS[2:], *REPORTER, lead.number, lead.letter_number):
        assert secret not in text


def test_readers_of_the_instrument_do_not_learn_of_the_lead(lead):
    instrument = draft(lead)
    office = person(Role.SUPERVISION_OFFICE, lead.region)
    client = signed_in(office)

    pages = [
        client.get(reverse(f"rectification:instrument_{name}", args=[instrument.pk])).content
        for name in ("detail", "peek", "print", "edit")
    ]
    pages.append(client.get(reverse("rectification:instrument_list")).content)

    assert instrument.drafted_by == system_user()
    for page in pages:
        for secret in (*SECRETS[2:], *REPORTER, lead.number, lead.handler.display_name, "leads/"):
            assert secret.encode() not in page


def test_link_is_seen_by_the_compartment_alone(lead):
    draft(lead)
    office = person(Role.SUPERVISION_OFFICE, lead.region)

    assert InstrumentOfLead.objects.visible_to(lead.approver).count() == 1
    for stranger in (office, lead.office.clerk, person(Role.SYSTEM_ADMIN, lead.region)):
        assert not InstrumentOfLead.objects.visible_to(stranger).exists()
        with wall.bound_to(stranger), connection.cursor() as cursor:
            cursor.execute("select count(*) from leads_instrument")
            assert cursor.fetchone() == (0,)


def test_lead_lists_its_instruments_with_the_state_of_the_reply(lead):
    instrument = draft(lead)
    office, contact = (
        person(Role.SUPERVISION_OFFICE, lead.region),
        person(Role.UNIT_CONTACT, instrument.unit),
    )
    sent = issued(instrument, office)
    waiting = signed_in(lead.handler).get(lead.get_absolute_url()).content.decode()
    actions.reply(instrument=sent, text="已补齐。", by=contact, at=NOON)

    answered = signed_in(lead.handler).get(lead.get_absolute_url()).content.decode()

    assert sent.number in waiting
    assert str(TODAY + timedelta(days=20)) in waiting
    assert f"replied {TODAY}" in answered


def test_instrument_of_a_lead_counts_like_any_other(lead):
    instrument = draft(lead)
    office = person(Role.SUPERVISION_OFFICE, lead.region)

    issued(instrument, office)

    assert FIGURES["M25a"].value(TODAY) == 1


def test_numbers_of_lead_and_case_do_not_leave_the_compartment():
    case = a_case("investigation")
    lead = case.lead

    for number in (lead.number, lead.letter_number, case.number):
        with pytest.raises(NotPossible, match="leave its numbers out"):
            draft(lead, facts=f"见{number}。")
    assert not Instrument.objects.exists()


def test_who_drafted_from_the_lead_does_not_approve(lead):
    both = person(Role.CASE_OFFICER, lead.commission)
    RoleGrantFactory(user=both, role=Role.SUPERVISION_OFFICE, scope=lead.region)
    LeadMemberFactory(lead=lead, user=both)
    instrument = draft(lead, by=both)

    with pytest.raises(NotPossible, match="does not approve it"):
        actions.approve(instrument=instrument, by=both, at=NOON)


def test_only_who_works_on_the_lead_drafts_from_it(lead):
    for stranger in (lead.office.colleague, lead.office.clerk):
        with pytest.raises(NotAllowed):
            draft(lead, by=stranger)


def test_urging_letters_and_lists_are_not_drafted_from_leads(lead):
    with pytest.raises(NotPossible, match="not drafted from a lead"):
        draft(lead, kind="RECT_NOTICE")


def test_page_fills_in_the_unit_alone(lead):
    url = reverse("rectification:instrument_of_lead_new", args=[lead.pk])
    client = signed_in(lead.handler)

    page = client.get(url).content.decode()

    for secret in (SECRETS[0], *SECRETS[2:], *REPORTER):
        assert secret not in page
    assert f'<option value="{lead.content.subject_unit_id}" selected' in page
    assert signed_in(lead.office.clerk).get(url).status_code == 404


def test_page_drafts_and_goes_back_to_the_lead(lead):
    url = reverse("rectification:instrument_of_lead_new", args=[lead.pk])
    told = {
        "kind": "SUP_REC",
        "issuer": lead.commission_id,
        "unit": lead.content.subject_unit_id,
        "matter": "征收管理",
        "facts": "",
        "measures": "",
    }
    client = signed_in(lead.handler)
    assert "Say what is recommended." in client.post(url, told).content.decode()

    answer = client.post(url, told | {"measures": "补齐台账。"})

    assert answer["Location"] == f"{lead.get_absolute_url()}#instruments"
    assert lead.instruments.get().drafted_by == lead.handler
