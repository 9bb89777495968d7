"""The pages of the list of powers: its check, its lens, its controls; who sees what of them."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from airdefense.accounts.roles import Role
from inspections import actions
from inspections.models import Control, PowerList
from leads.models import LeadContent
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import Office, a_lead
from tests.factories.powers import ControlFactory, PowerListFactory, WordingFactory, a_power_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(db):
    return OrganisationFactory()


@pytest.fixture
def listed(county):
    return a_power_list(county, status="in_force", name="通海县清单")


def words(response):
    return response.content.decode()


def a_cited(power, crew, **facts):
    return a_finding(crew, power=power, **facts)


def test_the_list_of_ones_own_region_comes_before_the_citys(as_role, county, listed):
    city = county.parent or OrganisationFactory(city=True)
    a_power_list(city, status="in_force", name="市清单")
    a_power_list(status="in_force", name="别县清单")

    page = as_role(Role.INSPECTOR, county).get("/inspections/powers/")

    assert page.context["power_list"] == listed


def test_the_citys_list_serves_a_county_without_its_own(as_role):
    city = OrganisationFactory(city=True)
    county = OrganisationFactory(parent=city)
    of_city = a_power_list(city, status="in_force")
    PowerListFactory(region=county)

    page = as_role(Role.INSPECTOR, county).get("/inspections/powers/")

    assert page.context["power_list"] == of_city


def test_without_any_list_the_page_says_what_to_do(as_role, county):
    page = as_role(Role.INSPECTOR, county).get("/inspections/powers/")

    assert "No list of powers yet." in words(page)


def test_what_is_declared_and_not_held_is_said(as_role, county):
    draft = PowerListFactory(region=county, declared_duties=121, declared_powers=2)

    page = as_role(Role.DATA_CLERK, county).get(draft.get_absolute_url())

    shown = {t["name"]: (t["declared"], t["held"]) for t in page.context["totals"]}
    assert shown["duties"] == (121, 6)
    assert "115 missing" in words(page)
    assert "1 too many" in words(page)


def test_a_search_opens_the_powers_that_say_it(as_role, county, listed):
    page = as_role(Role.INSPECTOR, county).get("/inspections/powers/", {"q": "补正材料（2）"})

    (only_class,) = page.context["classes"]
    assert [power.number for power in only_class["powers"]] == [2]
    assert '<details class="power" open>' in words(page)


def test_a_second_person_puts_the_draft_in_force_from_its_page(as_role, county):
    draft = PowerListFactory(region=county)
    office = as_role(Role.INSPECTION_OFFICE, county)

    office.post(f"/inspections/power-lists/{draft.pk}/steps/put_in_force/")

    draft.refresh_from_db()
    assert (draft.status, draft.approved_by) == ("in_force", office.user)


def test_a_clerk_corrects_the_totals_of_the_draft(as_role, county):
    draft = PowerListFactory(region=county, declared_duties=121)
    clerk = as_role(Role.DATA_CLERK, county)
    url = f"/inspections/power-lists/{draft.pk}/edit/"
    initial = clerk.get(url).context["form"].initial
    fields = {k: v for k, v in initial.items() if v is not None} | {"declared_duties": 6}

    answer = clerk.post(url, fields | {"adopted_on": "2020-01-06", "version": 1})

    assert answer.headers["Location"] == draft.get_absolute_url()
    assert PowerList.objects.get(pk=draft.pk).declared_duties == 6


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.LEADERSHIP, Role.SUPERVISION_OFFICE])
def test_other_roles_read_a_list_and_change_nothing(as_role, county, role):
    draft = PowerListFactory(region=county)
    client = as_role(role, county)

    step = client.post(f"/inspections/power-lists/{draft.pk}/steps/put_in_force/")

    assert client.get(draft.get_absolute_url()).status_code == 200
    assert client.get(f"/inspections/power-lists/{draft.pk}/edit/").status_code == 403
    assert step.status_code == 403
    assert PowerList.objects.get(pk=draft.pk).status == "draft"


def test_the_workbook_of_a_list_has_a_row_for_each_item(as_role, county, listed):
    answer = as_role(Role.INSPECTOR, county).get(f"/inspections/power-lists/{listed.pk}/workbook/")

    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.worksheets[0].max_row == 1 + 6 + 3


def test_the_lens_shows_findings_money_wordings_rounds_and_controls(as_role, county, listed):
    power = listed.powers.first()
    crew = a_crew(county)
    crew.round.powers.add(power)
    approved = a_cited(power, crew, status="approved")
    a_cited(power, crew, status="void")
    a_finding(crew, status="approved")
    wording = WordingFactory(region=county, power=power)
    control = ControlFactory(power=power, effective_on=timezone.localdate())

    page = as_role(Role.INSPECTION_OFFICE, county).get(power.get_absolute_url())

    seen = page.context
    assert list(seen["findings"]) == [approved]
    assert seen["found"] == {"count": 1, "amount_yuan": approved.amount_yuan}
    assert (list(seen["wordings"]), list(seen["controls"])) == ([wording], [control])
    assert list(seen["rounds"]) == [crew.round]


def test_findings_of_another_county_are_not_counted_through_the_lens(as_role, listed):
    power = listed.powers.first()
    a_cited(power, a_crew(), status="approved", title="别县的问题")

    page = as_role(Role.INSPECTION_OFFICE, listed.region).get(power.get_absolute_url())

    assert page.context["found"] == {"count": 0, "amount_yuan": None}
    assert "别县的问题" not in words(page)


def test_leads_are_shown_to_their_compartment_and_not_even_counted_for_others(sign_in, as_role):
    office = Office()
    power = a_power_list(office.city, status="in_force").powers.first()
    lead = a_lead("in_disposal", office=office)
    LeadContent.objects.filter(lead=lead).update(power=power)

    inside = sign_in(lead.handler).get(power.get_absolute_url())
    register = as_role(Role.CASE_SUPERVISION, office.city).get(power.get_absolute_url())
    leader = as_role(Role.LEADERSHIP, office.city).get(power.get_absolute_url())

    assert inside.context["leads"] == [lead]
    assert str(lead) in words(inside)
    for outside in (register, leader):
        assert outside.context["leads"] == []
        assert "Leads of your compartments" not in words(outside)


def test_the_overview_counts_what_each_reader_sees_and_finds_powers_without_control(
    as_role, county, listed
):
    first, second, third = listed.powers.all()
    a_cited(first, a_crew(county), status="approved")
    a_cited(first, a_crew(), status="approved")
    ControlFactory(power=first, effective_on=timezone.localdate())
    office = as_role(Role.INSPECTION_OFFICE, county)

    whole = office.get("/inspections/powers/overview/")
    bare = office.get("/inspections/powers/overview/", {"without_control": "true"})

    rows = {p.pk: (p.finding_count, p.control_count) for p in whole.context["list"].queryset}
    assert rows == {first.pk: (1, 1), second.pk: (0, 0), third.pk: (0, 0)}
    assert list(bare.context["list"].queryset) == [second, third]


def test_the_office_adds_and_ends_a_control(as_role, county, listed):
    power, office = listed.powers.first(), as_role(Role.INSPECTION_OFFICE, county)
    facts = {"title": "集体审议", "document": "1号", "effective_on": "2020-01-01"}

    office.post(f"/inspections/powers/{power.pk}/controls/new/", facts)
    control = Control.objects.get()
    office.post(f"/inspections/controls/{control.pk}/end/", {"ended_on": "2020-06-30"})

    control.refresh_from_db()
    assert (control.title, control.added_by, control.ended_on.isoformat()) == (
        "集体审议",
        office.user,
        "2020-06-30",
    )


def test_a_control_of_another_county_does_not_exist(as_role, county):
    control = ControlFactory()

    answer = as_role(Role.INSPECTION_OFFICE, county).get(f"/inspections/controls/{control.pk}/end/")

    assert answer.status_code == 404


def test_the_same_power_is_found_in_other_versions(as_role, county, listed):
    newer = a_power_list(county, status="in_force")

    page = as_role(Role.INSPECTOR, county).get(newer.powers.first().get_absolute_url())

    assert list(page.context["versions"]) == [listed.powers.first()]


def test_controls_of_the_day_decide_who_is_unchecked(county, listed):
    power = listed.powers.first()
    office = person(Role.INSPECTION_OFFICE, county)
    control = ControlFactory(power=power, by=office, effective_on=TODAY)
    actions.end_control(control=control, ended_on=TODAY, by=office, at=NOON)

    assert power not in listed.powers.without_control(TODAY)
    assert power in listed.powers.without_control(TODAY + timedelta(days=1))
