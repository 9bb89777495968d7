"""When the ledger was last screened as a whole, and how far a run that is under way has come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery import current_app, signature
from django.core.cache import cache
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from projects.models import Project, Suspicion

TASK = "projects.screen_now"
MAY_SCREEN = (Role.DATA_CLERK, Role.INSPECTION_OFFICE)
RUNNING = "projects:screening"
# A run that has said nothing for so long is no longer alive.
SILENCE_SECONDS = 300
# The history of the screening as a whole belongs to no suspicion.
WHOLE = Suspicion(pk=0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many projects of how many a run has put to its checks."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0


def progress() -> Progress | None:
    """Of the run under way, if there is one."""
    told = cache.get(RUNNING)
    return Progress(*told) if told else None


def tell(done: int) -> None:
    """Say how far the run under way has come; it is alive as long as it says something."""
    _done, total = cache.get(RUNNING) or (0, 0)
    cache.set(RUNNING, (done, max(done, total)), SILENCE_SECONDS)


def finished() -> None:
    cache.delete(RUNNING)


def may_screen(user: Any) -> bool:
    return user.has_role(*MAY_SCREEN)


def ask_for_screening(*, by: Any, at: datetime) -> None:
    """Have the regions this person keeps screened again, all of them where that is the city."""
    if not may_screen(by):
        raise NotAllowed(_("Screening is started by a data clerk or the inspection office."))
    regions = regions_of(by)
    chosen = {"region__code__in": regions} if regions else {}
    if not cache.add(RUNNING, (0, Project.objects.filter(**chosen).count()), SILENCE_SECONDS):
        raise NotPossible(_("The ledger is being screened right now: wait for the result."))
    try:
        signature(TASK, kwargs={"regions": regions}, app=current_app).apply_async()
    except OperationalError as failure:
        finished()
        raise NotPossible(
            _("No worker can be reached: tell the system administrator.")
        ) from failure
    record(WHOLE, "ask", by=by, at=at, detail={"regions": regions})


def regions_of(user: Any) -> list[str]:
    """The codes of the regions in reach; none for who reaches all of them."""
    paths = tuple(user.paths(*MAY_SCREEN))
    every = list(Organisation.objects.regions())
    reached = [region.code for region in every if region.path.startswith(paths)]
    return [] if len(reached) == len(every) else reached


def remember(*, by: Any, at: datetime, region: str | None, projects: int, touched: int) -> Event:
    """Write down that the ledger, or one region of it, was screened."""
    detail = {"region": region or "", "projects": projects, "touched": touched}
    return record(WHOLE, "screen", by=by, at=at, detail=detail)


def last_run(user: Any) -> Event | None:
    """Of the whole ledger, or of a region in this reader's reach."""
    paths = tuple(user.paths())
    every = Organisation.objects.regions()
    codes = [region.code for region in every if region.path.startswith(paths)]
    runs = Event.objects.of(WHOLE).filter(name="screen", detail__region__in=["", *codes])
    return runs.order_by("-happened_at", "-pk").first()
