import gc
from datetime import date, timedelta
from decimal import Decimal

import pytest

from airdefense.accounts.models import OrganisationKind, system_user
from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance
from airdefense.casework.models import Event
from projects import actions, screening
from projects.assessing import Statute, Worksheet
from projects.detection import Tally
from projects.models import Permit, Suspicion
from projects.screening.around import Around
from projects.screening.reading import Reader, Span
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.projects import (
    FeeAssessmentFactory,
    GapFactory,
    PermitFactory,
    ReceiptFactory,
    clerk_of,
)
from tests.projects.screening.ledger import (
    codes,
    entry,
    hall,
    project_in,
    region_with_rates,
    screen,
    standing,
    stored,
)

pytestmark = pytest.mark.django_db
MISSING = Decimal("1290000.00")


@pytest.fixture
def region():
    return region_with_rates()


@pytest.fixture
def office(region):
    """Owes 1,290,000 yuan; nothing was assessed or paid."""
    return project_in(region)


def dossier_of(project):
    reader = Reader(TODAY, Statute.in_force(), Around.read())
    return next(d for d in reader.dossiers(Span()) if d.pk == project.pk)


def test_what_is_missing_by_law_is_kept_with_facts_and_amount(office):
    result = screen()

    row = Suspicion.objects.get()
    assert (row.check_code, row.project, row.amount_yuan) == ("GAP", office, MISSING)
    assert (row.region, row.authority, row.status) == (office.region, office.authority, "open")
    assert row.facts == {
        "params": {
            "payable_yuan": "1290000.00",
            "paid_yuan": "0.00",
            "parts": {"receivable_uncollected": "1290000.00"},
        },
        "records": [],
    }
    assert str(screening.describe(row)) == (
        "1,290,000.00 yuan are payable by law and 0.00 yuan were paid;"
        " no gap was opened for: Receivable, not collected 1,290,000.00."
    )
    assert screening.proposals(row) == [("receivable_uncollected", MISSING)]
    assert (result.projects, result.tally) == (1, Tally(appeared=1))
    assert result.cells == {("GAP", office.region.code): (1, MISSING)}


def test_a_second_run_changes_nothing_and_tells_the_same(office, region):
    project_in(region, hall("3000"), name="other")
    first = screen()
    before = stored()
    events = Event.objects.filter(case_type="projects.suspicion").count()

    second = screen(at=NOON + timedelta(hours=1))

    assert (second.cells, second.projects) == (first.cells, first.projects)
    assert (second.tally.touched, second.tally.returned, second.tally.same) == (0, 0, 2)
    assert stored() == before
    # But for the line that the ledger was screened.
    assert Event.objects.filter(case_type="projects.suspicion").count() == events + 1


def test_the_dossier_reckons_like_the_worksheet(office):
    """Reduced, put off, paid, refunded, remitted and recovered: each read in another way."""
    clerk = clerk_of(office)
    FeeAssessmentFactory(
        project=office,
        gross_yuan=Decimal("1200000.00"),
        reductions=[
            {
                "code": "纪要",
                "amount_yuan": Decimal("200000.00"),
                "approved_on": date(2019, 6, 8),
                "document": "会议纪要〔2019〕模7号",
                "is_lawful": False,
            }
        ],
    )
    paid = ReceiptFactory(project=office)
    actions.refund(
        receipt=paid,
        amount_yuan=Decimal("50000.00"),
        refunded_on=TODAY,
        reason="重复",
        document="退1号",
        by=clerk,
        at=NOON,
    )
    actions.record_remittance(
        receipt=paid, amount_yuan=Decimal("100000.00"), remitted_on=TODAY, by=clerk, at=NOON
    )
    gap = GapFactory(project=office, amount_yuan=Decimal("200000.00"))
    late = ReceiptFactory(project=office, amount_yuan=Decimal("80000.00"), paid_on=TODAY)
    actions.allocate(
        gap=gap,
        receipt=late,
        amount_yuan=Decimal("80000.00"),
        allocated_on=TODAY,
        by=clerk,
        at=NOON,
    )
    actions.defer(
        project=office,
        document="欠条",
        granted_on=date(2019, 8, 1),
        amount_yuan=Decimal("70000.00"),
        by=clerk,
        at=NOON,
    )

    of, sheet = dossier_of(office), Worksheet(office, TODAY)

    assert (of.fee, of.dues, of.gap) == (sheet.fee, sheet.dues, sheet.gap)
    assert of.gap.gap_yuan == Decimal("960000.00")
    # 120,000 of the unlawful reduction are an open gap already.
    assert sum(of.uncovered.values()) == Decimal("840000.00")


def test_a_withdrawn_project_is_suspected_of_nothing(office):
    screen()
    actions.take_step(office, "withdraw", by=clerk_of(office), at=NOON, note="entered twice")

    result = screen()

    assert (result.projects, result.tally) == (0, Tally(lapsed=1))
    assert not standing().exists()


