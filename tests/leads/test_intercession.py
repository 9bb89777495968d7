"""Who asked about a matter or put in a word is registered, once and for good (Art. 66)."""

import pytest
from django.db import DatabaseError, connection, transaction

from airdefense import wall
from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.models import Intercession
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.guarding import IntercessionFactory, a_guarded_lead
from tests.factories.leads import SECRETS

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return a_guarded_lead()


def register(lead, by, /, **changes):
    facts = {
        "commission": lead.office.commission,
        "who": "Old Classmate",
        "who_unit": "Housing bureau",
        "words": "Asked how it stands",
        "happened_on": TODAY,
        "at": NOON,
    }
    return actions.register_intercession(by=by, **facts | changes)


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("name", ["officer", "colleague", "custodian", "trier", "secretary"])
def test_everybody_of_the_commission_registers_what_was_asked(lead, name):
    made = register(lead, getattr(lead.office, name))

    assert (made.registered_by, made.who) == (getattr(lead.office, name), "Old Classmate")


def test_others_register_nothing(lead):
    elsewhere = OrganisationFactory(parent=OrganisationFactory(city=True), commission=True)

    for by in (person(Role.LEADERSHIP, lead.office.city), person(Role.CASE_OFFICER, elsewhere)):
        with pytest.raises(NotAllowed):
            register(lead, by)


def test_an_entry_is_tied_to_a_lead_only_by_who_may_see_it(lead):
    made = register(lead, lead.office.officer, lead=lead)

    assert made.lead == lead
    with pytest.raises(NotPossible, match="Nothing of that number"):
        register(lead, lead.office.colleague, lead=lead)


def test_one_reads_ones_own_and_the_register_reads_all(lead):
    office = lead.office
    register(lead, office.officer, lead=lead)
    register(lead, office.colleague)
    readers = (office.officer, office.colleague, office.receiver, office.leader, office.director)

    assert [Intercession.objects.visible_to(user).count() for user in readers] == [1, 1, 2, 0, 0]


def test_both_walls_agree_on_who_reads_an_entry(lead):
    office = lead.office
    register(lead, office.officer, lead=lead)

    for name in ("officer", "colleague", "receiver", "leader", "director", "custodian"):
        user = getattr(office, name)
        with wall.bound_to(user), connection.cursor() as cursor:
            cursor.execute("select count(*) from leads_intercession")
            behind = cursor.fetchone()[0]
        assert (name, behind) == (name, Intercession.objects.visible_to(user).count())


def test_an_entry_is_never_changed_or_deleted(lead):
    made = IntercessionFactory()

    for change in ({"words": "nothing"}, None):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows = Intercession.objects.filter(pk=made.pk)
            rows.update(**change) if change else rows._raw_delete(rows.db)


def test_an_entry_is_made_on_the_page_and_names_the_lead_by_number(lead, sign_in):
    form = {
        "commission": lead.office.commission.pk,
        "who": "Old Classmate",
        "happened_on": "2020-11-02",
        "lead": lead.number,
        "words": "Asked how it stands",
    }

    response = sign_in(lead.office.officer).post("/leads/intercessions/new/", form)

    made = Intercession.objects.get()
    assert (made.lead, response.headers["Location"]) == (lead, f"/leads/intercessions/{made.pk}/")


@pytest.mark.parametrize("number", ["real", "Nothing 9"])
def test_an_unknown_and_an_invisible_number_look_alike(lead, sign_in, number):
    form = {
        "commission": lead.office.commission.pk,
        "who": "Old Classmate",
        "happened_on": "2020-11-02",
        "lead": lead.number if number == "real" else number,
        "words": "Asked how it stands",
    }

    page = sign_in(lead.office.colleague).post("/leads/intercessions/new/", form)

    assert "Nothing of that number is in your reach." in text(page)
    assert not Intercession.objects.exists()


def test_a_day_to_come_is_refused(lead, sign_in):
    form = {
        "commission": lead.office.commission.pk,
        "who": "Old Classmate",
        "happened_on": "2099-01-01",
        "words": "Asked how it stands",
    }

    page = sign_in(lead.office.colleague).post("/leads/intercessions/new/", form)

    assert "That day has not come yet." in text(page)


def test_who_left_the_lead_reads_the_own_entry_without_its_number(lead, sign_in):
    made = register(lead, lead.office.officer, lead=lead)
    actions.recuse(
        lead=lead,
        user=lead.office.officer,
        ground="relative",
        words="A cousin",
        by=lead.office.officer,
        at=NOON,
    )
    urls = ("/leads/intercessions/", made.get_absolute_url())

    shown = [text(sign_in(lead.office.officer).get(url)) for url in urls]
    kept = text(sign_in(lead.office.receiver).get(made.get_absolute_url()))

    assert ["Old Classmate" in page for page in shown] == [True, True]
    assert [lead.number in page for page in shown] == [False, False]
    assert lead.number in kept


def test_entries_of_others_are_not_found(lead, sign_in):
    made = register(lead, lead.office.officer, words=SECRETS[3])
    client = sign_in(lead.office.colleague)

    assert client.get(made.get_absolute_url()).status_code == 404
    assert SECRETS[3] not in text(client.get("/leads/intercessions/"))
