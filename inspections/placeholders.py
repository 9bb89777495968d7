"""What a standard wording may leave open: a closed list of placeholders, read strictly.

`{project}` stands for a value of the finding at hand. What has no value there stays in sight as
a gap, 〔…project name〕, and a paper with a gap is not handed in. The year of a document, 〔2020〕,
is no gap: a gap begins with 〔…
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


def gettext_noop(label: str) -> str:
    """Marks a label for the translators; the list itself stays without Django."""
    return label


# Each name with what stands there, in words.
PLACEHOLDERS = {
    "project": gettext_noop("project name"),
    "code": gettext_noop("project number"),
    "unit": gettext_noop("unit responsible"),
    "region": gettext_noop("region"),
    "developer": gettext_noop("developer"),
    "amount": gettext_noop("amount in yuan"),
    "amount_wan": gettext_noop("amount in 10,000 yuan"),
    "payable": gettext_noop("payable by law in yuan"),
    "assessed": gettext_noop("assessed as payable in yuan"),
    "paid": gettext_noop("paid so far in yuan"),
    "area": gettext_noop("area short of the law in ㎡"),
    "rate": gettext_noop("rate in yuan per ㎡"),
    "rate_document": gettext_noop("document of the rate"),
    "permit": gettext_noop("permit number"),
    "permit_on": gettext_noop("day of the permit"),
    "assessment": gettext_noop("document of the assessment"),
    "assessed_on": gettext_noop("day of the assessment"),
    "today": gettext_noop("day of the finding"),
}
BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
GAP = re.compile(r"〔…([^〔〕]*)〕")


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something in braces that is no placeholder, or a brace without its other half."""

    found: str

    @property
    def is_brace(self) -> bool:
        return self.found in ("{", "}")


def unknown(text: str) -> list[Unknown]:
    """What a wording may not say, in its order."""
    return [
        Unknown(found[0])
        for found in BRACES.finditer(text)
        if found[1] is None or found[1] not in PLACEHOLDERS
    ]


def names_in(text: str) -> list[str]:
    """The placeholders of a text, each once."""
    found = (match[1] for match in BRACES.finditer(text))
    return list(dict.fromkeys(name for name in found if name in PLACEHOLDERS))


def fill(text: str, values: Mapping[str, str], labels: Mapping[str, str] = PLACEHOLDERS) -> str:
    """The text with its values; what has none stays in sight as a gap."""

    def put(match: re.Match[str]) -> str:
        name = match[1]
        if name not in PLACEHOLDERS:
            return match[0]
        return values.get(name) or f"〔…{labels[name]}〕"

    return BRACES.sub(put, text)


def gaps_in(*texts: str) -> Iterator[str]:
    """What is still missing in these texts, in words."""
    for text in texts:
        yield from (match[1] for match in GAP.finditer(text))
