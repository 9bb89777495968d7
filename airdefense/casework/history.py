"""The history of a case in words: what each event was, who did it, and what it changed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.casework.models import Event
from airdefense.prepared import prepared

# Events that are no step of a workflow. A model may add its own words as `event_labels`.
EVENT_LABELS = {
    "create": _("Created"),
    "register": _("Registered"),
    "edit": _("Edited"),
    "attach": _("File added"),
    "replace": _("File replaced by a newer version"),
    "custody": _("Original handed over"),
    "file_damaged": _("File found damaged"),
    "hand_on": _("Handed on"),
    "instruct": _("Asked about from a report"),
    "read": _("Opened"),
    "open": _("Opened"),
    "export": _("Exported"),
    "import": _("Imported"),
    "search": _("Found by a search"),
    "read_log": _("Looked into the journal"),
    "assess": _("Assessed"),
}
# Looking at a case is no change of it.
READINGS = (
    "read",
    "open",
    "export",
    "print",
    "open_file",
    "open_seal",
    "open_identity",
    "search",
    "read_log",
)
# What the machine noticed has pages of its own; by the hundred it would hide what people did.
NOTICED = ("appear", "change", "stand_again", "lapse", "link")
CHANGES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as the timeline shows it."""

    event: Event
    label: Any
    status: str = ""
    changes: tuple[str, ...] = ()
    case: Any = None


def label_of(model: Any, name: str) -> Any:
    """The words of an event: the step's label, the model's own words, or the common ones."""
    workflow: Any = getattr(model, "workflow", ())
    if name in workflow:
        return workflow[name].label
    own = getattr(model, "event_labels", {})
    return own.get(name) or EVENT_LABELS.get(name) or name.replace("_", " ").capitalize()


def entry(model: Any, event: Event, case: Any = None) -> Entry:
    label, status = label_of(model, event.name), status_words(model, event)
    # A step that is called as what it leads to is said once.
    shown = "" if str(status) == str(label) else status
    return Entry(event, label, shown, changes(model, event), case)


def status_words(model: Any, event: Event) -> str:
    """The status the event led to, where it changed."""
    return "" if event.after == event.before else status_of(model, event.after)


def status_of(model: Any, status: str) -> str:
    """The words of a status of this kind of case."""
    if not status or not hasattr(model, "status"):
        return status
    return dict(model._meta.get_field("status").flatchoices).get(status, status)


def changes(model: Any, event: Event) -> tuple[str, ...]:
    """What an edit changed, as “field: old → new”."""
    pairs = (
        (name, pair)
        for name, pair in event.detail.items()
        if isinstance(pair, list) and len(pair) == 2
    )
    return tuple(
        f"{_field_words(model, name)}: {_plain(old)} → {_plain(new)}" for name, (old, new) in pairs
    )


def _field_words(model: Any, name: str) -> str:
    try:
        return str(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


def _plain(value: Any) -> str:
    return "—" if value in (None, "") else str(value)


@prepared
def events_of(case_type: str, case: int) -> Any:
    """All events of one case, the latest first."""
    events = Event.objects.filter(case_type=case_type, case_id=case)
    return events.select_related("actor").order_by("-happened_at", "-pk")


def history_of(case: Any, user: Any) -> list[Entry]:
    """The events of one case that the user may read, the latest first."""
    events = events_of(case_type=case._meta.label_lower, case=case.pk)
    return [entry(type(case), e) for e in events if case.may_read_event(user, e.name)]


def cases() -> list[Any]:
    """The models that are cases: they have a workflow and say who sees them."""
    return [model for model in apps.get_models() if hasattr(model, "workflow")]


def rows_with_history(model: Any, user: Any) -> Any:
    """The cases whose steps this user may read about; fewer than visible where a case says so."""
    rows = model.objects.visible_to(user)
    narrower = getattr(rows, "with_history_for", None)
    return rows if narrower is None else narrower(user)


def since_yesterday(user: Any, today: Any) -> list[Entry]:
    """What changed since yesterday morning in the cases this user may see, the latest first."""
    start = timezone.make_aware(datetime.combine(today - timedelta(days=1), time.min))
    visible = {model._meta.label_lower: rows_with_history(model, user) for model in cases()}
    if not visible or not user.paths():
        return []
    of_visible = (Q(case_type=k, case_id__in=rows.values("pk")) for k, rows in visible.items())
    events = list(
        Event.objects.filter(reduce(or_, of_visible), happened_at__gte=start)
        .exclude(name__in=READINGS + NOTICED)
        .select_related("actor")
        .order_by("-happened_at", "-pk")[:CHANGES_SHOWN]
    )
    found = {}
    for kind in {event.case_type for event in events}:
        wanted = {event.case_id for event in events if event.case_type == kind}
        found[kind] = visible[kind].in_bulk(wanted)
    return [
        entry(type(case), event, case)
        for event in events
        if (case := found[event.case_type].get(event.case_id))
        and case.may_read_event(user, event.name)
    ]
