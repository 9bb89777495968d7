"""A finding from its first draft to the day its unit learns of it, and counted once."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections import actions
from inspections.models import Finding
from projects.actions import allocate, record_receipt
from projects.models import Gap
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import FindingFactory, a_crew, a_finding

pytestmark = pytest.mark.django_db


def test_a_finding_takes_organ_region_and_unit_from_round_and_project(crew):
    project = crew.project(name="望湖商务楼")

    finding = FindingFactory(crew=crew, project=project)

    assert (finding.organ, finding.region, finding.unit) == (
        "inspection",
        crew.county,
        crew.authority,
    )
    assert (finding.made_by, finding.made_at, finding.status) == (crew.inspector, NOON, "draft")
    assert list(Finding.objects.filter(search_text__matches="望湖")) == [finding]


def test_a_finding_on_a_unit_alone_belongs_to_the_region_of_the_unit(crew):
    finding = FindingFactory(crew=crew, project=None, unit=crew.authority, category="duty")

    assert (finding.project, finding.region) == (None, crew.county)


def test_findings_are_numbered_by_region_and_year(crew):
    other = a_crew()

    numbers = [FindingFactory(crew=c).number for c in (crew, crew, other)]

    assert numbers == [
        f"WT-{crew.county.code}-2020-0001",
        f"WT-{crew.county.code}-2020-0002",
        f"WT-{other.county.code}-2020-0001",
    ]


def test_a_refused_draft_uses_up_no_number(crew):
    with pytest.raises(NotPossible):
        FindingFactory(crew=crew, category="payable_unpaid", amount_yuan=Decimal("-1.00"))

    assert FindingFactory(crew=crew).number == f"WT-{crew.county.code}-2020-0001"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"project": None}, "Name the project or the unit responsible."),
        ({"category": "invented"}, "There is no category “invented”."),
        ({"amount_yuan": Decimal(0)}, "The amount is more than zero, or left empty."),
        ({"found_on": TODAY + timedelta(days=1)}, "A finding cannot be found after today."),
    ],
)
def test_a_draft_that_cannot_be_true_is_refused_aloud(crew, changes, sentence):
    with pytest.raises(NotPossible) as refusal:
        FindingFactory(crew=crew, **changes)

    assert str(refusal.value) == sentence
    assert Finding.objects.count() == 0


def test_a_finding_about_the_fee_names_its_project(crew):
    with pytest.raises(NotPossible, match="names the project whose fee is open"):
        FindingFactory(crew=crew, project=None, unit=crew.authority)


def test_the_unit_belongs_to_the_region_of_the_project(crew):
    other = OrganisationFactory()

    with pytest.raises(NotPossible, match="does not belong to"):
        FindingFactory(crew=crew, unit=other)


def test_a_person_outside_the_team_writes_no_finding(crew):
    stranger = person(Role.INSPECTOR, crew.county)

    with pytest.raises(NotPossible, match="You do not serve in the team"):
        FindingFactory(crew=crew, by=stranger)


def test_a_recused_member_writes_no_finding_about_the_unit(crew):
    crew.team.members.get(user=crew.inspector).recused_from.add(crew.authority)

    with pytest.raises(NotPossible, match="You are recused from"):
        FindingFactory(crew=crew)


def test_the_inspection_office_writes_no_findings(crew):
    with pytest.raises(NotAllowed):
        FindingFactory(crew=crew, by=crew.office)


def test_findings_belong_to_the_days_on_site():
    with pytest.raises(NotPossible, match="is not on site"):
        FindingFactory(crew=a_crew(status="planned"))


def test_the_maker_edits_a_draft_and_history_says_what_changed(crew):
    finding = a_finding(crew, title="before")

    actions.edit_finding(finding=finding, by=crew.inspector, at=NOON, title="after")

    finding.refresh_from_db()
    assert (finding.title, finding.version) == ("after", 2)
    assert Event.objects.of(finding).get(name="edit").detail == {"title": ["before", "after"]}
    assert list(Finding.objects.filter(search_text__matches="after")) == [finding]


def test_nobody_else_edits_a_finding(crew):
    finding = a_finding(crew)

    with pytest.raises(NotAllowed):
        actions.edit_finding(finding=finding, by=crew.colleague, at=NOON, title="mine")


@pytest.mark.parametrize("status", ["deputy_review", "leader_review", "approved", "void"])
def test_a_finding_under_signature_is_edited_no_more(crew, status):
    finding = a_finding(crew, status=status)

    with pytest.raises(NotPossible, match="it is no longer changed"):
        actions.edit_finding(finding=finding, by=crew.inspector, at=NOON, title="later")


def test_an_edit_of_an_older_copy_of_a_finding_is_refused(crew):
    finding = a_finding(crew)
    actions.edit_finding(finding=finding, by=crew.inspector, at=NOON, title="first")

    with pytest.raises(NotPossible, match="changed by somebody else"):
        actions.edit_finding(finding=finding, by=crew.inspector, at=NOON, title="b", version=1)

    assert Finding.objects.get().title == "first"


def test_approving_a_finding_about_the_fee_opens_its_gap_once(crew):
    finding = a_finding(crew, status="approved", amount_yuan=Decimal("824250.00"))

    with pytest.raises(NotPossible):
        actions.take_step(finding, "approve", by=crew.leader, at=NOON)

    gap = Gap.objects.get()
    assert finding.gap == gap
    assert (gap.project, gap.kind, gap.amount_yuan, gap.opened_on, gap.opened_by) == (
        finding.project,
        "payable_unpaid",
        Decimal("824250.00"),
        TODAY,
        crew.leader,
    )


def test_approving_any_other_finding_opens_no_gap(crew):
    finding = a_finding(crew, status="approved", category="approval")

    assert (finding.gap, Gap.objects.count()) == (None, 0)


def test_voiding_an_approved_finding_writes_its_gap_off(crew):
    finding = a_finding(crew, status="approved")

    finding = actions.take_step(finding, "void", by=crew.leader, at=NOON, note="paid in 2015")

    assert (finding.gap.balance, finding.gap.write_offs.get().basis) == (
        Decimal("0.00"),
        f"{finding.number} is void.",
    )


def recover(finding, amount):
    """A payment counted against the finding's gap."""
    clerk = person(Role.DATA_CLERK, finding.region)
    facts = {"by": clerk, "at": NOON, "amount_yuan": Decimal(amount)}
    receipt = record_receipt(
        project=finding.project, number=f"R{finding.pk}", paid_on=TODAY, payer="payer", **facts
    )
    allocate(gap=finding.gap, receipt=receipt, allocated_on=TODAY, **facts)


