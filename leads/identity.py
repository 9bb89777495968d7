"""Identity numbers (GB 11643): what is wrong with one, and what one says of its bearer."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

LENGTH = 18
MALE, FEMALE = "male", "female"


@dataclass(frozen=True, slots=True)
class Bearer:
    born_on: date
    sex: str


def compact(number: str) -> str:
    """The number as it is kept: without spaces, in plain characters, the last one upper case."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def fault_of(number: str, today: date) -> str:
    """What is wrong with an identity number, in a sentence; nothing where it is right."""
    number = compact(number)
    if len(number) != LENGTH:
        return _("An identity number has 18 characters; this one has %(count)d.") % {
            "count": len(number)
        }
    if not (number[:-1].isascii() and number[:-1].isdigit()) or number[-1] not in "0123456789X":
        return _("An identity number is 17 digits and a last digit or X.")
    expected = ric.calc_check_digit(number)
    if number[-1] != expected:
        return _("The check digit is wrong: after these 17 digits comes %(digit)s.") % {
            "digit": expected
        }
    try:
        born_on = ric.get_birth_date(number)
    except InvalidComponent:
        return _("There is no such day as %(day)s: the date of birth is impossible.") % {
            "day": f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
        }
    if born_on > today:
        return _("The date of birth %(day)s lies ahead.") % {"day": born_on}
    return ""


def bearer_of(number: str) -> Bearer:
    """Date of birth and sex as a right number tells them; the 17th digit is odd for a man."""
    number = compact(number)
    return Bearer(ric.get_birth_date(number), MALE if int(number[16]) % 2 else FEMALE)
