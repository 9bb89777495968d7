"""A small city shows exactly what its table says, and the whole city what was published."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import F

from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from airdefense.casework import numbering
from airdefense.casework.models import Attachment, Event, NumberSeries
from airdefense.reports.figures import FIGURES
from demo.management.commands.demo_truth import suspected
from demo.plan.campaign import at
from demo.truth import compare, kept
from inspections.models import Finding, ProjectCheck, Round
from projects.actions.ledger import next_code
from projects.assessing import Statute, Worksheet, dues_of
from projects.models import GapKind, Permit, Project
from projects.models.money import total
from projects.rules import gap_of
from projects.screening import CHECKS, screen
from rectification.models import (
    Contribution,
    Milestone,
    Recheck,
    RecheckDraw,
    RectificationTask,
)
from tests.demo.cities import CITY, UNTIL

# The figure of each column of the table (domain §5.4), with those that follow from it.
COLUMNS = {
    "M01": "checked",
    "M02": "project_problems",
    "M04": "inspection_leads",
    "M05": "audited",
    "M06": "audit_leads",
    "M07": "problems",
    "M08": "problems",
    "M13": "recovered_yuan",
    "M16": "disposed",
    "M17": "open_leads",
    "M19": "cases",
    "M20": "case_persons",
    "M21": "sanctioned",
    "M22": "otherwise_handled",
    "M23": "prosecuted",
    "M24a": "organisations_held_to_account",
    "M24b": "persons_held_to_account",
}


# What only looks wrong, and takes these checks in: a person decides.
BESIDES = {"X14", "X15", "X16", "X17", "X18"}


def shown(code, day=UNTIL):
    return {region: value for region, value in FIGURES[code].by_region(day).items() if value}


def wanted(city, column, scale=1):
    rows = {region.code: scale * getattr(region.targets, column) for region in city.regions}
    return {code: value for code, value in rows.items() if value}


@pytest.mark.parametrize("code", COLUMNS)
def test_figure_of_every_region_is_what_the_table_says(small_city, code):
    by_region = shown(code)

    assert by_region == wanted(CITY, COLUMNS[code])


def test_no_warning_is_left(small_city):
    warnings = {code: FIGURES[code].value(UNTIL) for code in FIGURES if code.startswith("W")}

    assert warnings == dict.fromkeys(warnings, 0)


def test_last_day_adds_its_own_recovery_and_close_outs(small_city):
    before, after = shown("M13", UNTIL - timedelta(days=1)), shown("M13")

    assert after["530400"] - before["530400"] == Decimal(1200)


def test_more_is_to_be_recovered_than_was(small_city):
    due, recovered = FIGURES["M12"].value(UNTIL), FIGURES["M13"].value(UNTIL)

    assert due - recovered == FIGURES["S06"].value(UNTIL) > 0


def test_everything_the_campaign_did_lies_in_its_sixty_days(small_city):
    days = [event.happened_at.date() for event in Event.objects.exclude(name="overdue")]
    first_check = Event.objects.filter(name="assign").earliest("happened_at").happened_at.date()

    assert max(days) <= UNTIL
    assert first_check >= UNTIL - timedelta(days=59)


def test_every_step_was_taken_by_somebody_who_may_take_it(small_city):
    people = User.objects.in_bulk()
    found = []
    for model in apps.get_models():
        steps = {step.name: step.roles for step in getattr(model, "workflow", ())}
        events = Event.objects.filter(case_type=model._meta.label_lower, name__in=steps)
        cases = model._default_manager.in_bulk(events.values_list("case_id", flat=True))
        for event in events:
            roles = people[event.actor_id].roles_over(cases[event.case_id].scope_paths)
            if roles.isdisjoint(steps[event.name]):
                found.append((event, people[event.actor_id].username))

    assert found == []


def test_history_of_each_case_runs_from_status_to_status(small_city):
    broken = []
    for model in apps.get_models():
        if not hasattr(model, "workflow"):
            continue
        for case in model.objects.all():
            steps = Event.objects.of(case).exclude(after="").order_by("happened_at", "pk")
            status = ""
            for step in steps:
                broken += [step] if step.before != status else []
                status = step.after
            broken += [case] if status != case.status else []

    assert broken == []


def test_nobody_reviewed_or_approved_what_they_wrote(small_city):
    own = Finding.objects.filter(made_by=F("reviewed_by")) | Finding.objects.filter(
        reviewed_by=F("approved_by")
    )

    assert list(own) == []


def test_every_closed_task_has_its_proof(small_city):
    closed = RectificationTask.objects.filter(status="closed")
    without = [
        task
        for task in closed
        if not any(submission.has_attachments() for submission in task.submissions.all())
    ]

    assert (closed.exists(), without) == (True, [])


def test_stored_files_are_what_their_rows_say(small_city):
    attachment = Attachment.objects.order_by("pk").first()

    assert len(attachment.file.read()) == attachment.size_bytes


@pytest.fixture
def worksheets(small_city):
    """Every project of the city as the product's own engine reads it today."""
    statute = Statute.in_force()
    return [Worksheet(project, UNTIL, statute) for project in Project.objects.order_by("pk")]


def seeded(check=None):
    """What is wrong by the truth kept with the city: project or paper → amount."""
    rows = [row for row in kept()["wrong"] if check in (None, row["check"])]
    return {row["subject"]: Decimal(row["amount_yuan"] or 0) for row in rows}