def test_what_was_dismissed_stays_so_until_its_facts_change(office):
    screen()
    inspector = person(Role.INSPECTOR, office.region)
    row = Suspicion.objects.get()
    advance(row, "dismiss", by=inspector, at=NOON, note="paid elsewhere, see file 12")

    assert screen().tally == Tally(same=1)
    row.refresh_from_db()
    assert row.status == "dismissed"

    ReceiptFactory(project=office, amount_yuan=Decimal("290000.00"), paid_on=TODAY)
    assert screen().tally == Tally(changed=1, returned=1)
    row.refresh_from_db()
    assert (row.status, row.amount_yuan) == ("open", Decimal("1000000.00"))
    assert Event.objects.of(row).order_by("pk").last().actor == system_user()


def test_what_was_dismissed_and_holds_again_as_before_stays_dismissed(office):
    screen()
    row = Suspicion.objects.get()
    advance(row, "dismiss", by=person(Role.INSPECTOR, office.region), at=NOON, note="known")
    receipt = ReceiptFactory(project=office, amount_yuan=MISSING, paid_on=TODAY)
    assert screen().tally == Tally(lapsed=1)

    actions.void_receipt(receipt=receipt, reason="wrong project", by=clerk_of(office), at=NOON)

    assert screen().tally == Tally(changed=1)
    row.refresh_from_db()
    assert (row.status, row.is_standing) == ("dismissed", True)


def test_what_was_found_and_covered_comes_back_with_new_facts_only():
    crew = a_crew(region_with_rates())
    office = project_in(crew.county)
    screen()
    row = Suspicion.objects.get()
    facts = {"category": "receivable_uncollected", "amount_yuan": MISSING}
    a_finding(crew, status="approved", project=office, suspicion=row, **facts)

    # The finding opened the gap.
    assert screen().tally == Tally(lapsed=1)
    row.refresh_from_db()
    assert (row.status, row.amount_yuan) == ("found", MISSING)
    actions.add_building(
        project=office, by=clerk_of(office), at=NOON, **hall("3000") | {"name": "2幢"}
    )
    assert screen().tally == Tally(changed=1, returned=1)
    row.refresh_from_db()
    # 3 % of 3,000 ㎡ at 1,500 yuan.
    assert (row.status, row.amount_yuan) == ("open", Decimal("135000.00"))


def test_what_is_in_hand_stays_so_while_it_stands():
    crew = a_crew(region_with_rates())
    office = project_in(crew.county)
    screen()
    row = Suspicion.objects.get()
    a_finding(crew, project=office, suspicion=row, category="unbuilt")
    ReceiptFactory(project=office, amount_yuan=Decimal("290000.00"), paid_on=TODAY)

    assert screen().tally == Tally(changed=1)
    row.refresh_from_db()
    assert (row.status, row.amount_yuan) == ("found", Decimal("1000000.00"))


def test_a_missing_rate_is_told_and_not_skipped():
    region = OrganisationFactory()
    project_in(region)

    result = screen()

    row = Suspicion.objects.get()
    assert row.check_code == "RATE"
    assert str(screening.describe(row)) == (
        f"No policy for {region.code} on 2019-06-01: add one with its document."
    )
    assert screening.proposals(row) == []
    assert result.no_rate == {(region.code,): 1}


def test_parts_of_a_plan_are_screened_together(region):
    parts = [project_in(region, hall("900"), planned_once_id="一期") for _ in range(3)]
    project_in(region_with_rates(), hall("900"), planned_once_id="一期")
    project_in(region, hall("900"))

    screen()

    rows = standing().filter(check_code="X09").order_by("project")
    assert [(row.project, row.amount_yuan) for row in rows] == [
        (part, Decimal("40500.00")) for part in parts
    ]


def test_one_changed_part_changes_the_others_at_once(region):
    parts = [project_in(region, hall("900"), planned_once_id="一期") for _ in range(3)]
    screen()

    for part in (parts[0], parts[1]):
        part.refresh_from_db()
        actions.edit_project(project=part, planned_once_id="", by=clerk_of(part), at=NOON)
        screen(part)

    assert not standing().exists()


def test_a_part_that_joins_makes_the_others_suspected(region):
    first = project_in(region, hall("1100"), planned_once_id="一期")
    screen()
    second = project_in(region, hall("1200"), planned_once_id="一期")

    screen(second)

    assert (codes(first), codes(second)) == (["X09"], ["X09"])


def test_several_reductions_of_one_developer_are_seen_from_any_of_its_projects(region):
    first = project_in(region)
    others = [project_in(region, developer=first.developer) for _ in range(2)]
    other_developer = project_in(region)
    half = {
        "code": "纪要",
        "amount_yuan": Decimal("645000.00"),
        "approved_on": date(2019, 6, 8),
        "document": "会议纪要",
        "is_lawful": False,
    }
    for project in (first, *others, other_developer):
        FeeAssessmentFactory(project=project, reductions=[half])

    screen(first)

    suspected = standing().filter(check_code="X15").order_by("project")
    assert [row.project for row in suspected] == [first, *others]
    assert str(screening.describe(suspected[0])) == (
        f"3 projects of {first.developer} were reduced, by 1,935,000.00 yuan in all."
    )


