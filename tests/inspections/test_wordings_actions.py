"""Standard wordings: who keeps them, what they may say, how they are found."""

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections import actions
from inspections.models import Wording
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.powers import WordingFactory, a_power_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    return person(Role.INSPECTION_OFFICE, OrganisationFactory())


def a_wording(office, **facts):
    return WordingFactory(region=office.organisation.home_region, by=office, **facts)


def test_a_wording_is_found_by_words_initials_category_and_power(office):
    power = a_power_list(office.organisation, status="in_force").powers.first()
    wording = a_wording(office, title="拖欠易地建设费", power=power)
    a_wording(office, title="档案缺失", category="record_missing", text="缺少材料。")

    for words in ("拖欠", "tqydjsf", "Payable", "易地建设审批1"):
        assert list(Wording.objects.filter(search_text__matches=words)) == [wording], words


def test_an_unknown_placeholder_is_refused_with_the_known_ones(office):
    with pytest.raises(NotPossible) as refusal:
        a_wording(office, text="{projekt}欠缴{amount}元")

    assert str(refusal.value).startswith("{projekt} is no placeholder; known are {project} {code}")
    assert Wording.objects.count() == 0


def test_a_brace_alone_is_refused(office):
    with pytest.raises(NotPossible) as refusal:
        a_wording(office, title="{project 欠缴")

    assert str(refusal.value) == "A brace stands alone: placeholders are written {project}."


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.DATA_CLERK, Role.TEAM_LEADER])
def test_only_the_office_keeps_wordings(office, role):
    wording = a_wording(office)
    other = person(role, office.organisation)

    with pytest.raises(NotAllowed):
        actions.edit_wording(wording=wording, by=other, at=NOON, version=1, title="x")
    with pytest.raises(NotAllowed):
        actions.retire_wording(wording=Wording.objects.get(), by=other, at=NOON)

    assert Wording.objects.current().get().title != "x"


def test_an_edit_is_found_by_its_new_words_and_kept_in_history(office):
    wording = a_wording(office, title="旧题目")

    actions.edit_wording(wording=wording, by=office, at=NOON, version=1, title="新的题目")

    assert Wording.objects.filter(search_text__matches="旧题目").count() == 0
    assert Wording.objects.get(search_text__matches="新的题目").version == 2
    event = Event.objects.get(case_type="inspections.wording", name="edit")
    assert event.detail == {"title": ["旧题目", "新的题目"]}


def test_the_second_of_two_editors_is_told(office):
    wording = a_wording(office)
    mine = Wording.objects.get()
    actions.edit_wording(wording=wording, by=office, at=NOON, version=1, title="先改")

    with pytest.raises(NotPossible):
        actions.edit_wording(wording=mine, by=office, at=NOON, version=1, title="后改")

    assert Wording.objects.get().title == "先改"


def test_a_retired_wording_is_offered_and_changed_no_more(office):
    wording = actions.retire_wording(wording=a_wording(office), by=office, at=NOON, note="并入")

    with pytest.raises(NotPossible):
        actions.edit_wording(wording=wording, by=office, at=NOON, version=1, title="x")
    with pytest.raises(NotPossible):
        actions.retire_wording(wording=wording, by=office, at=NOON)

    assert list(Wording.objects.current()) == []
    assert wording.retired_by == office


def test_wordings_of_the_city_serve_the_counties_and_not_the_reverse():
    city = OrganisationFactory(city=True)
    county, sibling = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    of_city, of_county = WordingFactory(region=city), WordingFactory(region=county)
    WordingFactory(region=sibling)

    inspector = person(Role.INSPECTOR, county)

    assert set(Wording.objects.visible_to(inspector)) == {of_city, of_county}
    assert set(Wording.objects.visible_to(person(Role.INSPECTOR, city))) == set(
        Wording.objects.all()
    )
