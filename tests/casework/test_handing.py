"""Staff leave: what they hold goes to somebody else at once, with a list to sign for."""

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance
from airdefense.casework.actions.handing import hand_over, preview
from airdefense.casework.holdings import holdings
from airdefense.casework.models import Event, HandOver
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.models import Finding, ProjectCheck
from rectification.models import Instrument
from tests.conftest import Browser
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, person
from tests.factories.casework import a_hand_over
from tests.factories.inspections import a_check, a_crew, a_finding
from tests.factories.rectification import a_task, an_instrument

pytestmark = pytest.mark.django_db
NEW = "/hand-over/new/"


@pytest.fixture
def crew():
    return a_crew()


def at_desk(user):
    client = Browser(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def listed(crew, **people):
    hands = {"giver": crew.inspector, "taker": crew.colleague, "by": crew.office} | people
    return preview(**hands, at=NOON, reason="调离")


def handed(crew, chosen, **people):
    hands = {"giver": crew.inspector, "taker": crew.colleague, "by": crew.office} | people
    return hand_over(**hands, at=NOON, reason="调离", chosen=chosen)


def test_every_app_says_what_its_people_hold():
    kinds = [holding.key for holding in holdings()]

    assert kinds == [
        "checks",
        "findings",
        "instruments",
        "rechecks",
        "lead_handler",
        "lead_approver",
        "lead_member",
    ]


def test_the_list_names_what_is_held_and_why_something_cannot_go(crew):
    check, draft = a_check(crew), a_finding(crew)
    signed = a_finding(crew, status="returned")
    a_check(crew, status="completed")
    a_check(crew, assigned_to=crew.colleague)

    rows = [(one.holding.key, one.case, one.refusal) for one in listed(crew)]

    assert [row[:2] for row in rows] == [
        ("checks", check),
        ("findings", draft),
        ("findings", signed),
    ]
    assert [bool(refusal) for _kind, _case, refusal in rows] == [False, False, True]
    assert "was signed by" in rows[2][2]


def test_looking_at_the_list_changes_nothing(crew):
    check, draft = a_check(crew), a_finding(crew)
    before = Event.objects.count()

    listed(crew)

    check.refresh_from_db()
    draft.refresh_from_db()
    assert (check.assigned_to, draft.made_by) == (crew.inspector, crew.inspector)
    assert Event.objects.count() == before


def test_what_is_chosen_goes_at_once_each_with_its_line_in_the_history(crew):
    check, kept, draft = a_check(crew), a_check(crew), a_finding(crew)

    made = handed(crew, [f"checks:{check.pk}", f"findings:{draft.pk}"])

    assert ProjectCheck.objects.get(pk=check.pk).assigned_to == crew.colleague
    assert ProjectCheck.objects.get(pk=kept.pk).assigned_to == crew.inspector
    assert Finding.objects.get(pk=draft.pk).made_by == crew.colleague
    assert [Event.objects.of(one).latest("pk").actor for one in (check, draft)] == [crew.office] * 2
    assert [item["number"] for item in made.items] == [
        f"{crew.round.number} · {check.project.code}",
        draft.number or f"#{draft.pk}",
    ]


def test_one_that_cannot_go_keeps_all_where_they_are(crew):
    check, signed = a_check(crew), a_finding(crew, status="returned")

    with pytest.raises(NotPossible, match="was signed by"):
        handed(crew, [f"checks:{check.pk}", f"findings:{signed.pk}"])

    assert ProjectCheck.objects.get(pk=check.pk).assigned_to == crew.inspector
    assert HandOver.objects.count() == 0


def test_what_is_no_longer_held_is_told_before_anything_goes(crew):
    check, other = a_check(crew), a_check(crew)
    handed(crew, [f"checks:{other.pk}"])

    with pytest.raises(NotPossible, match="no longer holds 1"):
        handed(crew, [f"checks:{check.pk}", f"checks:{other.pk}"])

    assert ProjectCheck.objects.get(pk=check.pk).assigned_to == crew.inspector


def test_a_colleague_who_must_recuse_takes_nothing_over():
    county = OrganisationFactory()
    crew = a_crew(county)
    member = crew.team.members.get(user=crew.colleague)
    member.recused_from.set([crew.authority])
    a_check(crew), a_finding(crew)

    refusals = [one.refusal for one in listed(crew)]

    assert ["recused from" in refusal for refusal in refusals] == [True, True]


def test_somebody_outside_the_team_takes_no_checks_over(crew):
    a_check(crew)
    outsider = person(Role.INSPECTOR, crew.county)

    (one,) = listed(crew, taker=outsider)

    assert "is not a member" in one.refusal


def test_drafts_of_documents_go_to_who_writes_such_documents(crew):
    draft = an_instrument(task=a_task(region=crew.county))
    office = person(Role.INSPECTION_OFFICE, crew.county)

    (refused,) = listed(crew, giver=draft.drafted_by, by=office)
    handed(crew, [f"instruments:{draft.pk}"], giver=draft.drafted_by, taker=office, by=crew.office)

    assert "does not write documents" in refused.refusal
    assert Instrument.objects.get(pk=draft.pk).drafted_by == office


def test_who_does_not_answer_for_the_body_hands_nothing_over(crew):
    elsewhere = person(Role.INSPECTION_OFFICE, OrganisationFactory())

    for by in (elsewhere, crew.inspector, crew.deputy):
        with pytest.raises(NotAllowed):
            listed(crew, by=by)


def test_the_taker_works_there_and_is_somebody_else(crew):
    stranger = person(Role.INSPECTOR, OrganisationFactory())
    gone = person(Role.INSPECTOR, crew.county, is_active=False)

    for taker in (stranger, gone, UserFactory(organisation=crew.county)):
        with pytest.raises(NotPossible, match="does not work on cases"):
            listed(crew, taker=taker)
    with pytest.raises(NotPossible, match="somebody else"):
        listed(crew, taker=crew.inspector)


def test_the_taker_alone_signs_for_it(crew):
    made = a_hand_over(crew)

    with pytest.raises(NotPossible, match="signs for what was handed over"):
        advance(made, "accept", by=crew.office, at=NOON)
    signed = advance(made, "accept", by=crew.colleague, at=NOON)

    assert (signed.status, signed.accepted_by) == ("accepted", crew.colleague)


def test_on_its_pages_work_is_listed_confirmed_and_signed_for(crew):
    check, signed = a_check(crew), a_finding(crew, status="returned")
    form = {"giver": crew.inspector.pk, "taker": crew.colleague.pk, "reason": "调离"}
    office = at_desk(crew.office)

    shown = office.post(NEW, form)
    done = office.post(NEW, form | {"confirm": "yes", "chosen": [f"checks:{check.pk}"]})

    assert check.project.code in shown.text
    assert f'value="findings:{signed.pk}" disabled' in shown.text
    receipt = HandOver.objects.get()
    assert done["Location"] == receipt.get_absolute_url()
    taker = at_desk(crew.colleague)
    assert "Handed over to me" in taker.get("/").text
    assert "My work handed over" in at_desk(crew.inspector).get("/").text
    taker.post(f"{receipt.get_absolute_url()}steps/accept/")
    assert "Handed over to me" not in taker.get("/").text
    assert check.project.code in taker.get(receipt.get_absolute_url()).text


def test_the_form_offers_people_of_ones_own_reach_alone(crew):
    other = person(Role.INSPECTOR, OrganisationFactory(), display_name="邻县检查员")

    page = at_desk(crew.office).get(NEW)

    offered = set(page.context["form"].fields["giver"].queryset)
    assert {crew.inspector, crew.colleague} <= offered
    assert other not in offered


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.UNIT_CONTACT, Role.LEADERSHIP])
def test_others_open_no_hand_over(crew, as_role, role):
    assert as_role(role, crew.county).get(NEW).status_code == 403


