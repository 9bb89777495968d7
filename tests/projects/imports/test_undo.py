"""A file is taken back as a whole: the tables are what they were, or nothing happens."""

from datetime import date

import pytest

from airdefense.accounts.models import system_user
from airdefense.casework.models import Event, IssuedNumber
from airdefense.exchange.importing.problems import Refusal
from airdefense.exchange.models import ImportBatch
from projects import actions
from projects.models import Building, Developer, Match, Permit, Project, Suspicion
from tests.factories.projects import PermitFactory, ProjectFactory, ReceiptFactory, clerk_of
from tests.projects.imports.files import AT, BUILDING, PROJECT, Clerk, a_city, the
from tests.projects.imports.tables import ledger

HOUSING = "通海县住房和城乡建设局"
pytestmark = pytest.mark.django_db
SECOND = BUILDING | {"building_name": "2幢"}


@pytest.fixture
def clerk():
    a_city()
    return Clerk(the("通海县"))


def reasons(batch):
    rows = list(batch.rows.filter(is_applied=True))
    blocked = batch.import_kind.blocked(rows, user=None)
    return [blocked[row.pk][0] for row in rows if row.pk in blocked]


def test_created_projects_go_with_their_buildings_and_developers(clerk):
    ProjectFactory(authority=the(HOUSING))
    before = ledger()
    batch = clerk.bring(PROJECT | BUILDING, PROJECT | SECOND)

    clerk.undo(batch)

    assert ledger() == before


def test_changed_projects_become_what_they_were_field_by_field(clerk):
    clerk.bring(PROJECT | BUILDING | {"claims": "R2"}, PROJECT | SECOND)
    number = Project.objects.get().code
    before = ledger()
    other = {"code": number, "name": "秀山苑", "address": "秀山路8号", "zone": "开发区"}
    other |= {"developer_name": "别的公司", "developer_code": None, "built_g6_sqm": 12.5}
    other |= {"authority": "通海县住房和城乡建设局", "is_offsite_approved": "否"}
    other |= {"offsite_document": None}

    batch = clerk.bring(
        other | BUILDING | {"floors": 3, "claims": "R1、R8"},
        other | BUILDING | {"building_name": "9幢"},
    )
    changed = ledger()
    clerk.undo(batch)

    assert changed != before
    assert ledger() == before


def test_a_developer_that_others_name_by_now_stays(clerk):
    batch = clerk.bring(PROJECT | BUILDING)
    developer = Developer.objects.get()
    kept = ProjectFactory(authority=the(HOUSING), developer=developer)

    clerk.undo(batch)

    assert list(Project.objects.all()) == [kept]
    assert Developer.objects.get() == developer


def test_numbers_of_projects_taken_back_are_void_and_never_given_again(clerk):
    batch = clerk.bring(PROJECT | BUILDING)
    clerk.undo(batch)

    clerk.bring(PROJECT | BUILDING)

    voided = IssuedNumber.objects.exclude(voided_at=None)
    assert list(voided.values_list("text", "voided_by")) == [("XM-530423-0001", clerk.user.pk)]
    assert Project.objects.get().code == "XM-530423-0002"


def test_history_tells_that_a_project_came_and_went(clerk):
    batch = clerk.bring(PROJECT | BUILDING)
    pk = Project.objects.get().pk

    clerk.undo(batch)

    events = Event.objects.filter(case_type="projects.project", case_id=pk).order_by("pk")
    assert list(events.values_list("name", "note")) == [
        ("create", "XM-530423-0001"),
        ("add_building", "1幢"),
        ("undo_import", f"XM-530423-0001 · {batch}"),
    ]


def test_history_tells_what_was_put_back(clerk):
    clerk.bring(PROJECT | BUILDING)
    batch = clerk.bring(PROJECT | BUILDING | {"address": "秀山路8号", "floors": 9})

    clerk.undo(batch)

    events = Event.objects.of(Project.objects.get()).order_by("pk")
    assert list(events.values_list("name", "detail"))[2:] == [
        ("edit", {"address": ["", "秀山路8号"]}),
        ("edit_building", {"floors": [18, 9]}),
        ("edit", {"address": ["秀山路8号", ""]}),
        ("edit_building", {"floors": [9, 18]}),
    ]


