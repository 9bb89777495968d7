from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.casework.models import Event
from projects.models import Developer, Project
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import (
    OFFICE,
    AllocationFactory,
    DeferralFactory,
    DemandNoticeFactory,
    FeeAssessmentFactory,
    GapFactory,
    PermitFactory,
    ProjectFactory,
    ReceiptFactory,
    RemittanceFactory,
    clerk_of,
    publish,
)

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.user = user
    client.force_login(user)
    return client


@pytest.fixture
def tonghai():
    return OrganisationFactory(code="540423", name="通海县", short_name="通海")


@pytest.fixture
def project(tonghai):
    return ProjectFactory(region=tonghai, name="秀山花园小区", buildings=[OFFICE])


@pytest.fixture
def theirs():
    """A project of 新平县, which could leak into every page of 通海县."""
    xinping = OrganisationFactory(code="540427", name="新平县", short_name="新平")
    return ProjectFactory(region=xinping, name="秀水河滨住宅", buildings=[OFFICE])


@pytest.fixture
def clerk(project):
    return signed_in(clerk_of(project))


def url_of(name, pk=None, *more):
    return reverse(f"projects:{name}", args=[] if pk is None else [pk, *more])


def form_of(project=None, **changes):
    """What a clerk types into the form of a project with one building."""
    building = project.buildings.get() if project else None
    fields = {
        "name": "杞麓湖商务中心",
        "developer_name": "模拟置业有限公司",
        "approved_on": "2019-06-01",
        "zone": "NORMAL",
        "buildings-TOTAL_FORMS": "2",
        "buildings-INITIAL_FORMS": "1" if building else "0",
        "buildings-0-id": str(building.pk) if building else "",
        "buildings-0-name": "1幢",
        "buildings-0-use": "OTHER",
        "buildings-0-floors": "10",
        "buildings-0-foundation_depth_m": "2.50",
        "buildings-0-first_floor_sqm": "860.00",
        "buildings-0-above_ground_sqm": "8600.00",
        "buildings-0-claims": "",
    }
    if project:
        fields |= {"authority": str(project.authority_id), "version": str(project.version)}
    return fields | changes


def test_list_shows_the_projects_of_ones_own_county_only(as_role, tonghai, project, theirs):
    response = as_role(Role.INSPECTOR, tonghai).get(url_of("list"))

    assert list(response.context["list"].page.rows) == [project]
    assert "秀水河滨住宅" not in response.content.decode()


def test_unit_contact_sees_the_projects_of_the_own_bureau_only(as_role, tonghai, project):
    other_bureau = ProjectFactory(region=tonghai)

    client = as_role(Role.UNIT_CONTACT, project.authority)

    assert list(client.get(url_of("list")).context["list"].page.rows) == [project]
    assert client.get(url_of("detail", project.pk)).status_code == 200
    assert client.get(url_of("detail", other_bureau.pk)).status_code == 404


def pages_of(project):
    receipt, gap = ReceiptFactory(project=project), GapFactory(project=project)
    assessment = FeeAssessmentFactory(project=project)
    reads = [
        url_of("detail", project.pk),
        url_of("peek", project.pk),
        url_of("assessment_detail", assessment.pk),
        url_of("receipt_detail", receipt.pk),
        url_of("receipt_peek", receipt.pk),
        url_of("gap_detail", gap.pk),
        url_of("gap_peek", gap.pk),
    ]
    writes = [
        url_of("edit", project.pk),
        url_of("permit_new", project.pk),
        url_of("assessment_new", project.pk),
        url_of("demand_new", project.pk),
        url_of("deferral_new", project.pk),
        url_of("gap_new", project.pk),
        url_of("receipt_new", project.pk),
        url_of("receipt_void", receipt.pk),
        url_of("remittance_new", receipt.pk),
        url_of("refund_new", receipt.pk),
        url_of("allocation_new", gap.pk),
        url_of("write_off_new", gap.pk),
    ]
    return reads, writes


