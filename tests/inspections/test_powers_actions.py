"""Power lists are taken in, put in force by somebody else, replaced; controls come and go."""

from datetime import timedelta

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections import actions
from inspections.models import Accountability, Control, Duty, Power, PowerList
from inspections.workflow import PowerListStatus
from tests.factories import powers as made
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.powers import (
    ControlFactory,
    PowerListFactory,
    WordingFactory,
    a_power,
    a_power_list,
)

pytestmark = pytest.mark.django_db
FACTORIES = [
    thing
    for thing in vars(made).values()
    if getattr(thing, "__module__", "") == made.__name__
    and getattr(getattr(thing, "_meta", None), "model", None)
]


@pytest.fixture
def county(db):
    return OrganisationFactory()


@pytest.fixture
def office(county):
    return person(Role.INSPECTION_OFFICE, county)


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda f: f.__name__)
def test_each_factory_makes_rows_with_names_of_their_own(factory):
    first, second = factory(), factory()

    assert str(first) != str(second)


def test_a_list_keeps_powers_duties_and_situations_in_their_order(county):
    listed = PowerListFactory(region=county)

    power = listed.powers.first()
    assert [p.number for p in listed.powers.all()] == [1, 2, 3]
    assert [(d.order, d.text) for d in power.duties.all()] == [
        (1, "一次性告知补正材料（1）。"),
        (2, "在规定时限内作出决定（1）。"),
    ]
    assert [a.situation for a in power.accountabilities.all()] == [
        "对不符合条件的申请予以批准（1）。"
    ]
    assert listed.status == PowerListStatus.DRAFT


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.TEAM_LEADER, Role.LEADERSHIP])
def test_only_office_and_clerks_take_a_list_in(county, role):
    with pytest.raises(NotAllowed):
        PowerListFactory(region=county, by=person(role, county))

    assert PowerList.objects.count() == 0


def test_declared_totals_stand_beside_what_the_list_holds(county):
    listed = PowerListFactory(region=county, declared_duties=121)

    assert listed.totals() == {
        "classes": (2, 2),
        "powers": (3, 3),
        "duties": (121, 6),
        "accountabilities": (3, 3),
    }


def test_a_list_that_holds_less_than_it_declares_is_not_put_in_force(county, office):
    listed = PowerListFactory(region=county, declared_duties=121)

    with pytest.raises(NotPossible) as refusal:
        actions.take_power_list_step(listed, "put_in_force", by=office, at=NOON)

    assert str(refusal.value).startswith("The list does not hold what it declares")
    assert PowerList.objects.get().status == PowerListStatus.DRAFT


def test_who_took_a_list_in_does_not_put_it_in_force(county, office):
    listed = PowerListFactory(region=county, by=office)

    with pytest.raises(NotPossible) as refusal:
        actions.take_power_list_step(listed, "put_in_force", by=office, at=NOON)

    assert str(refusal.value) == "Who took a list in does not put it in force."


def test_a_list_without_its_document_is_not_put_in_force(county, office):
    listed = PowerListFactory(region=county, document="")

    with pytest.raises(NotPossible) as refusal:
        actions.take_power_list_step(listed, "put_in_force", by=office, at=NOON)

    assert str(refusal.value) == "Name the document that adopted the list first."


def test_the_newer_list_ends_the_former_of_its_region_alone(county, office):
    elsewhere = a_power_list(status="in_force")
    former = a_power_list(county, status="in_force")
    newer = PowerListFactory(region=county)

    actions.take_power_list_step(newer, "put_in_force", by=office, at=NOON)

    for listed in (elsewhere, former, newer):
        listed.refresh_from_db()
    assert (elsewhere.status, former.status, newer.status) == ("in_force", "ended", "in_force")
    assert (former.ended_by, newer.approved_by) == (office, office)
    note = Event.objects.of(former).get(name="end").note
    assert note == f"Replaced by {newer.document}."


def test_a_refused_list_leaves_the_former_in_force(county, office):
    former = a_power_list(county, status="in_force")
    newer = PowerListFactory(region=county, declared_powers=18)

    with pytest.raises(NotPossible):
        actions.take_power_list_step(newer, "put_in_force", by=office, at=NOON)

    former.refresh_from_db()
    assert former.status == PowerListStatus.IN_FORCE


def test_a_list_never_ends_without_a_newer_one(county, office):
    listed = a_power_list(county, status="in_force")

    with pytest.raises(NotPossible) as refusal:
        actions.take_power_list_step(listed, "end", by=office, at=NOON, note="old")

    assert str(refusal.value) == "A list ends when a newer one is put in force in its place."


