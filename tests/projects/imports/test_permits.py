"""Papers of the departments out of a file: with their project, or waiting for one."""

from datetime import date
from decimal import Decimal

import pytest

from airdefense.casework.models import Event
from projects import actions
from projects.models import Permit
from tests.factories.projects import DeveloperFactory, PermitFactory, ProjectFactory, clerk_of
from tests.projects.imports.files import (
    AT,
    CREDIT,
    Clerk,
    a_city,
    counts,
    problems,
    the,
    verdicts,
    warnings,
)
from tests.projects.imports.tables import ledger

HOUSING, PLANNING = "通海县住房和城乡建设局", "通海县自然资源局"
PAPER = {"number": "建字第〔2019〕12号", "issued_on": date(2019, 7, 1), "stated_name": "云溪苑"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    a_city()
    return Clerk(the("通海县"), "permits", source=the(PLANNING))


@pytest.fixture
def project(clerk):
    developer = DeveloperFactory(name="玉溪模拟置业有限公司", credit_code=CREDIT)
    code = "2019-530423-47-03-000123"
    return ProjectFactory(
        authority=the(HOUSING), name="云溪苑", developer=developer, national_code=code
    )


def by_number(project):
    return {"code": project.code}


def by_project_code(project):
    return {"stated_code": "20195304234703000123"}


def by_another_permit(project):
    PermitFactory(project=project, number="地字第〔2019〕3号", kind="planning")
    return {"other_number": "地字第(2019)3号"}


def by_credit_code_and_name(project):
    return {"stated_credit_code": CREDIT.lower(), "stated_name": "通海县云溪苑"}


@pytest.mark.parametrize(
    "named", [by_number, by_project_code, by_another_permit, by_credit_code_and_name]
)
def test_a_paper_finds_its_project_by_each_key(clerk, project, named):
    clerk.bring(PAPER | named(project))

    assert Permit.objects.get(number=PAPER["number"]).project == project


def test_a_paper_whose_project_is_only_likely_is_kept_and_waits(clerk, project):
    batch = clerk.bring(PAPER | {"stated_developer": project.developer.name})

    permit = Permit.objects.get()
    assert (verdicts(batch), problems(batch)) == (["create"], [])
    assert (permit.project, permit.stated_name, permit.issued_by) == (None, "云溪苑", the(PLANNING))


def test_a_number_of_the_ledger_that_does_not_exist_is_no_error_but_told(clerk):
    batch = clerk.bring(PAPER | {"code": "XM-530423-9999"})

    assert warnings(batch) == [(2, "code", "paper_waits")]
    assert Permit.objects.get().project is None


def test_what_the_paper_says_is_kept_as_it_says_it(clerk):
    stated = {
        "stated_name": "云溪苑（一期）\n住宅",
        "stated_developer": "玉溪，模拟 公司",
        "stated_credit_code": "012345678X",
        "stated_code": "0042",
        "stated_address": "秀山路8号",
        "stated_use": "住宅",
    }

    clerk.bring(PAPER | stated | {"area_sqm": "1.2万㎡", "basement_sqm": 300})

    permit = Permit.objects.get()
    assert {name: getattr(permit, name) for name in stated} == stated
    assert (permit.area_sqm, permit.basement_sqm) == (Decimal("12000.00"), Decimal("300.00"))


@pytest.mark.parametrize(
    ("body", "cells", "kind"),
    [
        (PLANNING, {}, "planning"),
        (HOUSING, {"area_sqm": 8600}, "construction"),
        (HOUSING, {"basement_sqm": 860}, "basement"),
        (HOUSING, {"kind": "竣工备案"}, "completion"),
    ],
)
def test_the_kind_of_paper_follows_from_the_department_unless_it_is_said(clerk, body, cells, kind):
    clerk.bring(PAPER | cells | {"issued_by": body})

    assert Permit.objects.get().kind == kind


def test_the_same_file_again_changes_nothing(clerk, project):
    rows = [PAPER | {"code": project.code}, PAPER | {"number": "建字第〔2019〕13号"}]
    clerk.bring(*rows)

    batch = clerk.check(*rows)

    assert verdicts(batch) == ["same", "same"]


def test_the_same_paper_with_other_brackets_is_the_same(clerk):
    clerk.bring(PAPER)

    batch = clerk.check(
        PAPER | {"number": "建字第(2019)12号"}, PAPER | {"number": "建字第[2019]12号"}
    )

    assert problems(batch) == [(3, "", "repeated")]
    assert batch.rows.earliest("pk").verdict == "same"


def test_what_a_department_says_anew_corrects_the_paper_with_history(clerk, project):
    clerk.bring(PAPER | {"code": project.code, "area_sqm": 8600})

    batch = clerk.bring(PAPER | {"code": project.code, "area_sqm": 8800})

    event = Event.objects.of(project).latest("pk")
    assert counts(batch, "created", "updated") == (0, 1)
    assert (event.name, event.detail) == ("edit_permit", {"area_sqm": ["8600.00", "8800.00"]})
    assert Permit.objects.get().area_sqm == Decimal("8800.00")


def test_a_paper_that_somebody_matched_keeps_its_project(clerk, project):
    clerk.bring(PAPER)
    Permit.objects.update(project=project)

    batch = clerk.bring(PAPER | {"stated_use": "住宅"})

    assert verdicts(batch) == ["update"]
    assert Permit.objects.get().project == project


def test_a_paper_of_a_project_out_of_reach_is_not_told_of(clerk):
    other = ProjectFactory()
    PermitFactory(project=other, number=PAPER["number"], kind="planning", issued_by=the(PLANNING))

    batch = clerk.check(PAPER | {"area_sqm": 1})

    row = batch.rows.get()
    assert (row.verdict, row.target, row.changes) == ("same", None, {})


def test_a_paper_of_a_withdrawn_project_is_told(clerk, project):
    actions.take_step(project, "withdraw", by=clerk_of(project), at=AT, note="twice")

    batch = clerk.check(PAPER | {"code": project.code})

    assert problems(batch) == [(2, "", "project_withdrawn")]


def test_every_problem_of_a_paper_is_told_at_once(clerk):
    clerk.source = None

    batch = clerk.check(
        {"number": None, "issued_on": date(2027, 1, 1), "kind": "通行证", "area_sqm": -1},
        PAPER | {"issued_by": "昆明市自然资源局"},
    )

    assert sorted(problems(batch)) == [
        (2, "area_sqm", "negative"),
        (2, "issued_by", "source_unknown"),
        (2, "issued_on", "in_future"),
        (2, "kind", "no_choice"),
        (2, "number", "empty"),
        (3, "issued_by", "no_such_department"),
    ]


def test_a_file_of_papers_is_taken_back(clerk, project):
    clerk.bring(PAPER | {"code": project.code})
    before = ledger()

    batch = clerk.bring(
        PAPER | {"code": project.code, "area_sqm": 8800, "stated_use": "住宅"},
        PAPER | {"number": "建字第〔2019〕13号"},
    )
    clerk.undo(batch)

    assert ledger() == before


def test_a_corrected_paper_that_somebody_edited_since_is_kept(clerk, project):
    clerk.bring(PAPER)
    batch = clerk.bring(PAPER | {"area_sqm": 8800})
    Permit.objects.update(area_sqm=8900)

    blocked = batch.import_kind.blocked(list(batch.rows.all()), user=clerk.user)

    assert [reason for reason, _params in blocked.values()] == ["paper_edited"]