def test_every_page_of_another_county_is_not_found(as_role, tonghai, project, theirs):
    reads, writes = pages_of(theirs)
    client = as_role(Role.DATA_CLERK, tonghai)

    for url in reads + writes:
        assert client.get(url).status_code == 404, url
    for url in [*writes, url_of("take_step", theirs.pk, "confirm")]:
        assert client.post(url).status_code == 404, url


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrators_find_no_case(as_role, tonghai, project, role):
    reads, writes = pages_of(project)
    client = as_role(role, tonghai)

    for url in reads + writes:
        assert client.get(url).status_code == 404, url
    assert list(client.get(url_of("list")).context["list"].page.rows) == []
    assert (
        client.get(url_of("developer_options"), {"developer_name": "模拟"}).content.strip() == b""
    )


def test_other_roles_read_every_page_and_write_none(as_role, tonghai, project):
    reads, writes = pages_of(project)
    client = as_role(Role.INSPECTOR, tonghai)

    for url in reads:
        assert client.get(url).status_code == 200, url
    for url in [*writes, url_of("new")]:
        assert client.get(url).status_code == 403, url
        assert client.post(url).status_code == 403, url


def test_clerk_opens_every_page_in_both_languages(clerk, project):
    reads, writes = pages_of(project)

    for language, words in (("en", "Project ledger"), ("zh-hans", "项目台账")):
        client = Client(headers={"accept-language": language})
        client.force_login(clerk.user)
        for url in [*reads, *writes, url_of("new"), url_of("list"), url_of("gap_list")]:
            assert client.get(url).status_code == 200, url
        with translation.override(language):
            assert words in client.get(url_of("list")).content.decode()


def test_anonymous_is_sent_to_sign_in(project):
    response = Client().get(url_of("detail", project.pk))

    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("accounts:login"))


def test_peek_without_the_frame_shows_where_the_money_stands(clerk, project):
    FeeAssessmentFactory(project=project)

    html = clerk.get(url_of("peek", project.pk)).content.decode()

    assert "1,290,000.00" in html
    assert "<html" not in html


def test_detail_shows_money_permits_buildings_and_history(clerk, project):
    FeeAssessmentFactory(project=project)
    gap = GapFactory(project=project, amount_yuan=Decimal("645000.00"))
    receipt = ReceiptFactory(project=project, amount_yuan=Decimal("300000.00"))
    AllocationFactory(receipt=receipt, gap=gap, amount_yuan=Decimal("45000.00"))
    PermitFactory(project=project, number="施许〔2019〕7号")

    response = clerk.get(url_of("detail", project.pk))
    html = response.content.decode()

    money = response.context["money"]
    assert (money.balance_yuan, money.paid_yuan) == (Decimal("600000.00"), Decimal("300000.00"))
    assert [m.kind for m in money.movements] == [
        "assessment",
        "receipt",
        "gap",
        "allocation",
    ]
    for shown in ("施许〔2019〕7号", "8,600.00", "600,000.00 yuan open", "Payment recorded"):
        assert shown in html, shown


def test_detail_is_silent_about_what_the_reader_may_not_see(clerk, project):
    html = clerk.get(url_of("detail", project.pk)).content.decode()

    for heading in ('id="leads"', 'id="findings"', 'id="tasks"'):
        assert heading not in html


def test_bar_of_the_opened_gaps_keeps_the_fixed_order_and_fills_the_width(clerk, project):
    GapFactory(project=project, kind="receivable_uncollected", amount_yuan=Decimal("100.00"))
    GapFactory(project=project, kind="illegal_reduction", amount_yuan=Decimal("300.00"))

    response = clerk.get(url_of("peek", project.pk))

    parts = [(p.place, p.x, p.width, p.share) for p in response.context["money"].parts]
    assert parts == [
        (1, "0.00", "748.00", Decimal("75.0")),
        (4, "750.00", "248.00", Decimal("25.0")),
    ]
    assert '<rect class="g4" x="750.00" width="248.00" height="30"/>' in response.content.decode()


