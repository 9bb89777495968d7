"""Each rule speaks of the case that breaks it, and of no sound case beside it."""

from datetime import date, timedelta

import pytest
from django.db.models import F

from airdefense.casework.actions import attach
from airdefense.casework.checkup.registry import RULES, moment_of
from inspections import actions
from inspections.models import Finding, ProjectCheck, Round
from projects.models import Gap
from projects.screening import screen
from tests.factories.accounts import NOON, TODAY
from tests.factories.inspections import a_check, a_crew, a_finding, a_picture
from tests.factories.powers import PowerFactory

pytestmark = pytest.mark.django_db


def days(n):
    return timedelta(days=n)


def broken(code, on=TODAY):
    """The cases that break a rule on a day."""
    return set(RULES[code].found(moment_of(on)))


def approved(crew=None, **fields):
    return a_finding(crew, status="approved", **{"category": "unbuilt"} | fields)


def changed(case, **fields):
    """The case with fields set behind the back of the actions, as a load or a repair might."""
    type(case).objects.filter(pk=case.pk).update(**fields)
    return type(case).objects.get(pk=case.pk)


def test_f01_a_handed_in_paper_names_its_power():
    crew = a_crew()
    wrong = approved(crew)
    changed(approved(crew), power=PowerFactory())
    a_finding(crew)

    assert broken("F01") == {wrong}


def test_f02_an_amount_has_its_worksheet():
    crew = a_crew()
    wrong = approved(crew, category="payable_unpaid")
    changed(approved(crew, category="payable_unpaid"), worksheet={"lines": []} | {"fee": "1"})
    approved(crew)

    assert broken("F02") == {wrong}


def test_f03_what_is_approved_has_evidence():
    crew = a_crew()
    approved(crew)
    signatures = {
        "submitted_by": crew.inspector,
        "reviewed_by": crew.deputy,
        "approved_by": crew.leader,
    }
    moments = {name.replace("_by", "_at"): NOON for name in signatures}
    bare = a_finding(crew, category="unbuilt")
    bare = changed(bare, status="approved", **moments, **signatures)

    assert broken("F03") == {bare}


def test_f04_evidence_is_no_younger_than_the_signature():
    crew = a_crew()
    wrong = approved(crew)
    approved(crew)

    attach(wrong, a_picture("后补.png"), by=crew.inspector, at=NOON + days(2))

    assert broken("F04") == {wrong}


def test_f05_signatures_a_minute_apart_are_looked_at():
    crew = a_crew()
    wrong, slow = approved(crew), approved(crew)
    hours = {"reviewed_at": NOON + days(1), "approved_at": NOON + days(2)}
    changed(slow, **hours)

    assert broken("F05") == {wrong}


def test_f06_it_is_found_within_the_round():
    crew = a_crew()
    late = changed(approved(crew), found_on=crew.round.ends_on + days(1))
    early = changed(approved(crew), found_on=crew.round.starts_on - days(1))
    changed(approved(crew), found_on=crew.round.ends_on)

    assert broken("F06") == {late, early}


@pytest.mark.parametrize(
    "text", ["{项目}未建", "欠缴××元", "金额____元", "XXX小区", "应缴〔…金额〕元"]
)
def test_f07_no_placeholder_is_left(text):
    crew = a_crew()
    wrong = changed(approved(crew), title=text)
    approved(crew, title="X座未建（3×4米）")

    assert broken("F07") == {wrong}


def test_f08_one_matter_is_one_finding():
    crew = a_crew()
    project = crew.project()
    twins = {approved(crew, project=project) for _n in range(2)}
    approved(crew, project=project, category="approval")
    a_finding(crew, status="void", project=crew.project(), category="unbuilt")

    assert broken("F08") == twins


def test_f09_and_f10_a_fee_finding_has_its_gap_of_the_same_amount():
    crew = a_crew()
    sound = approved(crew, category="payable_unpaid")
    other = approved(crew, category="payable_unpaid")
    differs = changed(other, amount_yuan=F("amount_yuan") + 1)
    lacks = approved(crew, category="payable_unpaid")
    changed(lacks, gap=None)

    assert broken("F09") == {lacks}
    assert broken("F10") == {differs}
    assert Gap.objects.filter(finding=sound).exists()


def test_f11_feedback_follows_approval_within_the_limit():
    crew = a_crew()
    waiting = approved(crew)
    changed(approved(crew), feedback_on=TODAY + days(30))

    assert broken("F11", TODAY + days(30)) == set()
    assert broken("F11", TODAY + days(31)) == {waiting}
    late = changed(approved(crew), feedback_on=TODAY + days(31))
    assert broken("F11", TODAY + days(31)) == {waiting, late}


