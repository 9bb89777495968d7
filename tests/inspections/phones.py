"""What a phone in field mode posts, for the tests of the server."""

import json
from uuid import uuid4

from tests.factories.accounts import TODAY
from tests.factories.field import WORDS

FIELD = "/inspections/field/"
SENT = WORDS | {"found_on": TODAY.isoformat(), "amount_yuan": ""}


def post(client, path, **body):
    return client.post(FIELD + path, json.dumps(body, default=str), content_type="application/json")


def send(client, check, key=None, **changes):
    body = SENT | {"client_id": key or uuid4(), "check": check.pk} | changes
    return post(client, "findings/", **body)