def test_the_gap_by_law_is_computed_from_facts_rates_and_money(clerk, project):
    publish(project.region)
    DeferralFactory(project=project, amount_yuan=Decimal("300000.00"))
    ReceiptFactory(project=project, amount_yuan=Decimal("190000.00"))

    response = clerk.get(url_of("detail", project.pk))

    shown = [(part.place, part.amount_yuan) for part in response.context["law"].parts]
    assert shown == [(2, Decimal("300000.00")), (4, Decimal("800000.00"))]
    assert "1,100,000.00 yuan" in response.content.decode()


def test_what_no_rate_was_published_for_is_told_with_the_way_to_propose_it(as_role, clerk, project):
    sentence = f"no policy for {project.region.code} on 2019-06-01"

    of_clerk = clerk.get(url_of("detail", project.pk)).content.decode()
    of_reader = as_role(Role.INSPECTOR, project.region).get(url_of("detail", project.pk))

    assert sentence in of_clerk
    assert sentence in of_reader.content.decode()
    assert "/projects/rates/policies/new/?region=" in of_clerk
    assert "/projects/rates/policies/new/?region=" not in of_reader.content.decode()


def test_the_money_of_a_past_day_knows_no_later_row(clerk, project):
    FeeAssessmentFactory(project=project, assessed_on=date(2019, 6, 10))
    ReceiptFactory(project=project, paid_on=date(2020, 3, 2), number="模000777")
    GapFactory(project=project, opened_on=date(2020, 9, 1))

    past = clerk.get(url_of("detail", project.pk), {"on": "2020-03-01"})

    money = past.context["money"]
    assert [m.kind for m in money.movements] == ["assessment"]
    assert (money.arrears_yuan, money.paid_yuan) == (Decimal("1290000.00"), Decimal("0.00"))
    assert "Money as it stood at the end of 2020-03-01" in past.content.decode()


@pytest.mark.parametrize("text", ["2020-02-30", "yesterday", "\x00", f"{TOMORROW}"])
def test_a_day_that_cannot_be_is_told_and_today_is_shown(clerk, project, text):
    ReceiptFactory(project=project)

    response = clerk.get(url_of("detail", project.pk), {"on": text})

    assert response.context["as_of"].is_past is False
    assert len(response.context["money"].receipts) == 1
    if text != "\x00":
        assert "is no day up to today: today is shown." in response.content.decode()


def test_a_notice_shows_with_its_counter_entry_and_the_way_to_take_it_back(clerk, project):
    notice = DemandNoticeFactory(project=project, number="模缴通〔2019〕7号")
    deferral = DeferralFactory(project=project)
    url = url_of("demand_take_back", notice.pk)

    before = clerk.get(url_of("detail", project.pk)).content.decode()
    clerk.post(url, {"reason": "金额录错", "on": "2019-07-01"})
    after = clerk.get(url_of("detail", project.pk)).content.decode()

    assert url in before
    assert url not in after
    assert "金额录错" in after
    assert url_of("deferral_take_back", deferral.pk) in after


def fill(project, rows):
    for _n in range(rows):
        receipt = ReceiptFactory(project=project)
        RemittanceFactory(receipt=receipt)
        AllocationFactory(receipt=receipt, gap=GapFactory(project=project))
        PermitFactory(project=project)
        FeeAssessmentFactory(project=project)
        DemandNoticeFactory(project=project)
        DeferralFactory(project=project)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_six_queries_however_many_rows(as_role, tonghai, rows, django_assert_num_queries):
    for _n in range(rows):
        fill(ProjectFactory(region=tonghai, buildings=[OFFICE]), 1)
    client = as_role(Role.INSPECTOR, tonghai)

    with django_assert_num_queries(6):
        client.get(url_of("list"))


@pytest.mark.parametrize("rows", [1, 3])
def test_detail_asks_eleven_queries_however_much_it_shows(
    as_role, tonghai, project, rows, django_assert_num_queries
):
    fill(project, rows)
    client = as_role(Role.INSPECTOR, tonghai)

    with django_assert_num_queries(11):
        client.get(url_of("detail", project.pk))