def test_a_stranger_finds_no_receipt(crew, as_role):
    made = a_hand_over(crew)
    stranger = as_role(Role.INSPECTION_OFFICE, OrganisationFactory())
    colleague = as_role(Role.INSPECTOR, crew.county)

    codes = [c.get(made.get_absolute_url()).status_code for c in (stranger, colleague)]

    assert codes == [404, 404]
    assert stranger.get("/hand-over/").context["hand_overs"].count() == 0


def test_two_of_one_team_who_answer_for_different_counties_hand_over_to_each_other():
    city = OrganisationFactory(city=True)
    crew, other = a_crew(OrganisationFactory(parent=city)), OrganisationFactory(parent=city)
    taker = person(Role.INSPECTOR, crew.county, over=other)
    crew.team.members.create(user=taker, position="member", declared_on=NOON.date())
    check = a_check(crew)

    made = handed(crew, [f"checks:{check.pk}"], taker=taker)

    assert advance(made, "accept", by=taker, at=NOON).accepted_by == taker


def test_who_cannot_take_over_is_said_beside_the_field_with_everything_kept(crew):
    idle = UserFactory(organisation=crew.county)
    form = {"giver": crew.inspector.pk, "taker": idle.pk, "reason": "调离"}

    page = at_desk(crew.office).post(NEW, form)

    assert "does not work on cases" in page.context["form"].errors["taker"][0]
    assert "调离" in page.text
