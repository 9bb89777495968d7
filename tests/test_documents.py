"""The documents hang together: all are found, each link leads somewhere, pictures stay small."""

import re
import struct

from django.conf import settings

from tests.browser.screenshots import LANGUAGES, SHOTS

DOCS = settings.BASE_DIR / "docs"
PAGES = [
    *settings.BASE_DIR.glob("*.md"),
    *(settings.BASE_DIR / "benchmarks").glob("*.md"),
    *DOCS.rglob("*.md"),
]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
GENERATED = ("decisions", "workflows")
MOST_BYTES = 120_000
PICTURES = {DOCS / "pictures" / folder / f"{name}.png" for folder in LANGUAGES for name in SHOTS}


def targets(page):
    return {(page.parent / link).resolve() for link in LINK.findall(page.read_text())}


def test_every_link_of_a_document_leads_somewhere():
    broken = [
        (page.name, target.name)
        for page in PAGES
        for target in targets(page)
        if not target.exists()
    ]

    assert broken == []


def test_every_document_is_found_from_the_index():
    found, waiting = set(), {DOCS / "README.md"}
    while waiting:
        found |= waiting
        pages = {target for page in waiting for target in targets(page) if target.suffix == ".md"}
        waiting = pages - found
    kept = {page for page in DOCS.rglob("*.md") if page.parent.name not in GENERATED}

    assert sorted(kept - found) == []


def test_every_guide_stands_in_both_languages():
    chinese, english = (
        {page.name for page in (DOCS / folder).glob("*.md")} for folder in ("zh", "en")
    )

    assert chinese - {"operation.md"} == english


def test_every_picture_is_taken_shown_and_small():
    kept = set((DOCS / "pictures").rglob("*.png"))
    shown = {target for page in PAGES for target in targets(page) if target.suffix == ".png"}

    assert kept == PICTURES
    assert shown == kept
    assert [p.name for p in kept if p.stat().st_size > MOST_BYTES] == []
    assert {struct.unpack(">II", p.read_bytes()[16:24]) for p in kept} == {(1440, 900)}
