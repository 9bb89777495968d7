"""Reading from a real replica: run by tests/scale/test_replica.py on a primary and its copy."""

import os
import time
from contextlib import closing

import psycopg2
import pytest
from django.core.cache import cache
from django.db import DataError, InternalError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from airdefense import databases, wall
from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.models import Event
from airdefense.celery import app
from inspections.models import Finding
from leads.models import Lead
from tests.conftest import Browser
from tests.factories.accounts import NOON, person
from tests.factories.inspections import a_crew, a_finding, a_picture
from tests.factories.leads import Office

REPLICA = "replica_1"
COUNT = "select count(*) from leads_lead"


def on_replica(statement):
    """As superuser, on the copy itself."""
    with closing(psycopg2.connect(os.environ["STANDBY_SUPERUSER_URL"])) as standby:
        standby.autocommit = True
        with standby.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]


def wait_for(is_so, complaint):
    deadline = time.monotonic() + 240
    while not is_so():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.01)


def catch_up():
    """Wait until the copy has everything that is written now, and may be read."""
    least = databases.stands()
    replayed = "select pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint"
    wait_for(lambda: on_replica(replayed) >= least, "the replica does not follow")
    # The server writes its log on its own as well.
    wait_for(lambda: databases.replicas()[0].serves(0), "the replica is not read")


def pause():
    catch_up()
    on_replica("select pg_wal_replay_pause()::text")
    state = "select pg_get_wal_replay_pause_state()"
    wait_for(lambda: on_replica(state) == "paused", "the replica goes on")
    look()


@pytest.fixture
def paused():
    """The replica answers, and hears nothing of what is written from here on."""
    yield pause
    on_replica("select pg_wal_replay_resume()::text")
    catch_up()


def look():
    for replica in databases.replicas():
        replica.serves(0)


