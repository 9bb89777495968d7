"""Two people editing one thing: nothing is overwritten silently, nothing typed is lost."""

import json

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.merging import MergingForm
from airdefense.casework.models import Event
from projects.models import Project
from tests.casework.cases import a_project, with_building
from tests.casework.forms import fields_of
from tests.conftest import Browser
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import a_case, a_lead
from tests.factories.powers import WordingFactory, a_power_list
from tests.factories.rectification import a_task, an_instrument
from tests.factories.reports import ReportFactory, StatementFactory
from tests.factories.transfers import Sending

pytestmark = pytest.mark.django_db


def of_project():
    project = with_building(a_project(zone="NORMAL"))
    return project, person(Role.DATA_CLERK, project.region), ("name", "address")


def of_finding():
    crew = a_crew()
    return a_finding(crew), crew.inspector, ("title", "description")


def of_round():
    crew = a_crew()
    return crew.round, crew.office, ("name", "mandate")


def of_power_list():
    listed = a_power_list()
    return listed, person(Role.DATA_CLERK, listed.region), ("name", "document")


def of_wording():
    wording = WordingFactory()
    return wording, person(Role.INSPECTION_OFFICE, wording.region), ("title", "basis")


def of_lead():
    lead = a_lead("registered")
    return lead, lead.office.clerk, ("letter_number", "is_on_site")


def of_case():
    case = a_case("investigation")
    return case, case.handler, ("matter", "organisation_subject")


def of_package():
    package = Sending().key()
    return package, package.prepared_by, ("letter_number", "paper_approver")


def of_task():
    task = a_task()
    return task, person(Role.INSPECTION_OFFICE, task.region), ("title", "requirement")


def of_instrument():
    instrument = an_instrument(task=a_task())
    return instrument, instrument.drafted_by, ("title", "copies_to")


def of_statement():
    # Its title tells the city, and no number may be typed into a statement.
    city = OrganisationFactory(city=True, name="玉溪市")
    statement = StatementFactory(report=ReportFactory(scope=city))
    return statement, person(Role.INSPECTION_OFFICE, city), ("title", "recovery")


EDITED = {
    "ProjectForm": of_project,
    "FindingEditForm": of_finding,
    "RoundEditForm": of_round,
    "PowerListForm": of_power_list,
    "WordingEditForm": of_wording,
    "EditForm": of_lead,
    "CaseEditForm": of_case,
    "PackageForm": of_package,
    "TaskForm": of_task,
    "InstrumentForm": of_instrument,
    "StatementForm": of_statement,
}
# A row of another form, and what the others are built on.
NO_PAGE = {"BuildingForm", "VersionedForm"}
EVERY = pytest.mark.parametrize("made", EDITED.values(), ids=EDITED.keys())


class Window:
    """One window in which somebody edits the case."""

    def __init__(self, case, user):
        self.case, self.client = case, Browser(headers={"accept-language": "en"})
        self.client.force_login(user)
        self.url = f"{case.get_absolute_url()}edit/"
        self.read = fields_of(self.client.get(self.url))

    def save(self, **typed):
        sent = {name: [value] for name, value in typed.items() if value is not None}
        return self.client.post(self.url, self.read | {"note": ["录入有误"]} | sent)


def stored(case, name):
    return getattr(type(case)._default_manager.get(pk=case.pk), name)


def value_for(name, words):
    return "on" if name.startswith("is_") else words


def expected(name, words):
    return True if name.startswith("is_") else words


def all_forms(form=MergingForm):
    for kind in form.__subclasses__():
        yield kind.__name__
        yield from all_forms(kind)


def test_every_form_with_a_version_is_tried_here():
    assert {name for name in all_forms() if name[0].isupper()} - NO_PAGE == set(EDITED)


@EVERY
def test_changes_of_different_fields_merge_by_themselves_and_it_is_told(made):
    case, user, (one, other) = made()
    mine, theirs = Window(case, user), Window(case, user)

    first = theirs.save(**{other: value_for(other, "乙改的")})
    second = mine.save(**{one: "甲改的"})

    assert (first.status_code, second.status_code) == (302, 302)
    assert stored(case, one) == "甲改的"
    assert stored(case, other) == expected(other, "乙改的")
    assert "Merged with the change of" in mine.client.get(second["Location"]).text


@EVERY
def test_changes_of_the_same_field_are_shown_side_by_side_and_nothing_is_lost(made):
    case, user, (one, other) = made()
    mine, theirs = Window(case, user), Window(case, user)
    theirs.save(**{one: "乙改的"})

    shown = mine.save(**{one: "甲改的", other: value_for(other, "甲还改了")})

    assert (shown.status_code, stored(case, one)) == (200, "乙改的")
    assert all(words in shown.text for words in ("甲改的", "乙改的", str(user), "choose below"))
    again = fields_of(shown)
    assert again[one] == ["甲改的"]
    assert again[other] == [value_for(other, "甲还改了")]
    assert again["disputed"] == [one]