def test_controls_and_wordings_go_on_under_the_newer_list(county, office):
    former = a_power_list(county, status="in_force")
    power = former.powers.get(number=1)
    kept = ControlFactory(power=power, by=office)
    ended = ControlFactory(power=power, by=office)
    actions.end_control(control=ended, ended_on=TODAY, by=office, at=NOON)
    wording = WordingFactory(region=county, by=office, power=power)
    later = NOON + timedelta(days=1)
    newer = PowerListFactory(region=county)

    actions.take_power_list_step(newer, "put_in_force", by=office, at=later)

    heir = newer.powers.get(number=1)
    wording.refresh_from_db()
    assert [(c.title, c.effective_on) for c in heir.controls.all()] == [
        (kept.title, kept.effective_on)
    ]
    assert wording.power == heir


def test_a_draft_is_corrected_and_a_list_in_force_is_not(county, office):
    draft = PowerListFactory(region=county)
    standing = a_power_list(status="in_force")

    actions.edit_power_list(
        power_list=draft, by=office, at=NOON, version=1, document="玉政发〔2021〕1号"
    )
    with pytest.raises(NotPossible):
        actions.edit_power_list(
            power_list=standing,
            by=person(Role.DATA_CLERK, standing.region),
            at=NOON,
            version=1,
            declared_duties=5,
        )

    draft.refresh_from_db()
    standing.refresh_from_db()
    assert (draft.document, draft.version) == ("玉政发〔2021〕1号", 2)
    assert standing.declared_duties == 6


def test_two_people_correct_a_draft_and_the_second_is_told(county, office):
    draft = PowerListFactory(region=county)
    mine = PowerList.objects.get(pk=draft.pk)
    actions.edit_power_list(power_list=draft, by=office, at=NOON, version=1, declared_powers=4)

    with pytest.raises(NotPossible) as refusal:
        actions.edit_power_list(power_list=mine, by=office, at=NOON, version=1, declared_powers=5)

    assert "was changed by somebody else meanwhile" in str(refusal.value)
    assert PowerList.objects.get().declared_powers == 4


def test_a_draft_is_taken_back_with_all_it_holds_and_nothing_else(county, office):
    standing = a_power_list(status="in_force")
    draft = PowerListFactory(region=county)

    actions.remove_draft(draft, by=office, at=NOON)

    assert list(PowerList.objects.all()) == [standing]
    assert (Power.objects.count(), Duty.objects.count(), Accountability.objects.count()) == (
        3,
        6,
        3,
    )


def test_a_power_without_control_has_none_in_force_that_day(county, office):
    listed = a_power_list(county, status="in_force")
    first, second, third = listed.powers.all()
    ControlFactory(power=first, by=office)
    ended = ControlFactory(power=second, by=office, effective_on=TODAY - timedelta(days=9))
    actions.end_control(control=ended, ended_on=TODAY - timedelta(days=1), by=office, at=NOON)
    ControlFactory(power=third, by=office, effective_on=TODAY + timedelta(days=1))

    assert list(listed.powers.without_control(TODAY)) == [second, third]
    assert list(listed.powers.without_control(TODAY + timedelta(days=1))) == [second]
    assert list(listed.powers.without_control(TODAY - timedelta(days=1))) == [first, third]


def test_controls_are_the_offices_and_stand_on_the_list_in_force(county, office):
    draft = PowerListFactory(region=county).powers.first()
    power = a_power_list(county, status="in_force").powers.first()
    facts = {"title": "集体审议", "document": "1号", "effective_on": TODAY, "at": NOON}

    with pytest.raises(NotAllowed):
        actions.add_control(power=power, by=person(Role.DATA_CLERK, county), **facts)
    with pytest.raises(NotPossible):
        actions.add_control(power=draft, by=office, **facts)

    assert Control.objects.count() == 0


def test_a_control_ends_once_and_not_before_it_begins(county, office):
    control = ControlFactory(power=a_power_list(county, status="in_force").powers.first())
    early = control.effective_on - timedelta(days=1)

    with pytest.raises(NotPossible):
        actions.end_control(control=control, ended_on=early, by=office, at=NOON)
    actions.end_control(control=control, ended_on=TODAY, by=office, at=NOON)
    with pytest.raises(NotPossible):
        actions.end_control(control=control, ended_on=TODAY, by=office, at=NOON)

    control.refresh_from_db()
    assert control.ended_on == TODAY


def test_a_draft_is_read_in_its_region_and_a_list_in_force_by_everybody(county):
    draft = PowerListFactory(region=county, powers=[a_power()])
    standing = a_power_list(status="in_force")
    own, other = person(Role.INSPECTOR, county), person(Role.INSPECTOR, OrganisationFactory())
    administrator = person(Role.SYSTEM_ADMIN, county)

    assert set(PowerList.objects.visible_to(own)) == {draft, standing}
    assert set(PowerList.objects.visible_to(other)) == {standing}
    assert list(PowerList.objects.visible_to(administrator)) == []
