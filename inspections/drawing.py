"""How projects are drawn and shared out: pure, so that anybody can draw the same again.

A random draw ranks every number of the population by the SHA-256 of "seed|number" and takes the
first: the order in which the numbers come does not matter, and no library is needed to repeat it
(printf '%s|%s' SEED NUMBER | sha256sum).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from hashlib import sha256
from typing import Any

HUNDRED = Decimal(100)


def rank(seed: str, code: str) -> str:
    """Where a number stands in the draw of this seed: the smaller, the earlier."""
    return sha256(f"{seed}|{code}".encode()).hexdigest()


def draw(codes: Iterable[str], seed: str, size: int) -> list[str]:
    """The `size` numbers that this seed draws, first drawn first."""
    return sorted(set(codes), key=lambda code: (rank(seed, code), code))[:size]


def digest(codes: Iterable[str]) -> str:
    """The SHA-256 over the sorted numbers, one on a line: the same population, the same digest."""
    return sha256("\n".join(sorted(set(codes))).encode()).hexdigest()


def share_of(population: int, percent: Decimal) -> int:
    """That many per cent of a population, rounded up: one project in a hundred is not none."""
    return int((population * percent / HUNDRED).to_integral_value(ROUND_CEILING))


def largest(amounts: Mapping[str, Decimal], size: int) -> list[str]:
    """The `size` numbers with most money, the largest first; equal amounts by number."""
    return sorted(amounts, key=lambda code: (-amounts[code], code))[:size]


def until_share(amounts: Mapping[str, Decimal], percent: Decimal) -> list[str]:
    """The fewest numbers, the largest first, that hold that many per cent of the money."""
    wanted, held, taken = sum(amounts.values()) * percent / HUNDRED, Decimal(0), []
    for code in largest(amounts, len(amounts)):
        if held >= wanted:
            break
        held += amounts[code]
        taken.append(code)
    return taken


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who can be given projects: how many are held already, and recused from what."""

    who: Any
    load: int = 0
    recused_paths: tuple[str, ...] = ()

    def may_take(self, paths: Sequence[str]) -> bool:
        return not any(p.startswith(recused) for recused in self.recused_paths for p in paths)


def share_out(
    projects: Mapping[Hashable, Sequence[str]], hands: Sequence[Hand]
) -> dict[Hashable, Any]:
    """Who gets which project (None: nobody may): each to whoever holds fewest, those first that
    few people may take. `projects` maps a number to the paths of the bodies it stands under."""
    loads = [hand.load for hand in hands]
    open_to = {
        code: [n for n, hand in enumerate(hands) if hand.may_take(paths)]
        for code, paths in projects.items()
    }
    given: dict[Hashable, Any] = {}
    for code in sorted(projects, key=lambda code: (len(open_to[code]), code)):
        n = min(open_to[code], key=lambda n: (loads[n], n), default=None)
        given[code] = None if n is None else hands[n].who
        if n is not None:
            loads[n] += 1
    return given
