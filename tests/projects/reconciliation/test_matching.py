from datetime import date
from decimal import Decimal

import pytest

from airdefense.accounts.models import system_user
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotPossible
from projects.actions import matching
from projects.models import Difference, Match, Permit, TreasuryEntry
from projects.reconciliation.candidates import asked_of, ranked
from projects.reconciliation.run import reconcile, reconcile_all
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.projects import (
    DeveloperFactory,
    PermitFactory,
    ProjectFactory,
    ReceiptFactory,
    clerk_of,
)
from tests.factories.reconciliation import (
    PaperFactory,
    TreasuryEntryFactory,
    a_match,
    an_entry_match,
)

pytestmark = pytest.mark.django_db
CODE = "2019-530402-47-03-000123"


@pytest.fixture
def county():
    return OrganisationFactory()


@pytest.fixture
def project(county):
    return ProjectFactory(
        region=county,
        name="聚晟苑二期",
        national_code=CODE,
        address="秀山路12号",
        developer=DeveloperFactory(name="聚晟置业有限公司", credit_code="91530402MA6TE1T08E"),
    )


def run(paper):
    reconcile(at=NOON, permit_ids=[paper.pk])
    paper.refresh_from_db()
    return list(Match.objects.filter(permit=paper))


def names_of(case):
    return list(Event.objects.of(case).order_by("pk").values_list("name", flat=True))


def test_a_paper_with_the_project_code_is_linked_by_the_system_at_once(project, county):
    paper = PaperFactory(region=county, stated_name="聚晟苑", stated_code=CODE.replace("-", ""))

    (match,) = run(paper)

    assert (paper.project, match.status, match.score) == (project, "accepted", 100)
    assert match.decided_by == system_user()
    assert names_of(match) == ["suggest", "link"]
    assert names_of(project)[-1] == "match_paper"


def test_a_paper_with_credit_code_and_name_is_linked_at_once(project, county):
    paper = PaperFactory(
        region=county, stated_name="聚晟苑（2期）", stated_credit_code="91530402MA6TE1T08E"
    )

    (match,) = run(paper)

    assert (paper.project, match.score) == (project, 92)


def test_a_key_that_two_projects_share_is_a_question(project, county):
    ProjectFactory(region=county, name="聚晟苑二期", developer=project.developer)
    paper = PaperFactory(
        region=county, stated_name="聚晟苑二期", stated_credit_code="91530402MA6TE1T08E"
    )

    matches = run(paper)

    assert (paper.project, [match.status for match in matches]) == (None, ["suggested"] * 2)


def test_a_like_paper_is_suggested_with_its_reasons(project, county):
    paper = PaperFactory(
        region=county, stated_name="聚晟苑（二期）", stated_developer="聚晟置业有限责任公司"
    )

    (match,) = run(paper)

    assert (paper.project, match.status, match.score) == (None, "suggested", 88)
    assert match.reasons == [
        {"code": "name", "percent": 100},
        {"code": "developer", "percent": 100},
    ]


def test_nothing_is_suggested_for_what_the_ledger_does_not_know(project, county):
    assert run(PaperFactory(region=county, stated_name="天和商贸城", stated_developer="")) == []


def test_a_withdrawn_project_is_no_candidate(county):
    ProjectFactory(region=county, name="聚晟苑二期", national_code=CODE, status="withdrawn")

    assert run(PaperFactory(region=county, stated_name="聚晟苑二期", stated_code=CODE)) == []


def test_a_department_speaks_of_its_own_region_and_the_citys_projects_never_of_a_siblings():
    city = OrganisationFactory(city=True)
    county, sibling = (OrganisationFactory(parent=city) for _ in range(2))
    here, above, beside = (
        ProjectFactory(region=region, name="聚晟苑二期", national_code=CODE)
        for region in (county, city, sibling)
    )
    paper = PaperFactory(region=county, stated_name="聚晟苑二期")
    coded = PaperFactory(region=county, stated_name="聚晟苑二期", stated_code=CODE)
    of_the_city = PaperFactory(region=city, stated_name="聚晟苑二期")

    found = ranked({p.pk: asked_of(p) for p in (paper, coded, of_the_city)})

    assert {one.row for one in found[paper.pk]} == {here, above}
    assert {one.row for one in found[coded.pk]} == {here, above}
    assert {one.row for one in found[of_the_city.pk]} == {here, above, beside}


def test_accepting_gives_the_paper_its_project_and_tells_it_there():
    match = a_match()
    clerk = clerk_of(match.project)

    matching.take_match_step(match, "accept", by=clerk, at=NOON)

    permit = Permit.objects.get(pk=match.permit_id)
    assert permit.project == match.project
    assert names_of(match) == ["suggest", "accept"]
    assert names_of(match.project)[-1] == "match_paper"
    assert not Difference.objects.standing().filter(permit=permit).exists()


def test_taking_back_parts_them_again_and_the_machine_does_not_rejoin_them():
    match = a_match(status="accepted")
    clerk = clerk_of(match.project)

    matching.take_match_step(match, "take_back", by=clerk, at=NOON, note="another phase")
    reconcile_all(at=NOON)

    permit = Permit.objects.get(pk=match.permit_id)
    assert permit.project is None
    assert [m.status for m in Match.objects.filter(permit=permit)] == ["suggested"]
    assert names_of(match.project)[-1] == "unmatch_paper"
    assert [d.kind for d in Difference.objects.standing().filter(permit=permit)] == ["no_project"]


def test_a_link_of_the_system_that_was_taken_back_stays_a_question(project, county):
    paper = PaperFactory(region=county, stated_name="聚晟苑", stated_code=CODE)
    (match,) = run(paper)

    matching.take_match_step(match, "take_back", by=clerk_of(project), at=NOON, note="a mistake")
    (match,) = run(paper)

    assert (paper.project, match.status) == (None, "suggested")


