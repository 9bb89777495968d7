"""Search that finds two-character Chinese words.

A trigram needs three characters and most Chinese words have two, so the index holds the
two-character pieces of `search_text` (SQL function `bigrams`, made by the first migration of
accounts); LIKE then makes the match exact.
"""

import unicodedata
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Func, Lookup, TextField

from airdefense.casework.pinyin import initials


def normalised(text: str) -> str:
    """Half-width, lower case, without spaces at the ends: what is stored and what is asked."""
    return unicodedata.normalize("NFKC", text).lower().strip()


def search_text(*texts: str) -> str:
    """The text a row is found by: its words, and the pinyin initials of the first of them."""
    words = [normalised(text) for text in texts if text]
    return "\n".join([*words, initials(words[0]) if words else ""])


def search_index(name: str) -> GinIndex:
    return GinIndex(Func(F("search_text"), function="bigrams"), name=name)


@TextField.register_lookup
class Matches(Lookup):
    """`search_text__matches="玉溪"`: contains the words, found by index."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, column_params = self.process_lhs(compiler, connection)
        words = normalised(str(self.rhs))
        like = "%" + words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        exact, params = f"{column} like %s", [*column_params, like]
        if len(words) < 2:
            return exact, params
        return f"(bigrams({column}) @> bigrams(%s) and {exact})", [*column_params, words, *params]


def matching(rows: Any, words: str) -> Any:
    """The rows whose search text contains every word."""
    for word in words.split():
        rows = rows.filter(search_text__matches=word)
    return rows
