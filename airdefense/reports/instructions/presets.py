"""What is usually asked, ready to be sent: words of the trade, in the order of their use."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.reports.models import InstructionKind

URGE, DIRECTION = InstructionKind.URGE, InstructionKind.DIRECTION


@dataclass(frozen=True, slots=True)
class Preset:
    code: str
    kind: InstructionKind
    text: Any
    # Offered only where the figure is money.
    is_of_money: bool = False


PRESETS = (
    Preset(
        "collect",
        URGE,
        _("Recover the fee by law without delay, in full into the treasury; report by the day."),
        is_of_money=True,
    ),
    Preset("finish", URGE, _("Put this right without delay and report in writing by the day.")),
    Preset(
        "explain", URGE, _("State why this is late, what is done next and by when it is finished.")
    ),
    Preset("head", URGE, _("The head of the unit sees to this in person and reports by the day.")),
    Preset("verify", DIRECTION, _("Check how matters stand and propose how to deal with them.")),
    Preset("lead", DIRECTION, _("Take the lead, set out concrete measures and report progress.")),
    Preset("visit", DIRECTION, _("Go and see on site, and see to it that this is put right.")),
    Preset("report", DIRECTION, _("Report on this in writing.")),
)


def presets_for(kind: str, *, is_money: bool) -> list[Preset]:
    """What is usually asked in this way; about money the words on money come first."""
    return [one for one in PRESETS if one.kind == kind and (is_money or not one.is_of_money)]
