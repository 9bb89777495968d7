"""How many statements a page needs: every address of the product that answers a GET."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client

from airdefense.accounts.roles import Role
from tests.test_authorization import OTHER, PK, about, every_route, filled, status_of

BASELINE = Path(__file__).parent / "queries.json"
# Neither pages nor data of cases: files, signs of life, signing in, what the packages bring.
APART = ("admin/", "desk/", "healthz", "i18n/", "static/", "media/", "accounts/", "uploads/")
OF_REPORT = ("reports/<int:pk>/", "reports/<int:pk>/figures/<slug:code>/")
# Who sees most comes first: what is dear is dearest for them.
USUAL = (Role.INSPECTION_OFFICE, Role.CASE_SUPERVISION, Role.DATA_CLERK, Role.TEAM_LEADER)
BOUNDARIES = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one visit took: what kind of page it is, and how many statements it sent."""

    kind: str
    statements: int


def pages(county: Any) -> dict[str, str]:
    """Every route with the address that stands for it: {"projects/<int:pk>/": "/projects/7/"}."""
    routes = (
        route
        for route in sorted(set(every_route()))
        if not route.startswith(APART) and "format" not in route
    )
    found = {route: address(route, county) for route in routes}
    return {route: path for route, path in found.items() if path}


def address(route: str, county: Any) -> str:
    if route in OF_REPORT:
        return "/" + PK.sub(str(county.cases["report"].pk), route).replace("<slug:code>", "M07")
    if PK.search(route):
        kind = about(route)
        return "/" + filled(PK.sub(str(county.cases[kind].pk), route)) if kind else ""
    return "" if OTHER.search(route) else "/" + route


class Visits:
    """Signed-in visitors of one county, and what their visits cost."""

    def __init__(self, people: dict[str, Any]) -> None:
        self.people = people
        self.clients: dict[str, Client] = {}

    def client(self, role: str) -> Client:
        if role not in self.clients:
            client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
            client.force_login(self.people[role])
            self.clients[role] = client
        return self.clients[role]

    def cost(self, role: str, path: str) -> Cost | None:
        """None where the page is not for this person."""
        client = self.client(role)
        with counted() as statements, quiet():
            response = client.get(path)
            status = status_of(response)
        return Cost(kind_of(path, response), len(statements)) if status == 200 else None

    def first(self, path: str) -> str:
        """The first of the usual visitors for whom the page is; "" where it is for nobody."""
        order = (*USUAL, *(one for one in self.people if one not in USUAL))
        return next((role for role in order if self.cost(role, path)), "")


def kind_of(path: str, response: Any) -> str:
    if not response.get("Content-Type", "").startswith("text/html"):
        return "data"
    names = {template.name for template in response.templates}
    if "_parts/_results.html" in names:
        return "list"
    if path.endswith(("/new/", "/edit/")):
        return "form"
    return "detail" if path.rstrip("/").rsplit("/", 1)[-1].isdigit() else "page"


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent meanwhile, without those that only bound a transaction."""
    statements: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(BOUNDARIES):
            statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield statements


@contextmanager
def quiet() -> Iterator[None]:
    """Refusals are asked for here: nobody needs them told."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def baseline() -> dict[str, dict[str, Any] | None]:
    return json.loads(BASELINE.read_text()) if BASELINE.exists() else {}


def write(found: dict[str, dict[str, Any] | None]) -> None:
    lines = ",\n".join(f" {json.dumps(page)}: {json.dumps(found[page])}" for page in sorted(found))
    BASELINE.write_text("{\n" + lines + "\n}\n")
