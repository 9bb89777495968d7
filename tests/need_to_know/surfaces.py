"""Every address of the product with the numbers of the secret filled in, read from its URLs."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import get_resolver

PLACE = re.compile(r"<(?:\w+:)?(?P<plain>\w+)>|\(\?P<(?P<regex>\w+)>[^)]*\)")
# What an address calls a row where it is not the (end of the) name of its model.
CALLED = {
    "access": "user",
    "accounts": "user",
    "approvals": "approvalform",
    "bodies": "organisation",
    "draws": "recheckdraw",
    "hand-over": "handover",
    "imports": "importbatch",
    "jobs": "failedjob",
    "journal": "rowchange",
    "matches": "match",
    "of-lead": "lead",
    "outbox": "delivery",
    "packages": "transferpackage",
    "papers": "permit",
    "proposals": "calendarproposal",
    "recheck-draws": "recheckdraw",
    "rectification": "rectificationtask",
    "new": "frozenfigure",
    "rules": "lead",
    "seals": "sealrequest",
    "sessions": "signinsession",
    "sign-in": "user",
    "transfers": "transferpackage",
}
# A part of an address that names no row: what the product offers under that name.
OFFERED = {
    "format": ["docx"],
    "document": ["docx"],
    "app_label": ["casework"],
    "url": ["leads/lead/"],
    "row": ["1"],
    "place": ["1"],
    "id": ["1"],
    "kind": ["pause", "extend", "talk"],
    "part": ["pdf", "zip"],
    "job": [str(UUID(int=7))],
    "slug": ["leadership", "commission", "county"],
    "case_type": ["leads.lead", "leads.disciplinecase"],
    "uuid": [str(UUID(int=7))],
}
KEY_NAMES = ("pk", "object_id", "case_id", "content_type_id", "other")
KEYS = {"lists": ["leads"], "kinds": ["receipts"], "drafts": ["leads:new"], "uploads": [], "": []}
CODES = {"figures": ["M15", "M16", "M20", "M21", "N01", "N02"], "rules": ["L01"]}


def routes(patterns=None, prefix: str = "") -> Iterator[str]:
    """Every route of the product as its URLs write it."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + re.sub(r"[\^$]|\\Z", "", str(entry.pattern))
        if hasattr(entry, "url_patterns"):
            yield from routes(entry.url_patterns, route)
        else:
            yield route


def lists() -> list[str]:
    """Addresses that name no row: lists, counts, searches, forms, boards."""
    return sorted(
        f"/{route}"
        for route in set(routes())
        if not PLACE.search(route) and not route.startswith("admin/")
    )


class Unfilled(Exception):
    """An address that the matrix cannot ask for; it has to be told what the part means."""


class Surfaces:
    """The addresses, filled with the rows of one world: `rows` gives the keys of a model."""

    def __init__(self, rows) -> None:
        self.rows = rows

    def every(self) -> list[str]:
        return sorted({path for route in set(routes()) for path in self.of(route)})

    def of(self, route: str) -> list[str]:
        """The paths of one route, a path for each row it may be about."""
        places = list(PLACE.finditer(route))
        offers = [self._offers(route, place) for place in places]
        literal = PLACE.sub("{}", route.replace("{", "").replace("}", ""))
        return ["/" + literal.format(*values) for values in product(*offers)]

    def _offers(self, route: str, place: re.Match) -> list[str]:
        name = place["plain"] or place["regex"]
        before = [part for part in PLACE.sub("", route[: place.start()]).split("/") if part]
        noun = before[-1] if before else ""
        if name in KEY_NAMES or name.endswith("_pk"):
            return self._keys(route, name, noun)
        if name == "name":
            return self._steps(before)
        if name == "key":
            return KEYS.get(noun) or OFFERED["uuid"]
        if name == "code":
            return CODES.get(noun, ["M15"])
        if name not in OFFERED:
            raise Unfilled(
                f"{route}: the matrix does not know what “{name}” stands for; say it in OFFERED of "
                "tests/need_to_know/surfaces.py."
            )
        return OFFERED[name]

    def _keys(self, route: str, name: str, noun: str) -> list[str]:
        if name == "content_type_id":
            return [str(ContentType.objects.get_by_natural_key("leads", "lead").pk)]
        if name == "case_id" or "<path:content_type_id>" in route:
            noun = "lead"
        elif name == "other":
            noun = "report"
        elif name.endswith("_pk"):
            noun = name.removesuffix("_pk")
        keys = [str(key) for model in models_called(noun, route) for key in self.rows(model)]
        if not keys and route.startswith("admin/"):
            return ["1"]  # a setting that the customer may enter
        if not keys:
            raise Unfilled(
                f"{route}: no row of the secret world is a “{noun}”; name its model in CALLED of "
                "tests/need_to_know/surfaces.py, or give the world one in world.py beside it."
            )
        return keys

    def _steps(self, before: list[str]) -> list[str]:
        """The first and the last step of the workflow that the address is about."""
        noun = next((part for part in reversed(before) if part != "steps"), "")
        flows = (getattr(model, "workflow", None) for model in models_called(noun, before[0]))
        names = [step.name for flow in flows if flow for step in flow]
        return sorted({names[0], names[-1]}) if names else ["confirm"]


@cache
def models_called(noun: str, route: str) -> list:
    """The models whose name an address may mean by a word: those of its own app first."""
    if noun in CALLED:
        return [model for model in apps.get_models() if model._meta.model_name == CALLED[noun]]
    plain = noun.replace("-", "").replace("_", "")
    words = {plain, re.sub(r"ies$", "y", plain), plain.removesuffix("s")} - {""}
    fitting = [
        model
        for model in apps.get_models()
        if any(model._meta.model_name.endswith(word) for word in words)
    ]
    app = route.removeprefix("api/v1/").removeprefix("admin/").partition("/")[0]
    own = [model for model in fitting if model._meta.app_label == app]
    return own or fitting
