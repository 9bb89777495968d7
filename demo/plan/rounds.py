"""The rounds everything is found in: the mobile inspection, the audit, finance, the look-back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from demo import bodies
from demo.bodies import Tree
from demo.city import City
from demo.people import Cast, Crew
from demo.plan.campaign import Campaign, at
from demo.twins import inspections as twins
from demo.twins.books import Books
from inspections.models import Organ, Position, Round, RoundAttribute, RoundKind, Team

LOOK_BACK = "look_back"
FEEDBACK_AT = 0.75
LOOK_BACK_AT = 0.62


@dataclass
class Mandate:
    """A round with the team that covers each region, and who of it serves there."""

    round: Round
    teams: dict[str, Team] = field(default_factory=dict)
    crews: dict[str, Crew] = field(default_factory=dict)


# Name, organ, kind, how it is organised, whose bodies are inspected, mandate (模拟).
JOINT = [RoundAttribute.ELEVATED, RoundAttribute.CROSS, RoundAttribute.JOINT]
ROUNDS = {
    Organ.INSPECTION: (
        *("人防系统机动巡察", Organ.INSPECTION, RoundKind.MOBILE, JOINT, bodies.HOUSING),
        "市委巡察工作领导小组授权（模拟）第1号",
    ),
    Organ.AUDIT: (
        *("人防工程建设项目专项审计", Organ.AUDIT, RoundKind.SPECIAL, JOINT[2:], bodies.HOUSING),
        "审计通知书（模拟）第7号",
    ),
    Organ.FINANCE: (
        *("人防财政资金重点抽查", Organ.FINANCE, RoundKind.SPECIAL, JOINT[2:], bodies.FINANCE),
        "财政监督检查通知（模拟）第3号",
    ),
    LOOK_BACK: (
        *("住建局巡察“回头看”", Organ.INSPECTION, RoundKind.LOOKBACK, JOINT[:1], bodies.HOUSING),
        "市委巡察工作领导小组授权（模拟）第2号",
    ),
}


def open_rounds(
    books: Books, tree: Tree, cast: Cast, city: City, campaign: Campaign
) -> dict[str, Mandate]:
    """Plan the four rounds, form their teams and enter on site."""
    chief = cast.planners[0]
    planned = at(campaign.ledger_days[-2], 9 * 60 + 10)
    look_back_on = campaign.day(LOOK_BACK_AT)
    found = {}
    for key, (name, organ, kind, attributes, inspected, mandate) in ROUNDS.items():
        is_look_back = key == LOOK_BACK
        found[key] = Mandate(
            twins.open_round(
                books,
                by=chief,
                at=planned,
                region=tree.region(city.municipal.code),
                inspected=[tree[region.code, inspected] for region in city.regions],
                name=name,
                organ=organ,
                kind=kind,
                attributes=attributes,
                mandate=mandate,
                starts_on=look_back_on if is_look_back else campaign.start,
                ends_on=campaign.until + timedelta(days=20 if is_look_back else 1),
            )
        )
    mobilised = planned + timedelta(minutes=90)
    for key, mandate in found.items():
        _form_teams(books, tree, cast, city, mandate, key, mobilised)
    _move(books, found, chief, campaign, look_back_on)
    return found


def _form_teams(
    books: Books,
    tree: Tree,
    cast: Cast,
    city: City,
    mandate: Mandate,
    key: str,
    mobilised: datetime,
) -> None:
    homes = {Organ.AUDIT: (bodies.AUDIT,), Organ.FINANCE: (bodies.FINANCE,)}.get(key, bodies.TEAMS)
    for code in homes:
        if code not in cast.crews:
            continue
        crew = cast.crews[code]
        covered = [
            region
            for region in city.regions
            if code not in bodies.TEAMS or cast.crew_of_region[region.code].leader == crew.leader
        ]
        members = [(crew.leader, Position.LEADER), (crew.deputy, Position.DEPUTY)]
        members += [(user, Position.MEMBER) for user in cast.serving(crew)]
        home = tree[city.municipal.code, code]
        recused = [tree[city.municipal.code, bodies.TAX]]
        team = twins.form_team(
            books,
            round=mandate.round,
            name=f"{home.short_name}项目组",
            regions=[tree.region(region.code) for region in covered],
            members=[
                (user, position, mobilised.date(), recused if user == crew.members[-1] else [])
                for user, position in members
            ],
            by=cast.planners[0],
            at=mobilised,
        )
        for region in covered:
            mandate.teams[region.code] = team
            is_inspection = code in bodies.TEAMS
            mandate.crews[region.code] = cast.crew_of_region[region.code] if is_inspection else crew


def _move(books, found, chief, campaign, look_back_on) -> None:
    """All of them are on site today; the feedback of the three is given when all is signed."""
    first = at(campaign.days[0], 8 * 60 + 31)
    for key, mandate in found.items():
        entered = at(look_back_on, 8 * 60 + 31) if key == LOOK_BACK else first
        books.advance(mandate.round, "enter", by=chief, at=entered)
        if key != LOOK_BACK:
            given = at(campaign.day(FEEDBACK_AT), 17 * 60 + 45)
            books.advance(mandate.round, "give_feedback", by=chief, at=given)


def maker(rng: Random, crew: Crew):
    return rng.choice(crew.members)
