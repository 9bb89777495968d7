"""The pages of a round: plan, deadlines, notice, teams, draws and counts."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from airdefense.accounts.roles import Role
from inspections import actions
from inspections.models import CheckPlan, ProjectCheck, Round, RoundActivity, RoundDeadline
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import (
    CheckPlanFactory,
    RoundActivityFactory,
    RoundDeadlineFactory,
    a_check,
    a_crew,
)
from tests.factories.powers import a_power_list

pytestmark = pytest.mark.django_db
ROUNDS = "/inspections/rounds/"


def today():
    return timezone.localdate()


def words(response):
    return response.content.decode()


def page(crew, part=""):
    return f"{ROUNDS}{crew.round.pk}/{part}"


def of_team(crew, part):
    return f"/inspections/teams/{crew.team.pk}/{part}/"


def of_member(crew, user, part):
    return f"/inspections/members/{crew.team.members.get(user=user).pk}/{part}/"


def plan_of(region, **changes):
    facts = {
        "name": "人防专项巡察",
        "organ": "inspection",
        "kind": "MOBILE",
        "region": region.pk,
        "mandate": "玉巡发〔2020〕1号",
        "starts_on": "2020-10-01",
        "ends_on": "2020-12-31",
        "attributes": ["ELEVATED", "CROSS"],
        "inspected": [OrganisationFactory(parent=region, housing=True).pk],
        "key_links": ["approval"],
        "contact": "0877-0000000",
    }
    return facts | changes


def test_a_round_is_planned_with_its_scope_and_core_powers_chosen_beforehand(as_role):
    county = OrganisationFactory()
    powers = a_power_list(county, status="in_force").powers.all()
    core = list(powers.filter(is_core=True).values_list("pk", flat=True))
    client = as_role(Role.INSPECTION_OFFICE, county)

    shown = client.get(f"{ROUNDS}new/").context["form"]
    client.post(f"{ROUNDS}new/", plan_of(county, powers=core))

    round_ = Round.objects.get()
    assert (shown.fields["powers"].initial, len(core) > 0) == (core, True)
    assert list(round_.powers.values_list("pk", flat=True).order_by("pk")) == sorted(core)
    assert (round_.attributes, round_.key_links, round_.contact) == (
        ["ELEVATED", "CROSS"],
        ["approval"],
        "0877-0000000",
    )


def test_without_a_list_in_force_the_form_says_so_and_the_round_is_planned_all_the_same(as_role):
    county = OrganisationFactory()
    a_power_list(county)
    client = as_role(Role.INSPECTION_OFFICE, county)

    shown = words(client.get(f"{ROUNDS}new/"))
    client.post(f"{ROUNDS}new/", plan_of(county))

    assert "No list of powers is in force here yet" in shown
    assert Round.objects.get().powers.count() == 0


def test_the_scope_of_a_round_is_changed_while_it_is_not_concluded(crew, sign_in):
    power = a_power_list(crew.county, status="in_force").powers.first()
    changes = {"powers": [power.pk], "contact": "room 301", "version": 1}
    client = sign_in(crew.office)

    client.post(page(crew, "edit/"), plan_of(crew.county, **changes))

    round_ = Round.objects.get()
    assert (list(round_.powers.all()), round_.contact) == ([power], "room 301")
    assert str(power) in words(client.get(page(crew)))


def test_deadlines_are_entered_in_one_table(crew, sign_in):
    rows = {"plan-days": "30", "plan-basis": "反馈意见", "team_report-days": "15"}
    client = sign_in(crew.office)

    refused = client.post(page(crew, "deadlines/"), rows)
    told = rows | {"team_report-basis": "方案", "team_report-is_working_days": "on"}
    response = client.post(page(crew, "deadlines/"), told)

    assert "Name the document that sets this deadline." in words(refused)
    assert response.headers["Location"] == page(crew)
    stored = RoundDeadline.objects.order_by("item")
    assert list(stored.values_list("item", "days", "is_working_days", "basis")) == [
        ("plan", 30, False, "反馈意见"),
        ("team_report", 15, True, "方案"),
    ]


def test_the_page_says_when_a_deadline_is_due_and_how_it_stands(sign_in):
    starts = today() + timedelta(days=8)
    crew = a_crew(status="planned", starts_on=starts, ends_on=today() + timedelta(days=50))
    RoundDeadlineFactory(crew=crew, item="entry_notice", days=10)
    RoundDeadlineFactory(crew=crew, item="team_report", days=3)
    RoundDeadlineFactory(crew=crew, item="plan", days=30)

    shown = words(sign_in(crew.leader).get(page(crew)))

    assert "2 days overdue" in shown
    assert "in 53 days" in shown
    assert "not counting yet" in shown
    assert f"10 days before the start of the round ({starts})" in shown


def test_a_deadline_is_recorded_as_done_from_its_line(crew, sign_in):
    deadline = RoundDeadlineFactory(crew=crew, item="team_report")
    client = sign_in(crew.office)

    client.post(f"/inspections/deadlines/{deadline.pk}/meet/", {"on": "2020-11-02", "note": "2号"})

    assert RoundDeadline.objects.get().met_on == TODAY
    assert "done on 2020-11-02" in words(client.get(page(crew)))


def test_a_late_entry_notice_is_given_with_a_warning(crew, sign_in):
    RoundDeadlineFactory(crew=crew, item="entry_notice", days=10)

    response = sign_in(crew.office).post(page(crew, "notice/"), {"on": "2020-09-25"}, follow=True)

    assert Round.objects.get().notice_on == date(2020, 9, 25)
    assert "The entry notice was given 4 days later than its deadline." in words(response)
    assert f"{crew.county.short_name}巡通〔2020〕1号" in words(response)


def test_a_team_is_changed_on_its_page(crew, sign_in):
    client, newcomer = sign_in(crew.office), person(Role.INSPECTOR, crew.county)

    client.post(
        of_team(crew, "members/new"),
        {"user": newcomer.pk, "position": "member", "declared_on": "2020-11-02"},
    )
    client.post(of_member(crew, crew.deputy, "lead"), {"reason": "the leader is ill"})
    client.post(of_member(crew, crew.leader, "leave"), {"on": "2020-11-02", "reason": "ill"})

    assert dict(crew.team.members.serving().values_list("user", "position")) == {
        crew.deputy.pk: "leader",
        crew.inspector.pk: "member",
        crew.colleague.pk: "member",
        newcomer.pk: "member",
    }
    assert "left on 2020-11-02" in words(client.get(page(crew)))


def test_a_member_declares_a_recusal_and_hears_what_is_to_be_reassigned(crew, sign_in):
    check, client = a_check(crew), sign_in(crew.inspector)

    response = client.post(
        of_member(crew, crew.inspector, "recusal"),
        {"on": "2020-11-02", "organisations": [crew.authority.pk]},
        follow=True,
    )

    assert "1 check assigned already has to be given to somebody else." in words(response)
    assert "Checks to be given to somebody else" in words(response)
    assert check.project.name in words(response)
    assert client.get(of_member(crew, crew.colleague, "recusal")).status_code == 403


def test_a_check_is_given_to_somebody_who_may_take_it(crew, sign_in):
    check, client = a_check(crew), sign_in(crew.leader)
    actions.declare_recusal(
        member=crew.team.members.get(user=crew.deputy),
        organisations=[crew.authority],
        on=TODAY,
        by=crew.deputy,
        at=NOON,
    )
    address = f"/inspections/checks/{check.pk}/reassign/"

    offered = set(client.get(address).context["form"].fields["to"].queryset)
    client.post(address, {"to": crew.colleague.pk, "reason": "ill"})

    assert offered == {crew.leader, crew.colleague}
    assert ProjectCheck.objects.get().assigned_to == crew.colleague


def drawing(**changes):
    due_on = (today() + timedelta(days=5)).isoformat()
    return {"method": "random", "size": "2", "seed": "2020", "due_on": due_on, **changes}


def test_a_draw_is_shown_before_it_is_confirmed(crew, sign_in):
    for _n in range(4):
        crew.project()
    client, address = sign_in(crew.leader), of_team(crew, "draw")

    proposed = client.get(address).context["form"]["seed"].value()
    preview = client.post(address, drawing(preview="1"))
    shown = preview.context["form"].preview
    assert ProjectCheck.objects.count() == 0
    response = client.post(address, drawing(seen=shown.fingerprint, confirm="1"))

    plan = CheckPlan.objects.get()
    assert len(proposed) == 8
    assert "2 of 4 projects" in words(preview)
    assert response.headers["Location"] == f"/inspections/plans/{plan.pk}/"
    assert [check.project.code for check in plan.checks.all()] == list(shown.codes)


def test_what_changed_since_the_preview_is_shown_again_instead_of_assigned(crew, sign_in):
    crew.project(), crew.project()
    client, address = sign_in(crew.leader), of_team(crew, "draw")
    seen = client.post(address, drawing(preview="1")).context["form"].preview.fingerprint
    crew.project()

    response = client.post(address, drawing(seen=seen, confirm="1"))

    assert "has changed since you saw it" in words(response)
    assert ProjectCheck.objects.count() == 0


def test_a_draw_says_what_is_wrong_beside_the_form(crew, sign_in):
    crew.project()
    client = sign_in(crew.leader)

    response = client.post(of_team(crew, "draw"), drawing(size="5"))

    assert "There is only 1 project to draw from." in words(response)


def test_a_stored_draw_is_drawn_again_on_its_page(crew, sign_in):
    crew.project()
    plan = CheckPlanFactory(crew=crew)

    shown = words(sign_in(crew.colleague).get(f"/inspections/plans/{plan.pk}/"))

    assert "gives the same projects" in shown
    assert plan.population_sha256 in shown
    assert plan.checks.get().project.name in shown


def test_a_day_is_counted_and_a_wrong_count_voided(crew, sign_in):
    client, address = sign_in(crew.inspector), page(crew, "activities/")
    form = {"team": crew.team.pk, "region": crew.county.pk, "held_on": "2020-11-02"}

    empty = client.post(address, form)
    client.post(address, form | {"talk": "12", "file": "340"})
    talk = RoundActivity.objects.get(kind="talk")
    client.post(f"/inspections/activities/{talk.pk}/void/", {"reason": "twice"})

    counted = dict(client.get(page(crew)).context["page"].counted)
    assert "Count at least one activity." in words(empty)
    assert (counted["Talks"], counted["Files read"]) == (0, 340)


def test_who_does_not_serve_reads_the_counts_only(crew, sign_in):
    RoundActivityFactory(crew=crew)
    client = sign_in(person(Role.LEADERSHIP, crew.county))

    shown = words(client.get(page(crew, "activities/")))

    assert "never names" not in shown
    assert client.post(page(crew, "activities/"), {}).status_code == 403


def test_a_county_reads_its_own_counts_of_a_round_of_the_city(sign_in):
    city = OrganisationFactory(city=True)
    ours, theirs = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    crew = a_crew(city)
    crew.team.regions.set([ours, theirs])
    for region, n in ((ours, 3), (theirs, 40)):
        RoundActivityFactory(crew=crew, region=region, count=n)

    reader = sign_in(person(Role.LEADERSHIP, ours))
    counted = dict(reader.get(page(crew)).context["page"].counted)

    assert counted["Talks"] == 3
    assert ">40<" not in words(reader.get(page(crew, "activities/")))


@pytest.mark.parametrize("part", ["deadlines/", "notice/", "edit/"])
def test_only_the_office_plans(crew, sign_in, part):
    assert sign_in(crew.office).get(page(crew, part)).status_code == 200
    assert sign_in(crew.leader).get(page(crew, part)).status_code == 403


@pytest.mark.parametrize("part", ["edit", "members/new"])
def test_only_the_office_changes_teams(crew, sign_in, part):
    assert sign_in(crew.office).get(of_team(crew, part)).status_code == 200
    assert sign_in(crew.leader).get(of_team(crew, part)).status_code == 403


def test_a_round_costs_the_same_for_many_checks(crew, sign_in):
    client = sign_in(crew.leader)
    a_check(crew)
    client.get(page(crew))
    before = len(captured(client, page(crew)))

    for _n in range(6):
        a_check(crew)

    assert len(captured(client, page(crew))) == before


def captured(client, address):
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return queries
