import logging

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.need_to_know.modes import MODES, standing
from tests.need_to_know.reading import signed_in, steady, told
from tests.need_to_know.surfaces import Surfaces, lists
from tests.need_to_know.world import (
    INSIDER,
    a_world,
    add_lead,
    former_members,
    outsiders,
    single_roles,
)


@pytest.fixture(scope="package")
def secret(django_db_setup, django_db_blocker):
    """One world for the whole matrix; each test runs in a savepoint above it."""
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        secret = a_world()
        secret.outsiders = outsiders(secret)
        secret.strangers = single_roles(secret)
        secret.ask = asking(secret)
        secret.before = {
            (name, path): secret.ask(name, path)
            for name in [INSIDER]
            for path in [*lists(), *related(secret)]
        }
        add_lead(secret)
        secret.former = former_members(secret)
        secret.surfaces = Surfaces(secret.rows)
        yield secret
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def asking(secret):
    """A function that asks a page in somebody's name: all it tells, and what it took."""
    clients = {name: signed_in(user) for name, user in secret.outsiders.items()}

    def ask(name, path):
        with CaptureQueriesContext(connection) as queries:
            text = steady(told(clients[name].get(path), path))
        return f"{len(queries)} queries: {text}"

    return ask


def related(secret):
    """The pages of everything that a lead is linked with."""
    cases = secret.county.cases
    kinds = ("finding", "project", "task", "instrument", "round", "power", "control", "power_list")
    pages = [cases[kind].get_absolute_url() for kind in kinds if hasattr(cases[kind], "workflow")]
    return [*pages, f"/rectification/rounds/{cases['round'].pk}/statistics/"]


@pytest.fixture(params=MODES)
def mode(request, secret, db):
    with standing(request.param):
        yield request.param
