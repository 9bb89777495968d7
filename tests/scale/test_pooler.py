"""Behind a pooler nothing of leads is shown, and the health page says that one stands there."""

import contextlib
import re
import socket
import threading

import pytest
from django.db import connections

from airdefense import wall
from airdefense.casework.health import database_answers

# BackendKeyData of PostgreSQL's protocol: the number of the server process, and a key.
TOLD = re.compile(rb"(?s)K\x00\x00\x00\x0c(.{4})")
ANOTHER = (2**31 - 1).to_bytes(4)


def carry(source, target, change):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(change(data))
        target.shutdown(socket.SHUT_WR)


def under_another_number(data):
    return TOLD.sub(lambda found: found[0][:5] + ANOTHER, data, count=1)


@pytest.fixture
def pooled(db):
    """A connection through something that tells its clients numbers of its own, as poolers do."""
    direct = connections["default"].settings_dict
    with socket.create_server(("127.0.0.1", 0)) as listener, contextlib.ExitStack() as stack:

        def serve():
            client = stack.enter_context(listener.accept()[0])
            server = stack.enter_context(
                socket.create_connection((direct["HOST"], int(direct["PORT"] or 5432)))
            )
            back = threading.Thread(target=carry, args=(server, client, under_another_number))
            back.start()
            carry(client, server, bytes)
            back.join()

        serving = threading.Thread(target=serve)
        serving.start()
        through = connections.create_connection("default")
        place = {"HOST": "127.0.0.1", "PORT": listener.getsockname()[1]}
        through.settings_dict = direct | place
        yield through
        through.close()
        serving.join()


def holder_of(database):
    with wall.acting(wall.Purpose.UPKEEP), database.cursor() as cursor:
        cursor.execute("select wall.purpose()")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_database_itself_knows_for_whom_a_statement_speaks_and_is_well():
    assert holder_of(connections["default"]) == "upkeep"
    assert database_answers() is True


def test_behind_a_pooler_nobody_is_spoken_for_and_the_health_page_says_so(pooled, caplog):
    seen, well = holder_of(pooled), database_answers(pooled)

    assert (seen or "", well) == ("", False)
    assert "a pooler stands before the database" in caplog.text
