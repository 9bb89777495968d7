import logging

import pytest
from django.db import transaction

from tests.need_to_know.modes import MODES, standing
from tests.need_to_know.reading import signed_in, steady, told
from tests.need_to_know.surfaces import Surfaces, lists
from tests.need_to_know.world import (
    INSIDER,
    a_world,
    add_lead,
    compile_reports,
    former_members,
    outsiders,
    single_roles,
)

# Whoever leads a commission reads its numbers; that they grow is no secret there.
COUNTS_OF_LEADS = {"/leads/statistics/", "/reports/figures/", "/api/v1/reports/figures/"}
# A key for an authenticator and its picture are new in every answer, from head to foot.
# That the asker signed in is a change of a row; what a lead adds to the journal is asked apart.
NEW_EACH_TIME = {"/accounts/factor/new/", "/journal/"}


@pytest.fixture(scope="package")
def secret(django_db_setup, django_db_blocker):
    """One world for the whole matrix; each test runs in a savepoint above it."""
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        secret = a_world()
        secret.outsiders = outsiders(secret)
        secret.strangers = single_roles(secret)
        before = answers(secret)
        add_lead(secret)
        secret.answers = before, answers(secret)
        compile_reports(secret)
        secret.former = former_members(secret)
        secret.surfaces = Surfaces(secret.rows)
        yield secret
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def answers(secret) -> dict[str, str]:
    """What every list and every related page tells whoever holds every role."""
    client = signed_in(secret.outsiders[INSIDER])
    left_out = COUNTS_OF_LEADS | NEW_EACH_TIME
    paths = [path for path in [*lists(), *related(secret)] if path not in left_out]
    return {path: steady(told(client.get(path), path)) for path in paths}


def related(secret):
    """The pages of everything that a lead is linked with."""
    cases = secret.county.cases
    kinds = ("finding", "project", "task", "instrument", "round", "power", "control", "power_list")
    return [cases[kind].get_absolute_url() for kind in kinds if hasattr(cases[kind], "workflow")]


@pytest.fixture(params=MODES)
def mode(request, secret, db):
    with standing(request.param):
        yield request.param
