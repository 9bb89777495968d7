"""Who came in by the issuer of identities goes out there as well, from whichever side."""

import json
import time
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from airdefense import secrecy
from airdefense.accounts.models import SignInSession
from airdefense.accounts.roles import Role
from airdefense.accounts.signin import issuer_sign_out
from airdefense.casework import pace
from airdefense.casework.models import Event
from tests.accounts.signin.conftest import browser, code_of, sign_in
from tests.accounts.signin.oidc_issuer import EVENT, comes_back, one
from tests.accounts.signin.test_sessions import move

pytestmark = pytest.mark.django_db
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OUT, LOGIN, LEAVE = "/accounts/logout/", "/accounts/login/", "/accounts/logout/issuer/"
ENDED = "/accounts/login/issuer/ended/"


def led_to(answer):
    """Where the page in between sends the browser, and with what."""
    wait, _url, address = answer["Refresh"].partition("; url=")
    assert wait == "0"
    return address.partition("?")[0], one(urlsplit(address).query)


def told(issuer, client=None, **claims):
    client = client or Client(enforce_csrf_checks=True)
    return client.post(ENDED, {"logout_token": issuer.logout_token(**claims)})


def endings():
    return list(SignInSession.objects.order_by("pk").values_list("ending", flat=True))


def test_signing_out_ends_the_session_here_and_leads_to_the_issuer(issuer, somebody, settings):
    clerk = somebody()
    client = comes_back(issuer, clerk.username)
    token = secrecy.decrypt(client.session["sign_in"]["token"])

    answer = client.post(OUT)

    place, asked = led_to(answer)
    state = asked.pop("state")
    assert (endings(), Session.objects.exists(), answer.status_code) == (["signed_out"], False, 200)
    assert place == f"{issuer.url}/end"
    assert asked == {
        "client_id": "airdefense",
        "post_logout_redirect_uri": f"{settings.SITE_URL}{LOGIN}",
        "id_token_hint": token,
    }
    back = client.get(LOGIN, {"state": state}).text
    assert "You are signed out, here and at the unified sign-in." in back


def test_the_token_stands_in_no_page_and_unencrypted_in_no_session(issuer, somebody):
    client = comes_back(issuer, somebody().username)
    kept = json.dumps(Session.objects.get().get_decoded())
    token = secrecy.decrypt(client.session["sign_in"]["token"])

    pages = [client.get("/"), client.get("/accounts/sessions/"), client.post(OUT)]

    row = str(SignInSession.objects.values().get())
    assert token.count(".") == 2
    assert not [page for page in pages if token in page.text]
    assert (token in kept, token in row) == (False, False)


def test_the_token_is_kept_while_the_code_is_asked_for(issuer, with_factor):
    officer = with_factor()
    client = comes_back(issuer, officer.username)
    client.post("/accounts/login/code/", {"code": code_of(officer.secret)})

    assert "id_token_hint" in led_to(client.post(OUT))[1]


def test_the_reference_desk_is_left_by_the_same_door(issuer, somebody):
    client = comes_back(issuer, somebody(Role.SYSTEM_ADMIN).username)

    place, _asked = led_to(client.post("/admin/logout/"))

    assert (place, endings()) == (f"{issuer.url}/end", ["signed_out"])


def test_who_came_in_by_password_is_not_sent_to_the_issuer(issuer, somebody):
    client = sign_in(somebody())

    answer = client.post(OUT)

    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert "Refresh" not in answer


@pytest.mark.parametrize("case", ["none offered", "not wanted", "down", "no issuer any more"])
def test_where_nobody_can_be_led_out_the_sign_in_page_says_so(issuer, somebody, settings, case):
    issuer.offers_sign_out = case != "none offered"
    client = comes_back(issuer, somebody().username)
    if case == "not wanted":
        settings.OIDC = settings.OIDC | {"signs_out": False}
    elif case == "down":
        settings.OIDC = settings.OIDC | {"issuer": "http://127.0.0.1:9"}
    elif case == "no issuer any more":
        settings.OIDC = {}

    page = client.post(OUT, follow=True)

    assert (page.redirect_chain, endings()) == ([(LOGIN, 302)], ["signed_out"])
    assert "The unified sign-in may still know you." in page.text


def test_session_left_alone_says_that_the_issuer_may_still_know_somebody(issuer, somebody):
    by_issuer, by_password = comes_back(issuer, somebody().username), sign_in(somebody())
    for client in (by_issuer, by_password):
        move(client, seen=4000)

    pages = [client.get("/", follow=True).text for client in (by_issuer, by_password)]

    assert ["may still know you" in page for page in pages] == [True, False]
    assert ["because nothing was done in it" in page for page in pages] == [True, True]


def test_who_is_outside_already_is_led_out_there_without_a_token(issuer, somebody):
    inside = comes_back(issuer, somebody().username)

    address = urlsplit(browser().get(LEAVE)["Location"])

    assert LEAVE in browser().get(LOGIN).text
    assert (f"{issuer.url}/end", {"client_id", "post_logout_redirect_uri", "state"}) == (
        f"{address.scheme}://{address.netloc}{address.path}",
        set(one(address.query)),
    )
    assert inside.get(LEAVE)["Location"] == "/"