@EVERY
@pytest.mark.parametrize(("choice", "words"), [("mine", "甲改的"), ("theirs", "乙改的")])
def test_what_is_chosen_stands(made, choice, words):
    case, user, (one, other) = made()
    mine, theirs = Window(case, user), Window(case, user)
    theirs.save(**{one: "乙改的"})
    mine.read = fields_of(mine.save(**{one: "甲改的", other: value_for(other, "甲还改了")}))

    answer = mine.save(**{f"keep-{one}": choice})

    assert answer.status_code == 302
    assert stored(case, one) == words
    assert stored(case, other) == expected(other, "甲还改了")


def test_without_a_choice_the_question_is_put_again():
    case, user, (one, _other) = of_task()
    mine, theirs = Window(case, user), Window(case, user)
    theirs.save(**{one: "乙改的"})
    mine.read = fields_of(mine.save(**{one: "甲改的"}))

    again = mine.save()

    assert (again.status_code, stored(case, one)) == (200, "乙改的")
    assert again.context["form"].conflicts[0].theirs == "乙改的"


def test_who_chose_the_others_words_gets_a_third_change_of_them_too():
    case, user, (one, _other) = of_task()
    mine, theirs = Window(case, user), Window(case, user)
    theirs.save(**{one: "乙改的"})
    mine.read = fields_of(mine.save(**{one: "甲改的"}))
    Window(case, user).save(**{one: "丙改的"})

    mine.save(**{f"keep-{one}": "theirs"})

    assert stored(case, one) == "丙改的"


def test_the_same_change_by_both_is_no_conflict():
    case, user, (one, _other) = of_task()
    mine, theirs = Window(case, user), Window(case, user)
    theirs.save(**{one: "一样"})

    answer = mine.save(**{one: "一样"})

    assert (answer.status_code, stored(case, one)) == (302, "一样")
    assert Event.objects.of(case).filter(name="edit").count() == 1


def test_the_other_is_named_with_the_time_from_the_history():
    task, user, (one, _other) = of_task()
    colleague = person(Role.INSPECTION_OFFICE, task.region, display_name="杨同事")
    mine = Window(task, user)
    Window(task, colleague).save(**{one: "乙改的"})

    conflict = mine.save(**{one: "甲改的"}).context["form"].conflicts[0]

    edit = Event.objects.of(task).get(name="edit")
    assert (conflict.event, conflict.event.actor) == (edit, colleague)
    assert (conflict.mine, conflict.theirs) == ("甲改的", "乙改的")


def test_a_form_without_what_was_read_is_refused_when_it_is_old():
    task, user, (one, _other) = of_task()
    mine = Window(task, user)
    Window(task, user).save(**{one: "乙改的"})
    del mine.read["base"]

    mine.save(**{one: "甲改的"})

    assert stored(task, one) == "乙改的"


@pytest.mark.parametrize("base", ["", "[]", "{", '{"title": 3, "nothing": "x"}'])
def test_a_base_that_is_none_breaks_nothing(base):
    task, user, (one, _other) = of_task()
    mine = Window(task, user)

    answer = mine.save(base=base, **{one: "甲改的"})

    assert answer.status_code in (200, 302)


def test_choices_are_merged_like_words_and_shown_in_words():
    crew = a_crew()
    second = OrganisationFactory(parent=crew.county, housing=True, name="县自然资源局")
    third = OrganisationFactory(parent=crew.county, housing=True, name="县发展和改革局")
    mine, theirs = Window(crew.round, crew.office), Window(crew.round, crew.office)
    both = [str(crew.authority.pk), str(second.pk)]
    theirs.client.post(theirs.url, theirs.read | {"inspected": both})

    shown = mine.client.post(mine.url, mine.read | {"inspected": [str(third.pk)]})

    (conflict,) = shown.context["form"].conflicts
    assert conflict.mine == "县发展和改革局"
    assert set(conflict.theirs.split(", ")) == {crew.authority.name, "县自然资源局"}


def test_a_building_entered_meanwhile_stays_and_its_fields_merge():
    project, user, _names = of_project()
    mine, theirs = Window(project, user), Window(project, user)
    theirs.save(
        **{
            "buildings-0-floors": "18",
            "buildings-1-name": "2幢",
            "buildings-1-use": "OTHER",
            "buildings-1-floors": "3",
            "buildings-1-foundation_depth_m": "2.00",
            "buildings-1-first_floor_sqm": "100.00",
            "buildings-1-above_ground_sqm": "300.00",
        }
    )

    answer = mine.save(**{"buildings-0-above_ground_sqm": "9000.00"})

    assert answer.status_code == 302
    rows = Project.objects.get(pk=project.pk).buildings.order_by("name")
    assert [(b.name, b.floors, str(b.above_ground_sqm)) for b in rows] == [
        ("1幢", 18, "9000.00"),
        ("2幢", 3, "300.00"),
    ]


def test_the_api_answers_with_both_versions():
    task, user, (one, _other) = of_task()
    read = stored(task, "version")
    Window(task, user).save(**{one: "乙改的"})
    client = Browser()
    client.force_login(user)

    answer = client.patch(
        f"/api/v1/rectification/tasks/{task.pk}/",
        json.dumps({"title": "甲改的", "requirement": task.requirement, "version": read}),
        content_type="application/json",
    )

    told = answer.json()
    assert (answer.status_code, told["version"]) == (409, read + 1)
    assert told["fields"] == {"title": {"theirs": "乙改的", "yours": "甲改的"}}
    assert told["changed_by"] == str(user)
