"""Lists of powers out of workbooks: a draft of the whole file, or nothing."""

from datetime import date
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from airdefense.accounts.roles import Role
from airdefense.exchange.importing import actions as importing
from airdefense.exchange.importing.books import write_ledger, write_template
from airdefense.exchange.importing.guard import limits_of
from airdefense.exchange.importing.kinds import KINDS
from airdefense.exchange.importing.problems import Refusal
from inspections import actions
from inspections.models import Accountability, Duty, Power, PowerList
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.powers import ControlFactory, PowerListFactory, a_power_list
from tests.projects.imports.files import Clerk, counts, problems, verdicts, workbook

pytestmark = pytest.mark.django_db
LIST = {
    "list_name": "市人防部门权责清单",
    "document": "玉政办发〔2020〕1号",
    "adopted_on": date(2020, 1, 6),
    "declared_classes": 2,
    "declared_powers": 2,
    "declared_duties": 2,
    "declared_accountabilities": 1,
}
FIRST = {
    "kind": "行政许可",
    "number": 1,
    "name": "防空地下室易地建设审批",
    "basis": "《人民防空法》第二十二条",
    "responsible": "住房和城乡建设局",
    "phone": "0877-2020001",
    "is_core": "是",
    "link": "项目审批",
}
ACCEPT = {"item": "责任事项", "step": "受理", "text": "一次性告知补正材料。"}
DECIDE = {
    "item": "责任事项",
    "step": "决定",
    "text": "在时限内作出决定。",
    "text_basis": "第二十条",
}
BREACH = {"item": "追责情形", "text": "对不符合条件的申请予以批准。"}
SECOND = {
    "kind": "行政征收",
    "number": 2,
    "name": "易地建设费征收",
    "basis": "计价格〔2000〕474号",
    "responsible": "住房和城乡建设局",
}
ROWS = (FIRST | ACCEPT | LIST, FIRST | DECIDE, FIRST | BREACH, SECOND)


class Keeper(Clerk):
    """Who brings lists of powers."""

    def __init__(self, region, role=Role.DATA_CLERK):
        super().__init__(region, "powers", user=person(role, region))

    def upload(self, file):
        kind, limits = KINDS["powers"], limits_of(settings)
        facts = {"kind": kind, "kinds": [kind], "region": self.region, "source": None}
        return importing.upload(file, **facts, limits=limits, **self.told)


@pytest.fixture
def keeper(db):
    return Keeper(OrganisationFactory())


def test_a_file_becomes_one_draft_with_all_it_says(keeper):
    batch = keeper.bring(*ROWS)

    listed = PowerList.objects.get()
    power, levy = listed.powers.all()
    assert counts(batch, "created") == (4,)
    assert (listed.name, listed.document, listed.adopted_on, listed.status) == (
        "市人防部门权责清单",
        "玉政办发〔2020〕1号",
        date(2020, 1, 6),
        "draft",
    )
    assert (listed.region, listed.proposed_by) == (keeper.region, keeper.user)
    assert (power.kind, power.is_core, power.link, power.phone) == (
        "licence",
        True,
        "approval",
        "0877-2020001",
    )
    assert [(d.order, d.step, d.text, d.basis) for d in power.duties.all()] == [
        (1, "acceptance", "一次性告知补正材料。", ""),
        (2, "decision", "在时限内作出决定。", "第二十条"),
    ]
    assert [a.situation for a in power.accountabilities.all()] == ["对不符合条件的申请予以批准。"]
    assert (levy.kind, levy.is_core, levy.duties.count()) == ("levy", False, 0)
    assert all(declared == held for declared, held in listed.totals().values())


def test_cells_merged_over_the_rows_of_a_power_are_said_once(keeper):
    keeper.bring(FIRST | ACCEPT | LIST, DECIDE, BREACH, SECOND)

    assert [(p.number, p.duties.count()) for p in Power.objects.all()] == [(1, 2), (2, 0)]


def test_what_the_file_does_not_say_of_the_list_is_left_to_its_draft(keeper):
    keeper.bring(FIRST | ACCEPT)

    listed = PowerList.objects.get()
    assert (listed.name, listed.document, listed.declared_powers) == ("powers", "", 0)


def test_a_list_may_say_that_it_is_a_sample(keeper):
    keeper.bring(FIRST | ACCEPT | LIST | {"is_sample": "是"})

    assert PowerList.objects.get().is_sample


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([ACCEPT, FIRST], [(2, "number", "power_unknown")]),
        ([FIRST | {"name": None}], [(2, "name", "power_lacks")]),
        ([FIRST | {"basis": None} | ACCEPT, BREACH], [(2, "basis", "power_lacks")]),
        ([FIRST | ACCEPT, {"number": 1, "name": "别的"}], [(3, "name", "power_differs")]),
        ([FIRST | LIST, SECOND | {"document": "2号"}], [(3, "document", "list_differs")]),
        ([FIRST | {"text": "受理。"}], [(2, "item", "item_unsaid")]),
        ([FIRST | {"item": "责任事项"}], [(2, "text", "empty")]),
        ([FIRST | {"item": "义务", "text": "受理。"}], [(2, "item", "no_choice")]),
        ([FIRST | ACCEPT, ACCEPT], [(3, "text", "repeated")]),
        ([FIRST | {"kind": "行政奖惩"}], [(2, "kind", "no_choice")]),
        (
            [FIRST | {"number": "1l"}, ACCEPT],
            [(2, "number", "letter_l"), (3, "number", "power_unknown")],
        ),
    ],
)
def test_what_is_wrong_is_told_of_its_cell(keeper, rows, said):
    batch = keeper.check(*rows)

    assert problems(batch) == said


