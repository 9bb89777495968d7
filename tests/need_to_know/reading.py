"""All that an answer tells: body, headers and cookies, packed files unpacked."""

import io
import json
import re
import zipfile
from urllib.parse import quote, unquote

from django.test import Client
from pypdf import PdfReader

# What differs between two answers to the same question, whoever asks.
CHANGING = re.compile(
    r"csrfmiddlewaretoken\" value=\"\w+\"|nonce[-=]\"?[\w+/=-]+|name=\"once\" value=\"[\w-]+\""
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{2}:\d{2}(?::\d{2}\S*)?"
    r"|\w*(?:session|csrf)\w*=[^;\"<\n]+;|\"token\": \"\w+\"|[0-9a-zA-Z]{64}"
    r"|\b[0-9a-f]{32}\b"
    # The mark behind a page bears the moment and the number of its request.
    r"|data:image/svg\+xml;base64,[\w+/=]+"
    # How many jobs wait, and how long, is of the moment and of whoever else uses the broker.
    r"|\d+ jobs? waits?|the oldest for [\d,]+ s"
)


def signed_in(user=None) -> Client:
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def told(response, path: str = "") -> str:
    """Everything in the answer as text, without the address that the asker named himself."""
    body = response.getvalue() if response.streaming else response.content
    head = f"{response.status_code} {dict(response.headers)} {response.cookies}"
    text = head + unpacked(body)
    asked = path.partition("#")[0]
    for spelling in (asked, quote(asked), quote(asked, safe=""), json.dumps(asked)[1:-1]):
        text = text.replace(spelling, "") if len(spelling) > 1 else text
    return text


def unpacked(body: bytes) -> str:
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return " ".join(name + unpacked(book.read(name)) for name in book.namelist())
    if body[:5] == b"%PDF-" and len(body) > 1000:
        reader = PdfReader(io.BytesIO(body))
        return f"{reader.metadata}" + " ".join(page.extract_text() for page in reader.pages)
    return body.decode(errors="replace")


def spellings(word: str) -> set[str]:
    """A word as pages, links and JSON may write it."""
    return {word, quote(word), json.dumps(word)[1:-1]}


def leaked(text: str, words, asked: str = "") -> list[str]:
    """The words that stand in a text; one that the asker typed himself is no leak."""
    plain = unquote(asked)
    return [
        word
        for word in words
        if word not in plain and any(spelling in text for spelling in spellings(word))
    ]


def steady(text: str) -> str:
    """A text without what is new in every answer."""
    return CHANGING.sub("", text)
