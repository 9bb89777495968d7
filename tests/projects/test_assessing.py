"""An assessment by the statute: computed, kept whole, superseded, and compared with today's law."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotPossible
from projects import actions
from projects.assessing import NoPolicy
from projects.comparing import compare
from projects.models import FeeAssessment
from projects.rules import RULES_VERSION
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.projects import (
    OFFICE,
    FeeAssessmentFactory,
    FeePolicyFactory,
    FeeRateFactory,
    ProjectFactory,
    clerk_of,
    publish,
)

pytestmark = pytest.mark.django_db
YUAN = Decimal
SCHOOL = OFFICE | {"name": "教学楼", "claims": ["R2"]}


@pytest.fixture
def tonghai():
    return OrganisationFactory(code="530423", name="通海县", short_name="通海")


@pytest.fixture
def project(tonghai):
    return ProjectFactory(region=tonghai, buildings=[OFFICE], is_offsite_approved=True)


@pytest.fixture
def clerk(project):
    client = Client(headers={"accept-language": "en"})
    client.user = clerk_of(project)
    client.force_login(client.user)
    return client


def assess(project, **facts):
    facts = {"document": "模核〔2019〕1号", "assessed_on": date(2019, 6, 10)} | facts
    return actions.assess_by_law(project=project, by=clerk_of(project), at=NOON, **facts)


def granted(amount, code="纪要"):
    return {
        "code": code,
        "amount_yuan": YUAN(amount),
        "approved_on": date(2019, 6, 8),
        "document": "会议纪要〔2019〕模7号",
    }


def page(project):
    return reverse("projects:assessment_new", args=[project.pk])


def form_of(shown, reductions=(), **changes):
    """What a clerk sends from the page as it was shown."""
    fields = {
        "document": "模核〔2019〕1号",
        "assessed_on": "2019-06-10",
        "gross_yuan": str(shown.context["form"]["gross_yuan"].value()),
        "seen": shown.context["form"]["seen"].value(),
        "reductions-TOTAL_FORMS": "2",
        "reductions-INITIAL_FORMS": "0",
    }
    for n, amount in enumerate(reductions):
        fields |= {
            f"reductions-{n}-code": "纪要",
            f"reductions-{n}-amount_yuan": amount,
            f"reductions-{n}-approved_on": "2019-06-08",
            f"reductions-{n}-document": "会议纪要〔2019〕模7号",
        }
    return fields | changes


def test_what_nobody_typed_comes_from_the_statute(project, tonghai):
    publish(tonghai)

    assessment = assess(project)

    assert assessment.required_g6_sqm == YUAN("860.00")
    assert assessment.required_g6b_sqm == YUAN("0.00")
    assert assessment.gross_yuan == assessment.payable_yuan == YUAN("1290000.00")
    assert assessment.legal_payable_yuan == YUAN("1290000.00")
    assert assessment.rate_document == "模拟费率〔2015〕1号"
    assert assessment.snapshot["rules_version"] == RULES_VERSION
    assert [line["step"] for line in assessment.snapshot["lines"]] == [
        "duty",
        "required",
        "shortfall",
        "gross",
        "payable",
    ]
    assert Event.objects.of(project).filter(name="assess").count() == 1


def test_lawful_reductions_are_granted_unless_others_are_named(tonghai):
    publish(tonghai)
    project = ProjectFactory(region=tonghai, buildings=[SCHOOL], is_offsite_approved=True)

    by_law = assess(project)
    as_granted = assess(
        project, reductions=[granted("645000.00", "R2"), granted("0.01", "R2"), granted("1.00")]
    )

    assert [(r.code, r.amount_yuan, r.is_lawful) for r in by_law.reductions.all()] == [
        ("R2", YUAN("645000.00"), True)
    ]
    assert [r.is_lawful for r in as_granted.reductions.order_by("pk")] == [True, False, False]
    assert as_granted.legal_payable_yuan == YUAN("645000.00")


def test_a_project_that_owes_nothing_is_assessed_by_its_policy(tonghai):
    FeePolicyFactory(region=tonghai, status="in_force")
    built = ProjectFactory(region=tonghai, buildings=[OFFICE], built_g6_sqm=YUAN("900.00"))

    assessment = assess(built)

    assert (assessment.payable_yuan, assessment.rate_document) == (
        YUAN("0.00"),
        "模拟口径〔2003〕1号",
    )


def test_a_later_rate_changes_nothing_issued_and_shows_as_a_difference(project, tonghai):
    rate = publish(tonghai)
    assessment = assess(project)
    kept = FeeAssessment.objects.filter(pk=assessment.pk).values().get()
    keeper = person(Role.DATA_CLERK, tonghai)
    actions.take_published_step(
        rate, "end", by=keeper, at=NOON, note="废止", effective_to=date(2018, 12, 31)
    )
    FeeRateFactory(
        region=tonghai,
        status="in_force",
        effective_from=date(2019, 1, 1),
        yuan_per_sqm=YUAN("2000.00"),
    )

    comparison = compare(assessment)

    assert FeeAssessment.objects.filter(pk=assessment.pk).values().get() == kept
    assert comparison.is_same is False
    assert comparison.payable.difference == YUAN("430000.00")
    assert comparison.are_facts_changed is False


def test_an_issued_assessment_cannot_be_rewritten_by_anybody(project, tonghai):
    publish(tonghai)
    assessment = assess(project)

    with pytest.raises(Exception, match="projects_feeassessment"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_feeassessment SET snapshot = '{}' WHERE id = %s", [assessment.pk]
        )


def test_corrected_facts_are_compared_beside_those_it_rests_on(project, tonghai):
    publish(tonghai)
    assessment = assess(project)
    actions.edit_building(
        building=project.buildings.get(),
        by=clerk_of(project),
        at=NOON,
        first_floor_sqm=YUAN("1000.00"),
    )

    comparison = compare(FeeAssessment.objects.get(pk=assessment.pk))

    assert (comparison.is_same, comparison.are_facts_changed) == (True, True)
    assert comparison.payable.now == YUAN("1500000.00")
    assert comparison.payable.difference_now == YUAN("210000.00")


def test_an_assessment_entered_without_the_statute_is_compared_too(project, tonghai):
    publish(tonghai)
    historic = FeeAssessmentFactory(
        project=project,
        required_g6_sqm=YUAN("660.00"),
        gross_yuan=YUAN("990000.00"),
        legal_payable_yuan=YUAN("990000.00"),
    )

    comparison = compare(historic)

    assert comparison.issued_version == ""
    assert [row.difference for row in comparison.rows] == [
        YUAN("200.00"),
        YUAN("0.00"),
        YUAN("300000.00"),
        YUAN("0.00"),
        YUAN("300000.00"),
    ]


def test_reassessment_is_a_new_row_that_supersedes(project, tonghai):
    publish(tonghai)
    first = assess(project)

    second = assess(project, document="模核〔2020〕2号")

    assert (second.supersedes, project.assessment) == (first, second)


@pytest.mark.parametrize(
    ("published", "sentence"),
    [
        (False, "no policy for 530423 on 2019-06-01: add one with its document"),
        (True, "no rate for 530423, G6 on 2019-06-01: add one with its document"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_written(project, tonghai, published, sentence):
    if published:
        publish(tonghai, effective_from=date(2020, 1, 1))

    with pytest.raises(NotPossible) as refusal:
        assess(project)

    assert str(refusal.value) == sentence
    assert FeeAssessment.objects.count() == 0


def test_a_worksheet_that_is_no_longer_true_is_not_signed(project, tonghai):
    publish(tonghai)

    with pytest.raises(NotPossible, match="Facts or rates changed"):
        assess(project, seen="0123456789abcdef")

    assert FeeAssessment.objects.count() == 0


def test_clerk_sees_the_worksheet_and_the_form_is_filled_in_by_it(tonghai, clerk):
    publish(tonghai)
    school = ProjectFactory(region=tonghai, buildings=[SCHOOL], is_offsite_approved=True)
    client = Client(headers={"accept-language": "en"})
    client.force_login(clerk_of(school))

    shown = client.get(page(school))

    html = shown.content.decode()
    assert shown.context["form"]["gross_yuan"].value() == YUAN("1290000.00")
    assert shown.context["reductions"].forms[0]["amount_yuan"].value() == YUAN("645000.00")
    assert "645,000.00 yuan" in html
    assert 'name="legal_payable_yuan"' not in html
    assert 'name="required_g6_sqm"' not in html


def test_assessment_with_the_reductions_that_were_granted_is_recorded_in_one_form(
    clerk, project, tonghai
):
    publish(tonghai)
    shown = clerk.get(page(project))

    response = clerk.post(page(project), form_of(shown, ["198000.00"], gross_yuan="990000.00"))

    assessment = project.assessment
    assert response.url == project.get_absolute_url()
    assert (assessment.payable_yuan, assessment.legal_payable_yuan) == (
        YUAN("792000.00"),
        YUAN("1290000.00"),
    )
    assert assessment.reductions.get().is_lawful is False


def test_a_proposed_reduction_that_was_not_granted_is_left_out(tonghai):
    publish(tonghai)
    school = ProjectFactory(region=tonghai, buildings=[SCHOOL], is_offsite_approved=True)
    client = Client(headers={"accept-language": "en"})
    client.force_login(clerk_of(school))
    shown = client.get(page(school))

    fields = form_of(shown, ["645000.00"], **{"reductions-INITIAL_FORMS": "1"})
    client.post(page(school), fields | {"reductions-0-DELETE": "on"})

    assert (school.assessment.reduction_yuan, school.assessment.payable_yuan) == (
        YUAN("0.00"),
        YUAN("1290000.00"),
    )


def test_reductions_above_the_gross_fee_are_an_error_at_the_fee(clerk, project, tonghai):
    publish(tonghai)
    shown = clerk.get(page(project))

    response = clerk.post(page(project), form_of(shown, ["1290000.00", "0.01"]))

    assert response.context["form"].errors["gross_yuan"] == [
        "The reductions of 1,290,000.01 yuan exceed it: correct one of them."
    ]
    assert FeeAssessment.objects.count() == 0


def test_half_filled_reduction_is_an_error_and_nothing_is_written(clerk, project, tonghai):
    publish(tonghai)
    shown = clerk.get(page(project))

    fields = form_of(shown, ["1.00"], **{"reductions-0-document": ""})
    response = clerk.post(page(project), fields)

    assert set(response.context["reductions"].forms[0].errors) == {"document"}
    assert FeeAssessment.objects.count() == 0


def test_facts_that_changed_meanwhile_show_the_worksheet_again(clerk, project, tonghai):
    publish(tonghai)
    shown = clerk.get(page(project))
    actions.edit_building(
        building=project.buildings.get(),
        by=clerk.user,
        at=NOON,
        first_floor_sqm=YUAN("1000.00"),
    )

    again = clerk.post(page(project), form_of(shown))
    accepted = clerk.post(page(project), form_of(again))

    assert "Facts or rates changed" in again.context["form"].non_field_errors()[0]
    assert (accepted.status_code, project.assessment.legal_payable_yuan) == (
        302,
        YUAN("1500000.00"),
    )


def test_a_missing_rate_is_named_with_the_way_to_propose_it(clerk, project, tonghai):
    publish(tonghai, effective_from=date(2020, 1, 1))

    html = clerk.get(page(project)).content.decode()

    assert "no rate for 530423, G6 on 2019-06-01: add one with its document" in html
    link = f"/projects/rates/new/?region={tonghai.pk}&amp;effective_from=2019-06-01&amp;grade=G6"
    assert link in html


def test_the_page_of_an_assessment_compares_it_with_todays_law(clerk, project, tonghai):
    publish(tonghai)
    assessment = assess(project, gross_yuan=YUAN("1000000.00"))
    url = assessment.get_absolute_url()

    same = clerk.get(url)

    assert same.context["comparison"].is_same is True
    assert "The law of today says the same" in same.content.decode()


def test_without_a_policy_the_page_of_an_assessment_says_what_is_missing(clerk, project):
    historic = FeeAssessmentFactory(project=project)

    with pytest.raises(NoPolicy):
        compare(historic)
    html = clerk.get(historic.get_absolute_url()).content.decode()

    assert "no policy for 530423 on 2019-06-01" in html
