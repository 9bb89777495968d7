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

__all__ = [
    "attachment",
    "attachment_detail",
    "custody_new",
    "hand_over_detail",
    "hand_over_list",
    "hand_over_new",
    "replace",
    "take_hand_over_step",
    "upload",
    "visible_case",
]