def test_a_finding_with_money_recovered_is_not_voided(crew):
    finding = a_finding(crew, status="approved")
    recover(finding, "1.00")

    with pytest.raises(NotPossible, match="Money has been recovered"):
        actions.take_step(finding, "void", by=crew.leader, at=NOON, note="wrong")


def test_feedback_dates_the_findings_and_tells_history(crew):
    findings = [a_finding(crew, status="approved") for _ in range(2)]

    told = actions.send_feedback(findings=findings, on=TODAY, by=crew.office, at=NOON)

    assert [(f, f.feedback_on) for f in told] == [(f, TODAY) for f in findings]
    assert Event.objects.filter(name="feed_back", actor=crew.office).count() == 2


def test_feedback_is_given_once_of_approved_findings_by_the_office(crew):
    draft, approved = a_finding(crew), a_finding(crew, status="approved")
    told = {"on": TODAY, "by": crew.office, "at": NOON}

    with pytest.raises(NotPossible, match="is not approved"):
        actions.send_feedback(findings=[approved, draft], **told)
    with pytest.raises(NotPossible, match="has not come yet"):
        actions.send_feedback(findings=[approved], **told | {"on": TODAY + timedelta(days=1)})
    with pytest.raises(NotPossible, match="before its approval"):
        actions.send_feedback(findings=[approved], **told | {"on": date(2020, 11, 1)})
    with pytest.raises(NotAllowed):
        actions.send_feedback(findings=[approved], **told | {"by": crew.leader})
    approved.refresh_from_db()
    assert approved.feedback_on is None

    actions.send_feedback(findings=[approved], **told)
    with pytest.raises(NotPossible, match="was fed back already"):
        actions.send_feedback(findings=[approved], **told)


def merged(finding, into, crew, note="the same receipt"):
    return actions.merge(finding=finding, into=into, by=crew.office, at=NOON, note=note)


def test_a_merged_finding_is_counted_within_the_other_from_that_day_on(crew):
    audit, inspection = (a_finding(crew, status="approved") for _ in range(2))

    merged(audit, inspection, crew)

    assert list(Finding.objects.approved_by_day(TODAY)) == [inspection]
    assert audit.gap.balance == Decimal("0.00")
    assert inspection.gap.balance == Decimal("387000.00")


