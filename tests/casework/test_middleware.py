"""A refusal brings the visitor back with a sentence, and never into a circle."""

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from airdefense.casework.middleware import RefusalMiddleware
from airdefense.casework.workflow import NotPossible

FORM, PAGE = "/leads/7/propose/", "/leads/7/"


class Said(list):
    """The messages of one request, without a session."""

    def add(self, level, message, extra_tags=""):
        self.append(message)


def refused(method, came_from):
    request = getattr(RequestFactory(), method)(
        FORM, headers={"referer": f"http://testserver{came_from}"}
    )
    request.htmx, request._messages = False, Said()
    response = RefusalMiddleware(HttpResponse).process_exception(request, NotPossible("Not now."))
    return response["Location"], list(get_messages(request))


@pytest.mark.parametrize(
    ("method", "came_from", "goes_to"),
    [
        ("post", FORM, f"http://testserver{FORM}"),
        ("get", PAGE, f"http://testserver{PAGE}"),
        ("get", FORM, reverse("home")),
        ("get", f"{FORM}?again=1", reverse("home")),
    ],
)
def test_refused_visitor_comes_back_but_never_to_the_page_that_refuses(method, came_from, goes_to):
    assert refused(method, came_from) == (goes_to, ["Not now."])