def test_clerk_records_a_project_with_its_building_and_a_new_developer(clerk, project):
    response = clerk.post(url_of("new"), form_of() | {"authority": project.authority_id})

    recorded = Project.objects.get(name="杞麓湖商务中心")
    assert (response.status_code, response.url) == (302, recorded.get_absolute_url())
    assert recorded.code == "XM-540423-0002"
    assert recorded.developer.name == "模拟置业有限公司"
    assert recorded.buildings.get().above_ground_sqm == Decimal("8600.00")
    assert recorded.recorded_by == clerk.user


def test_all_errors_come_at_once_and_nothing_is_half_written(clerk, project):
    response = clerk.post(
        url_of("new"),
        form_of(
            authority=str(project.authority_id),
            name="",
            approved_on=f"{TOMORROW}",
            national_code="123",
            developer_code="12345",
            built_g6_sqm="-1",
            offsite_document="人防易建〔2019〕1号",
            **{"buildings-0-first_floor_sqm": "-0.01", "buildings-0-claims": "R1, R9"},
        ),
    )

    form, building = response.context["form"], response.context["buildings"].forms[0]
    assert set(form.errors) == {
        "name",
        "approved_on",
        "national_code",
        "developer_code",
        "built_g6_sqm",
        "offsite_document",
    }
    assert form.errors["approved_on"] == [f"{TOMORROW} has not come yet: enter a day up to today."]
    assert set(building.errors) == {"first_floor_sqm", "claims"}
    assert building.errors["claims"] == [
        "R9: the closed list has only R1, R2, R3, R4, R5N, R5P, R6, R7, R8."
    ]
    assert list(Project.objects.all()) == [project]
    assert not Developer.objects.filter(name="模拟置业有限公司").exists()


def test_two_buildings_of_one_name_are_told_apart_before_anything_is_written(clerk, project):
    twin = {
        key.replace("buildings-0", "buildings-1"): value
        for key, value in form_of().items()
        if key.startswith("buildings-0")
    }

    response = clerk.post(url_of("new"), form_of(authority=str(project.authority_id), **twin))

    assert "name" in response.context["buildings"].forms[1].errors
    assert Project.objects.count() == 1


def test_failed_check_digit_and_foreign_region_warn_but_do_not_block(clerk, project):
    response = clerk.post(
        url_of("new"),
        form_of(
            authority=str(project.authority_id),
            developer_code="91530402MA6TE1T09E",
            national_code="2019-540427-47-03-000123",
        ),
        follow=True,
    )

    said = [str(message) for message in response.context["messages"]]
    assert said == [
        "The project code names the region 540427: compare it with the paper.",
        "The credit code 91530402MA6TE1T09E fails its check digit: compare it with the licence.",
    ]
    assert Project.objects.filter(name="杞麓湖商务中心").count() == 1


def test_clerk_records_for_authorities_of_ones_own_reach_only(clerk, project, theirs):
    response = clerk.post(url_of("new"), form_of(authority=str(theirs.authority_id)))

    assert "authority" in response.context["form"].errors
    assert not Project.objects.filter(name="杞麓湖商务中心").exists()


def test_number_that_is_taken_is_an_error_at_its_field(clerk, project):
    ProjectFactory(code="通建〔2009〕7号")

    response = clerk.post(
        url_of("new"), form_of(authority=str(project.authority_id), code="通建〔2009〕7号")
    )

    assert "code" in response.context["form"].errors


def test_clerk_corrects_project_and_building_in_one_form(clerk, project):
    response = clerk.post(
        url_of("edit", project.pk),
        form_of(project, name="秀山花园小区二期", **{"buildings-0-floors": "9"}),
    )

    project.refresh_from_db()
    assert response.url == project.get_absolute_url()
    assert (project.name, project.buildings.get().floors) == ("秀山花园小区二期", 9)
    names = Event.objects.of(project).order_by("pk").values_list("name", flat=True)
    assert list(names)[-2:] == ["edit", "edit_building"]