def test_the_same_number_in_another_width_is_used_twice(region):
    one, other = project_in(region), project_in(region)
    ReceiptFactory(project=one, number="No 123")
    screen()
    ReceiptFactory(project=other, number="ＮＯ　１２３")

    screen(other)

    assert (codes(one), codes(other)) == (["GAP", "X11", "X18"], ["GAP", "X11", "X18"])


def test_a_receipt_is_missed_on_days_that_the_treasury_file_covers(region):
    treasury = OrganisationFactory(parent=region, kind=OrganisationKind.FINANCE)
    for number, day in (("A", date(2020, 1, 5)), ("B", date(2020, 6, 30))):
        entry(treasury, number, day)
    office = project_in(region)
    days = {
        "before": date(2020, 1, 4),
        "B": date(2020, 3, 1),
        "absent": date(2020, 6, 30),
        "after": date(2020, 7, 1),
    }
    for number, day in days.items():
        ReceiptFactory(project=office, number=number, paid_on=day, amount_yuan=Decimal(10))

    screen()

    (row,) = standing().filter(check_code="X18")
    assert row.facts["params"]["receipt"] == "absent"
    assert row.facts["case"] == "absent"


def test_a_number_listed_for_two_payments_is_doubtful(region):
    treasury = OrganisationFactory(parent=region, kind=OrganisationKind.FINANCE)
    entry(treasury, "A", date(2020, 3, 2))
    entry(treasury, "A", date(2020, 3, 9))
    receipt = ReceiptFactory(project=project_in(region), number="A")

    screen()

    (row,) = standing().filter(check_code="X18")
    assert row.facts["case"] == "listed_twice"
    assert row.subject == f"project:{receipt.project_id}:receipt:{receipt.pk}"


@pytest.fixture
def paper(region):
    """A planning permit that no project was found for."""
    planning = OrganisationFactory(parent=region, kind=OrganisationKind.PLANNING)
    return Permit.objects.create(
        kind="planning",
        number="建字第1号",
        issued_on=date(2019, 5, 1),
        issued_by=planning,
        stated_name="云溪苑",
        recorded_at=NOON,
        recorded_by=person("data_clerk", planning),
    )


def test_a_plan_without_a_project_is_suspected_until_it_has_one(paper, office):
    result = screen()

    row = Suspicion.objects.get(check_code="X16")
    assert (row.permit, row.project, row.region) == (paper, None, office.region)
    assert str(screening.describe(row)) == (
        "The planning permit 建字第1号 of 2019-05-01 (云溪苑, —)"
        " belongs to no project of the ledger."
    )
    assert result.papers == 1

    Permit.objects.filter(pk=paper.pk).update(project=office)
    screen(office)
    assert codes(office) == ["GAP"]
    assert not standing().filter(check_code="X16").exists()

    Permit.objects.filter(pk=paper.pk).update(project=None)
    screening.screen([office.pk], papers=[paper.pk], at=NOON)
    assert standing().filter(check_code="X16").count() == 1


def test_one_region_or_one_check_leave_the_others_alone(paper, office):
    elsewhere = project_in(region_with_rates())
    PermitFactory(project=elsewhere)
    screen()
    before = stored()

    assert screen(region=office.region.code).tally == Tally(same=2)
    assert screen(region=elsewhere.region.code).tally.touched == 0
    assert screen(check="X02").tally == Tally(same=1)
    assert screen(elsewhere).tally.touched == 0
    assert stored() == before


def test_units_and_strangers_see_no_suspicion(office):
    screen()
    unit = person(Role.UNIT_CONTACT, office.authority)
    stranger = person(Role.INSPECTOR, OrganisationFactory())
    administrator = person(Role.SYSTEM_ADMIN, office.region)
    inspector = person(Role.INSPECTOR, office.region)

    seen = [
        Suspicion.objects.visible_to(user).count()
        for user in (unit, stranger, administrator, inspector)
    ]

    assert seen == [0, 0, 0, 1]


def test_a_run_costs_the_same_queries_however_many_projects(region, django_assert_max_num_queries):
    for _ in range(3):
        project_in(region)
    screen()

    with django_assert_max_num_queries(60) as few:
        screen()
    for _ in range(6):
        project_in(region, hall("3000"))
    screen()
    with django_assert_max_num_queries(len(few)) as many:
        screen()

    assert len(many) == len(few)


def test_the_collector_works_as_usual_after_a_run(db):
    region_with_rates()
    usual, during = gc.get_threshold(), []

    screening.screen(at=NOON, say=lambda done: during.append(gc.get_threshold()))

    assert min(during) > usual
    assert gc.get_threshold() == usual