def test_what_was_counted_before_the_merger_stays_counted_for_that_day(crew):
    first, second = (a_finding(crew, status="approved") for _ in range(2))
    actions.merge(
        finding=first, into=second, by=crew.office, at=NOON + timedelta(days=1), note="one matter"
    )

    assert set(Finding.objects.approved_by_day(TODAY)) == {first, second}
    assert list(Finding.objects.approved_by_day(TODAY + timedelta(days=1))) == [second]


def test_a_finding_is_merged_once_and_never_in_a_circle(crew):
    first, second, third = (a_finding(crew, status="approved") for _ in range(3))
    merged(first, second, crew)

    for finding, into in ((first, third), (second, first), (third, first)):
        with pytest.raises(NotPossible, match="is merged into another finding"):
            merged(finding, into, crew)
    with pytest.raises(NotPossible, match="not merged into itself"):
        merged(third, third, crew)


def test_only_approved_findings_of_one_region_are_merged_by_the_office_with_a_reason(crew):
    approved, draft = a_finding(crew, status="approved"), a_finding(crew)
    county = crew.county
    elsewhere = a_finding(a_crew(OrganisationFactory(parent=county)), status="approved")

    with pytest.raises(NotPossible, match="is not approved"):
        merged(approved, draft, crew)
    with pytest.raises(NotPossible, match="different regions"):
        merged(approved, elsewhere, crew)
    with pytest.raises(NotPossible, match="Say why"):
        merged(approved, a_finding(crew, status="approved"), crew, note=" ")
    with pytest.raises(NotAllowed):
        actions.merge(finding=approved, into=elsewhere, by=crew.leader, at=NOON, note="why")


def test_a_finding_with_money_recovered_stays_and_takes_the_other_one_in(crew):
    recovered, other = (a_finding(crew, status="approved") for _ in range(2))
    recover(recovered, "1.00")

    with pytest.raises(NotPossible, match="merge the other one into it"):
        merged(recovered, other, crew)

    assert merged(other, recovered, crew).merged_into == recovered


def test_merging_never_loses_the_money_of_a_finding(crew):
    fee, duty = (a_finding(crew, status="approved", category=c) for c in ("payable_unpaid", "duty"))

    with pytest.raises(NotPossible, match="would lose the money"):
        merged(fee, duty, crew)

    assert merged(duty, fee, crew).merged_into == fee


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("finding_maker_is_not_its_reviewer", {"reviewed_by": "inspector"}),
        ("finding_maker_is_not_its_approver", {"approved_by": "inspector"}),
        ("finding_reviewer_is_not_its_approver", {"approved_by": "deputy"}),
        ("finding_merged_at_iff_merged", {"merged_at": NOON, "merged_by": "office"}),
        ("finding_voided_in_full", {"voided_by": "office"}),
        ("finding_amount_is_positive", {"amount_yuan": 0}),
    ],
)
def test_the_database_keeps_the_promise_too(crew, name, changes):
    finding = a_finding(crew, status="approved")
    people = ("inspector", "deputy", "office")
    values = {k: getattr(crew, v) if v in people else v for k, v in changes.items()}

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(**values)


def at_once(*jobs):
    """Run the jobs at the same moment, each in a thread of its own; what each one raised."""
    start, results = Barrier(len(jobs)), []

    def run(job):
        start.wait()
        try:
            job()
            results.append(None)
        except NotPossible as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_the_same_moment_open_one_gap():
    crew = a_crew()
    finding = a_finding(crew, status="leader_review")

    def approve():
        actions.take_step(Finding.objects.get(pk=finding.pk), "approve", by=crew.leader, at=NOON)

    raised = at_once(approve, approve)

    assert sorted(map(type, raised), key=str) == sorted([type(None), NotPossible], key=str)
    assert Gap.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_findings_written_at_the_same_moment_have_numbers_of_their_own():
    crew = a_crew()
    projects = [crew.project() for _ in range(4)]

    at_once(*[lambda p=project: FindingFactory(crew=crew, project=p) for project in projects])

    assert sorted(Finding.objects.values_list("number", flat=True)) == [
        f"WT-{crew.county.code}-2020-{n:04}" for n in range(1, 5)
    ]


@pytest.mark.django_db(transaction=True)
def test_two_findings_merged_into_each_other_at_the_same_moment_leave_one_standing():
    crew = a_crew()
    first, second = (a_finding(crew, status="approved") for _ in range(2))

    raised = at_once(
        lambda: merged(first, second, crew),
        lambda: merged(second, first, crew),
    )

    assert [type(r) for r in raised].count(NotPossible) == 1
    assert Finding.objects.filter(merged_into=None).count() == 1
