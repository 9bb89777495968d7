"""A shared computer: whoever presses the button after somebody else has left is not in."""

import pytest
from django.core.cache import cache

from airdefense.accounts.models import SignInSession
from airdefense.accounts.roles import Role
from tests.accounts.signin.oidc_issuer import ASK, Issuer, known_here
from tests.factories.accounts import OrganisationFactory, person


@pytest.fixture
def issuer(settings, live_server):
    with Issuer() as running:
        running.serve()
        cache.clear()
        settings.OIDC, settings.SITE_URL = known_here(running), live_server.url
        yield running
        running.shutdown()


@pytest.fixture
def shared(chromium):
    """A page of the shared computer's browser, with what its console complained of."""
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda line: page.complaints.append(line.text))
    yield page
    context.close()


def test_the_next_person_is_asked_who_it_is(shared, issuer, live_server):
    clerk = person(Role.INSPECTOR, OrganisationFactory(), username="clerk")
    shared.goto(f"{live_server.url}{ASK}")
    at_issuer = shared.url
    shared.goto(f"{at_issuer}&username={clerk.username}")
    came_in = shared.url
    shared.goto(f"{live_server.url}/")
    # As after field mode on this device: its script asks first, then sends the form itself.
    shared.evaluate("localStorage.setItem('airdefense.field.people', '[\"1\"]')")
    shared.locator("details:has(form[data-sign-out]) summary").click()
    shared.locator("form[data-sign-out] button").click()
    shared.wait_for_url(f"{live_server.url}/accounts/login/?state=*")

    left = shared.locator("main").inner_text()
    shared.goto(f"{live_server.url}{ASK}")

    assert (at_issuer.startswith(issuer.url), came_in) == (True, f"{live_server.url}/")
    assert [set(told) for told in issuer.left] == [
        {"client_id", "post_logout_redirect_uri", "state", "id_token_hint"}
    ]
    assert "You are signed out, here and at the unified sign-in." in left
    assert (shared.url.startswith(issuer.url), SignInSession.objects.get().ending) == (
        True,
        "signed_out",
    )
    assert not [line for line in shared.complaints if "Content Security Policy" in line]
