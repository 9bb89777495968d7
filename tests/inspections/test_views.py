"""The pages of rounds, checks and findings as their people use them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework.models import Attachment
from inspections.models import Finding, ProjectCheck, Round
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.inspections import a_check, a_crew, a_finding, a_picture
from tests.factories.projects import FeeAssessmentFactory, ProjectFactory, publish
from tests.projects.screening.ledger import screen

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def typed(crew, project="", **changes):
    """What a filled form sends."""
    fields = {
        "project": project and project.code,
        "round": crew.round.pk,
        "category": "payable_unpaid",
        "title": "fee unpaid",
        "amount_yuan": "387000.00",
        "description": "assessed and not paid",
        "basis": "Article 48",
        "method": "files",
        "unit": "",
        "nature": "general",
        "found_on": today().isoformat(),
    }
    return fields | changes


def words(response):
    return response.content.decode()


def test_a_finding_is_saved_from_the_form_with_its_evidence(crew, sign_in):
    project, client = crew.project(), sign_in(crew.inspector)
    form = typed(crew, project, evidence=[a_picture("a.png"), a_picture("b.png")])

    response = client.post("/inspections/findings/new/", form)

    finding = Finding.objects.get()
    assert response.headers["Location"] == finding.get_absolute_url()
    assert (finding.project, finding.unit, finding.amount_yuan) == (
        project,
        crew.authority,
        Decimal("387000.00"),
    )
    assert list(Attachment.objects.values_list("name", "case_id")) == [
        ("a.png", finding.pk),
        ("b.png", finding.pk),
    ]


def test_a_wrong_file_saves_nothing_and_keeps_what_was_typed(crew, sign_in):
    fake = a_picture("a.pdf")

    response = sign_in(crew.inspector).post(
        "/inspections/findings/new/", typed(crew, crew.project(), evidence=[fake])
    )

    assert "whose content matches their name" in words(response).replace("\n", " ")
    assert "assessed and not paid" in words(response)
    assert (Finding.objects.count(), Attachment.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"project": "XM-0"}, "There is no project XM-0 within your reach."),
        ({"project": ""}, "Name the project or the unit responsible."),
        ({"title": ""}, "This field is required."),
        ({"found_on": "2999-01-01"}, "A finding cannot be found after today."),
        ({"amount_yuan": "0"}, "Ensure this value is greater than or equal to 0.01."),
    ],
)
def test_a_form_says_what_is_wrong_beside_what_was_typed(crew, sign_in, changes, sentence):
    form = typed(crew, crew.project()) | changes

    response = sign_in(crew.inspector).post("/inspections/findings/new/", form)

    assert sentence in words(response)
    assert "assessed and not paid" in words(response)
    assert Finding.objects.count() == 0


def test_a_project_of_another_county_cannot_be_named(crew, sign_in):
    theirs = ProjectFactory(authority=OrganisationFactory(parent=OrganisationFactory()))

    response = sign_in(crew.inspector).post(
        "/inspections/findings/new/", typed(crew, theirs, unit=crew.authority.pk)
    )

    assert f"There is no project {theirs.code} within your reach." in words(response)


def test_the_form_offers_only_rounds_on_site_in_which_one_serves(crew, sign_in):
    planned = a_crew(crew.county, status="planned")
    planned.team.members.create(user=crew.inspector, position="member", declared_on=NOON.date())
    a_crew(crew.county)

    form = sign_in(crew.inspector).get("/inspections/findings/new/").context["form"]

    assert list(form.fields["round"].queryset) == [crew.round]


def test_the_form_begins_with_project_and_round_of_the_check(crew, sign_in):
    check = a_check(crew)

    form = sign_in(crew.inspector).get(f"/inspections/findings/new/?project={check.project.code}")

    initial = form.context["form"].initial
    assert (initial["project"], initial["round"], initial["unit"]) == (
        check.project.code,
        crew.round.pk,
        crew.authority.pk,
    )


def test_the_same_category_on_the_same_project_is_warned_of_and_not_blocked(crew, sign_in):
    first = a_finding(crew)
    client, code = sign_in(crew.inspector), first.project.code

    same = client.get("/inspections/findings/about/", {"project": code, "category": first.category})
    other = client.get("/inspections/findings/about/", {"project": code, "category": "duty"})
    client.post(
        "/inspections/findings/new/", typed(crew, first.project, amount_yuan="1000.00", title="x")
    )

    assert [one.finding for one in same.context["alike"]] == [first]
    assert "same project；same category" in words(same)
    assert other.context["alike"] == []
    assert Finding.objects.count() == 2


def test_a_part_of_a_name_finds_the_number_of_projects_within_reach(crew, sign_in):
    ours = crew.project(name="望湖商务楼")
    ProjectFactory(name="望湖大厦", authority=OrganisationFactory(parent=OrganisationFactory()))

    response = sign_in(crew.inspector).get("/inspections/findings/about/", {"project": "望湖"})

    assert list(response.context["options"]) == [ours]


@pytest.mark.parametrize("role", [Role.INSPECTION_OFFICE, Role.LEADERSHIP, Role.SYSTEM_ADMIN])
@pytest.mark.parametrize("path", ["findings/new/", "findings/about/"])
def test_findings_are_written_by_the_team_alone(crew, as_role, role, path):
    assert as_role(role, crew.county).get(f"/inspections/{path}").status_code == 403


@pytest.mark.parametrize("path", ["rounds/new/", "rounds/{}/edit/", "rounds/{}/teams/new/"])
def test_rounds_are_planned_by_the_office_alone(crew, sign_in, path):
    path = "/inspections/" + path.format(crew.round.pk)

    codes = [sign_in(user).get(path).status_code for user in (crew.office, crew.leader)]

    assert codes == [200, 403]


def test_the_maker_edits_and_a_colleague_may_not(crew, sign_in):
    finding = a_finding(crew)
    url = f"{finding.get_absolute_url()}edit/"
    form = typed(crew, title="sharper", unit=crew.authority.pk, version=1)

    refused = sign_in(crew.colleague).post(url, form)
    saved = sign_in(crew.inspector).post(url, form)

    finding.refresh_from_db()
    assert (refused.status_code, saved.status_code, finding.title) == (403, 302, "sharper")


def test_two_editors_of_one_paper_do_not_overwrite_each_other(crew, sign_in):
    finding, client = a_finding(crew), sign_in(crew.inspector)
    url = f"{finding.get_absolute_url()}edit/"
    form = typed(crew, unit=crew.authority.pk, version=1)

    client.post(url, form | {"title": "first"})
    response = client.post(url, form | {"title": "second"}, follow=True)

    finding.refresh_from_db()
    assert finding.title == "first"
    assert "was changed by somebody else meanwhile" in words(response)


def test_a_finding_is_signed_on_its_page_by_three_people(crew, sign_in):
    finding = a_finding(crew, status="deputy_review")
    url = finding.get_absolute_url()

    sign_in(crew.deputy).post(f"{url}steps/review/")
    sign_in(crew.leader).post(f"{url}steps/approve/")

    finding.refresh_from_db()
    assert (finding.made_by, finding.reviewed_by, finding.approved_by) == (
        crew.inspector,
        crew.deputy,
        crew.leader,
    )
    assert finding.gap.amount_yuan == finding.amount_yuan


def test_a_maker_who_is_deputy_too_is_refused_with_the_reason(crew, sign_in):
    finding = a_finding(crew, status="deputy_review", by=crew.deputy)
    url = finding.get_absolute_url()

    response = sign_in(crew.deputy).post(
        f"{url}steps/review/", follow=True, headers={"referer": url}
    )

    finding.refresh_from_db()
    assert finding.status == "deputy_review"
    assert "You wrote this finding: somebody else has to review it." in words(response)


def test_the_page_offers_a_step_that_is_barred_with_the_reason(crew, sign_in):
    finding = a_finding(crew)

    page = words(sign_in(crew.inspector).get(finding.get_absolute_url()))

    assert "Attach at least one piece of evidence" in page


@pytest.mark.parametrize("path", ["findings/{0}/steps/fly/", "checks/{1}/steps/fly/"])
def test_a_step_that_does_not_exist_is_not_found(crew, sign_in, path):
    path = path.format(a_finding(crew).pk, a_check(crew).pk)

    assert sign_in(crew.leader).post(f"/inspections/{path}").status_code == 404


def test_steps_are_not_taken_by_following_a_link(crew, sign_in):
    finding = a_finding(crew, status="leader_review")

    assert (
        sign_in(crew.leader).get(f"{finding.get_absolute_url()}steps/approve/").status_code == 405
    )


def test_a_check_is_completed_on_its_page(crew, sign_in):
    check = a_check(crew)

    sign_in(crew.inspector).post(f"{check.get_absolute_url()}steps/complete/", {"note": "in order"})

    check.refresh_from_db()
    assert (check.status, check.completed_by) == ("completed", crew.inspector)


def test_a_check_shows_the_worksheet_and_what_the_machine_noticed(crew, sign_in):
    publish(crew.county)
    ours, theirs = (crew.project(status="confirmed", is_offsite_approved=True) for _ in range(2))
    for project in (ours, theirs):
        FeeAssessmentFactory(project=project)
    screen()
    noticed, of_another = (p.suspicions.get(check_code="GAP") for p in (ours, theirs))

    page = words(sign_in(crew.inspector).get(a_check(crew, project=ours).get_absolute_url()))

    assert "模拟费率〔2015〕1号" in page
    assert f'href="{noticed.get_absolute_url()}"' in page
    assert f'href="{of_another.get_absolute_url()}"' not in page


def test_the_check_leads_to_a_new_finding_by_the_key_n(crew, sign_in):
    check = a_check(crew)

    page = words(sign_in(crew.inspector).get(check.get_absolute_url()))

    link = f'href="/inspections/findings/new/?project={check.project.code}" data-new'
    assert link in page


def test_a_round_is_planned_on_its_page(as_role):
    county = OrganisationFactory()
    body = OrganisationFactory(parent=county, housing=True)
    client = as_role(Role.INSPECTION_OFFICE, county)

    response = client.post(
        "/inspections/rounds/new/",
        {
            "name": "round",
            "organ": "inspection",
            "kind": "MOBILE",
            "attributes": ["ELEVATED"],
            "region": county.pk,
            "mandate": "doc",
            "starts_on": "2026-11-01",
            "ends_on": "2026-12-01",
            "inspected": [body.pk],
        },
    )

    round_ = Round.objects.get()
    assert response.headers["Location"] == round_.get_absolute_url()
    assert (round_.region, list(round_.inspected.all())) == (county, [body])


def test_a_round_is_edited_on_its_page(crew, sign_in):
    sign_in(crew.office).post(
        f"{crew.round.get_absolute_url()}edit/",
        {
            "name": "renamed",
            "kind": "SPECIAL",
            "mandate": "doc",
            "starts_on": "2026-11-01",
            "ends_on": "2026-12-01",
            "inspected": [crew.authority.pk],
            "version": 1,
        },
    )

    assert Round.objects.get().name == "renamed"


def team_form(county, *members):
    form = {
        "name": "second team",
        "regions": [county.pk],
        "members-TOTAL_FORMS": len(members),
        "members-INITIAL_FORMS": 0,
    }
    for n, (user, position) in enumerate(members):
        form |= {
            f"members-{n}-user": user.pk,
            f"members-{n}-position": position,
            f"members-{n}-declared_on": "2026-11-01",
        }
    return form


def test_a_team_is_formed_on_its_page(crew, sign_in):
    url = f"{crew.round.get_absolute_url()}teams/new/"
    members = ((crew.leader, "leader"), (crew.inspector, "member"))

    sign_in(crew.office).post(url, team_form(crew.county, *members))

    team = crew.round.teams.get(name="second team")
    assert [(m.user, m.position) for m in team.members.order_by("pk")] == list(members)


def test_a_team_without_a_leader_is_refused_beside_the_form(crew, sign_in):
    url = f"{crew.round.get_absolute_url()}teams/new/"

    response = sign_in(crew.office).post(url, team_form(crew.county, (crew.leader, "member")))

    assert "A team has exactly one leader." in words(response)
    assert crew.round.teams.count() == 1


def test_checks_are_assigned_by_project_numbers(crew, sign_in):
    projects = [crew.project(), crew.project()]
    form = {
        "team": crew.team.pk,
        "assigned_to": crew.inspector.pk,
        "due_on": (today() + timedelta(days=3)).isoformat(),
        "projects": "\n".join(project.code for project in projects),
    }

    sign_in(crew.leader).post(f"{crew.round.get_absolute_url()}assign/", form)

    assert [c.project for c in ProjectCheck.objects.order_by("pk")] == projects


def test_unknown_project_numbers_are_named(crew, sign_in):
    form = {
        "team": crew.team.pk,
        "assigned_to": crew.inspector.pk,
        "due_on": today().isoformat(),
        "projects": f"{crew.project().code} XM-0",
    }

    response = sign_in(crew.leader).post(f"{crew.round.get_absolute_url()}assign/", form)

    assert "Not found within your reach: XM-0." in words(response)
    assert ProjectCheck.objects.count() == 0


def test_the_office_feeds_approved_findings_back_from_the_round(crew, sign_in):
    approved, draft = a_finding(crew, status="approved"), a_finding(crew)
    url = f"{crew.round.get_absolute_url()}feedback/"
    client = sign_in(crew.office)

    offered = list(client.get(url).context["form"].fields["findings"].queryset)
    client.post(url, {"on": today().isoformat(), "findings": [approved.pk]})

    approved.refresh_from_db()
    assert (offered, approved.feedback_on) == ([approved], today())
    assert Finding.objects.get(pk=draft.pk).feedback_on is None


def test_the_office_merges_a_finding_by_the_number_of_the_one_that_stays(crew, sign_in):
    first, second = (a_finding(crew, status="approved") for _ in range(2))

    sign_in(crew.office).post(
        f"{first.get_absolute_url()}merge/", {"into": second.number, "note": "one matter"}
    )

    first.refresh_from_db()
    assert (first.merged_into, first.merged_by) == (second, crew.office)


def test_the_round_page_counts_progress_by_team_and_region(crew, sign_in):
    a_check(crew, status="completed")
    a_check(crew)
    a_check(crew, status="void")
    a_finding(crew, status="approved")

    page = sign_in(crew.office).get(crew.round.get_absolute_url()).context["page"]

    (team,), (line,) = page.teams, page.progress
    assert (team.line.completed, team.line.checks) == (1, 2)
    assert (line.checks, line.completed, line.share, line.findings, line.amount_yuan) == (
        2,
        1,
        50,
        1,
        Decimal("387000.00"),
    )


def crowd(crew, number):
    for _ in range(number):
        a_check(crew)
        a_finding(crew, status="deputy_review")
        a_finding(crew, status="approved")


@pytest.mark.parametrize(
    "path",
    ["/inspections/findings/", "/inspections/checks/", "/inspections/rounds/", "/", "round"],
)
def test_a_page_costs_the_same_for_one_row_and_for_three(
    crew, sign_in, django_assert_max_num_queries, django_assert_num_queries, path
):
    path = crew.round.get_absolute_url() if path == "round" else path
    crowd(crew, 1)
    client = sign_in(crew.deputy)
    client.get(path)
    with django_assert_max_num_queries(40) as queries:
        client.get(path)
    crowd(crew, 2)
    a_crew(crew.county)

    with django_assert_num_queries(len(queries)):
        client.get(path)


PAGES = (
    "/inspections/findings/",
    "/inspections/findings/new/",
    "/inspections/findings/{0}/",
    "/inspections/findings/{0}/paper/",
    "/inspections/findings/{0}/peek/",
    "/inspections/checks/",
    "/inspections/checks/{1}/",
    "/inspections/checks/{1}/peek/",
    "/inspections/rounds/",
    "/inspections/rounds/{2}/",
    "/inspections/rounds/{2}/assign/",
)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_renders_in_both_languages(crew, sign_in, path, language):
    finding, check = a_finding(crew, status="approved"), a_check(crew)
    path = path.format(finding.pk, check.pk, crew.round.pk)

    response = sign_in(crew.leader).get(path, headers={"accept-language": language})

    assert (response.status_code, response.headers["Content-Language"]) == (200, language)


def test_the_list_and_its_workbook_show_what_the_filters_ask(crew, sign_in):
    ours = a_finding(crew, status="deputy_review", title="望湖商务楼违规减免")
    a_finding(crew, title="望湖以外")
    client = sign_in(crew.inspector)

    found = client.get("/inspections/findings/?q=望湖&status=deputy_review").context["list"]
    mine = client.get("/inspections/findings/?mine=true").context["list"]
    others = sign_in(crew.colleague).get("/inspections/findings/?mine=true").context["list"]

    assert list(found.queryset) == [ours]
    assert (mine.queryset.count(), others.queryset.count()) == (2, 0)


def test_a_person_without_the_right_cannot_merge_even_what_is_seen(crew, as_role):
    finding = a_finding(crew, status="approved")
    client = as_role(Role.LEADERSHIP, crew.county)

    assert client.get(f"{finding.get_absolute_url()}merge/").status_code == 403


def test_people_offered_for_a_team_are_of_the_planners_reach(crew, sign_in):
    person(Role.INSPECTOR, OrganisationFactory())

    response = sign_in(crew.office).get(f"{crew.round.get_absolute_url()}teams/new/")

    offered = response.context["members"].forms[0].fields["user"].queryset
    assert set(offered) == {crew.leader, crew.deputy, crew.inspector, crew.colleague}
