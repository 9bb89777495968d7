"""What a draw of project checks would give: the projects to draw from, those drawn, and for whom.

Money at risk of a project is the larger of what it owes by law and has not paid, and the largest
suspicion of the screening that stands: the two are mostly the same yuan and are never added up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from airdefense.accounts.models import within
from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotPossible
from inspections.drawing import Hand, digest, draw, largest, rank, share_of, share_out, until_share
from inspections.models import DrawMethod, Position, ProjectCheck, Team, TeamMember
from inspections.models.rounds import MONEY, ZERO
from inspections.workflow import CheckStatus
from projects.models import FeeAssessment, Project, Receipt, Refund, Suspicion
from projects.workflow import ProjectStatus, SuspicionStatus

ASSIGNING = (Role.TEAM_LEADER, Role.INSPECTION_OFFICE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project that may be drawn, with the money that speaks for checking it."""

    pk: int
    code: str
    name: str
    region: str
    paths: tuple[str, str]
    stake_yuan: Decimal
    suspected_yuan: Decimal
    risk_yuan: Decimal


def projects_to_draw_from(team: Team, user):
    """Projects of the team's regions that this person may have checked, not withdrawn and not
    checked in the round so far."""
    checked = ProjectCheck.objects.filter(round=team.round_id, project=OuterRef("pk"))
    mine = within(user, "authority", ASSIGNING) | within(user, "region", ASSIGNING)
    return (
        Project.objects.visible_to(user)
        .filter(mine, region__in=team.regions.all())
        .exclude(status=ProjectStatus.WITHDRAWN)
        .exclude(Exists(checked.exclude(status=CheckStatus.VOID)))
    )


def with_risk(projects):
    """Annotates stake_yuan, suspected_yuan and risk_yuan, the larger of the two."""
    in_force = FeeAssessment.objects.filter(project=OuterRef("pk"), superseded_by=None)
    paid = Receipt.objects.filter(project=OuterRef("pk"), voided_at=None)
    refunded = Refund.objects.filter(receipt__project=OuterRef("pk"))
    standing = Suspicion.objects.standing().filter(project=OuterRef("pk"))
    standing = standing.exclude(status=SuspicionStatus.DISMISSED)
    owed = _of(in_force, "project", Max("legal_payable_yuan"))
    paid = _of(paid, "project", Sum("amount_yuan"))
    refunded = _of(refunded, "receipt__project", Sum("amount_yuan"))
    suspected = _of(standing, "project", Max("amount_yuan"))
    stake = Greatest(owed - paid + refunded, ZERO, output_field=MONEY)
    return projects.annotate(stake_yuan=stake, suspected_yuan=suspected).annotate(
        risk_yuan=Greatest("stake_yuan", "suspected_yuan", output_field=MONEY)
    )


def _of(rows, key, measure):
    sums = rows.order_by().values(key).values_list(measure)
    return Coalesce(Subquery(sums, output_field=MONEY), ZERO, output_field=MONEY)


def candidates(team: Team, user) -> dict[str, Candidate]:
    """The population of a draw, by number, in one query."""
    rows = with_risk(projects_to_draw_from(team, user)).values_list(
        "pk",
        "code",
        "name",
        "region__short_name",
        "authority__path",
        "region__path",
        "stake_yuan",
        "suspected_yuan",
        "risk_yuan",
    )
    return {
        code: Candidate(pk, code, name, region, (authority, path), *money)
        for pk, code, name, region, authority, path, *money in rows.order_by("code")
    }


def hands_of(team: Team) -> list[Hand]:
    """Who checks projects for the team: its members, or where it has none whoever serves."""
    held = Count("pk", filter=~Q(status=CheckStatus.VOID))
    rows = team.checks.order_by().values_list("assigned_to").annotate(held=held)
    loads = dict(rows.values_list("assigned_to", "held"))
    serving = TeamMember.objects.serving().filter(team=team, user__is_active=True)
    people = list(serving.select_related("user").prefetch_related("recused_from").order_by("pk"))
    checkers = [m for m in people if m.position == Position.MEMBER] or people
    return [
        Hand(m.user, loads.get(m.user_id, 0), tuple(o.path for o in m.recused_from.all()))
        for m in checkers
    ]


