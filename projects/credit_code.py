"""The unified social credit code (GB 32100-2015): its shape and its check digit.

A genuine code in the wild fails its check digit (domain §7.2), so that is a warning, not a refusal.
"""

import re

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SHAPE = re.compile(rf"^[{ALPHABET}]{{2}}\d{{6}}[{ALPHABET}]{{10}}$")


def has_shape(code: str) -> bool:
    return bool(SHAPE.match(code))


def check_digit(code: str) -> str:
    """The last place as it follows from the first seventeen: weights 3^i mod 31."""
    total = sum(ALPHABET.index(sign) * pow(3, i, 31) for i, sign in enumerate(code[:17]))
    return ALPHABET[-total % 31]


def fails_check(code: str) -> bool:
    return has_shape(code) and check_digit(code) != code[17]
