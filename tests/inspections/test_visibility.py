"""Who sees which round, check and finding: on its pages, in the API, in its files."""

import pytest
from django.urls import reverse

from airdefense.accounts.roles import ADMINISTRATORS, INSPECTION_TEAM, Role
from airdefense.casework.actions import attach
from inspections import actions
from inspections.models import Finding, ProjectCheck, Round
from tests.factories.accounts import (
    NOON,
    TODAY,
    OrganisationFactory,
    RoleGrantFactory,
    person,
)
from tests.factories.inspections import a_check, a_finding, a_picture

pytestmark = pytest.mark.django_db

READS_NONE = {*ADMINISTRATORS, Role.UNIT_CONTACT, Role.CUSTODIAN}
READS_APPROVED = [role for role in Role if role not in READS_NONE]


def numbers(model, user):
    return set(model.objects.visible_to(user).values_list("pk", flat=True))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("status", ["draft", "deputy_review", "returned", "approved", "void"])
def test_a_paper_belongs_to_its_team_until_it_is_approved(crew, role, status):
    finding = a_finding(crew, status=status)
    a_finding(status=status)
    sees = role in INSPECTION_TEAM or (status == "approved" and role in READS_APPROVED)

    assert numbers(Finding, person(role, crew.county)) == ({finding.pk} if sees else set())


@pytest.mark.parametrize("role", Role)
def test_nobody_of_the_sibling_county_sees_a_finding(crew, role):
    a_finding(crew, status="approved", fed_back_on=TODAY)

    assert numbers(Finding, person(role, OrganisationFactory())) == set()


def test_the_unit_sees_its_findings_from_the_feedback_on(crew):
    finding = a_finding(crew, status="approved")
    contact = person(Role.UNIT_CONTACT, crew.authority)
    neighbour = person(Role.UNIT_CONTACT, OrganisationFactory(parent=crew.county))
    before = numbers(Finding, contact)

    actions.send_feedback(findings=[finding], on=TODAY, by=crew.office, at=NOON)

    assert (before, numbers(Finding, contact)) == (set(), {finding.pk})
    assert numbers(Finding, neighbour) == set()


@pytest.mark.parametrize("role", Role)
def test_rounds_and_checks_are_hidden_from_units_and_administrators(crew, role):
    check = a_check(crew)
    a_check()
    reader = person(role, crew.county)
    sees = role in READS_APPROVED or role == Role.CUSTODIAN

    assert numbers(Round, reader) == ({crew.round.pk} if sees else set())
    assert numbers(ProjectCheck, reader) == ({check.pk} if sees else set())


def test_a_round_of_the_city_is_seen_where_its_teams_work(crew):
    city = OrganisationFactory(city=True)
    inside, outside = (OrganisationFactory(parent=city) for _ in range(2))
    office = person(Role.INSPECTION_OFFICE, city)
    round_ = actions.open_round(
        by=office,
        at=NOON,
        region=city,
        inspected=[inside],
        name="city round",
        organ="inspection",
        kind="MOBILE",
        mandate="doc",
        starts_on=TODAY,
        ends_on=TODAY,
    )
    leader = person(Role.TEAM_LEADER, inside)
    for name in ("first", "second"):
        actions.form_team(
            round=round_,
            name=name,
            regions=[inside, city],
            members=[(leader, "leader", TODAY, [])],
            by=office,
            at=NOON,
        )

    assert list(Round.objects.visible_to(leader)) == [round_]
    assert list(Round.objects.visible_to(person(Role.TEAM_LEADER, outside))) == []


def paths_of(crew):
    finding, check = a_finding(crew, status="approved"), a_check(crew)
    pages = "/inspections/findings/{0}/", "/inspections/checks/{1}/", "/inspections/rounds/{2}/"
    fragments = (
        "/inspections/findings/{0}/peek/",
        "/inspections/findings/{0}/paper/",
        "/inspections/checks/{1}/peek/",
    )
    api = (
        "/api/v1/inspections/findings/{0}/",
        "/api/v1/inspections/findings/{0}/attachments/",
        "/api/v1/inspections/checks/{1}/",
        "/api/v1/inspections/rounds/{2}/",
    )
    return [p.format(finding.pk, check.pk, crew.round.pk) for p in (*pages, *fragments, *api)]


def answers(client, paths):
    return {client.get(path).status_code for path in paths}


@pytest.mark.parametrize("role", READS_APPROVED)
def test_own_county_opens_and_sibling_county_does_not_find(crew, as_role, role):
    paths = paths_of(crew)

    assert answers(as_role(role, crew.county), paths) == {200}
    assert answers(as_role(role, OrganisationFactory()), paths) == {404}


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_the_three_administrators_find_nothing(crew, as_role, role):
    assert answers(as_role(role, crew.county), paths_of(crew)) == {404}


def test_the_unit_finds_nothing_before_the_feedback(crew, as_role):
    paths = paths_of(crew)
    finding = Finding.objects.get()
    contact = as_role(Role.UNIT_CONTACT, crew.authority)
    before = answers(contact, paths)

    actions.send_feedback(findings=[finding], on=TODAY, by=crew.office, at=NOON)

    assert before == {404}
    assert contact.get(paths[0]).status_code == 200


