"""A file leaves the rows, the numbers and the history that single entries would leave."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import transaction

from airdefense.casework.models import RowChange
from projects import actions
from projects.models import Building, Project
from tests.demo.rows import plain
from tests.factories.projects import ProjectFactory
from tests.projects.imports.files import BUILDING, CREDIT, PROJECT, Clerk, a_city, the

HOUSING = "通海县住房和城乡建设局"
PLANNING = "通海县自然资源局"
pytestmark = pytest.mark.django_db
SECOND = BUILDING | {"building_name": "2幢", "use": "商业", "claims": "R2、R8", "floors": 3}
FACTS = {
    "use": "RESIDENTIAL",
    "floors": 18,
    "foundation_depth_m": Decimal("3.50"),
    "first_floor_sqm": Decimal("860.00"),
    "above_ground_sqm": Decimal("15480.00"),
    "is_rebuild": False,
    "is_area_increased": False,
    "claims": [],
}


class Undo(Exception):
    """Rolls back what was only looked at."""


def left_by(do):
    """The rows of the ledger, its history and its numbers after a deed, which is rolled back."""
    try:
        with transaction.atomic():
            do()
            found = rows()
            raise Undo
    except Undo:
        return found


def rows():
    labels = ("projects", "casework", "accounts", "exchange")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    stored = {m: list(m._base_manager.order_by("pk").values()) for m in models}
    places = {
        model._meta.label_lower: {row["id"]: place for place, row in enumerate(found)}
        for model, found in stored.items()
        if found and "id" in found[0]
    }
    kept = [
        *apps.get_app_config("projects").get_models(),
        *apps.get_app_config("casework").get_models(),
    ]
    return {
        model._meta.label_lower: [
            plain(model, row, places, keep_files=False)
            for row in stored[model]
            if not row.get("case_type", "").startswith("exchange")
        ]
        for model in kept
        if model is not RowChange
    }


def told_alike(found):
    """A file names itself in the note of a correction; a new developer has another key."""
    for event in found["casework.event"]:
        if event["name"] == "edit":
            event["note"] = ""
            event["detail"]["developer"] = [
                name.rpartition(" #")[0] for name in event["detail"]["developer"]
            ]
    return found


@pytest.fixture
def clerk():
    a_city()
    return Clerk(the("通海县"))


def enter(clerk, name, buildings, **fields):
    developer = actions.record_developer(name="玉溪模拟置业有限公司", credit_code=CREDIT)
    return actions.record_project(
        name=name,
        developer=developer,
        authority=the(HOUSING),
        region=clerk.region,
        approved_on=date(2019, 6, 1),
        is_offsite_approved=True,
        offsite_document="玉人防易地〔2019〕3号",
        buildings=buildings,
        **fields,
        **clerk.told,
    )


def test_recorded_projects_are_those_of_the_single_action(clerk):
    second = {"use": "OTHER", "floors": 3, "claims": ["R2", "R8"]}

    def by_file():
        clerk.bring(
            PROJECT | BUILDING,
            PROJECT | SECOND,
            PROJECT | {"name": "秀山花园", "code": "海建2019-7"},
            PROJECT | {"name": "里山公馆", "zone": "开发区", "built_g6_sqm": 12.5} | BUILDING,
        )

    def by_hand():
        facts = [{"name": "1幢", **FACTS}, {"name": "2幢", **FACTS | second}]
        enter(clerk, "云溪苑一期", facts)
        enter(clerk, "秀山花园", [], code="海建2019-7")
        zone = {"zone": "DEVELOPMENT_ZONE", "built_g6_sqm": Decimal("12.50")}
        enter(clerk, "里山公馆", [{"name": "1幢", **FACTS}], **zone)

    assert left_by(by_file) == left_by(by_hand)


def test_corrected_projects_are_those_of_the_single_action(clerk):
    clerk.bring(PROJECT | BUILDING, PROJECT | BUILDING | {"building_name": "2幢"})
    number = Project.objects.get().code
    words = {"name": "云溪苑二期", "address": "秀山路8号", "developer_name": "别的公司"}
    row = PROJECT | words | {"code": number, "developer_code": None}

    def by_file():
        clerk.bring(
            row | BUILDING | {"floors": 9},
            row | BUILDING | {"building_name": "2幢"},
            row | SECOND | {"building_name": "3幢"},
        )

    def by_hand():
        project, first = Project.objects.get(), Building.objects.earliest("pk")
        developer = actions.record_developer(name="别的公司")
        actions.edit_project(
            project=project,
            name="云溪苑二期",
            address="秀山路8号",
            developer=developer,
            **clerk.told,
        )
        actions.edit_building(building=first, floors=9, **clerk.told)
        third = FACTS | {"use": "OTHER", "floors": 3, "claims": ["R2", "R8"]}
        actions.add_building(project=Project.objects.get(), name="3幢", **third, **clerk.told)

    assert told_alike(left_by(by_file)) == told_alike(left_by(by_hand))


def test_recorded_papers_are_those_of_the_single_action(clerk):
    project = ProjectFactory(authority=the(HOUSING), by=clerk.user)
    papers = Clerk(clerk.region, "permits", user=clerk.user)
    stated = {"stated_name": "云溪苑", "stated_developer": "", "stated_credit_code": ""}
    stated |= {"stated_code": "", "stated_address": "", "stated_use": "住宅"}

    def by_file():
        papers.bring(
            {
                "kind": "规划许可",
                "number": "建字第〔2019〕12号",
                "issued_on": date(2019, 7, 1),
                "issued_by": PLANNING,
                "code": project.code,
                "stated_name": "云溪苑",
                "stated_use": "住宅",
                "area_sqm": 8600,
            }
        )

    def by_hand():
        actions.record_permit(
            project=project,
            kind="planning",
            number="建字第〔2019〕12号",
            issued_on=date(2019, 7, 1),
            issued_by=the(PLANNING),
            area_sqm=Decimal("8600.00"),
            **stated,
            **clerk.told,
        )

    assert left_by(by_file) == left_by(by_hand)


def test_recorded_payments_are_those_of_the_single_action(clerk):
    project = ProjectFactory(authority=the(HOUSING), by=clerk.user)
    payments = Clerk(clerk.region, "receipts", user=clerk.user)

    def by_file():
        payments.bring(
            *(
                {
                    "number": f"00{n}",
                    "paid_on": date(2020, 3, n),
                    "amount_yuan": f"{n},000.50",
                    "payer": "模拟公司",
                    "code": project.code,
                }
                for n in (1, 2)
            )
        )

    def by_hand():
        for n in (1, 2):
            actions.record_receipt(
                project=project,
                number=f"00{n}",
                paid_on=date(2020, 3, n),
                amount_yuan=Decimal(f"{n}000.50"),
                payer="模拟公司",
                **clerk.told,
            )

    assert left_by(by_file) == left_by(by_hand)