@dataclass(frozen=True)
class Draw:
    """A draw as it would be made now: nothing is written before it is confirmed."""

    method: str
    seed: str
    asked: Mapping[str, Any]
    population: Mapping[str, Candidate]
    codes: Sequence[str]
    given: Mapping[str, Any]

    @property
    def digest(self) -> str:
        return digest(self.population)

    @cached_property
    def fingerprint(self) -> str:
        """Of what is shown before it is confirmed: drawn from what, which, and for whom."""
        people = [f"{code}>{getattr(self.given[code], 'pk', '')}" for code in self.codes]
        return sha256("|".join([self.digest, *people]).encode()).hexdigest()

    @property
    def nobody_may_check(self) -> list[Candidate]:
        return [self.population[code] for code in self.codes if self.given[code] is None]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What is drawn, first drawn first, with who gets it."""
        return [
            {"place": place, "project": self.population[code], "person": self.given[code]}
            for place, code in enumerate(self.codes, start=1)
        ]

    @property
    def shares(self) -> list[tuple[Any, int]]:
        """How many checks each person gets."""
        people: dict[Any, int] = {}
        for person in self.given.values():
            if person is not None:
                people[person] = people.get(person, 0) + 1
        return sorted(people.items(), key=lambda share: str(share[0]))

    @property
    def risk_yuan(self) -> Decimal:
        return sum((self.population[code].risk_yuan for code in self.codes), Decimal(0))

    @property
    def population_yuan(self) -> Decimal:
        return sum((project.risk_yuan for project in self.population.values()), Decimal(0))

    def criteria(self) -> dict[str, Any]:
        """Everything needed to draw again, whatever becomes of the projects later."""
        is_by_risk = self.method == DrawMethod.RISK
        return {
            "asked": {name: str(value) for name, value in self.asked.items() if value is not None},
            "population": [
                [code, str(project.risk_yuan)] if is_by_risk else [code]
                for code, project in sorted(self.population.items())
            ],
            "drawn": list(self.codes),
        }


def draw_for(team: Team, user, *, method, seed="", size=None, percent=None, codes=()) -> Draw:
    """What the method gives for this team now. Raises NotPossible."""
    population = candidates(team, user)
    if not population:
        raise NotPossible(_("No project of this team's regions is left to be checked."))
    amounts = {code: project.risk_yuan for code, project in population.items()}
    if method == DrawMethod.HAND:
        drawn = _named(codes, population)
    else:
        drawn = drawn_from(amounts, method=method, seed=seed, size=size, percent=percent)
    if not drawn:
        raise NotPossible(_("Nothing is drawn this way: no money is at risk here."))
    given = share_out({code: population[code].paths for code in drawn}, hands_of(team))
    asked = {"size": size, "percent": percent}
    seed = seed if method == DrawMethod.RANDOM else ""
    return Draw(method, seed, asked, population, drawn, given)


def drawn_from(amounts, *, method, seed, size, percent) -> list[str]:
    """The numbers drawn from these: the same arguments give the same numbers, any day."""
    if (size is None) == (percent is None):
        raise NotPossible(_("Say how many projects, or how many per cent: one of the two."))
    if method == DrawMethod.RANDOM and not seed:
        raise NotPossible(_("A random sample needs its seed."))
    if size is not None and size > len(amounts):
        raise NotPossible(
            ngettext(
                "There is only %(count)d project to draw from.",
                "There are only %(count)d projects to draw from.",
                len(amounts),
            )
            % {"count": len(amounts)}
        )
    if method == DrawMethod.RANDOM:
        wanted = share_of(len(amounts), percent) if size is None else size
        return draw(amounts, seed, wanted)
    return until_share(amounts, percent) if size is None else largest(amounts, size)


def _named(codes, population) -> list[str]:
    missing = [code for code in codes if code not in population]
    if missing:
        raise NotPossible(
            _("Not among the projects to draw from: %(codes)s.") % {"codes": ", ".join(missing)}
        )
    return list(dict.fromkeys(codes))


@dataclass(frozen=True)
class Reproduction:
    """A stored draw, drawn again from what is stored of it."""

    is_same_population: bool
    is_same_draw: bool
    is_as_assigned: bool
    ranks: Mapping[str, str]

    @property
    def holds(self) -> bool:
        return self.is_same_population and self.is_same_draw and self.is_as_assigned


def reproduce(plan) -> Reproduction:
    """Draw a stored plan again, and compare with what was drawn and assigned then."""
    stored = plan.criteria
    amounts = {code: Decimal(money[0] if money else 0) for code, *money in stored["population"]}
    asked, drawn = stored["asked"], stored["drawn"]
    again = list(drawn)
    if plan.method != DrawMethod.HAND:
        size, percent = asked.get("size"), asked.get("percent")
        again = drawn_from(
            amounts,
            method=plan.method,
            seed=plan.seed,
            size=int(size) if size else None,
            percent=Decimal(percent) if percent else None,
        )
    assigned = set(plan.checks.values_list("project__code", flat=True))
    return Reproduction(
        is_same_population=digest(amounts) == plan.population_sha256,
        is_same_draw=again == drawn,
        is_as_assigned=assigned == set(drawn),
        ranks={code: rank(plan.seed, code) for code in drawn} if plan.seed else {},
    )
