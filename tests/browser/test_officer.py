"""From the transfer to the checking team: the commission's officer takes eight clicks."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from airdefense.casework.models import CalendarDay, Event, TimeLimit
from leads.models import ApprovalMatter, Level
from tests.factories.handling import SigningOffice

CLICKS = 8


@pytest.fixture
def office(db):
    """Director, leader and secretary sign a disposal; a check lasts 15 working days."""
    TimeLimit.objects.create(
        step="lead.prelim_check",
        days=15,
        is_working_days=True,
        basis="本单位办法第十五条",
        effective_on=date(2003, 1, 1),
    )
    tomorrow = timezone.localdate() + timedelta(days=1)
    CalendarDay.objects.create(day=tomorrow, is_working=False, document="调休")
    office = SigningOffice(ApprovalMatter.DISPOSAL, (Level.DIRECTOR, Level.DEPUTY, Level.SECRETARY))
    office.recused = office._someone("case_officer", "Recused Ru")
    office.recused.organisation = office.unit
    office.recused.save()
    return office


def receive(at_desk, office, lead):
    """The register opens the lead from its tile and signs for it; then it is assigned."""
    desk = at_desk(office.receiver).go("/")
    desk.click(f"a[href='{lead.get_absolute_url()}']")
    desk.click("[data-step=receive]")
    desk.page.wait_for_url(f"**{lead.get_absolute_url()}")
    lead.refresh_from_db()
    assert lead.number in desk.text()
    office.assign(lead, at=timezone.now())
    return desk.actions


def propose(desk, lead):
    """Choose the method, read until when it lasts and why, and sign."""
    desk.go(lead.get_absolute_url())
    desk.click("[data-step=propose]")
    told = desk.text(".way:has([value=PRELIM_CHECK])")
    desk.click("[name=method][value=PRELIM_CHECK]")
    desk.fill("opinion", "问题具体，建议初步核实。")
    desk.click("[data-submit]")
    desk.page.wait_for_url(f"**{lead.get_absolute_url()}")
    return told


def sign(at_desk, signer, form):
    """On the phone: words, and one tap."""
    phone = at_desk(signer, width=390, height=844).go(form.get_absolute_url())
    phone.fill("words", "同意。")
    phone.click("button[value=agree]")
    phone.page.wait_for_url(f"**{form.get_absolute_url()}")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    return phone.actions


def set_up_check(desk, office, lead):
    """The head is the officer; the second is chosen among those who need not recuse."""
    desk.go(lead.get_absolute_url())
    desk.click("[data-step=set_up_check]")
    greyed = desk.page.locator("select[name=second] option[disabled]").all_inner_texts()
    desk.choose("second", str(office.colleague.pk))
    desk.fill("plan", "调取缴费凭证，询问经办人。")
    desk.fill("access_until", str(timezone.localdate() + timedelta(days=60)))
    desk.click("[data-submit]")
    desk.page.wait_for_url(f"**{lead.get_absolute_url()}")
    return greyed


def test_officer_brings_a_lead_from_transfer_to_its_team_in_eight_clicks(at_desk, office):
    lead = office.transfer(at=timezone.now())
    clicks = receive(at_desk, office, lead)

    desk = at_desk(office.officer)
    told = propose(desk, lead)
    form = lead.approval_forms.get()
    desk.go(form.get_absolute_url())
    with desk.page.expect_download() as download:
        desk.click("[data-document=docx]")
    taps = [
        sign(at_desk, signer, form) for signer in (office.director, office.leader, office.secretary)
    ]
    greyed = set_up_check(desk, office, lead)

    lead.refresh_from_db()
    team = lead.prelim_checks.get().team.values_list("user__display_name", flat=True)
    assert "Due 20" in told
    assert "basis: 本单位办法第十五条" in told
    assert download.value.suggested_filename.endswith(".docx")
    assert taps == [1, 1, 1]
    assert (lead.status, lead.method) == ("in_disposal", "PRELIM_CHECK")
    assert greyed == ["Recused Ru has to recuse from this lead: name somebody else."]
    assert sorted(team) == ["Colleague Co", "Officer Ou"]
    assert clicks + desk.actions == CLICKS
    assert Event.objects.of(lead).filter(name="print").get().note == "For signature"