def test_addresses_of_the_way_out_exist_only_where_there_is_an_issuer(settings):
    settings.OIDC = {}

    assert (browser().get(LEAVE).status_code, browser().post(ENDED).status_code) == (404, 404)
    assert LEAVE not in browser().get(LOGIN).text


def test_a_plain_line_and_a_token_too_long_for_an_address_are_not_used(
    issuer, somebody, monkeypatch, settings
):
    monkeypatch.setattr(issuer_sign_out, "LONGEST_TOKEN", 100)
    client = comes_back(issuer, somebody().username)
    asked = led_to(client.post(OUT))[1]
    settings.OIDC = settings.OIDC | {"issuer": issuer.url.replace("http:", "https:")}
    described = {"issuer": settings.OIDC["issuer"], "end_session_endpoint": f"{issuer.url}/end"}
    cache.set(f"issuer:{settings.OIDC['issuer']}/.well-known/openid-configuration", described)

    assert "id_token_hint" not in asked
    assert browser().get(LEAVE)["Location"] == LOGIN


def test_token_under_a_key_that_is_gone_is_left_out(issuer, somebody, settings):
    client = comes_back(issuer, somebody().username)
    settings.FIELD_KEYS = ["another key"]

    assert "id_token_hint" not in led_to(client.post(OUT))[1]


@pytest.mark.parametrize("state", ["", "guessed", "a:b:c"])
def test_nobody_is_greeted_who_was_not_sent_to_the_issuer_from_here(issuer, state):
    assert "You are signed out" not in browser().get(LOGIN, {"state": state}).text


def test_a_session_that_ended_at_the_issuer_ends_here_and_is_written_down(issuer, somebody):
    clerk, other = somebody(), somebody()
    client = comes_back(issuer, clerk.username)
    issuer.claims = {"sub": "18", "sid": "session-6"}
    theirs, own = comes_back(issuer, other.username), sign_in(clerk)

    answer = told(issuer)

    assert (answer.status_code, answer.content) == (200, b"")
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/")["Location"].startswith(LOGIN)
    assert [theirs.get("/").status_code, own.get("/").status_code] == [200, 200]
    assert endings() == ["issuer", "", ""]
    event = Event.objects.get(name="end_session")
    assert (event.case_id, event.actor.username) == (clerk.pk, "system")
    ended = SignInSession.objects.get(ending="issuer")
    assert (ended.issuer_subject, ended.issuer_session) == ("", "")


@pytest.mark.parametrize(
    ("claims", "which"),
    [
        ({"sid": None}, ["issuer", "issuer", "issuer", ""]),
        ({"sub": None}, ["issuer", "", "", ""]),
        ({}, ["issuer", "", "issuer", ""]),
        ({"sub": "18"}, ["", "", "", ""]),
        ({"sid": "session-9"}, ["", "", "issuer", ""]),
    ],
)
def test_token_of_a_logout_names_a_person_or_one_session(issuer, somebody, claims, which):
    clerk = somebody()
    for began in ({}, {"sid": "session-6"}, {"sid": ""}, {"sub": "18", "sid": "session-7"}):
        issuer.claims = began
        comes_back(issuer, clerk.username)

    assert told(issuer, **claims).status_code == 200
    assert endings() == which


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example.org"},
        {"aud": "another program"},
        {"iat": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        {"iat": None},
        {"exp": int(time.time()) - 3600},
        {"jti": None},
        {"events": None},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"events": [EVENT]},
        {"events": {EVENT: "yes"}},
        {"nonce": "of a sign-in"},
        {"sub": None, "sid": None},
    ],
)
def test_token_of_a_logout_that_is_not_one_ends_nothing(issuer, somebody, claims):
    comes_back(issuer, somebody().username)

    answer = told(issuer, **claims)

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert "no-store" in answer["Cache-Control"]
    assert endings() == [""]


@pytest.mark.parametrize(
    ("key", "algorithm"), [(STRANGER, "RS256"), ("a secret of ours" * 4, "HS256"), ("", "none")]
)
def test_token_of_a_logout_signed_by_somebody_else_ends_nothing(issuer, somebody, key, algorithm):
    comes_back(issuer, somebody().username)
    issuer.key, issuer.algorithm = key, algorithm

    assert told(issuer).status_code == 400
    assert endings() == [""]


def test_token_of_a_sign_in_or_nothing_at_all_ends_nothing(issuer, somebody):
    client = comes_back(issuer, somebody().username)
    token = secrecy.decrypt(client.session["sign_in"]["token"])

    answers = [browser().post(ENDED, sent) for sent in ({"logout_token": token}, {})]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert browser().get(ENDED).status_code == 405
    assert endings() == [""]


def test_token_of_a_logout_counts_once(issuer, somebody):
    clerk, sent = somebody(), {"logout_token": issuer.logout_token()}
    first = browser().post(ENDED, sent).status_code
    comes_back(issuer, clerk.username)

    second = browser().post(ENDED, sent).status_code

    assert (first, second, endings()) == (200, 400, [""])


def test_what_an_issuer_says_is_counted_for_its_address(issuer, county, monkeypatch, settings):
    monkeypatch.setattr(pace, "ISSUER_PER_MINUTE", 2)
    settings.SIGN_INS_PER_MINUTE = 1

    answers = [told(issuer).status_code for _time in range(3)]

    assert answers == [200, 200, 429]
    assert Client(REMOTE_ADDR="192.0.2.9").post(ENDED).status_code == 400