def test_f12_the_paper_says_how_it_was_found():
    crew = a_crew()
    wrong = approved(crew)
    changed(approved(crew), process="查阅台账后现场核对。")

    assert broken("F12") == {wrong}


def test_f13_what_came_back_is_taken_up_again():
    wrong = a_finding(status="returned")

    assert broken("F13", TODAY + days(7)) == set()
    assert broken("F13", TODAY + days(8)) == {wrong}


def test_f14_a_draft_is_handed_in_some_day():
    wrong = a_finding()
    a_finding(status="void")

    assert broken("F14", TODAY + days(30)) == set()
    assert broken("F14", TODAY + days(31)) == {wrong}


def test_f15_signatures_follow_one_another():
    crew = a_crew()
    reviewed = changed(approved(crew), reviewed_at=NOON - days(1))
    found = changed(approved(crew), found_on=TODAY + days(1))
    approved(crew)

    assert broken("F15") == {reviewed, found}


def test_r01_a_round_on_site_has_deadlines():
    crew, sound = a_crew(), a_crew()
    sound.round.deadlines.create(item="plan", days=30, basis="模拟办法第九条")
    a_crew(status="planned")

    assert broken("R01") == {crew.round}


def test_r02_every_team_has_a_deputy():
    crew, _sound = a_crew(), a_crew()
    crew.team.members.filter(position="deputy").update(left_on=TODAY)

    assert broken("R02") == {crew.round}


def test_r03_a_concluded_round_has_no_open_check():
    crew, _sound = a_crew(), a_crew(status="concluded")
    a_check(crew)
    assert broken("R03") == set()
    for step in ("give_feedback", "conclude"):
        actions.take_step(
            Round.objects.get(pk=crew.round.pk), step, by=crew.office, at=NOON, note="done"
        )

    assert broken("R03") == {crew.round}


def test_r04_recusal_is_declared_before_entry():
    crew, _sound = a_crew(), a_crew()
    crew.team.members.filter(position="member").update(declared_on=TODAY + days(1))

    assert broken("R04") == {crew.round}


def test_r05_a_round_does_not_stay_on_site_for_ever():
    crew = a_crew()
    last = crew.round.ends_on

    assert broken("R05", last + days(30)) == set()
    assert broken("R05", last + days(31)) == {crew.round}


def test_r06_the_entry_notice_is_on_file():
    crew, sound = a_crew(), a_crew()
    changed(sound.round, notice_on=date(2020, 9, 20))

    assert broken("R06") == {crew.round}


def test_c01_a_completed_check_says_what_was_seen():
    crew = a_crew()
    a_check(crew, status="completed")
    silent = a_check(crew)
    silent = changed(silent, status="completed", completed_at=NOON, completed_by=crew.inspector)

    assert broken("C01") == {silent}


def test_c02_a_suspicion_is_answered_before_the_check_ends():
    crew = a_crew()
    checks = [a_check(crew, status="completed", project=crew.project()) for _n in range(2)]
    for check in checks:
        check.project.suspicions.create(
            check_code="X06",
            subject=f"project:{check.project_id}",
            authority=crew.authority,
            region=crew.county,
        )
    screen([], at=NOON)
    a_finding(crew, project=checks[1].project, category="unbuilt")

    assert broken("C02") == {checks[0]}


def test_c03_a_check_is_made_by_its_day():
    crew = a_crew()
    late, _done = a_check(crew), a_check(crew, status="completed")

    assert broken("C03", late.due_on) == set()
    assert broken("C03", late.due_on + days(1)) == {late}


def test_c04_who_checks_serves_in_the_team():
    crew = a_crew()
    left, _sound = a_check(crew), a_check(crew, assigned_to=crew.colleague)
    crew.team.members.filter(user=crew.inspector).update(left_on=TODAY)

    assert broken("C04") == {left}


def test_c05_nothing_is_checked_before_the_round_enters():
    crew = a_crew()
    early = changed(a_check(crew, status="completed"), completed_at=NOON - days(3))
    a_check(crew, status="completed")

    assert broken("C05") == {early}


def test_every_rule_of_inspections_is_tested_here():
    rules = {code for code, rule in RULES.items() if rule.area == "inspections"}
    models = {RULES[code].subject.model for code in rules}

    assert models == {Finding, ProjectCheck, Round}
    assert len(rules) == 26
