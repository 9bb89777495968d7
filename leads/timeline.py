"""The history of a lead as far as its reader may know it, opinions as it tells them, and who
looked."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.casework.history import READINGS, entry
from airdefense.casework.models import Event
from leads.models import Access

# What a sender learns of the way of a lead: that it arrived or came back, and why it came back.
OF_RECEIPT = ("transfer", "receive", "return_to_sender")
# Of these steps the reader outside the compartment may read the words; others are opinions on
# the content, of which the register knows only that and when they were given.
WORDS_OF_REGISTER = ("receive", "return_to_sender", "assign", "edit", "void")
SIGNED = {
    "propose": _("Case officer"),
    "approve": _("Approving leader"),
    "refuse": _("Approving leader"),
    "dispose": _("Case officer, on execution"),
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """One line of the opinion sheet."""

    level: Any
    signer: Any
    words: str
    at: Any
    tone: str
    mark: Any
    is_execution: bool = False


class History:
    """The events of one lead, read once and shown in three ways."""

    def __init__(self, lead):
        self.lead = lead
        events = Event.objects.of(lead).select_related("actor")
        self.events = list(events.order_by("-happened_at", "-pk"))

    def entries(self, access) -> list[Any]:
        """The timeline for this degree of access, the latest first."""
        return [
            entry(type(self.lead), self._told(event, access))
            for event in self.events
            if self._is_told(event, access)
        ]

    def _is_told(self, event, access) -> bool:
        if access == Access.RECEIPT:
            return event.name in OF_RECEIPT
        if access == Access.REGISTER:
            return event.name in self.lead.workflow or event.name in ("transfer", "edit")
        return event.name not in READINGS

    def _told(self, event, access):
        words = {Access.RECEIPT: ("return_to_sender",), Access.REGISTER: WORDS_OF_REGISTER}
        if access in words and event.name not in words[access]:
            event.note = ""
        return event

    @property
    def readings(self) -> list[Any]:
        """Who looked, the latest first."""
        return [entry(type(self.lead), event) for event in self.events if event.name in READINGS]

    @property
    def opinions(self) -> list[Opinion]:
        """The opinions in the order they were signed, and whose signature is awaited."""
        signed = [_signed(event) for event in reversed(self.events) if event.name in SIGNED]
        if self.lead.status == "proposed":
            signed.append(
                Opinion(
                    SIGNED["approve"], self.lead.approver, "", None, "warn", _("Signature awaited")
                )
            )
        return signed


def _signed(event) -> Opinion:
    is_returned = event.name == "refuse"
    return Opinion(
        SIGNED[event.name],
        event.actor,
        event.note,
        event.happened_at,
        "bad" if is_returned else "ok",
        _("Returned") if is_returned else _("Signed"),
        is_execution=event.name == "dispose",
    )
