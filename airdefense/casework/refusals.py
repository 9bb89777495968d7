"""What is answered with a sentence instead of an error page."""

import codecs

from django.db import IntegrityError
from django.utils.translation import gettext as _
from psycopg2.errors import UniqueViolation

from airdefense.casework.workflow import NotPossible


def refusal(exception: BaseException) -> str | None:
    """The sentence of a refusal, or None for what is a fault.

    Two people entering the same thing at the same moment both pass every check; the database
    lets one of them through, and the other is told.
    """
    if isinstance(exception, NotPossible):
        return str(exception)
    if isinstance(exception, IntegrityError) and isinstance(exception.__cause__, UniqueViolation):
        return _("Somebody entered the same at the same moment: look again before you repeat it.")
    return None


def is_known_charset(content_type: str) -> bool:
    """Whether the text of a request can be read at all."""
    charset = content_type.partition("charset=")[2].split(";")[0].strip(' "')
    if not charset:
        return True
    try:
        codecs.lookup(charset)
    except (LookupError, ValueError):
        return False
    return True
