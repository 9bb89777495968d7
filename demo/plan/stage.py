"""What one region's story is told with, and the problems its projects are to have."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from airdefense.accounts.models import Organisation, User
from demo.bodies import Tree
from demo.city import Region, Targets
from demo.files import Files
from demo.people import Cast
from demo.plan.campaign import Campaign
from demo.plan.rounds import Mandate
from demo.truth import Truth
from demo.twins.books import Books
from projects.models import Developer, Project


@dataclass
class Stage:
    """One region of one copy of the city, with its own chain of chance."""

    books: Books
    campaign: Campaign
    region: Region
    tree: Tree
    cast: Cast
    rng: Random
    serials: "Serials"
    mandates: dict[str, Mandate]
    files: Files
    root_code: str
    truth: Truth
    developers: list[Developer] = field(default_factory=list)
    # Those that were let off nothing yet.
    unreduced: list[Developer] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The place of the region in the code table, which tells neighbours' stories apart."""
        return int(self.region.code[-2:])

    @property
    def targets(self) -> Targets:
        return self.region.targets

    @property
    def home(self) -> Organisation:
        return self.tree.region(self.region.code)

    def body(self, code: str) -> Organisation:
        return self.tree[self.region.code, code]


@dataclass
class Serials:
    """Numbers of other people's papers, never twice the same over the whole load."""

    _last: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def next(self, *name: str) -> int:
        """The next of that series, such as the papers of one kind, department and year."""
        self._last[name] += 1
        return self._last[name]


@dataclass(frozen=True, slots=True)
class Flaw:
    """A fee problem that some project is to have: who finds it, its kind and its amount."""

    organ: str
    kind: str
    gap_yuan: Decimal
    open_yuan: Decimal = Decimal(0)


ARREARS = "arrears"


@dataclass
class Entry:
    """A project as the story goes on with it."""

    project: Project
    flaw: Flaw | None = None
    # The organ that finds something else than money with it, if any does.
    problem: str = ""
    is_audited: bool = False
    is_checked: bool = False
    traits: set[str] = field(default_factory=set)
    # By organ: the day of the check and who made it.
    checked_on: dict[str, tuple[date, User]] = field(default_factory=dict)

    @property
    def organ(self) -> str:
        """Who finds its fee problem."""
        return self.flaw.organ if self.flaw else ""