def edit(project, by):
    actions.edit_project(project=project, by=by, at=AT, address="甲")


def confirm(project, by):
    actions.take_step(project, "confirm", by=clerk_of(project), at=AT)


def withdraw(project, by):
    actions.take_step(project, "withdraw", by=by, at=AT, note="twice")


def add_a_permit(project, by):
    PermitFactory(project=project)


def pay(project, by):
    ReceiptFactory(project=project)


def remove(project, by):
    Building.objects.filter(project=project).delete()
    Project.objects.filter(pk=project.pk).delete()


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        (edit, "edited_since"),
        (confirm, "confirmed_since"),
        (withdraw, "withdrawn_since"),
        (add_a_permit, "later_work"),
        (pay, "later_work"),
        (remove, "gone_since"),
    ],
)
def test_what_happened_since_keeps_a_project_and_then_nothing_is_taken_back(clerk, later, reason):
    batch = clerk.bring(PROJECT | BUILDING, PROJECT | BUILDING | {"name": "秀山花园"})
    later(Project.objects.get(name="云溪苑一期"), clerk.user)
    before = ledger()

    with pytest.raises(Refusal):
        clerk.undo(batch)

    assert reasons(batch) == [reason]
    assert ledger() == before
    assert ImportBatch.objects.get(pk=batch.pk).status == "applied"


def test_the_others_are_taken_back_when_somebody_says_so(clerk):
    batch = clerk.bring(PROJECT | BUILDING, PROJECT | BUILDING | {"name": "秀山花园"})
    ReceiptFactory(project=Project.objects.get(name="云溪苑一期"))

    clerk.undo(batch, leaves_blocked=True)

    assert [project.name for project in Project.objects.all()] == ["云溪苑一期"]


def test_a_changed_project_with_a_later_payment_is_still_put_back(clerk):
    clerk.bring(PROJECT | BUILDING)
    batch = clerk.bring(PROJECT | BUILDING | {"floors": 9})
    ReceiptFactory(project=Project.objects.get())

    clerk.undo(batch)

    assert Building.objects.get().floors == 18


def test_what_the_machine_noticed_goes_with_the_project_it_noticed_it_of(clerk):
    batch = clerk.bring(PROJECT | BUILDING)
    project = Project.objects.get()
    Suspicion.objects.create(
        project=project,
        check_code="X01",
        subject=f"project:{project.pk}",
        authority=project.authority,
        region=project.region,
        fingerprint="",
    )

    clerk.undo(batch)

    assert Suspicion.objects.count() == 0


def test_what_somebody_dismissed_keeps_the_project(clerk):
    batch = clerk.bring(PROJECT | BUILDING)
    project = Project.objects.get()
    Suspicion.objects.create(
        project=project,
        check_code="X01",
        subject=f"project:{project.pk}",
        authority=project.authority,
        region=project.region,
        fingerprint="",
        status="dismissed",
        dismissed_at=AT,
        dismissed_by=clerk.user,
    )

    assert reasons(batch) == ["later_work"]


def test_a_paper_that_the_machine_joined_to_a_project_waits_again(clerk):
    papers = Clerk(clerk.region, "permits", user=clerk.user, source=the("通海县自然资源局"))
    papers.bring({"number": "1", "issued_on": date(2020, 1, 1), "stated_name": "云溪苑一期"})
    before = ledger()
    batch = clerk.bring(PROJECT | BUILDING)
    permit, project = Permit.objects.get(), Project.objects.get()
    Permit.objects.update(project=project)
    Match.objects.create(
        permit=permit,
        project=project,
        authority=project.authority,
        region=project.region,
        score=100,
        status="accepted",
        decided_at=AT,
        decided_by=system_user(),
    )

    clerk.undo(batch)

    assert ledger() == before


def test_two_files_are_taken_back_in_turn(clerk):
    start = ledger()
    first = clerk.bring(PROJECT | BUILDING)
    middle = ledger()
    second = clerk.bring(PROJECT | BUILDING | {"floors": 9})

    clerk.undo(second)
    after_one = ledger()
    clerk.undo(first)

    assert after_one == middle
    assert ledger() == start