def test_building_ticked_for_removal_goes(clerk, project):
    clerk.post(url_of("edit", project.pk), form_of(project, **{"buildings-0-DELETE": "on"}))

    assert project.buildings.count() == 0


def test_stale_form_is_refused_with_a_sentence(clerk, project):
    stale = form_of(project, version=str(project.version - 1))

    response = clerk.post(url_of("edit", project.pk), stale, follow=True)

    assert "changed by somebody else" in str(next(iter(response.context["messages"])))
    project.refresh_from_db()
    assert project.name == "秀山花园小区"


def test_confirmed_project_is_not_offered_for_correction(clerk, tonghai):
    confirmed = ProjectFactory(region=tonghai, status="confirmed")
    client = signed_in(clerk_of(confirmed))

    html = client.get(url_of("detail", confirmed.pk)).content.decode()
    response = client.get(url_of("edit", confirmed.pk), follow=True)

    assert url_of("edit", confirmed.pk) not in html
    assert "reopen it for correction first" in str(next(iter(response.context["messages"])))


def test_step_button_confirms_and_an_unknown_step_is_not_found(clerk, project):
    assert clerk.post(url_of("take_step", project.pk, "confirm")).url == project.get_absolute_url()
    assert clerk.post(url_of("take_step", project.pk, "approve")).status_code == 404
    assert clerk.get(url_of("take_step", project.pk, "confirm")).status_code == 405
    project.refresh_from_db()
    assert project.status == "confirmed"


def test_step_with_the_wrong_role_is_forbidden(as_role, tonghai, project):
    client = as_role(Role.INSPECTION_OFFICE, tonghai)

    assert client.post(url_of("take_step", project.pk, "confirm")).status_code == 403


def test_known_developers_are_offered_from_two_characters_on(clerk, project):
    Developer.objects.create(name="模拟置业", search_text="模拟置业")
    Developer.objects.create(name="另一家", search_text="另一家")

    two = clerk.get(url_of("developer_options"), {"developer_name": "置业"}).content.decode()
    one = clerk.get(url_of("developer_options"), {"developer_name": "置"}).content.decode()

    assert two.strip() == '<option value="模拟置业"></option>'
    assert one.strip() == ""


def test_permit_form_offers_departments_of_the_projects_region(clerk, project, tonghai):
    planning = OrganisationFactory(parent=tonghai, kind="planning")
    OrganisationFactory(parent=OrganisationFactory(), kind="planning")

    form = clerk.get(url_of("permit_new", project.pk)).context["form"]
    clerk.post(
        url_of("permit_new", project.pk),
        {
            "kind": "planning",
            "number": "建字第5号",
            "issued_on": "2019-05-20",
            "issued_by": planning.pk,
            "area_sqm": "8600.00",
        },
    )

    assert set(form.fields["issued_by"].queryset) == {planning, project.authority}
    permit = project.permits.get()
    assert (permit.number, permit.issued_on) == ("建字第5号", date(2019, 5, 20))


def test_permit_recorded_already_is_an_error_at_its_field(clerk, project):
    permit = PermitFactory(project=project)

    response = clerk.post(
        url_of("permit_new", project.pk),
        {
            "kind": permit.kind,
            "number": permit.number,
            "issued_on": "2019-05-20",
            "issued_by": permit.issued_by_id,
        },
    )

    assert "number" in response.context["form"].errors
    assert project.permits.count() == 1


def test_clerk_adds_a_file_that_the_page_then_shows(clerk, project):
    paper = SimpleUploadedFile("核定书.pdf", b"%PDF-1.4 simulated")

    clerk.post(reverse("casework:upload", args=["projects.project", project.pk]), {"files": paper})
    html = clerk.get(url_of("detail", project.pk)).content.decode()

    assert "核定书.pdf" in html


def test_unfinished_entry_costs_its_confirming_clerk_one_query_more(
    clerk, project, django_assert_num_queries
):
    fill(project, 2)
    confirmer = signed_in(clerk_of(project))

    with django_assert_num_queries(12):
        confirmer.get(url_of("detail", project.pk))
