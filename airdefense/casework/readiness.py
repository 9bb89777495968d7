"""`GET /readyz`: whether this process should be sent requests; for proxies and for deployments."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from airdefense.casework.health import database_answers, signs_of_life

FREE_BYTES = 500 << 20
# Migrations are applied while a release runs, never taken back: once seen, always there.
_seen: dict[str, bool] = {}


@never_cache
@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    answers = database_answers()
    parts = {
        "database": answers,
        "broker": signs_of_life()["broker"],
        "migrations": answers and are_applied(),
        "disk": has_room(),
    }
    well = all(parts.values())
    told: dict[str, Any] = {"status": "ready" if well else "not ready", **parts}
    response = JsonResponse(told, status=200 if well else 503)
    response.__dict__["_has_been_logged"] = True
    return response


def are_applied() -> bool:
    """Whether the database has every migration of this release; it may have later ones."""
    if not _seen.get("applied"):
        try:
            executor = MigrationExecutor(connection)
        except DatabaseError:
            return False
        _seen["applied"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _seen["applied"]


def has_room() -> bool:
    """Whether evidence can still be written, where it is kept on a disk of this machine."""
    place = Path(settings.MEDIA_ROOT)
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free >= FREE_BYTES
