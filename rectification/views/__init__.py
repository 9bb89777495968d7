from rectification.views.instruments import (
    instrument_detail,
    instrument_edit,
    instrument_list,
    instrument_new,
    instrument_peek,
    instrument_print,
    take_instrument_step,
)
from rectification.views.tasks import detail, edit, index, new, peek, take_step
from rectification.views.unit import (
    allocate,
    extension,
    plan,
    submission_detail,
    submit,
    take_extension_step,
)

__all__ = [
    "allocate",
    "detail",
    "edit",
    "extension",
    "index",
    "instrument_detail",
    "instrument_edit",
    "instrument_list",
    "instrument_new",
    "instrument_peek",
    "instrument_print",
    "new",
    "peek",
    "plan",
    "submission_detail",
    "submit",
    "take_extension_step",
    "take_instrument_step",
    "take_step",
]
