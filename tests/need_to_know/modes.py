"""The same matrix three times: with both walls, with each of them alone."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from django.apps import apps
from django.db.models import QuerySet

from airdefense import wall

MODES = ("both walls", "the database alone", "the application alone")
ASKED = ("visible_to", "in_compartment_of", "with_history_for")


@contextmanager
def standing(mode: str) -> Iterator[None]:
    """Take down what this mode is without."""
    with ExitStack() as stack:
        if mode == "the database alone":
            for queryset in querysets():
                for name in ASKED:
                    if name in vars(queryset):
                        stack.enter_context(patch.object(queryset, name, everything))
        if mode == "the application alone":
            stack.enter_context(patch.object(wall.Binding, "holder", lambda self: "0:upkeep"))
        yield


def everything(self, *_user):
    """A rule of visibility as a mistake would leave it."""
    return self.all()


def querysets() -> set[type[QuerySet]]:
    """The QuerySet classes of the leads app, with those they inherit from."""
    found = set()
    for model in apps.get_app_config("leads").get_models():
        for base in type(model._default_manager.all()).__mro__:
            if base.__module__.startswith("leads."):
                found.add(base)
    return found
