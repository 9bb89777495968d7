from airdefense.casework.views.files import (
    attachment,
    attachment_detail,
    custody_new,
    replace,
    upload,
    visible_case,
)

__all__ = [
    "attachment",
    "attachment_detail",
    "custody_new",
    "replace",
    "upload",
    "visible_case",
]
