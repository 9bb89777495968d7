"""The API describes itself: OpenAPI 3.1 without a warning, its refusals among the answers."""

import pytest
import yaml
from django.core.management import call_command
from jsonschema import Draft202012Validator

from airdefense.accounts.roles import Role
from airdefense.casework.programs.description import ENUMS
from tests.factories.accounts import OrganisationFactory, person

pytestmark = pytest.mark.django_db
WRITES = {"post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    path = tmp_path_factory.mktemp("schema") / "schema.yml"
    call_command("spectacular", file=str(path), validate=True, fail_on_warn=True)
    return yaml.safe_load(path.read_text())


def operations(schema):
    return [
        (path, method, operation)
        for path, found in schema["paths"].items()
        for method, operation in found.items()
    ]


@pytest.mark.slow
def test_it_is_made_without_a_warning_and_is_valid(schema):
    assert schema["openapi"] == "3.1.0"


@pytest.mark.slow
def test_every_operation_says_how_it_is_refused(schema):
    silent = [
        (path, method)
        for path, method, operation in operations(schema)
        if not {"400", "401", "403", "404", "429"} <= operation["responses"].keys()
    ]

    assert silent == []


@pytest.mark.slow
def test_every_write_takes_a_key_and_every_edit_a_version(schema):
    def headers(operation):
        return {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}

    taken = {(method, frozenset(headers(op))) for _path, method, op in operations(schema)}

    key, match = "Idempotency-Key", "If-Match"
    assert taken == {
        ("get", frozenset()),
        ("post", frozenset({key})),
        ("patch", frozenset({key, match})),
        ("put", frozenset({key, match})),
    }


@pytest.mark.slow
def test_every_list_of_values_has_a_name_of_its_own(schema):
    named = {name for name in schema["components"]["schemas"] if name.endswith("Enum")}

    assert [name for name in sorted(named) if any(char.isdigit() for char in name)] == []
    assert set(ENUMS) <= named


@pytest.mark.slow
def test_every_operation_belongs_to_a_part_and_has_one_name(schema):
    parts = {tag["name"] for tag in schema["tags"]}
    names = [operation["operationId"] for _path, _method, operation in operations(schema)]

    assert {tag for _p, _m, operation in operations(schema) for tag in operation["tags"]} == parts
    assert len(names) == len(set(names))


def test_the_page_of_the_description_loads_nothing_from_elsewhere(client):
    client.force_login(person(Role.DATA_CLERK, OrganisationFactory()))

    answer = client.get("/api/v1/docs/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "//cdn" not in page
    assert "<script>" not in page
    assert "/static/drf_spectacular_sidecar/" in page


@pytest.mark.slow
def test_examples_are_what_their_addresses_take(schema):
    shown = []
    for path, method, operation in operations(schema):
        content = operation.get("requestBody", {}).get("content", {})
        body = content.get("application/json", {})
        for example in body.get("examples", {}).values():
            whole = {"components": schema["components"]} | body["schema"]
            Draft202012Validator(whole).validate(example["value"])
            shown.append((method, path))

    assert {
        ("post", "/api/v1/projects/"),
        ("post", "/api/v1/projects/bulk/"),
        ("post", "/api/v1/projects/{id}/receipts/"),
        ("post", "/api/v1/inspections/findings/"),
        ("post", "/api/v1/rectification/tasks/"),
        ("post", "/api/v1/inspections/findings/{id}/steps/{name}/"),
        ("post", "/api/v1/rectification/tasks/bulk/{name}/"),
    } <= set(shown)
