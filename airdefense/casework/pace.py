"""How often somebody may do what is dear or dangerous: exports, attempts to sign in."""

from time import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from airdefense.accounts.entries import wants_json
from airdefense.accounts.signin.addresses import address_of
from airdefense.casework.answers import told

TOO_MANY = 429
HOUR, MINUTE = 3600, 60
SIGN_IN_PAGES = ("accounts:login", "accounts:sign_in_code", "accounts:demo_login")
# One issuer of identities says of a whole city, at the end of its working day, who has left.
ISSUER_PAGE, ISSUER_PER_MINUTE = "accounts:issuer_ended", 600


class TooOften(Exception):
    """Somebody did something more often than is allowed; `wait` says for how many seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def count(what: str, who: object, *, limit: int, seconds: int) -> None:
    """One more of something in this stretch of time. Raises TooOften."""
    now = int(time())
    key = f"pace:{what}:{who}:{now // seconds}"
    cache.add(key, 0, timeout=seconds)
    try:
        done = cache.incr(key)
    except ValueError:
        # It ran out between the two: a new stretch has begun.
        return
    if done > limit:
        raise TooOften(seconds - now % seconds)


def count_export(user: object) -> None:
    """A file of rows or a document taken by a person. Raises TooOften."""
    count("export", getattr(user, "pk", ""), limit=settings.EXPORTS_PER_HOUR, seconds=HOUR)


def refused_for_pace(request: HttpRequest, refused: TooOften) -> HttpResponse:
    minutes = -(-refused.wait // MINUTE)
    sentence = ngettext(
        "This was asked too often. It is open again in %(minutes)d minute.",
        "This was asked too often. It is open again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
    response: HttpResponse
    if wants_json(request) or request.headers.get("HX-Request"):
        response = told(sentence, TOO_MANY)
    else:
        response = page(request, sentence)
    response["Retry-After"] = str(refused.wait)
    return response


def page(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "429.html", {"sentence": sentence}, status=TOO_MANY)


class PaceMiddleware:
    """Attempts to sign in are counted for each address they come from, over all accounts: the
    lock of one account does not stop whoever tries one password on many. What an issuer of
    identities says of ended sessions is counted apart."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        paces = dict.fromkeys(SIGN_IN_PAGES, ("sign_in", settings.SIGN_INS_PER_MINUTE))
        paces[ISSUER_PAGE] = ("issuer", ISSUER_PER_MINUTE)
        if request.method != "POST" or name not in paces:
            return None
        what, limit = paces[name]
        try:
            count(what, address_of(request), limit=limit, seconds=MINUTE)
        except TooOften as refused:
            return refused_for_pace(request, refused)
        return None

    def process_exception(self, request, exception):
        if isinstance(exception, TooOften):
            return refused_for_pace(request, exception)
        return None
