"""The pages about people and roles."""

from airdefense.people.views.granting import (
    grant_detail,
    grant_list,
    grant_withdraw,
    request_detail,
    request_list,
    request_new,
    request_review,
    take_request_step,
)
from airdefense.people.views.review import (
    body_detail,
    body_list,
    grant_review,
    person_detail,
    person_list,
)
from airdefense.people.views.roles import (
    narrowing_detail,
    narrowing_list,
    narrowing_new,
    role_matrix,
    take_narrowing_step,
)

__all__ = [
    "body_detail",
    "body_list",
    "grant_detail",
    "grant_list",
    "grant_review",
    "grant_withdraw",
    "narrowing_detail",
    "narrowing_list",
    "narrowing_new",
    "person_detail",
    "person_list",
    "request_detail",
    "request_list",
    "request_new",
    "request_review",
    "role_matrix",
    "take_narrowing_step",
    "take_request_step",
]
