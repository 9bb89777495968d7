"""How a case is shown: its badge, its figures, its dates, its history, its next steps."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from typing import Any
from uuid import uuid4

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from airdefense import features
from airdefense.accounts.roles import Role
from airdefense.casework import history
from airdefense.casework.evidence import files_of, sending, with_older
from airdefense.casework.models import (
    RESTRICTED,
    AttachmentKind,
    may_read_attachments,
)
from airdefense.casework.workflow import Transition

register = template.Library()

EVENTS_SHOWN = 15

CENT = Decimal("0.01")
TEN_THOUSAND = Decimal(10_000)
DASH = "—"


# Who issues a rectification task from what.
TASK_ISSUERS = {
    "finding": (Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE),
    "gap": (Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE),
    "lead": (Role.CASE_OFFICER, Role.APPROVING_LEADER),
}


@register.simple_tag
def badge(case: Any) -> SafeString:
    """The status of a case: mark, words and colour by its workflow."""
    # A case may show its reader less than its status (leads and their senders).
    status = getattr(case, "shown_status", case.status)
    choices = dict(case._meta.get_field("status").flatchoices)
    tone, words = case.workflow.tone(status), escape(str(choices.get(status, status)))
    return mark_safe(f'<span class="st {tone}">{words}</span>')  # noqa: S308


@register.filter
def opens_to(case: Any, user: Any) -> bool:
    """Whether this reader reaches the page of a related case: a link never leads to “not found”."""
    return type(case)._default_manager.visible_to(user).filter(pk=case.pk).exists()


@register.filter
def money(value: Any) -> str:
    """Yuan and fen: 1,124,250.00."""
    return DASH if value in (None, "") else f"{_rounded(value):,}"


@register.filter
def wan(value: Any) -> str:
    """Ten thousands of yuan, for summaries; the page names the unit."""
    return DASH if value in (None, "") else f"{_rounded(Decimal(value) / TEN_THOUSAND):,}"


@register.filter
def sqm(value: Any) -> str:
    """Square metres: 3,200.00 ㎡."""
    return DASH if value in (None, "") else f"{_rounded(value):,} ㎡"


def _rounded(value: Any) -> Decimal:
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


@register.filter
def day(value: date | datetime | None) -> str:
    """2026-12-11, in the city's time zone."""
    return f"{_day(value):%Y-%m-%d}" if value else DASH


@register.filter
def moment(value: datetime | None) -> str:
    """2026-12-11 08:34, in the city's time zone."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else DASH


@register.filter
def stamp(value: datetime) -> str:
    """2026-12-11T08:34:05+08:00, for machines that read the page."""
    return timezone.localtime(value).isoformat()


def _day(value: date | datetime) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value


@register.filter
def due(value: date | None, today: date | None = None) -> str:
    """A date of expiry seen from today: overdue n days, today, in n days."""
    if not value:
        return DASH
    days = (_day(value) - (today or timezone.localdate())).days
    if days < 0:
        return ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {"days": -days}
    if days == 0:
        return _("Today")
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


@register.filter
def due_tone(value: date | None, today: date | None = None) -> str:
    """The classes that go with `due`: red when late, amber within three days."""
    if not value:
        return ""
    days = (_day(value) - (today or timezone.localdate())).days
    if days < 0:
        return "num red b"
    return "num amb b" if days <= 3 else "num"


@register.inclusion_tag("_parts/timeline.html", takes_context=True)
def timeline(context: template.Context, case: Any) -> dict[str, Any]:
    """The history of a case, the latest first; a long one opens on demand."""
    entries = history.history_of(case, context["request"].user)
    return {"entries": entries[:EVENTS_SHOWN], "earlier": entries[EVENTS_SHOWN:]}


@register.inclusion_tag("_parts/changes.html", takes_context=True)
def changes(context: template.Context, today: date) -> dict[str, Any]:
    """What changed since yesterday in the cases this user may see."""
    return {"entries": history.since_yesterday(context["request"].user, today), "today": today}


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the page offers it: its words, where it goes, and what stands against it."""

    transition: Transition
    url: str
    objection: str

    @property
    def has_form(self) -> bool:
        return bool(self.transition.form_url)


def offered_steps(case: Any, user: Any) -> list[Step]:
    """The steps open to this user, those that something stands against with the reason; a step
    with a form always opens it, for the form supplies what is missing."""
    return [
        Step(t, _step_url(case, t), "" if t.form_url else t.objection(case, user) or "")
        for t in case.workflow.available(case, user)
    ]


def _step_url(case: Any, transition: Transition) -> str:
    if transition.form_url:
        return reverse(transition.form_url, args=[case.pk])
    return case.get_step_url(transition.name)


@register.inclusion_tag("_parts/tasks.html", takes_context=True)
def handed_on(context: template.Context, case: Any, relation: str, origin: str) -> dict[str, Any]:
    """The rectification tasks that came of a case, as far as the reader may see them, and for
    those who issue tasks the way to a new one. An earlier app shows the rows of a later one
    through the relation, without importing it."""
    user = context["request"].user
    related = case._meta.get_field(relation)
    if not features.has(related.related_model._meta.app_label):
        return {}
    tasks = related.related_model._default_manager.visible_to(user)
    tasks = list(tasks.filter(**{related.field.name: case}))
    may_issue = user.has_role(*TASK_ISSUERS[origin]) and (origin == "lead" or not tasks)
    return {"tasks": tasks, "new_query": f"{origin}={case.pk}" if may_issue else ""}


@register.inclusion_tag("_parts/steps.html", takes_context=True)
def steps(context: template.Context, case: Any, key: str = "", without: str = "") -> dict[str, Any]:
    """The buttons of the steps that the user may take from here, one left out by its name; `key`
    tells the dialogs of several cases on one page apart."""
    offered = offered_steps(case, context["request"].user)
    return {
        "case": case,
        "key": f"-{key}-{case.pk}" if key else "",
        "steps": [step for step in offered if step.transition.name != without],
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("_parts/attachments.html", takes_context=True)
def attachments(context: template.Context, case: Any, kind: str = "") -> dict[str, Any]:
    """The files of a case with their hashes and older versions, and where allowed the place to
    add some."""
    user = context["request"].user
    is_restricted = not may_read_attachments(case, user)
    label, may_attach = case._meta.label_lower, case.may_attach(user)
    files = [] if is_restricted else files_of(case_type=label, case=case.pk)
    return (sending() if may_attach else {}) | {
        "case": case,
        "restricted": RESTRICTED if is_restricted else "",
        "case_type": label,
        "files": with_older([file for file in files if kind in ("", file.kind)]),
        "may_attach": may_attach,
        "kind": kind or AttachmentKind.EVIDENCE,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def once() -> SafeString:
    """The mark by which a form pressed twice is known: it is sent once (docs/decisions/0027)."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4())
