"""Whatever stands in the cells: a sentence for each fault, never an exception or half a file."""

from contextlib import suppress
from datetime import date

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from airdefense.casework.workflow import NotPossible
from airdefense.exchange.importing.kinds import KINDS
from projects import actions
from tests.factories.projects import PermitFactory, ProjectFactory, ReceiptFactory
from tests.projects.imports.files import BUILDING, CREDIT, Clerk, a_city, the
from tests.projects.imports.tables import ledger

HOUSING, PLANNING, FINANCE = "通海县住房和城乡建设局", "通海县自然资源局", "通海县财政局"
SOURCES = {"permits": PLANNING, "treasury": FINANCE}
LOOK = settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# What people, scanners and Excel put into cells; half of it right for some column.
WORDS = (
    *(
        "云溪苑",
        "云溪苑一期",
        "云溪苑（二期）",
        "玉溪模拟置业有限公司",
        "通海县",
        "530423",
        "530422",
    ),
    *("XM-530423-0001", "xm-530423-1", "XM-530402-0007", "2019-530423-47-03-000123", CREDIT),
    *(
        "91350203M0001QAY9B",
        "建字第〔2019〕12号",
        "建字第(2019)12号",
        "0053412345",
        HOUSING,
        PLANNING,
    ),
    *(
        "是",
        "否",
        "√",
        "住宅",
        "商业",
        "厂房",
        "R2",
        "R1、R8",
        "R9",
        "R5",
        "A",
        "一般",
        "园区",
        "施工许可",
    ),
    *("1幢", "１幢", "2019-06-01", "2019年6月", "20190601", "2099-01-01", "1900-01-01", "43617"),
    *(
        "12,300.50",
        "12,3OO",
        "1.2万㎡",
        "-5",
        "0",
        "1e309",
        "3.5米",
        "18层",
        "30万元",
        "￥1",
        "=1+1",
    ),
    *("#REF!", "无", "—", " ", "\u200b", "x" * 300, "🏗", "NaN", "Infinity", "９９９"),
)
CELLS = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
    st.integers(-(10**19), 10**19),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30),
)


def rows_of(kind):
    fields = KINDS[kind].fields
    row = st.fixed_dictionaries({}, optional={one.key: CELLS for one in fields})
    needed = {one.key: CELLS for one in fields if one.required}
    needed |= {keys[0]: CELLS for keys in KINDS[kind].any_of}
    return st.lists(st.tuples(row, st.fixed_dictionaries(needed)), min_size=1, max_size=6)


@pytest.fixture
def clerk():
    a_city()
    county = Clerk(the("通海县"))
    developer = actions.record_developer(name="玉溪模拟置业有限公司", credit_code=CREDIT)
    project = ProjectFactory(
        authority=the(HOUSING), name="云溪苑一期", developer=developer, by=county.user
    )
    facts = {**BUILDING, "name": "1幢", "use": "RESIDENTIAL"}
    actions.add_building(
        project=project, **{k: v for k, v in facts.items() if k != "building_name"}, **county.told
    )
    PermitFactory(project=project, number="建字第〔2019〕12号", issued_by=the(PLANNING))
    ReceiptFactory(project=project, number="0053412345")
    ProjectFactory(name="别处", authority=the("玉溪市住房和城乡建设局"))
    return county


def bring_and_undo(clerk, rows):
    """The whole way of a file; a refusal is an answer, an exception is not."""
    before = ledger()
    batch = clerk.check(*rows)
    for row in batch.rows.all():
        assert row.verdict
        for problem in row.complaints:
            assert problem.found
    assert ledger() == before
    try:
        clerk.apply(batch, skips_faulty=True)
    except NotPossible:
        assert ledger() == before
        return
    again = clerk.check(*rows)
    written = {row.number for row in batch.rows.all() if row.is_applied}
    repeated = {row.number: row.verdict for row in again.rows.all() if row.number in written}
    assert set(repeated.values()) <= {"same"}, repeated
    clerk.undo(batch)
    assert ledger() == before


@pytest.mark.parametrize("kind", ["projects", "permits", "receipts", "treasury"])
@given(data=st.data())
@LOOK
def test_any_cells_get_a_sentence_or_come_in_and_go_again(clerk, kind, data):
    rows = [row | needed for row, needed in data.draw(rows_of(kind))]
    source = the(SOURCES[kind]) if kind in SOURCES else None
    one = Clerk(clerk.region, kind, user=clerk.user, source=source)
    if not any(value is not None for row in rows for value in row.values()):
        return

    with translation.override(data.draw(st.sampled_from(["en", "zh-hans"]))), transaction.atomic():
        # Without a row or a head the file is refused as a whole.
        with suppress(NotPossible):
            bring_and_undo(one, rows)
        transaction.set_rollback(True)
