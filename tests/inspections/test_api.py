"""The JSON API says and does what the pages do."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from airdefense.accounts.roles import Role
from inspections.models import Finding
from projects.models import Gap
from tests.factories.accounts import OrganisationFactory
from tests.factories.inspections import a_check, a_finding
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db

API = "/api/v1/inspections/"


def sent(client, path, data, method="post"):
    return getattr(client, method)(API + path, data, content_type="application/json")


def body(crew, project):
    return {
        "round": crew.round.number,
        "project": getattr(project, "code", project),
        "category": "payable_unpaid",
        "method": "files",
        "title": "fee unpaid",
        "description": "assessed and not paid",
        "basis": "Article 48",
        "amount_yuan": "387000.00",
        "found_on": timezone.localdate().isoformat(),
    }


@pytest.mark.parametrize("path", ["rounds/", "checks/", "findings/"])
def test_the_anonymous_are_refused(path):
    assert Client().get(API + path).status_code == 401


def test_a_finding_is_created_by_the_action_of_the_page(crew, sign_in):
    project = crew.project()

    response = sent(sign_in(crew.inspector), "findings/", body(crew, project))

    finding = Finding.objects.get()
    assert response.status_code == 201
    assert {k: response.json()[k] for k in ("number", "unit", "amount_yuan", "status")} == {
        "number": finding.number,
        "unit": crew.authority.path,
        "amount_yuan": "387000.00",
        "status": "draft",
    }
    assert (finding.made_by, finding.project) == (crew.inspector, project)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "invented"}, "category"),
        ({"amount_yuan": "0"}, "amount_yuan"),
        ({"title": ""}, "title"),
        ({"project": "XM-0"}, "project"),
    ],
)
def test_a_wrong_field_is_named(crew, sign_in, changes, field):
    wrong = body(crew, crew.project()) | changes

    response = sent(sign_in(crew.inspector), "findings/", wrong)

    assert (response.status_code, list(response.json()["errors"])) == (400, [field])
    assert Finding.objects.count() == 0


def test_a_project_of_a_stranger_looks_like_one_that_does_not_exist(crew, sign_in):
    theirs = ProjectFactory(authority=OrganisationFactory(parent=OrganisationFactory()))
    client = sign_in(crew.inspector)

    said = [
        sent(client, "findings/", body(crew, code)).json()["errors"]["project"][0]
        for code in (theirs.code, "XM-0")
    ]

    assert said[0].replace(theirs.code, "XM-0") == said[1]


def test_the_office_creates_no_finding(crew, sign_in):
    response = sent(sign_in(crew.office), "findings/", body(crew, crew.project()))

    assert (response.status_code, Finding.objects.count()) == (403, 0)


def test_the_maker_corrects_a_draft(crew, sign_in):
    finding = a_finding(crew)

    response = sent(
        sign_in(crew.inspector),
        f"findings/{finding.pk}/",
        {"title": "sharper", "version": 1},
        "patch",
    )

    assert (response.status_code, response.json()["title"]) == (200, "sharper")
    assert response.json()["version"] == 2


@pytest.mark.parametrize(
    ("who", "data", "status"),
    [
        ("colleague", {"title": "mine", "version": 1}, 403),
        ("inspector", {"title": "late", "version": 9}, 409),
        ("inspector", {"project": "same", "version": 1}, 400),
        ("inspector", {"title": "unread"}, 428),
    ],
)
def test_a_correction_that_may_not_be_is_refused(crew, sign_in, who, data, status):
    finding = a_finding(crew)
    if "project" in data:
        data = data | {"project": finding.project.code}

    response = sent(sign_in(getattr(crew, who)), f"findings/{finding.pk}/", data, "patch")

    assert response.status_code == status


def test_approval_by_the_api_opens_the_gap_once(crew, sign_in):
    finding = a_finding(crew, status="leader_review")
    client, path = sign_in(crew.leader), f"findings/{finding.pk}/steps/approve/"

    first, second = (sent(client, path, {}) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 409)
    assert first.json()["gap"] == Gap.objects.get().pk
    assert second.json()["detail"] == (
        f"Approve as leader is not possible: {finding} is “Approved”."
    )


def test_the_maker_does_not_review_by_the_api_either(crew, sign_in):
    finding = a_finding(crew, status="deputy_review", by=crew.deputy)

    response = sent(sign_in(crew.deputy), f"findings/{finding.pk}/steps/review/", {})

    assert (response.status_code, response.json()["detail"]) == (
        409,
        "You wrote this finding: somebody else has to review it.",
    )


def test_a_step_of_another_role_is_forbidden(crew, sign_in):
    finding = a_finding(crew, status="leader_review")

    response = sent(sign_in(crew.inspector), f"findings/{finding.pk}/steps/approve/", {})

    assert response.status_code == 403


def test_feedback_is_given_by_numbers(crew, sign_in):
    told, other = (a_finding(crew, status="approved") for _ in range(2))
    today = timezone.localdate().isoformat()

    response = sent(
        sign_in(crew.office), "findings/feedback/", {"on": today, "findings": [told.number]}
    )

    other.refresh_from_db()
    assert [f["feedback_on"] for f in response.json()] == [today]
    assert other.feedback_on is None


def test_feedback_on_what_one_does_not_see_names_no_such_finding(crew, as_role):
    finding = a_finding(crew, status="approved")
    stranger = as_role(Role.INSPECTION_OFFICE, OrganisationFactory())

    response = sent(
        stranger, "findings/feedback/", {"on": "2026-01-01", "findings": [finding.number]}
    )

    assert (response.status_code, list(response.json()["errors"])) == (400, ["findings"])


def test_checks_are_listed_with_what_is_at_stake_and_completed(crew, sign_in):
    check = a_check(crew)
    a_check()
    client = sign_in(crew.inspector)

    rows = client.get(f"{API}checks/?mine=true").json()["results"]
    done = sent(client, f"checks/{check.pk}/steps/complete/", {"note": "in order"})

    assert [(r["project"], r["stake_yuan"]) for r in rows] == [(check.project.code, "0.00")]
    assert done.json()["status"] == "completed"


def test_lists_take_the_filters_of_the_pages(crew, sign_in):
    fee = a_finding(crew, amount_yuan=Decimal("100.00"))
    a_finding(crew, category="duty")
    a_finding(crew, amount_yuan=Decimal("99.99"))

    rows = sign_in(crew.inspector).get(
        f"{API}findings/?category=payable_unpaid&amount_yuan_min=100"
    )

    assert [row["number"] for row in rows.json()["results"]] == [fee.number]


@pytest.mark.parametrize("path", ["rounds/", "checks/", "findings/"])
def test_a_list_costs_the_same_for_one_row_and_for_three(
    crew, sign_in, django_assert_num_queries, django_assert_max_num_queries, path
):
    client = sign_in(crew.leader)
    a_check(crew), a_finding(crew)
    with django_assert_max_num_queries(12) as queries:
        client.get(API + path)
    for _ in range(2):
        a_check(crew), a_finding(crew)

    with django_assert_num_queries(len(queries)):
        client.get(API + path)
