"""What a hostile visitor sends, and where the product may be asked for something."""

import re
from html.parser import HTMLParser

from django_filters import FilterSet

from tests.test_authorization import DOCUMENT, OTHER, PK, about, every_route, filled

SNIPPET = "\"'><svg/onload=krumm()>{{7919*7907}}{%now%}"
RAW, COMPUTED = "<svg/onload=krumm", "62615533"
VALUES = (
    "",
    "\x00",
    "0",
    "-1",
    "9" * 30,
    "9223372036854775808",
    "1e400",
    "NaN",
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "9999-12-31",
    "0001-01-01",
    "2026-13",
    "24:61",
    "' or 1=1--",
    SNIPPET,
    "${7919*7907}",
    "../../../../etc/passwd",
    "%00%ff%u0000",
    "\ud7ff\uffff\U0001f4a9\u202e",
    "１２３",
    "x" * 1_500,
    "None",
    "true",
    "[]",
    '{"$ne": 1}',
    ",,,",
    "-,-",
    "1,2,x",
    "cD0tMQ==",
    "cD0lMDA=",
    "b=1|2",
    "__class__",
    "id__in",
    "http://elsewhere.example/",
    "//elsewhere.example",
    "javascript:krumm()",
)
# Names that pages read without a set of filters.
USUAL = """
    q page cursor after before sort order columns ids day from to month year week on at next back
    format lang limit page_size ordering search status region lead finding project task round kind
    of view row peek figure body name case tab as level scope per by axis split once code purpose
"""


def names_of_filters():
    found, waiting = set(), [FilterSet]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            for name in kind.base_filters:
                found |= {name, f"{name}_min", f"{name}_max", f"{name}_after", f"{name}_before"}
    return sorted(found | set(USUAL.split()))


def query(names, turn):
    """A query that gives each name another value each turn, some of them twice."""
    pairs = [(name, VALUES[(place + turn) % len(VALUES)]) for place, name in enumerate(names)]
    return [*pairs, *pairs[turn % 7 :: 7]]


class Forms(HTMLParser):
    """The forms of a page: where each is sent and what it asks for."""

    def __init__(self, page):
        super().__init__()
        self.path, self.forms, self.open = page, [], None

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            action = (told.get("action") or self.path).partition("?")[0]
            self.open = (action, (told.get("method") or "get").lower(), [])
            self.forms.append(self.open)
        elif tag in {"input", "select", "textarea"} and self.open and told.get("name"):
            self.open[2].append(told["name"])

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None


def forms_of(path, html):
    """(address, names) of every form of the page that is sent by POST."""
    parser = Forms(path)
    parser.feed(html)
    return [
        (action, tuple(dict.fromkeys(names)))
        for action, method, names in parser.forms
        if method == "post" and action.startswith("/")
    ]


def places(county):
    """Every address with the county's own case in it, and the hostile ones beside it."""
    for route in sorted(set(every_route())):
        kind = about(route)
        if PK.search(route) and kind:
            yield "/" + filled(PK.sub(str(county.cases[kind].pk), route))
        elif "admin/" not in route or not re.search(r"[<(]", route):
            yield "/" + filled(PK.sub("1", route))


ODD_KEYS = ("0", "9223372036854775807", "9223372036854775808", "9" * 30)
ODD_WORDS = ("%00", "x" * 1_500, "%3Csvg%2Fonload%3Dkrumm()%3E", "..%2f..%2f", "%F0%9F%92%A9")


def odd_places():
    """Every address whose parts name what cannot exist, the keys and words in turn."""
    routes = [route for route in sorted(set(every_route())) if OTHER.search(route)]
    for place, route in enumerate(routes):
        key, word = (odd[place % len(odd)] for odd in (ODD_KEYS, ODD_WORDS))
        whole = DOCUMENT.sub("docx", re.sub(r"<int:\w+>|\(\?P<pk>[^)]*\)", key, route))
        yield "/" + OTHER.sub(word, whole)
