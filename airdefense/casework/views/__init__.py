from airdefense.casework.views.files import (
    attachment,
    attachment_detail,
    custody_new,
    replace,
    upload,
    visible_case,
)
from airdefense.casework.views.handing import (
    hand_over_detail,
    hand_over_list,
    hand_over_new,
    take_hand_over_step,
)
from airdefense.casework.views.holidays import (
    calendar_proposal_detail,
    calendar_proposal_new,
    take_calendar_proposal_step,
    working_calendar,
)

__all__ = [
    "attachment",
    "attachment_detail",
    "calendar_proposal_detail",
    "calendar_proposal_new",
    "custody_new",
    "hand_over_detail",
    "hand_over_list",
    "hand_over_new",
    "replace",
    "take_calendar_proposal_step",
    "take_hand_over_step",
    "upload",
    "visible_case",
    "working_calendar",
]
