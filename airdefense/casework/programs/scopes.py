"""What a token lets its program do: read or write, part by part, within what its person may."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense import features

READ, WRITE = "read", "write"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ROOT = "/api/v1/"
LEADS = "leads"
PARTS = {
    "projects": _("Projects and their money"),
    "inspections": _("Rounds, checks and findings"),
    LEADS: _("Leads and cases"),
    "rectification": _("Rectification tasks and instruments"),
    "reports": _("Reports and instructions"),
}


def may_reach_leads() -> bool:
    """Whether the commission lets programs near leads at all; the person must be inside too."""
    return bool(settings.PROGRAMS_REACH_LEADS) and features.has(LEADS)


def parts() -> dict[str, Any]:
    """The parts of the API that a token can name in this installation."""
    return {
        part: label
        for part, label in PARTS.items()
        if features.has(part) and (part != LEADS or may_reach_leads())
    }


def choices() -> list[tuple[str, str]]:
    return [
        (f"{part}:{way}", words)
        for part, label in parts().items()
        for way, words in (
            (READ, _t("%(part)s: read") % {"part": label}),
            (WRITE, _t("%(part)s: write") % {"part": label}),
        )
    ]


def wanted(method: str, path: str) -> str:
    """The scope that a request asks for; the schema and its pages ask for none."""
    part = path.removeprefix(ROOT).partition("/")[0] if path.startswith(ROOT) else ""
    return f"{part}:{READ if method in SAFE_METHODS else WRITE}" if part in PARTS else ""


def reaches_leads(scopes: list[str]) -> bool:
    """Whether these scopes open leads today: the setting may have been taken back since."""
    return may_reach_leads() and any(scope.partition(":")[0] == LEADS for scope in scopes)