def test_what_was_rejected_is_not_suggested_again():
    match = a_match(status="rejected")

    reconcile_all(at=NOON)

    assert list(Match.objects.filter(permit=match.permit).values_list("status", flat=True)) == [
        "rejected"
    ]
    assert not Match.objects.waiting().exists()


def test_other_suggestions_of_a_paper_wait_no_longer_once_it_has_its_place():
    match = a_match()
    other = Match.objects.create(
        permit=match.permit,
        project=ProjectFactory(),
        authority=match.authority,
        region=match.region,
        score=70,
    )
    assert set(Match.objects.waiting()) == {match, other}

    matching.take_match_step(match, "accept", by=clerk_of(match.project), at=NOON)

    assert list(Match.objects.waiting()) == []
    with pytest.raises(NotPossible, match="take that decision back first"):
        matching.take_match_step(other, "accept", by=clerk_of(match.project), at=NOON)


def test_a_suggestion_whose_facts_changed_gets_a_new_score_or_waits_no_longer(project, county):
    paper = PaperFactory(region=county, stated_name="聚晟苑二期")
    (match,) = run(paper)

    Permit.objects.filter(pk=paper.pk).update(stated_name="天和商贸城", stated_developer="")
    (match,) = run(paper)

    assert (match.score, match.status) == (0, "suggested")
    assert list(Match.objects.waiting()) == []


def test_a_copy_of_a_paper_of_the_project_is_refused_and_told_as_used_twice(project, county):
    first = PermitFactory(project=project, kind="planning", number="建字第5304号")
    paper = PaperFactory(
        region=county,
        issued_by=first.issued_by,
        number="建字第5304号",
        stated_name=project.name,
    )
    (match,) = run(paper)

    assert (match.status, match.reasons[0]["code"]) == ("suggested", "same_number")
    with pytest.raises(NotPossible, match="copy of it"):
        matching.take_match_step(match, "accept", by=clerk_of(project), at=NOON)
    assert [d.kind for d in Difference.objects.standing().filter(permit=paper)] == ["twice"]


def test_a_paper_is_assigned_by_hand_where_nothing_was_suggested(project, county):
    paper = PaperFactory(region=county, stated_name="天和商贸城")

    match = matching.assign(permit=paper, project=project, by=clerk_of(project), at=NOON)

    paper.refresh_from_db()
    assert (paper.project, match.status, match.reasons[0]) == (
        project,
        "accepted",
        {"code": "by_hand"},
    )


def test_a_new_project_finds_the_papers_that_waited_for_it(county):
    paper = PaperFactory(region=county, stated_name="聚晟苑二期", stated_code=CODE)
    assert run(paper) == []
    project = ProjectFactory(region=county, name="聚晟苑二期", national_code=CODE)

    reconcile(at=NOON, project_ids=[project.pk])

    paper.refresh_from_db()
    assert paper.project == project


def test_a_treasury_line_with_number_and_amount_is_linked_at_once():
    receipt = ReceiptFactory()
    entry = TreasuryEntryFactory(
        region=receipt.project.region, number=receipt.number, amount_yuan=receipt.amount_yuan
    )

    reconcile(at=NOON, entry_ids=[entry.pk])

    entry.refresh_from_db()
    assert entry.receipt == receipt


def test_a_treasury_line_with_the_amount_and_day_alone_is_asked():
    match = an_entry_match()

    assert (match.status, match.treasury_entry.receipt) == ("suggested", None)
    matching.take_match_step(match, "accept", by=clerk_of(match.receipt.project), at=NOON)
    assert TreasuryEntry.objects.get(pk=match.treasury_entry_id).receipt == match.receipt


def test_the_receipt_that_the_treasury_knows_is_recorded_and_joined(project, county):
    entry = TreasuryEntryFactory(region=county, payer="聚晟置业有限公司")
    reconcile(at=NOON, entry_ids=[entry.pk])
    assert [d.kind for d in Difference.objects.standing()] == ["not_in_ledger"]

    receipt = matching.record_entry_as_receipt(
        entry=entry,
        project=project,
        by=clerk_of(project),
        at=NOON,
        number=entry.number,
        paid_on=entry.paid_on,
        amount_yuan=entry.amount_yuan,
        payer=entry.payer,
    )

    entry.refresh_from_db()
    assert (entry.receipt, receipt.project) == (receipt, project)
    assert not Difference.objects.standing().exists()


def test_a_bulk_tells_what_became_of_each_match():
    first, second = a_match(), a_match(ProjectFactory(name="天和商贸城", address="文化路8号"))
    clerk = clerk_of(first.project)

    outcomes = matching.accept_reviewed([first, second], by=clerk, at=NOON)

    assert [bool(outcome.refusal) for outcome in outcomes] == [False, True]
    statuses = Match.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["accepted", "suggested"]


def test_more_than_anybody_can_have_looked_at_is_refused():
    match = a_match()

    with pytest.raises(NotPossible, match="At most 200"):
        matching.accept_reviewed([match] * 201, by=clerk_of(match.project), at=NOON)


def test_matching_costs_the_same_queries_however_many_papers_bring_no_likeness(
    county, django_assert_max_num_queries
):
    papers = [
        PaperFactory(region=county, stated_name="", stated_developer="", stated_code=CODE)
        for _ in range(12)
    ]

    with django_assert_max_num_queries(30):
        reconcile(at=NOON, permit_ids=[paper.pk for paper in papers])

    assert Decimal(Difference.objects.count()) == 12
    assert papers[0].issued_on == date(2019, 4, 1)
