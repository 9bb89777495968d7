"""Identity numbers: what is wrong with one, how it is kept, shown, opened and looked up."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.identity import bearer_of, fault_of
from leads.models import Person
from tests.factories.accounts import NOON, TODAY
from tests.factories.leads import Office, a_lead

pytestmark = pytest.mark.django_db
NUMBER = "530402198001010011"
MASKED = "530402********0011"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (NUMBER, ""),
        ("530402 19800101 0011", ""),
        ("53040219800101001", "has 18 characters; this one has 17"),
        ("53040219800101001A", "17 digits and a last digit or X"),
        ("530402198001010012", "The check digit is wrong: after these 17 digits comes 1."),
        ("530481199002290027", "There is no such day as 1990-02-29"),
    ],
)
def test_what_is_wrong_with_a_number_is_said_in_a_sentence(number, sentence):
    assert sentence in fault_of(number, TODAY)
    assert bool(sentence) == bool(fault_of(number, TODAY))


def test_birthday_ahead_is_refused():
    assert "lies ahead" in fault_of(NUMBER, date(1979, 12, 31))


def test_number_tells_birthday_and_sex():
    bearer = bearer_of(NUMBER)

    assert (bearer.born_on, bearer.sex) == (date(1980, 1, 1), "male")


def complete(person, **facts):
    said = {"by": person.lead.handler, "at": NOON, "id_number": NUMBER}
    return actions.complete_person(person=person, **said | facts)


@pytest.fixture
def lead():
    return a_lead("in_disposal")


def test_number_is_kept_encrypted_with_its_hash_and_tells_what_was_not_known(lead):
    person = complete(lead.persons.get())

    with connection.cursor() as cursor:
        cursor.execute("select id_number, id_hash from leads_person where id = %s", [person.pk])
        kept, hashed = cursor.fetchone()
    assert kept.startswith("aes:")
    assert NUMBER not in kept + hashed
    assert (person.born_on, person.sex, person.masked_id) == (date(1980, 1, 1), "male", MASKED)
    assert list(Person.objects.same_as(NUMBER)) == [person]


def test_history_names_the_facts_and_never_their_values(lead):
    complete(lead.persons.get(), ethnicity="Yi")

    detail = Event.objects.of(lead).get(name="complete_person").detail
    assert detail == {"fields": ["ethnicity", "id_number", "born_on", "sex"]}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"born_on": date(1980, 1, 2)}, "says born on 1980-01-01"),
        ({"sex": "female"}, "the other sex"),
        ({"id_number": "530402198001010012"}, "check digit is wrong"),
        ({"name": " "}, "has a name and a unit"),
    ],
)
def test_facts_that_contradict_are_refused(lead, facts, sentence):
    with pytest.raises(NotPossible, match=sentence):
        complete(lead.persons.get(), **facts)


def test_facts_are_changed_without_touching_the_number(lead):
    person = complete(lead.persons.get())

    complete(person, id_number=None, level="county")

    person.refresh_from_db()
    assert (person.id_number, person.level) == (NUMBER, "county")


@pytest.mark.parametrize("who", ["leader", "receiver", "colleague", "sender"])
def test_nobody_but_the_officer_completes_or_opens(lead, who):
    person, stranger = complete(lead.persons.get()), getattr(lead.office, who)

    with pytest.raises(NotAllowed):
        complete(person, by=stranger)
    with pytest.raises(NotAllowed):
        actions.open_identity(person=person, reason="to check", by=stranger, at=NOON)


def test_number_opens_for_a_reason_on_record(lead):
    person, by = complete(lead.persons.get()), lead.office.officer

    with pytest.raises(NotPossible, match="Say why"):
        actions.open_identity(person=person, reason=" ", by=by, at=NOON)
    assert actions.open_identity(person=person, reason="to check", by=by, at=NOON) == NUMBER

    event = Event.objects.of(lead).get(name="open_identity")
    assert (event.actor, event.note) == (by, "to check")


def test_look_up_finds_rows_of_ones_own_compartments_alone():
    office = Office()
    mine = a_lead("in_disposal", office=office)
    other = a_lead("in_disposal", office=office)
    person = complete(mine.persons.get())
    complete(other.persons.get())
    other.members.filter(user=office.officer).update(withdrawn_at=NOON, withdrawn_by=office.leader)

    found = actions.rows_of_identity(number=NUMBER, by=office.officer, at=NOON)

    assert found == [person]
    assert Event.objects.of(mine).filter(name="search").count() == 1
    assert not Event.objects.of(other).filter(name="search").exists()
    assert actions.rows_of_identity(number=NUMBER, by=office.colleague, at=NOON) == []


def pages_of(lead):
    person = lead.persons.get()
    return [
        reverse("leads:detail", args=[lead.pk]),
        reverse("leads:person_edit", args=[lead.pk, person.pk]),
        reverse("leads:list"),
        f"/api/v1/leads/{lead.pk}/",
    ]


def test_number_is_masked_on_every_page_and_in_the_api(lead, sign_in):
    complete(lead.persons.get())
    client = sign_in(lead.office.officer)

    bodies = [client.get(page).content.decode() for page in pages_of(lead)]

    assert [NUMBER in body for body in bodies] == [False] * 4
    assert [MASKED in body for body in bodies] == [True, True, False, True]


def test_page_completes_a_person_and_says_what_is_wrong_beside_the_field(lead, sign_in):
    person, client = lead.persons.get(), sign_in(lead.office.officer)
    page = reverse("leads:person_edit", args=[lead.pk, person.pk])
    facts = {"name": person.name, "unit": person.unit, "is_supervised": "unknown"}

    wrong = client.post(page, facts | {"id_number": "530481199002290027"})
    client.post(page, facts | {"id_number": NUMBER, "level": "county"})

    person.refresh_from_db()
    assert "There is no such day as 1990-02-29" in wrong.content.decode()
    assert (person.masked_id, person.level, person.sex) == (MASKED, "county", "male")


def test_page_opens_the_number_to_the_officer_once(lead, sign_in):
    person = complete(lead.persons.get())
    page = reverse("leads:identity", args=[lead.pk, person.pk])

    shown = sign_in(lead.office.officer).post(page, {"reason": "to check"})
    leader = sign_in(lead.office.leader).post(page, {"reason": "to know"})
    stranger = sign_in(lead.office.colleague).post(page, {"reason": "to know"})

    assert NUMBER in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert (leader.status_code, stranger.status_code) == (403, 404)


def test_search_page_tells_a_colleague_nothing(lead, sign_in):
    complete(lead.persons.get())
    page = reverse("leads:identity_search")

    mine = sign_in(lead.office.officer).post(page, {"number": NUMBER}).content.decode()
    theirs = sign_in(lead.office.colleague).post(page, {"number": NUMBER}).content.decode()

    assert (str(lead) in mine, MASKED in mine) == (True, True)
    assert (str(lead) in theirs, MASKED in theirs) == (False, False)
    assert sign_in(lead.office.sender).get(page).status_code == 403
