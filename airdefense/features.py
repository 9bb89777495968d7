"""Which parts of the product this installation has (docs/leads-apart.md).

The tables of every part are always there; a part that is switched off has no address, no work, no
figure and no word on any page. Settings import this module, so it knows nothing of models.
"""

from collections.abc import Iterable
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import include, path
from django.utils.module_loading import module_has_submodule

PARTS = ("projects", "inspections", "leads", "rectification")
# These three hand each other's cases on and are of no use alone; leads may be left out or alone.
TOGETHER = frozenset({"projects", "inspections", "rectification"})


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """The parts named, in the order of the house. Raises ImproperlyConfigured."""
    wanted = {name.strip() for name in names}
    if unknown := sorted(wanted - set(PARTS)):
        raise ImproperlyConfigured(
            f"FEATURES names {', '.join(unknown)}: the parts are {', '.join(PARTS)}."
        )
    if not wanted or wanted & TOGETHER not in (set(), TOGETHER):
        raise ImproperlyConfigured(
            "FEATURES: projects, inspections and rectification go together, with or without leads; "
            "leads may also stand alone (docs/leads-apart.md)."
        )
    return tuple(part for part in PARTS if part in wanted)


def has(part: str) -> bool:
    """Whether this installation has the part; what is no part is always there."""
    return part not in PARTS or part in settings.FEATURES


def discover(*modules: str) -> None:
    """Import these modules of every app that is switched on, so that they register themselves."""
    for app in apps.get_app_configs():
        for name in modules:
            if has(app.label) and module_has_submodule(app.module, name):
                import_module(f"{app.name}.{name}")


def urls(prefix: str, module: str) -> list:
    """The addresses of the parts switched on: `leads/` from `leads.urls`, and so on."""
    return [path(f"{prefix}{part}/", include(f"{part}.{module}")) for part in settings.FEATURES]
