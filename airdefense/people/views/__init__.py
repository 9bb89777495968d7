"""The pages about people and roles."""

from airdefense.people.views.granting import (
    grant_detail,
    grant_list,
    grant_withdraw,
    request_detail,
    request_list,
    request_new,
    take_request_step,
)

__all__ = [
    "grant_detail",
    "grant_list",
    "grant_withdraw",
    "request_detail",
    "request_list",
    "request_new",
    "take_request_step",
]
