"""Pages and jobs of thirty people through one pool of threads and its kept connections."""

from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from random import Random
from threading import Barrier

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client, RequestFactory

from airdefense import wall
from airdefense.accounts.models import User
from airdefense.casework.models import Event
from airdefense.celery import app
from leads.models import Lead, LeadContent
from tests.leads.test_wall_threads import WORKERS, Crowd

TURNS = 120


@app.task(name="tests.read_in_the_name_of")
def read_in_the_name_of(pk):
    """A job starts in nobody's name; what it reads for a person, that person may read."""
    before = LeadContent.objects.count()
    with wall.bound_to(User.objects.get(pk=pk)):
        found = list(LeadContent.objects.values_list("lead", flat=True))
    return before, found, LeadContent.objects.count()


@app.task(name="tests.break_off")
def break_off(pk):
    """A job that dies while it speaks for somebody."""
    with wall.bound_to(User.objects.get(pk=pk)):
        LeadContent.objects.count()
        raise ZeroDivisionError


def leave(everybody):
    """Each worker closes its own connection: nobody takes a second turn before all had one."""
    everybody.wait()
    connection.close()


def page(application, session, path) -> tuple[str, str]:
    """What the server itself answers to a request with this session."""
    asking = RequestFactory()
    asking.cookies = session
    environ = asking.get(path, headers={"accept-language": "en"}).environ
    status = []
    answer = application(environ, lambda line, _headers: status.append(line))
    try:
        return status[0][:3], b"".join(answer).decode()
    finally:
        answer.close()


@pytest.mark.django_db(transaction=True)
def test_pages_and_jobs_of_thirty_people_in_one_pool_never_mix():
    crowd, wrong = Crowd(), []
    application = get_wsgi_application()
    names = {lead.pk: str(lead) for lead in crowd.leads.values()}
    sessions = {user: session_of(user) for user in crowd.leads}

    def turn(seed):
        random = Random(seed)
        user, other = random.sample(list(crowd.leads), 2)
        own, theirs = crowd.leads[user], crowd.leads[other]
        what = random.choice(["page", "list", "foreign", "job", "broken job", "nobody"])
        if what == "job":
            seen = read_in_the_name_of.apply(args=[user.pk]).result
            is_right = seen == (0, [own.pk], 0)
        elif what == "broken job":
            outcome = break_off.apply(args=[user.pk], throw=False)
            is_right = outcome.failed() and Lead.objects.count() == 0
        elif what == "nobody":
            is_right = LeadContent.objects.count() == 0
        else:
            path = {"page": own.get_absolute_url(), "list": "/leads/"}
            status, text = page(application, sessions[user], path.get(what, f"/leads/{theirs.pk}/"))
            shown = [pk for pk, name in names.items() if name in text]
            expected = ("404", []) if what == "foreign" else ("200", [own.pk])
            is_right = (status, shown) == expected
        if not is_right:
            wrong.append((what, seed))

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(turn, range(TURNS)))
        list(pool.map(leave, [Barrier(WORKERS)] * WORKERS))

    assert wrong == []
    readers = Event.objects.filter(case_type="leads.lead", name="read")
    owners = dict(Lead.objects.values_list("pk", "handler"))
    assert readers.exists()
    assert all(owners[event.case_id] == event.actor_id for event in readers)


def session_of(user) -> SimpleCookie:
    client = Client()
    client.force_login(user)
    return SimpleCookie(
        {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    )