def test_engine_reproduces_every_assessment_that_is_in_order(worksheets):
    wrong = seeded("GAP")
    for sheet in worksheets:
        assessment = sheet.project.assessment
        if assessment is None or sheet.project.gaps.exists() or sheet.project.code in wrong:
            continue
        lawful = assessment.reductions.filter(is_lawful=True)
        assert assessment.snapshot == sheet.snapshot
        assert assessment.legal_payable_yuan == assessment.payable_yuan == sheet.fee.payable_yuan
        assert assessment.gross_yuan == sheet.fee.gross_yuan
        assert assessment.required_g6_sqm == sheet.fee.charge("G6").required_sqm
        assert assessment.required_g6b_sqm == sheet.fee.charge("G6B").required_sqm
        assert total(lawful) == assessment.reduction_yuan


def test_engine_finds_every_gap_with_its_kind_on_the_day_before_it_was_opened(worksheets):
    found = {}
    for sheet in worksheets:
        for gap in sheet.project.gaps.all():
            dues = dues_of(sheet.project, gap.opened_on - timedelta(days=1))
            found[gap] = gap_of(sheet.fee, dues).parts

    nothing = dict.fromkeys(GapKind.values, Decimal(0))
    assert found
    assert found == {gap: nothing | {gap.kind: gap.amount_yuan} for gap in found}


def test_engine_finds_open_what_the_ledger_says_is_open_and_what_was_seeded(worksheets):
    wrong = seeded("GAP")
    for sheet in worksheets:
        balances = [gap.balance for gap in sheet.project.gaps.all()]
        unfound = wrong.get(sheet.project.code, Decimal(0))
        assert sheet.gap.gap_yuan == sum(balances, unfound), sheet.project
        assert sheet.gap.refund_due_yuan == 0


def test_every_snapshot_is_the_worksheet_of_the_engine(worksheets):
    for sheet in worksheets:
        for assessment in sheet.project.assessments.all():
            assert assessment.snapshot == sheet.snapshot


def test_truth_names_an_error_of_every_check_in_every_region(small_city):
    checks = set(CHECKS) - {"RATE"}

    told = {(row["check"], row["region"]) for row in kept()["wrong"]}

    assert told == {(check, region.code) for check in checks for region in CITY.regions}


def test_screening_finds_what_is_wrong_and_misses_only_what_no_paper_tells(small_city):
    screen(at=at(UNTIL, 18 * 60))

    scores = {score.check: score for score in compare(kept(), suspected())}

    assert {code for code, score in scores.items() if score.missed} <= {"X09", "X14", "X15"}
    assert {code for code, score in scores.items() if score.besides} <= BESIDES
    assert all(score.exact == score.priced for score in scores.values())
    assert all(score.accused == len(score.besides) for score in scores.values())


def test_papers_of_nobody_are_no_one_s_project(small_city):
    strays = Permit.objects.unmatched().values_list("number", flat=True)

    assert set(strays) == {
        row["subject"] for rows in ("wrong", "innocent") for row in kept()[rows] if is_paper(row)
    }


def is_paper(row):
    return row["check"] == "X16"


def test_no_department_gave_one_number_twice(small_city):
    papers = Permit.objects.values_list("issued_by", "kind", "number")

    assert len(papers) == len(set(papers))


def test_next_number_follows_the_last_of_the_demonstration(small_city):
    authority = Project.objects.filter(region__code="530423").latest("pk").authority
    last = Project.objects.filter(region__code="530423").latest("pk").code

    number = next_code(authority)

    assert int(number[-4:]) == int(last[-4:]) + 1


def test_no_number_is_missing_from_any_series(small_city):
    assert [gap for series in NumberSeries.objects.all() for gap in numbering.gaps(series)] == []


def test_each_role_has_a_demo_account_without_password(small_city):
    people = User.objects.filter(is_demo=True)
    roles = {role for user in people for role in user.role_codes}

    assert roles == set(Role.values)
    assert [user for user in people if user.has_usable_password()] == []


def test_there_is_work_for_today_and_tomorrow(small_city):
    days = [UNTIL + timedelta(days=1), UNTIL + timedelta(days=2)]

    tasks = RectificationTask.objects.open().filter(due_on__in=days)
    checks = ProjectCheck.objects.open().filter(due_on__in=days)

    assert {task.due_on for task in tasks} | {check.due_on for check in checks} == set(days)


def test_if_empty_leaves_a_loaded_city_alone(small_city, capsys):
    before = Event.objects.count()

    call_command("load_demo", "--if-empty")

    assert Event.objects.count() == before
    assert "loaded already" in capsys.readouterr().err


def test_second_load_is_refused_with_a_sentence(small_city):
    with pytest.raises(CommandError, match="loaded already"):
        call_command("load_demo")


def test_units_plan_milestones_and_ask_each_other(small_city):
    answered = Contribution.objects.filter(status="answered")

    assert Milestone.objects.filter(reached_on=None).exists()
    assert Milestone.objects.exclude(reached_on=None).exists()
    assert answered.exists()
    assert all(contribution.attachments().exists() for contribution in answered)


def test_look_back_draws_what_another_closed_out_and_nothing_was_reopened(small_city):
    rechecks = Recheck.objects.select_related("task")

    assert {recheck.status for recheck in rechecks} == {"drawn", "holds"}
    assert all(recheck.assigned_to_id != recheck.task.closed_by_id for recheck in rechecks)
    assert RecheckDraw.objects.get().seed == "20201130"


def test_every_round_gave_notice_and_counted_its_days(small_city):
    rounds = Round.objects.all()

    assert all(round_.notice_number for round_ in rounds)
    assert all(round_.activities.exists() for round_ in rounds)
