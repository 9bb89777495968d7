"""The API does what its description says, whoever asks: generated requests, checked answers.

`API_EXAMPLES=50` looks longer; one example for each operation and role is the usual measure.
"""

import os

import pytest
import requests
import schemathesis
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from airdefense.accounts.roles import Role
from tests.test_authorization import about, body_of, signed_in
from tests.world import two_counties

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = int(os.environ.get("API_EXAMPLES", "1"))
DRAWN = max(3, EXAMPLES)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield two_counties()[0]
        transaction.set_rollback(True)


def drawn(operation):
    """So many requests as the description allows them, the same in each run."""
    found = []

    @settings(
        max_examples=DRAWN,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def draw(case):
        found.append(case)

    draw()
    return found


def without_sign_in(described):
    """The same for somebody who is signed in: no made-up tokens."""
    del described["components"]["securitySchemes"]
    for operations in described["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return described


@pytest.fixture(scope="module")
def cases(county):
    """Requests of each operation, most of them about the county's own case."""
    described = without_sign_in(SchemaGenerator().get_schema(request=None, public=True))
    schema = schemathesis.openapi.from_dict(described)
    found = []
    for result in schema.get_all_operations():
        operation = result.ok()
        requested = drawn(operation)
        kind = about(operation.path.removeprefix("/").replace("{id}", "<int:pk>"))
        if kind and "id" in requested[0].path_parameters:
            for case in requested[1:]:
                case.path_parameters["id"] = county.cases[kind].pk
        found.append(requested)
    return found


def answered(client, case):
    """What the API answers to the request as it would be sent; its changes are undone."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    headers = {name.lower(): value for name, value in asked.headers.items()}
    kind = headers.pop("content-type", "application/octet-stream")
    with transaction.atomic():
        answer = client.generic(
            asked.method, asked.path_url, asked.body or b"", content_type=kind, headers=headers
        )
        content = body_of(answer).encode()
        transaction.set_rollback(True)
    told = {name.lower(): [value] for name, value in answer.headers.items()}
    return Response(answer.status_code, told, content, asked, 0.1, verify=False)


def complaints(client, case):
    response = answered(client, case)
    try:
        case.validate_response(response, checks=CHECKS)
    except FailureGroup as group:
        asked = f"{case.method} {case.formatted_path} {response.status_code}"
        return [f"{asked}: {one.title}: {one.message}" for one in group.exceptions]
    return []


def is_asked(case, turn):
    """Everybody reads everything; one in two tries each write."""
    return EXAMPLES > 1 or case.method == "GET" or turn % 2


@pytest.mark.parametrize("role", list(Role))
def test_the_api_keeps_to_its_description(role, county, cases):
    client = signed_in(county.people[role])
    turn = list(Role).index(role)

    told = [
        complaint
        for place, requested in enumerate(cases)
        if is_asked(requested[0], place + turn)
        for step in range(EXAMPLES)
        for complaint in complaints(client, requested[(turn + step) % len(requested)])
    ]

    assert not told, "\n".join(told)