STEPS = [
    ("/inspections/findings/{0}/steps/approve/", 404),
    ("/inspections/checks/{1}/steps/start/", 404),
    ("/inspections/rounds/{2}/steps/give_feedback/", 404),
]


@pytest.mark.parametrize(("path", "expected"), STEPS)
def test_a_stranger_takes_no_step_by_page_or_api(crew, as_role, path, expected):
    finding, check = a_finding(crew, status="leader_review"), a_check(crew)
    path = path.format(finding.pk, check.pk, crew.round.pk)
    stranger = as_role(Role.TEAM_LEADER, OrganisationFactory())

    codes = [stranger.post(prefix + path).status_code for prefix in ("", "/api/v1")]

    assert codes == [expected, expected]


def the_file(finding, maker):
    return attach(finding, a_picture("talk.png"), by=maker, at=NOON)


@pytest.mark.parametrize("method", ["talk", "petition"])
def test_files_of_talks_and_petitions_stay_with_the_team(crew, sign_in, as_role, method):
    finding = a_finding(crew, method=method)
    file = the_file(finding, crew.inspector)
    for step, user in (
        ("submit", crew.inspector),
        ("review", crew.deputy),
        ("approve", crew.leader),
    ):
        finding = actions.take_step(finding, step, by=user, at=NOON)
    outsiders = [as_role(r, crew.county) for r in (Role.INSPECTOR, Role.LEADERSHIP)]

    team = [
        sign_in(u).get(file.get_absolute_url()).status_code for u in (crew.inspector, crew.leader)
    ]
    others = [client.get(file.get_absolute_url()).status_code for client in outsiders]

    assert (team, others) == ([200, 200], [403, 403])


def test_restricted_files_are_named_on_no_page_and_in_no_answer(crew, sign_in, as_role):
    finding = a_finding(crew, method="talk")
    the_file(finding, crew.inspector)
    outsider = as_role(Role.INSPECTOR, crew.county)
    url = finding.get_absolute_url()

    shown = [sign_in(crew.deputy).get(url + page).content for page in ("", "paper/")]
    hidden = [outsider.get(url + page).content for page in ("", "paper/")]
    api = outsider.get(f"/api/v1/inspections/findings/{finding.pk}/attachments/")

    assert all(b"talk.png" in content for content in shown)
    assert not any(b"talk.png" in content for content in hidden)
    assert api.status_code == 403


def test_files_of_other_methods_are_read_by_whoever_sees_the_finding(crew, as_role):
    finding = a_finding(crew, status="approved")
    file = finding.attachments().get()

    assert as_role(Role.LEADERSHIP, crew.county).get(file.get_absolute_url()).status_code == 200


def test_only_the_maker_adds_evidence_and_only_while_writing(crew, sign_in):
    def upload(user, finding):
        url = f"/attachments/inspections.finding/{finding.pk}/new/"
        return sign_in(user).post(url, {"files": [a_picture()]}).status_code

    draft, handed_in = a_finding(crew), a_finding(crew, status="deputy_review")

    assert upload(crew.inspector, draft) == 302
    assert upload(crew.colleague, draft) == 403
    assert upload(crew.inspector, handed_in) == 403


@pytest.mark.parametrize(
    "path",
    [
        "findings/{0}/edit/",
        "findings/{0}/merge/",
        "rounds/{2}/edit/",
        "rounds/{2}/teams/new/",
        "rounds/{2}/assign/",
        "rounds/{2}/feedback/",
    ],
)
def test_a_form_of_the_sibling_county_is_not_found_whatever_the_role(crew, as_role, path):
    finding, check = a_finding(crew, status="approved"), a_check(crew)
    path = "/inspections/" + path.format(finding.pk, check.pk, crew.round.pk)
    elsewhere = OrganisationFactory()
    roles = (Role.INSPECTION_OFFICE, Role.TEAM_LEADER, Role.INSPECTOR, Role.UNIT_CONTACT)

    assert {as_role(role, elsewhere).get(path).status_code for role in roles} == {404}


def test_office_of_one_county_plans_and_merges_nothing_of_a_sibling_it_only_inspects(sign_in):
    finding = a_finding(status="approved")
    user = person(Role.INSPECTION_OFFICE, OrganisationFactory())
    RoleGrantFactory(user=user, role=Role.INSPECTOR, scope=finding.region)
    client, pages = sign_in(user), ["round_edit", "team_new", "feedback"]

    shown = {
        page: client.get(reverse(f"inspections:{page}", args=[finding.round_id])) for page in pages
    }
    merge = client.get(reverse("inspections:merge", args=[finding.pk]))

    assert [shown["round_edit"].status_code, shown["team_new"].status_code] == [403, 403]
    assert list(shown["feedback"].context["form"].fields["findings"].queryset) == []
    assert merge.status_code == 403
