"""A number in any width, case and spacing: the same paper, however it was typed."""

from django.db.models import F, Func, Value
from django.db.models.functions import Upper


def plain_number(field: str) -> Func:
    """The number without width, case and blanks, as the database computes and indexes it."""
    return Func(
        Upper(Func(F(field), template="normalize(%(expressions)s, NFKC)")),
        Value(r"\s"),
        Value(""),
        Value("g"),
        function="regexp_replace",
    )
