"""Lists of powers with what they hold, controls and wordings, made by the real actions.

listed = a_power_list(county, status="in_force")   # two classes, three powers, as declared
power = listed.powers.first()
"""

from datetime import date
from typing import Any

import factory

from airdefense.accounts.roles import Role
from inspections import actions
from inspections.models import (
    Accountability,
    Control,
    Duty,
    DutyStep,
    KeyLink,
    Method,
    Power,
    PowerKind,
    PowerList,
    Wording,
)
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person


def a_power(number=1, **facts) -> dict[str, Any]:
    """The facts of one power with two duties and one accountability, as `take_in_list` takes."""
    return {
        "kind": PowerKind.LICENCE,
        "number": number,
        "name": f"防空地下室易地建设审批{number}",
        "basis": "《人民防空法》第二十二条",
        "responsible": "住房和城乡建设局",
        "phone": "0877-2020001",
        "is_core": number == 1,
        "link": KeyLink.APPROVAL if number == 1 else "",
        "duties": [
            {"step": DutyStep.ACCEPTANCE, "text": f"一次性告知补正材料（{number}）。", "basis": ""},
            {"step": DutyStep.DECISION, "text": f"在规定时限内作出决定（{number}）。", "basis": ""},
        ],
        "accountabilities": [
            {"situation": f"对不符合条件的申请予以批准（{number}）。", "basis": "《行政许可法》"}
        ],
    } | facts


THREE = (a_power(1), a_power(2), a_power(3, kind=PowerKind.LEVY, link=KeyLink.COLLECTION))
DECLARED = {
    "declared_classes": 2,
    "declared_powers": 3,
    "declared_duties": 6,
    "declared_accountabilities": 3,
}


class PowerListFactory(factory.django.DjangoModelFactory):
    """PowerListFactory(region=county) is a draft of three powers taken in by the county's clerk."""

    class Meta:
        model = PowerList

    region = factory.SubFactory(OrganisationFactory)
    by = factory.LazyAttribute(lambda o: person(Role.DATA_CLERK, o.region))
    at = NOON
    name = "人防部门权责清单"
    document = factory.Sequence(lambda n: f"玉政办发〔2020〕{n}号")
    adopted_on = date(2020, 1, 6)
    powers = THREE

    @classmethod
    def _create(cls, model_class, *, region, by, at, powers, **facts):
        return actions.take_in_list(
            region=region, facts=DECLARED | facts, powers=powers, by=by, at=at
        )


def a_power_list(region=None, *, status="draft", **fields) -> PowerList:
    """A list in that status; it is put in force by the office, and ended by a newer one."""
    region = region or OrganisationFactory()
    listed = PowerListFactory(region=region, **fields)
    if status != "draft":
        office = person(Role.INSPECTION_OFFICE, region)
        listed = actions.take_power_list_step(listed, "put_in_force", by=office, at=NOON)
    if status == "ended":
        a_power_list(region, status="in_force")
        listed.refresh_from_db()
    return listed


class PowerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Power

    power_list = factory.SubFactory(PowerListFactory, powers=())
    kind = PowerKind.LICENCE
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"权力事项{n}")
    basis = "《人民防空法》第二十二条"
    responsible = "住房和城乡建设局"


class DutyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Duty

    power = factory.SubFactory(PowerFactory)
    order = factory.Sequence(lambda n: n + 1)
    step = DutyStep.EXAMINATION
    text = factory.Sequence(lambda n: f"审查申请材料{n}。")


class AccountabilityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Accountability

    power = factory.SubFactory(PowerFactory)
    order = factory.Sequence(lambda n: n + 1)
    situation = factory.Sequence(lambda n: f"未按规定审查{n}。")


class ControlFactory(factory.django.DjangoModelFactory):
    """ControlFactory(power=power) is set down by the office of the power's region."""

    class Meta:
        model = Control

    power = factory.LazyFunction(lambda: a_power_list(status="in_force").powers.first())
    title = factory.Sequence(lambda n: f"集体审议{n}")
    document = "玉住建发〔2020〕5号"
    effective_on = TODAY
    by = factory.LazyAttribute(lambda o: person(Role.INSPECTION_OFFICE, o.power.power_list.region))
    at = NOON

    @classmethod
    def _create(cls, model_class, **fields):
        return actions.add_control(**fields)


class WordingFactory(factory.django.DjangoModelFactory):
    """WordingFactory(region=county) is kept by the county's inspection office."""

    class Meta:
        model = Wording

    region = factory.SubFactory(OrganisationFactory)
    by = factory.LazyAttribute(lambda o: person(Role.INSPECTION_OFFICE, o.region))
    at = NOON
    category = "payable_unpaid"
    method = Method.FILES
    title = factory.Sequence(lambda n: f"{{project}}拖欠易地建设费{n}")
    text = "{project}已核定易地建设费，建设单位{developer}仍欠缴{amount}元。"
    basis = "计价格〔2000〕474号第三条"

    @classmethod
    def _create(cls, model_class, **fields):
        return actions.add_wording(**fields)
