"""Translation catalogues: one per app, found by path, read from the source and kept complete.

Development only: Babel and polib are not part of the running system.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGE = "zh_Hans"
SHARED = "airdefense"
TEMPLATE_SUFFIXES = {".html", ".txt"}
KEYWORDS = {
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b(?:n?p?gettext|_)\(\s*{TEXT}(?:\s*,\s*(?:{TEXT}|count))*\s*\)")
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]?[\d.]*[a-zA-Z]|\{\w+\}")
METADATA = {
    "Project-Id-Version": "airdefense",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}

Key = tuple[str, str]


@dataclass
class Message:
    """One text of the source: its context, its plural, and the files it stands in."""

    text: str
    context: str = ""
    plural: str = ""
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return (self.context, self.text)


def app_names() -> list[str]:
    """The apps at the top level; each has its own catalogue, everything else is shared."""
    configs = (Path(config.path) for config in apps.get_app_configs())
    return sorted(path.name for path in configs if path.parent == settings.BASE_DIR)


def names() -> list[str]:
    return [SHARED, *app_names()]


def path_of(name: str) -> Path:
    return settings.BASE_DIR / name / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def owner(template: Path) -> str:
    """The catalogue of a template: its first folder when that is an app."""
    first = template.relative_to(settings.BASE_DIR / "templates").parts[0]
    return first if first in app_names() else SHARED


def sources(name: str) -> Iterator[Path]:
    """The files whose texts belong to a catalogue."""
    for path in sorted((settings.BASE_DIR / name).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path
    for path in sorted((settings.BASE_DIR / "templates").rglob("*")):
        if path.suffix in TEMPLATE_SUFFIXES and owner(path) == name:
            yield path


def keywords_of(source: str) -> dict[str, Any]:
    """The names a module calls gettext by."""
    found: dict[str, Any] = dict(KEYWORDS)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                plain = alias.name.removesuffix("_lazy")
                if plain in KEYWORDS:
                    found[alias.asname or alias.name] = KEYWORDS[plain]
    return found


def texts(path: Path) -> Iterator[tuple[str, str, str]]:
    """(context, text, plural) of every marked text of a file, in order."""
    source = path.read_text(encoding="utf-8")
    is_python = path.suffix == ".py"
    keywords: dict[str, Any] = keywords_of(source) if is_python else KEYWORDS | {"_": None}
    if not is_python:
        # What surrounds the calls is no Python, so only they are handed on.
        source = "\n".join(TEMPLATE_CALL.findall(templatize(source, origin=str(path))))
    for _line, text, _comments, context in extract("python", BytesIO(source.encode()), keywords):
        singular, plural = (text[0], text[1]) if isinstance(text, tuple) else (text, "")
        if singular:
            yield context or "", singular, plural


def messages(name: str) -> dict[Key, Message]:
    """Every text of a catalogue, in the order of the source."""
    found: dict[Key, Message] = {}
    for path in sources(name):
        place = path.relative_to(settings.BASE_DIR).as_posix()
        for context, text, plural in texts(path):
            message = found.setdefault((context, text), Message(text, context))
            message.plural = message.plural or plural
            if place not in message.files:
                message.files.append(place)
    return found


def read(name: str) -> polib.POFile:
    path = path_of(name)
    if path.exists():
        return polib.pofile(str(path), encoding="utf-8", wrapwidth=100)
    return polib.POFile(wrapwidth=100)


def key_of(entry: polib.POEntry) -> Key:
    return (entry.msgctxt or "", entry.msgid)


def updated(name: str) -> polib.POFile:
    """The catalogue as the source wants it, with the translations it has."""
    known = {key_of(entry): entry for entry in read(name) if not entry.obsolete}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = dict(METADATA)
    catalogue.extend(_entry(message, known.get(key)) for key, message in messages(name).items())
    return catalogue


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.text,
        msgctxt=message.context or None,
        msgid_plural=message.plural,
        occurrences=[(file, "") for file in message.files],
        flags=["python-format"] if "%(" in message.text + message.plural else [],
    )
    translated = _translation(known)
    if message.plural:
        entry.msgstr_plural = {0: translated}
    else:
        entry.msgstr = translated
    if known is not None and "fuzzy" in known.flags:
        entry.flags.append("fuzzy")
    return entry


def _translation(entry: polib.POEntry | None) -> str:
    """The one Chinese form; Chinese has no plural."""
    if entry is None:
        return ""
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def write(name: str) -> None:
    """Write a catalogue and compile it."""
    catalogue, path = updated(name), path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    path.with_suffix(".mo").write_bytes(catalogue.to_binary())


def complaints(name: str) -> Iterator[str]:
    """What is wrong with a catalogue, a line each."""
    wanted, catalogue = messages(name), read(name)
    known = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    for key in wanted.keys() - known.keys():
        yield f"{name}: not in the catalogue: {key[1]!r}"
    for key, entry in known.items():
        if key not in wanted:
            yield f"{name}: stale: {entry.msgid!r}"
        else:
            yield from _entry_complaints(name, entry)
    compiled = path_of(name).with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
        yield f"{name}: {compiled.name} is out of date"


def _entry_complaints(name: str, entry: polib.POEntry) -> Iterator[str]:
    translated = _translation(entry)
    if not translated:
        yield f"{name}: no translation: {entry.msgid!r}"
    elif "fuzzy" in entry.flags:
        yield f"{name}: fuzzy: {entry.msgid!r}"
    elif (expected := placeholders(entry)) != set(PLACEHOLDER.findall(translated)):
        yield f"{name}: placeholders {sorted(expected)} differ: {entry.msgid!r} → {translated!r}"


def placeholders(entry: polib.POEntry) -> set[str]:
    """The placeholders of a text; Chinese has one form, which is that of the plural."""
    return set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))


def conflicts(catalogues: Iterable[str]) -> Iterator[str]:
    """Texts that two catalogues translate differently: Django would show one of them everywhere."""
    first: dict[Key, tuple[str, str]] = {}
    for name in catalogues:
        for entry in read(name):
            translated = _translation(entry)
            if not translated or entry.obsolete:
                continue
            where, other = first.setdefault(key_of(entry), (name, translated))
            if other != translated:
                yield f"{entry.msgid!r}: {where} says {other!r}, {name} says {translated!r}"