@pytest.fixture(scope="module", autouse=True)
def committed(django_db_setup, django_db_blocker):
    """What a test writes is there for the others: emptying all tables takes seconds each time."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def crew(committed):
    return a_crew()


@pytest.fixture(autouse=True)
def replica(monkeypatch):
    monkeypatch.setattr(databases, "ASKED_EVERY_SECONDS", 0)
    databases.replicas.cache_clear()
    cache.clear()
    yield
    connections[REPLICA].close()


def at_desk(user):
    client = Browser(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def asked(client, url):
    """What a page answers, and how many statements each server was asked for it."""
    with CaptureQueriesContext(connections[REPLICA]) as there:
        answer = client.get(url)
        answer.getvalue()
    pages = [q["sql"] for q in there if "pg_last_wal_replay_lsn" not in q["sql"]]
    return answer, pages


def send(client, case, *files):
    return client.post(f"/attachments/{case._meta.label_lower}/{case.pk}/new/", {"files": files})


def test_list_is_read_from_the_replica_and_who_asks_from_the_primary(crew):
    finding = a_finding(crew)
    catch_up()

    answer, there = asked(at_desk(crew.inspector), "/inspections/findings/")

    assert (answer.status_code, finding.number in answer.content.decode()) == (200, True)
    assert any("inspections_finding" in sql for sql in there)
    assert [sql for sql in there if "SELECT" in sql and 'FROM "accounts_user"' in sql] == []


@pytest.mark.parametrize("path", ["/", "/inspections/findings/?format=xlsx"])
def test_dashboards_and_exports_are_read_from_the_replica(crew, path):
    a_finding(crew)
    catch_up()

    answer, there = asked(at_desk(crew.inspector), path)

    assert (answer.status_code, there != []) == (200, True)


def test_own_write_is_seen_at_once_and_only_its_writer_waits_for_the_replica(crew, paused):
    finding = a_finding(crew)
    writer, colleague = at_desk(crew.inspector), at_desk(crew.leader)
    paused()

    send(writer, finding, a_picture("门.png"))
    own, own_there = asked(writer, finding.get_absolute_url())
    other, other_there = asked(colleague, finding.get_absolute_url())

    assert ("门.png" in own.content.decode(), own_there) == (True, [])
    assert ("门.png" in other.content.decode(), other_there != []) == (False, True)


def test_writer_reads_from_the_replica_again_once_it_has_replayed_the_write(crew, paused):
    finding = a_finding(crew)
    writer = at_desk(crew.inspector)
    send(writer, finding, a_picture("门.png"))
    catch_up()

    answer, there = asked(writer, finding.get_absolute_url())

    assert ("门.png" in answer.content.decode(), there != []) == (True, True)


def test_what_a_job_wrote_is_waited_for_by_whoever_asked_for_it(crew, paused):
    finding = a_finding(crew)

    @app.task(name="tests.write")
    def write(*, by, **_):
        with wall.acting(wall.Purpose.UPKEEP):
            record(finding, "looked", by=crew.inspector, at=NOON)

    paused()
    write(by=crew.leader.pk)
    _answer, asking = asked(at_desk(crew.leader), finding.get_absolute_url())
    _answer, other = asked(at_desk(crew.inspector), finding.get_absolute_url())
    del app.tasks["tests.write"]

    assert (asking, other != []) == ([], True)


def test_page_of_a_row_that_is_not_there_yet_is_answered_by_the_primary(crew, paused):
    a_finding(crew)
    paused()
    newer = a_finding(crew)

    answer, _there = asked(at_desk(crew.leader), newer.get_absolute_url())

    assert answer.status_code == 200


def test_page_of_no_row_at_all_is_not_found(crew):
    catch_up()

    assert at_desk(crew.leader).get("/inspections/findings/999999/").status_code == 404


def test_replica_that_lags_is_passed_over_and_told(crew, paused, settings):
    settings.REPLICA_MAX_LAG_SECONDS = 0.05
    finding = a_finding(crew)
    paused()
    record(finding, "looked", by=crew.inspector, at=NOON)
    look()
    time.sleep(0.1)

    _answer, there = asked(at_desk(crew.leader), finding.get_absolute_url())
    health = Client().get("/healthz").json()["replicas"][REPLICA]

    assert there == []
    assert (health["read"], health["lag_seconds"] > 0.05) == (False, True)


def test_replica_that_follows_is_told():
    catch_up()

    health = Client().get("/healthz").json()["replicas"]

    assert health[REPLICA]["read"] is True


@pytest.fixture
def gone():
    """Nobody answers where the replica was."""
    place = connections[REPLICA].settings_dict
    port = place["PORT"]

    def go():
        connections[REPLICA].close()
        place["PORT"] = 1

    yield go
    place["PORT"] = port


def test_replica_that_is_gone_is_passed_over_and_told(crew, gone):
    finding = a_finding(crew)
    client = at_desk(crew.inspector)
    gone()

    answers = [client.get(finding.get_absolute_url()).status_code for _ in range(2)]
    health = Client().get("/healthz").json()["replicas"][REPLICA]

    assert (answers, health) == ([200, 200], {"read": False, "lag_seconds": None})


def test_request_failing_on_the_replica_is_answered_by_the_primary(crew, gone, monkeypatch):
    finding = a_finding(crew)
    catch_up()
    look()
    # It is not asked again how far it is before the page reads from it.
    monkeypatch.setattr(databases, "ASKED_EVERY_SECONDS", 60)
    gone()

    answer = at_desk(crew.inspector).get(finding.get_absolute_url())

    assert (answer.status_code, databases.told()[REPLICA]["read"]) == (200, False)


def test_statement_that_is_wrong_is_asked_of_the_primary_and_the_replica_is_read_on(crew, rf):
    catch_up()
    look()
    reading = databases.Reading(lambda: crew.inspector, is_free=True)

    with databases._as(reading), pytest.raises(DataError, match="division by zero") as wrong:
        list(Finding.objects.raw("select 1 / 0 as id"))
    asked_of = reading.replica.alias
    with databases._as(reading):
        databases.ReplicaMiddleware(None).process_exception(rf.get("/"), wrong.value)

    assert (asked_of, reading.alias(), reading.is_to_repeat) == (REPLICA, "default", True)
    assert databases.told()[REPLICA]["read"] is True


def test_replica_that_is_back_is_read_again(crew, gone, monkeypatch):
    monkeypatch.setattr(databases, "RESTS_SECONDS", 0)
    place = connections[REPLICA].settings_dict
    port = place["PORT"]
    gone()
    client = at_desk(crew.inspector)
    client.get("/")
    place["PORT"] = port
    catch_up()

    _answer, there = asked(client, "/")

    assert there != []


def test_server_that_is_no_replica_is_not_read_from():
    assert databases.Replica("default").serves(0) is False


def test_request_that_has_written_goes_on_reading_what_it_wrote(crew, rf, paused):
    finding = a_finding(crew)
    paused()
    seen = []

    def view(request):
        seen.append(Event.objects.filter(name="read").count())
        record(finding, "read", by=crew.inspector, at=NOON)
        seen.append(Event.objects.filter(name="read").count())

    reading = databases.Reading(lambda: crew.inspector, is_free=True)
    with databases._as(reading):
        view(rf.get("/"))

    assert (seen[1] - seen[0], reading.replica.alias) == (1, REPLICA)


def test_inside_a_transaction_and_for_locks_the_primary_is_read(crew):
    finding = a_finding(crew)
    catch_up()

    with databases._as(databases.Reading(lambda: crew.inspector, is_free=True)):
        free = Finding.objects.get(pk=finding.pk)._state.db
        with transaction.atomic():
            inside = Finding.objects.get(pk=finding.pk)._state.db
            locked = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)._state.db

    assert (free, inside, locked) == (REPLICA, "default", "default")


def test_what_is_sent_piece_by_piece_is_read_where_it_began(crew):
    a_finding(crew)
    catch_up()
    reading = databases.Reading(lambda: crew.inspector, is_free=True)

    def rows():
        for finding in Finding.objects.order_by("pk").iterator(chunk_size=1):
            yield finding._state.db

    assert {*databases.carried(rows(), reading)} == {REPLICA}


def test_anonymous_visitors_ask_the_replica_nothing():
    _answer, there = asked(Client(), reverse("accounts:login"))

    assert there == []


def test_leads_are_read_from_the_primary():
    office = Office()
    lead = office.transfer()
    catch_up()

    answer, there = asked(at_desk(office.clerk), lead.get_absolute_url())

    assert (answer.status_code, [sql for sql in there if "leads_" in sql]) == (200, [])


def test_row_security_holds_on_the_replica_for_the_same_binding():
    office = Office()
    office.transfer()
    stranger = person(Role.INSPECTOR, office.county)
    catch_up()

    def seen(binding):
        with binding:
            leads = Lead.objects.using(REPLICA).count()
            events = Event.objects.using(REPLICA).filter(case_type="leads.lead").count()
            streamed = [*Lead.objects.using(REPLICA).iterator(chunk_size=1)]
        return leads, events > 0, len(streamed)

    assert seen(wall.bound_to(office.sender)) == (1, True, 1)
    assert seen(wall.bound_to(stranger)) == (0, False, 0)
    assert seen(wall.unbound()) == (0, False, 0)


def test_binding_of_the_primary_is_worthless_on_the_replica():
    office = Office()
    office.transfer()
    catch_up()
    with wall.bound_to(office.sender):
        signed = wall.token(connection.connection)

    with wall.unbound(), connections[REPLICA].cursor() as cursor:
        statement = wall.setting(signed) + COUNT
        cursor.execute(statement)

        assert cursor.fetchone() == (0,)


def test_replica_only_reads():
    with pytest.raises(InternalError, match="read-only"), connections[REPLICA].cursor() as one:
        one.execute("create table never (id int)")


# The one test that is marked has the tables prepared for all of them, on both servers.
@pytest.mark.django_db(transaction=True, databases=["default", "replica_1"])
def test_tables_are_made_on_the_primary_alone():
    router = databases.ReplicaRouter()

    assert [router.allow_migrate(db, "projects") for db in ("default", REPLICA)] == [True, False]
