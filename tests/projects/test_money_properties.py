"""Whatever order money comes, goes and is counted in, no yuan is spent twice."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airdefense.casework.workflow import NotPossible
from projects import actions
from projects.models import Gap, Receipt
from projects.models.money import total
from projects.statement import statement
from tests.factories.accounts import NOON, TODAY
from tests.factories.projects import ProjectFactory, clerk_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ZERO = Decimal(0)
amounts = st.decimals(min_value="0.01", max_value="500.00", places=2)
places = st.integers(min_value=0, max_value=5)
movements = st.lists(
    st.tuples(
        st.sampled_from(["receipt", "gap", "allocate", "refund", "remit", "write_off", "void"]),
        amounts,
        places,
        places,
    ),
    min_size=3,
    max_size=14,
)


class Ledger:
    """One project whose money is moved at random; what is refused is left alone."""

    def __init__(self):
        self.project = ProjectFactory()
        self.who = {"by": clerk_of(self.project), "at": NOON}
        self.receipts, self.gaps = [], []

    def move(self, kind, amount, n, m):
        try:
            with transaction.atomic():
                getattr(self, kind)(amount, n, m)
        except NotPossible:
            return

    def pick(self, rows, n):
        if not rows:
            raise NotPossible("nothing there")
        return rows[n % len(rows)]

    def receipt(self, amount, n, m):
        self.receipts.append(
            actions.record_receipt(
                project=self.project,
                number=f"模{len(self.receipts)}",
                paid_on=date(2020, 3, 2),
                amount_yuan=amount,
                payer="模拟建设单位",
                **self.who,
            )
        )

    def gap(self, amount, n, m):
        self.gaps.append(
            actions.open_gap(
                project=self.project,
                kind="payable_unpaid",
                amount_yuan=amount,
                opened_on=TODAY,
                basis="已核定未缴",
                **self.who,
            )
        )

    def allocate(self, amount, n, m):
        actions.allocate(
            gap=self.pick(self.gaps, m),
            receipt=self.pick(self.receipts, n),
            amount_yuan=amount,
            allocated_on=TODAY,
            **self.who,
        )

    def refund(self, amount, n, m):
        actions.refund(
            receipt=self.pick(self.receipts, n),
            amount_yuan=amount,
            refunded_on=TODAY,
            reason="多缴",
            document="退〔2020〕1号",
            **self.who,
        )

    def remit(self, amount, n, m):
        actions.record_remittance(
            receipt=self.pick(self.receipts, n), amount_yuan=amount, remitted_on=TODAY, **self.who
        )

    def write_off(self, amount, n, m):
        actions.write_off(
            gap=self.pick(self.gaps, m),
            amount_yuan=amount,
            written_off_on=TODAY,
            basis="裁定〔2020〕9号",
            **self.who,
        )

    def void(self, amount, n, m):
        actions.void_receipt(receipt=self.pick(self.receipts, n), reason="录错", **self.who)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(movements)
def test_no_sequence_of_movements_breaks_the_sums(moves):
    with transaction.atomic():
        ledger = Ledger()
        for move in moves:
            ledger.move(*move)

        check_receipts(ledger.project)
        check_gaps(ledger.project)
        check_statement(ledger.project)
        transaction.set_rollback(True)


def check_receipts(project):
    for receipt in Receipt.objects.filter(project=project).with_rest():
        refunded, counted = total(receipt.refunds), total(receipt.allocations)
        assert ZERO <= refunded <= receipt.amount_yuan
        assert ZERO <= counted <= receipt.amount_yuan - refunded
        assert total(receipt.remittances) <= receipt.amount_yuan
        assert receipt.to_allocate_yuan == receipt.unallocated_yuan
        assert max(ZERO, receipt.to_remit_yuan) == receipt.unremitted_yuan
        if receipt.voided_at:
            assert (refunded, counted) == (ZERO, ZERO)


def check_gaps(project):
    for gap in Gap.objects.filter(project=project).with_balance():
        assert ZERO <= gap.balance <= gap.amount_yuan
        assert gap.recovered_yuan >= ZERO
        assert gap.amount_yuan == gap.recovered_yuan + gap.written_off_yuan + gap.balance
        for receipt in Receipt.objects.filter(project=project):
            assert total(gap.allocations.filter(receipt=receipt)) >= ZERO


def check_statement(project):
    """The page's one query says the same as the ledger's list."""
    shown = statement(project, project.recorded_by)
    listed = type(project).objects.with_money().get(pk=project.pk)
    assert shown.paid_yuan == listed.paid_yuan
    assert shown.gap_yuan == listed.gap_yuan
    assert shown.recovered_yuan == listed.recovered_yuan
    assert shown.written_off_yuan == listed.written_off_yuan
    assert shown.balance_yuan == listed.balance_yuan
    assert sum((part.amount_yuan for part in shown.parts), ZERO) == shown.gap_yuan
