"""What the history calls each event: words of the office, never the name in the code."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from airdefense.casework.history import EVENT_LABELS, label_of
from airdefense.reports.models import Report
from inspections.models import ProjectCheck
from projects.models import Permit, Suspicion
from rectification.models import Recheck

ACTIONS = ("airdefense", "projects", "inspections", "leads", "rectification")


def recorded():
    """(name, file) of every event that the code writes by a literal name."""
    for part in ACTIONS:
        for path in (settings.BASE_DIR / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                    for given in node.args[1:2]:
                        if isinstance(given, ast.Constant):
                            yield given.value, Path(path).relative_to(settings.BASE_DIR)


def known():
    """Every name that a workflow, a model or the common table has words for."""
    names = set(EVENT_LABELS)
    for model in apps.get_models():
        names |= set(getattr(model, "event_labels", ()))
        names |= {step.name for step in getattr(model, "workflow", ())}
    return names


def test_every_event_that_is_written_has_words():
    words = known()

    assert {name: path for name, path in recorded() if name not in words} == {}


@pytest.mark.parametrize(
    ("model", "name", "words"),
    [
        (Recheck, "assign", "Re-check assigned"),
        (ProjectCheck, "reassign", "Check given to somebody else"),
        (Suspicion, "screen", "Ledger screened"),
        (Permit, "undo_permit", "Permit taken back with its file"),
        (Report, "compile", "Compiled"),
    ],
)
def test_an_event_is_called_in_the_words_of_its_kind_of_case(model, name, words):
    assert str(label_of(model, name)) == words
