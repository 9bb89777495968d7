"""Whatever order money comes, goes and is counted in, no yuan is spent twice."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airdefense.casework.workflow import NotPossible
from projects import actions
from projects.actions.counter import day_of, may_end_later
from projects.assessing import dues_of
from projects.models import Gap, Receipt
from projects.models.money import total
from projects.statement import statement
from tests.factories.accounts import NOON
from tests.factories.projects import ProjectFactory, clerk_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ZERO = Decimal(0)
amounts = st.decimals(min_value="0.01", max_value="500.00", places=2)
places = st.integers(min_value=0, max_value=5)
movements = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "receipt",
                "gap",
                "allocate",
                "refund",
                "remit",
                "write_off",
                "void",
                "assess",
                "demand",
                "defer",
                "take_back",
            ]
        ),
        amounts,
        places,
        places,
    ),
    min_size=3,
    max_size=14,
)
FIRST = date(2020, 9, 1)


def day(n):
    """One of a few days, so that rows meet on the same one."""
    return FIRST + timedelta(days=7 * n)


class Ledger:
    """One project whose money is moved at random; what is refused is left alone."""

    def __init__(self):
        self.project = ProjectFactory()
        self.who = {"by": clerk_of(self.project), "at": NOON}
        self.receipts, self.gaps, self.rows = [], [], []

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
                paid_on=day(n),
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
                opened_on=day(n),
                basis="已核定未缴",
                **self.who,
            )
        )

    def allocate(self, amount, n, m):
        row = actions.allocate(
            gap=self.pick(self.gaps, m),
            receipt=self.pick(self.receipts, n),
            amount_yuan=amount,
            allocated_on=day(n + m),
            **self.who,
        )
        self.rows.append(row)

    def refund(self, amount, n, m):
        row = actions.refund(
            receipt=self.pick(self.receipts, n),
            amount_yuan=amount,
            refunded_on=day(m),
            reason="多缴",
            document="退〔2020〕1号",
            **self.who,
        )
        self.rows.append(row)

    def remit(self, amount, n, m):
        row = actions.record_remittance(
            receipt=self.pick(self.receipts, n), amount_yuan=amount, remitted_on=day(m), **self.who
        )
        self.rows.append(row)

    def write_off(self, amount, n, m):
        row = actions.write_off(
            gap=self.pick(self.gaps, m),
            amount_yuan=amount,
            written_off_on=day(n),
            basis="裁定〔2020〕9号",
            **self.who,
        )
        self.rows.append(row)

    def void(self, amount, n, m):
        actions.void_receipt(receipt=self.pick(self.receipts, n), reason="录错", **self.who)

    def assess(self, amount, n, m):
        actions.assess(
            project=self.project,
            document=f"模核〔2020〕{n}号",
            assessed_on=day(n),
            gross_yuan=amount + 500,
            legal_payable_yuan=amount + 500,
            rate_document="模拟费率〔2015〕1号",
            reductions=[
                {
                    "code": "纪要",
                    "amount_yuan": amount,
                    "approved_on": day(n),
                    "document": "纪要",
                    "is_lawful": False,
                }
            ],
            **self.who,
        )

    def demand(self, amount, n, m):
        row = actions.demand(
            project=self.project,
            number=f"模缴通{len(self.rows)}",
            issued_on=day(n),
            due_on=day(n + m),
            amount_yuan=amount,
            **self.who,
        )
        self.rows.append(row)

    def defer(self, amount, n, m):
        row = actions.defer(
            project=self.project,
            document="欠条",
            granted_on=day(n),
            until_on=day(n + m),
            amount_yuan=amount,
            basis="" if m % 2 else "批准〔2020〕1号",
            **self.who,
        )
        self.rows.append(row)

    def take_back(self, amount, n, m):
        row = self.pick(self.rows, n)
        on = day_of(row) + timedelta(days=m) if may_end_later(row) else None
        actions.take_back(row=row, reason="录错", on=on, **self.who)


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
        for place in range(-1, 12):
            check_day(ledger.project, day(place))
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


def check_day(project, on):
    """The balance of a day is the replay of the movements up to that day, and lies within what
    the day knew."""
    shown = statement(project, project.recorded_by, on)
    replayed = replay(statement(project, project.recorded_by).movements, on)
    assert {name: getattr(shown, name) for name in replayed} == replayed
    assert shown.dues == dues_of(project, on)
    assert ZERO <= shown.balance_yuan <= shown.gap_yuan
    assert shown.paid_yuan >= ZERO
    assert shown.assessed_yuan - shown.paid_yuan == shown.arrears_yuan - shown.overpaid_yuan
    assert all(line.left_yuan >= ZERO for line in shown.receipts)


def replay(movements, on):
    """The sums of a day, one movement after the other, knowing nothing of receipts or gaps."""
    sums = defaultdict(Decimal)
    assessed = reduced = ZERO
    latest = 0
    for m in (m for m in movements if m.day <= on):
        sums[m.kind] += m.amount_yuan
        if m.kind == "assessment" and m.pk > latest:
            latest, assessed, reduced = m.pk, m.amount_yuan, m.less_yuan
    recovered = sums["allocation"] + sums["count_back"]
    return {
        "assessed_yuan": assessed,
        "reduction_yuan": reduced,
        "demanded_yuan": sums["demand"],
        "deferred_yuan": sums["deferral"],
        "paid_yuan": sums["receipt"] - sums["refund"],
        "gap_yuan": sums["gap"],
        "recovered_yuan": recovered,
        "written_off_yuan": sums["write_off"],
        "balance_yuan": sums["gap"] - recovered - sums["write_off"],
    }
