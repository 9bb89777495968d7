"""What a seeded error is: a draft that was altered, and the checks that should see it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from demo.buildings import halls, sqm
from demo.plan.drafts import Draft, Paper, draft
from demo.plan.fees import GRAIN, Fee, by_the_law, with_gap
from demo.plan.ledger import developer_for
from demo.plan.sites import Site, site_lacking
from demo.plan.stage import Stage
from demo.plan.statute import Statute, statute_of
from projects.models import Developer

FIRST_SEEDED, LAST_SEEDED = date(2004, 1, 5), date(2018, 3, 30)
Amounts = dict[str, Decimal | None]


@dataclass
class Seeded:
    """A draft to be written, why it is wrong, and by how much for each check where law says so.

    What only looks wrong names the checks that might be taken in.
    """

    draft: Draft
    why: str
    checks: Amounts
    is_innocent: bool = False


@dataclass
class Stray:
    """A planning permit that names no project of the ledger, or one that nobody linked yet."""

    paper: Paper
    why: str
    is_innocent: bool = False


Wrongs = Iterator[Seeded | Stray]


@dataclass
class Kinds:
    """The ways to go wrong, with how often in a large region, in the order they were told."""

    known: list[tuple[Callable[[Stage], Wrongs], int]] = field(default_factory=list)

    def of(self, weight: int) -> Callable:
        def register(seed: Callable[[Stage], Wrongs]) -> Callable:
            self.known.append((seed, weight))
            return seed

        return register


def ground(stage: Stage) -> Statute:
    return statute_of(stage.region)


def seeded_day(stage: Stage, first: date = FIRST_SEEDED, last: date = LAST_SEEDED) -> date:
    """A day early enough for all papers to have come in since."""
    return first + timedelta(days=stage.rng.randrange((last - first).days))


def amount(stage: Stage) -> Decimal:
    return Decimal(stage.rng.randrange(120, 2600) * GRAIN)


def area(stage: Stage, least: int = 230, most: int = 900) -> Decimal:
    """So much missing area that towers owe it."""
    return sqm(stage.rng.randrange(least * 100, most * 100)) / 100


def towers_of(stage: Stage, missing: Decimal, **more) -> Site:
    return site_lacking(stage.rng, ground(stage), missing, may_build=False, **more)


def hall_of(stage: Stage, above_sqm: int) -> Site:
    """One hall of about so many ㎡ above ground, outside the development zones."""
    share = ground(stage).policy.ratio
    return Site("public", halls(stage.rng, sqm(above_sqm * share), share))


def honest(stage: Stage, site: Site, *, day: date | None = None, **more) -> Draft:
    """A project of that site which did everything right so far."""
    return of_fee(stage, by_the_law(ground(stage), site, day or seeded_day(stage)), **more)


def never_asked(stage: Stage, site: Site) -> Draft:
    """Nobody approved that it need not build, and nobody asked for the fee."""
    fee = by_the_law(ground(stage), site, seeded_day(stage), is_offsite=False)
    fee.is_assessed, fee.paid_yuan, fee.reductions = False, Decimal(0), []
    return of_fee(stage, fee)


def lacking(stage: Stage, kind: str, gap: Decimal) -> Draft:
    """A gap of that kind which nobody has found yet."""
    return of_fee(stage, with_gap(stage.rng, ground(stage), kind, gap, seeded_day(stage)))


def of_fee(stage: Stage, fee: Fee, developer: Developer | None = None) -> Draft:
    return draft(stage, fee, developer or developer_for(stage, fee), late_share=0)