def test_a_step_of_an_accountability_situation_is_a_warning(keeper):
    batch = keeper.check(FIRST | BREACH | {"step": "受理"})

    (row,) = batch.rows.all()
    assert [(p["code"], p["is_warning"]) for p in row.problems] == [("step_left_out", True)]
    assert row.verdict == "create"


def test_a_corrected_cell_mends_the_rows_that_hung_on_it(keeper):
    batch = keeper.check(FIRST | {"number": "1l"} | LIST, ACCEPT)
    first = batch.rows.first()

    keeper.correct(first, "number", "1")
    keeper.apply(batch)

    assert [(p.number, p.duties.count()) for p in Power.objects.all()] == [(1, 1)]


def test_the_same_file_again_is_no_second_list(keeper):
    keeper.bring(*ROWS)

    again = keeper.check(*ROWS)

    assert verdicts(again) == ["same"] * 4
    assert PowerList.objects.count() == 1


def test_two_clerks_bring_the_same_file_at_once_and_one_list_stands(keeper):
    first, second = keeper.check(*ROWS), keeper.check(*ROWS)

    keeper.apply(first)
    with pytest.raises(Refusal) as refusal:
        keeper.apply(second)

    assert str(refusal.value).startswith("4 rows would now do something else")
    assert PowerList.objects.count() == 1


def test_one_word_of_difference_is_another_list(keeper):
    keeper.bring(*ROWS)

    keeper.bring(*ROWS[:2], FIRST | BREACH | {"text": "超越权限批准。"}, SECOND)

    assert PowerList.objects.count() == 2


def test_the_same_list_of_another_region_is_its_own(keeper):
    keeper.bring(*ROWS)

    Keeper(OrganisationFactory()).bring(*ROWS)

    assert PowerList.objects.count() == 2


def test_a_draft_is_taken_back_with_its_file(keeper):
    other = a_power_list(status="in_force")
    batch = keeper.bring(*ROWS)

    keeper.undo(batch)

    assert list(PowerList.objects.all()) == [other]
    assert (Duty.objects.count(), Accountability.objects.count()) == (6, 3)


def test_a_list_in_force_is_not_taken_back(keeper):
    batch = keeper.bring(*ROWS)
    office = person(Role.INSPECTION_OFFICE, keeper.region)
    actions.take_power_list_step(PowerList.objects.get(), "put_in_force", by=office, at=NOON)

    with pytest.raises(Refusal) as refusal:
        keeper.undo(batch)

    assert refusal.value.problem.code == "undo_blocked"
    assert PowerList.objects.get().status == "in_force"


def test_a_corrected_draft_is_not_taken_back(keeper):
    batch = keeper.bring(*ROWS)
    facts = {"by": keeper.user, "at": NOON, "version": 1, "declared_duties": 121}
    actions.edit_power_list(power_list=PowerList.objects.get(), **facts)

    reasons = KINDS["powers"].blocked(list(batch.rows.all()), user=keeper.user)

    assert list(reasons.values()) == [("power_list_edited", {})] * 4


def test_what_goes_out_comes_in_as_the_same_list(keeper):
    keeper.bring(*ROWS)
    exported = keeper.export()

    assert verdicts(keeper.check(file=exported)) == ["same"] * 4


def test_a_list_of_one_region_is_taken_in_whole_by_another(keeper):
    listed = a_power_list(keeper.region, status="in_force", name="清单", document="甲〔2020〕1号")
    ControlFactory(power=listed.powers.first())
    PowerListFactory(region=keeper.region, name="草案")
    file = BytesIO()
    write_ledger(file, KINDS["powers"], keeper.user, keeper.region)
    other = Keeper(OrganisationFactory(), Role.INSPECTION_OFFICE)

    other.bring(file=SimpleUploadedFile("export.xlsx", file.getvalue()))

    taken = PowerList.objects.get(region=other.region)
    assert (taken.name, taken.document) == ("清单", "甲〔2020〕1号")
    assert [str(p) for p in taken.powers.all()] == [str(p) for p in listed.powers.all()]
    assert taken.totals() == listed.totals()


def test_the_template_is_recognised_and_its_example_left_out(keeper):
    file = BytesIO()
    write_template(file, KINDS["powers"])

    with pytest.raises(Refusal) as refusal:
        keeper.check(file=SimpleUploadedFile("template.xlsx", file.getvalue()))

    assert refusal.value.problem.code == "no_rows"


def test_heads_of_published_lists_are_recognised(keeper):
    heads = {"kind": "权力类别", "number": "序号", "name": "权力事项", "basis": "设定依据"}
    heads |= {"responsible": "责任单位", "item": "事项类型", "text": "内容"}
    rows = [{key: (FIRST | ACCEPT).get(key) for key in heads}]

    keeper.bring(file=workbook("powers", rows, heads=heads))

    assert [d.text for d in Duty.objects.all()] == ["一次性告知补正材料。"]
