"""The treasury's own lines out of a file, laid against the receipts of the ledger."""

from datetime import date
from decimal import Decimal

import pytest

from airdefense.accounts.models import system_user
from projects.models import Match, TreasuryEntry
from tests.factories.projects import ProjectFactory, ReceiptFactory
from tests.projects.imports.files import AT, Clerk, a_city, counts, problems, the, verdicts
from tests.projects.imports.tables import ledger

FINANCE = "通海县财政局"
LINE = {"number": "0053412345", "paid_on": date(2020, 3, 9), "amount_yuan": 300000}
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    a_city()
    return Clerk(the("通海县"), "treasury", source=the(FINANCE))


@pytest.fixture
def receipt(clerk):
    project = ProjectFactory(authority=the("通海县住房和城乡建设局"))
    return ReceiptFactory(project=project, number="0053412345", amount_yuan=Decimal(300000))


def test_a_line_is_joined_to_the_receipt_of_its_number_and_amount(clerk, receipt):
    clerk.bring(LINE | {"payer": "模拟公司", "stated_name": "云溪苑"})

    entry = TreasuryEntry.objects.get()
    assert (entry.receipt, entry.source) == (receipt, the(FINANCE))
    assert (entry.payer, entry.stated_name) == ("模拟公司", "云溪苑")


@pytest.mark.parametrize("cells", [{"amount_yuan": 290000}, {"number": "53412345"}])
def test_a_line_of_another_number_or_amount_waits(clerk, receipt, cells):
    batch = clerk.bring(LINE | cells)

    assert counts(batch, "created") == (1,)
    assert TreasuryEntry.objects.get().receipt is None


def test_two_lines_do_not_share_a_receipt(clerk, receipt):
    clerk.bring(LINE, LINE | {"paid_on": date(2020, 3, 10)})

    assert [entry.receipt for entry in TreasuryEntry.objects.all()] == [receipt, None]


def test_the_same_file_again_changes_nothing(clerk, receipt):
    clerk.bring(LINE)

    assert verdicts(clerk.check(LINE)) == ["same"]


def test_words_of_a_line_may_be_supplied_later_and_taken_back(clerk, receipt):
    clerk.bring(LINE)
    before = ledger()

    batch = clerk.bring(LINE | {"payer": "模拟公司"}, LINE | {"number": "2", "payer": None})
    after = [entry.payer for entry in TreasuryEntry.objects.all()]
    clerk.undo(batch)

    assert after == ["模拟公司", ""]
    assert ledger() == before


def test_a_line_needs_who_supplied_it(clerk):
    clerk.source = None

    batch = clerk.check(LINE, LINE | {"number": "2", "source": "昆明市财政局"})

    assert problems(batch) == [
        (2, "source", "source_unknown"),
        (3, "source", "no_such_department"),
    ]


def test_a_line_that_stands_twice_is_refused(clerk):
    batch = clerk.check(LINE, LINE)

    assert problems(batch) == [(3, "", "repeated")]


def joined(entry, receipt, by):
    entry.receipt = receipt
    entry.save()
    Match.objects.create(
        treasury_entry=entry,
        receipt=receipt,
        authority=receipt.project.authority,
        region=receipt.project.region,
        score=90,
        status="accepted",
        decided_at=AT,
        decided_by=by,
    )


def test_a_line_that_a_person_joined_to_a_receipt_is_kept(clerk, receipt):
    batch = clerk.bring(LINE | {"amount_yuan": 290000})
    joined(TreasuryEntry.objects.get(), receipt, clerk.user)

    blocked = batch.import_kind.blocked(list(batch.rows.all()), user=clerk.user)

    assert [reason for reason, _params in blocked.values()] == ["later_work"]


def test_a_line_that_the_machine_joined_is_taken_back_with_its_match(clerk, receipt):
    before = ledger()
    batch = clerk.bring(LINE | {"amount_yuan": 290000})
    joined(TreasuryEntry.objects.get(), receipt, system_user())

    clerk.undo(batch)

    assert ledger() == before
