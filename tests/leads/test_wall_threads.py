"""Many people at once through a few threads and their kept connections."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from airdefense import wall
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from leads.models import Lead, LeadContent, LeadMember, Person
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.leads import LeadContentFactory, LeadFactory, Office, PersonFactory

PEOPLE, WORKERS, TURNS = 30, 6, 8


class Crowd:
    """People of one office, each alone inside one lead."""

    def __init__(self):
        self.office = Office()
        self.leads = {}
        for n in range(PEOPLE):
            user = person(Role.CASE_OFFICER, self.office.commission, display_name=f"Officer {n}")
            lead = LeadFactory(commission=self.office.commission, handler=user)
            LeadContentFactory(lead=lead, subject_unit=self.office.unit, matter=f"matter {n}")
            PersonFactory(lead=lead)
            LeadMember.objects.create(
                lead=lead, user=user, reason="r", valid_from=TODAY, added_at=NOON, added_by=user
            )
            self.leads[user] = lead


def read(user, lead):
    return {row.lead_id for row in LeadContent.objects.all()}


def read_in_pieces(user, lead):
    return {row.lead_id for row in LeadContent.objects.iterator(chunk_size=1)}


def read_in_pieces_inside(user, lead):
    with transaction.atomic():
        return read_in_pieces(user, lead)


def write(user, lead):
    Person.objects.update(post=f"seen by {user.pk}")
    return set(Person.objects.values_list("lead", flat=True))


def write_and_break_off(user, lead):
    with transaction.atomic():
        Person.objects.update(name="half done")
        raise ZeroDivisionError


def break_a_savepoint(user, lead):
    with transaction.atomic():
        try:
            with transaction.atomic():
                Lead.objects.filter(pk=lead.pk).update(handler=0)
                connection.check_constraints()
        except DatabaseError:
            pass
        return read(user, lead)


def write_to_all(user, lead):
    others = Lead.objects.exclude(pk=lead.pk)
    return {lead.pk} | set(others.values_list("pk", flat=True))


WAYS = [
    read,
    read_in_pieces,
    read_in_pieces_inside,
    write,
    write_and_break_off,
    break_a_savepoint,
    write_to_all,
]


@pytest.mark.django_db(transaction=True)
def test_thirty_people_through_six_connections_never_see_anothers_rows():
    crowd, backends, wrong = Crowd(), set(), []

    def turn(seed):
        random = Random(seed)
        user = random.choice(list(crowd.leads))
        lead, way = crowd.leads[user], random.choice(WAYS)
        with wall.bound_to(user):
            try:
                seen = way(user, lead)
            except ZeroDivisionError:
                seen = {lead.pk}
        backends.add(connection.connection.get_backend_pid())
        left = LeadContent.objects.count()
        if seen != {lead.pk} or left:
            wrong.append((way.__name__, seen, left))

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(turn, range(PEOPLE * TURNS)))
        list(pool.map(lambda _n: connection.close(), range(WORKERS * 4)))

    assert wrong == []
    assert len(backends) <= WORKERS
    posts = Person.objects.exclude(post="director").values_list("post", "lead__handler")
    assert posts
    assert {post for post, _handler in posts} == {f"seen by {pk}" for _post, pk in posts}
    assert all(post == f"seen by {handler}" for post, handler in posts)
    assert not Person.objects.filter(name="half done").exists()


@pytest.mark.django_db(transaction=True)
def test_thirty_people_at_their_pages_read_their_own_lead_alone():
    crowd = Crowd()

    def visit(user):
        try:
            client = Client(headers={"accept-language": "en"})
            client.force_login(user)
            own = crowd.leads[user]
            answers = [client.get(lead.get_absolute_url()) for lead in crowd.leads.values()]
            shown = [a for a in answers if a.status_code == 200]
            return [a.status_code for a in answers].count(404), own.letter_number in str(
                shown[0].content
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        results = list(pool.map(visit, list(crowd.leads)[:10]))

    assert results == [(PEOPLE - 1, True)] * 10
    assert Event.objects.filter(case_type="leads.lead", name="read").count() == 10
