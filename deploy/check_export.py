#!/usr/bin/env python3
"""Checks an export of the history with Python's standard library alone, on any machine.

    python3 -S -I check_export.py FILE [--root ROOT]… [--json]

FILE is what `manage.py export_history` wrote (.gz as well). ROOT is the root of the history as a
report or its mail bears it: with it the file is held against paper that left the house; without
it the file is only held against itself. Exit 0: all is what was written. 1: something is not; it
is named, the first first. 2: the file cannot be read, or is not whole.

How it is counted. A text is written as the number of its UTF-8 bytes, a colon and the text; an
event is eleven such texts, a change of a row fourteen, and the hash of either is the SHA-256 of
its texts one after the other. A seal covers the lines before it: SHA-256 over the hashes of the
events and over those of the changes are two of its four parts, the other two are of what is closed
to the holder of the file. Its root is the SHA-256 over the root before and the four parts, all in
hexadecimal digits. Of each row the file bears the digest it had when the file was written, which
must be that of its last change.
"""

import argparse
import gzip
import hashlib
import json
import sqlite3
import sys

FORMAT, VERSION = "airdefense history", 1
PARTS = ("events_open", "events_closed", "changes_open", "changes_closed")
ID, TABLE, KEY, OPERATION, ROW_DIGEST = 0, 1, 2, 3, 12
MOST_NAMED = 50


class Unreadable(Exception):
    """The file is not what the command writes."""


class Checker:
    """Reads the lines one after the other; what is wrong is collected in `faults`."""

    def __init__(self):
        self.faults = []
        self.counts = {"event": 0, "change": 0, "seal": 0, "row": 0}
        self.roots = []
        self.unproven = 0
        self.seal, self.root = None, ""
        self.tables, self.end = frozenset(), None
        # On disk where it is large, so that a nation's history is checked in little memory.
        self.rows = sqlite3.connect("")
        self.rows.execute(
            "create table r (name, key, said, found, primary key (name, key)) without rowid"
        )
        self._begin()

    def _begin(self):
        self.events, self.changes = hashlib.sha256(), hashlib.sha256()

    def fault(self, kind, table, key, words):
        self.faults.append({"kind": kind, "table": table, "key": key, "words": words})

    def read(self, lines):
        head = next(lines, {})
        if (head.get("format"), head.get("version")) != (FORMAT, VERSION):
            raise Unreadable("This is no export of the history that can be read here.")
        self.tables = frozenset(head["tables"])
        for line in lines:
            kind = next(iter(line))
            if kind == "end":
                self.end = line["end"]
                break
            self.counts[kind] += 1
            getattr(self, "_" + kind)(line)
        if self.end != self.counts:
            raise Unreadable("The file is not whole: lines are missing or were put in.")
        self._compare()

    def _event(self, line):
        self.events.update(hash_of(line["event"]))

    def _change(self, line):
        texts = line["change"]
        digest = hash_of(texts)
        self.changes.update(digest)
        if digest.hex() != line["digest"]:
            words = f"Line #{texts[ID]} of the journal was altered."
            self.fault("line", texts[TABLE], texts[KEY], words)
        if texts[TABLE] in self.tables:
            self.rows.execute(
                "insert into r (name, key, said) values (?, ?, ?)"
                " on conflict (name, key) do update set said = excluded.said",
                (texts[TABLE], texts[KEY], texts[ROW_DIGEST]),
            )

    def _row(self, line):
        self.rows.execute(
            "insert into r (name, key, found) values (?, ?, ?)"
            " on conflict (name, key) do update set found = excluded.found",
            line["row"],
        )

    def _seal(self, line):
        number, parts = str(line["seal"]), line["parts"]
        if line["previous"] != self.seal:
            self.fault("seal", "", number, "It does not follow the seal before it.")
        if parts is None:
            # Of before changes were sealed: its root is over closed lines as well.
            self.unproven += 1
        else:
            self._check_parts(number, parts, line)
        self.seal, self.root = line["seal"], line["root"]
        self.roots.append(line["root"])
        self._begin()

    def _check_parts(self, number, parts, line):
        if self.events.hexdigest() != parts["events_open"]:
            words = "An event was altered, removed or put in after it was sealed."
            self.fault("seal", "", number, words)
        if self.changes.hexdigest() != parts["changes_open"]:
            words = "A change of a row was altered, removed or put in after it was sealed."
            self.fault("seal", "", number, words)
        text = self.root + "".join(parts[name] for name in PARTS)
        if hashlib.sha256(text.encode()).hexdigest() != line["root"]:
            self.fault("seal", "", number, "The seal itself was altered.")

    def _compare(self):
        """Each row against its last change; those that are as they were are not looked at."""
        found = self.rows.execute(
            "select name, key, said, found from r where coalesce(said, '') <> coalesce(found, '')"
            " order by name, length(key), key limit ?",
            (MOST_NAMED,),
        )
        words = {
            "altered": "The row was altered past the journal.",
            "deleted": "The row was deleted past the journal.",
            "inserted": "The row was put in past the journal.",
        }
        rows = []
        for name, key, said, now in found:
            kind = "inserted" if not said else "altered" if now else "deleted"
            rows.append({"kind": kind, "table": name, "key": key, "words": words[kind]})
        self.faults[:0] = rows

    def hold_against(self, roots):
        for root in roots:
            if root.lower() not in self.roots:
                self.fault("root", "", root, "This root is of no seal in the file.")


def hash_of(texts):
    encoded = [text.encode() for text in texts]
    return hashlib.sha256(b"".join(b"%d:%b" % (len(t), t) for t in encoded)).digest()


def lines_of(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rb") as file:
        for text in file:
            line = json.loads(text)
            if not isinstance(line, dict) or not line:
                raise Unreadable("A line is not of this format.")
            yield line


def check(path, roots):
    checker = Checker()
    try:
        checker.read(lines_of(path))
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as trouble:
        raise Unreadable(f"The file cannot be read: {trouble!r}") from trouble
    checker.hold_against(roots)
    return checker


def told(checker):
    return {
        "is_well": not checker.faults,
        "root": checker.root,
        "seals_not_provable": checker.unproven,
        "counts": checker.counts,
        "first": checker.faults[0] if checker.faults else None,
        "faults": checker.faults[:MOST_NAMED],
    }


def in_words(checker):
    counts = ", ".join(f"{name} {count}" for name, count in checker.counts.items())
    yield f"Read: {counts}"
    yield f"Root of the newest seal: {checker.root or 'none yet'}"
    if checker.unproven:
        yield f"Seals of before changes were sealed, to be proved inside only: {checker.unproven}"
    for fault in checker.faults[:MOST_NAMED]:
        place = " ".join(part for part in (fault["table"], fault["key"]) if part)
        yield f"{fault['kind']} {place}: {fault['words']}"
    yield "Something is not what was written." if checker.faults else "All is what was written."


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--root", action="append", default=[], help="as a report bears it")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        checker = check(asked.file, asked.root)
    except Unreadable as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 2
    if asked.json:
        sys.stdout.write(json.dumps(told(checker), ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write("\n".join(in_words(checker)) + "\n")
    return 1 if checker.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
