"""Twins of inspections.actions: rounds, teams, project checks, findings."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from airdefense.casework.search import search_text
from demo.twins import projects
from demo.twins.books import Books
from inspections.models import (
    Finding,
    Position,
    ProjectCheck,
    Round,
    Team,
    TeamMember,
)
from projects.models import Project


def open_round(books: Books, *, by: Any, at: datetime, region: Any, inspected: Any, **fields: Any):
    round_ = Round(
        number=books.number(
            organisation=region,
            series="XC",
            year=timezone.localdate(at).year,
            pattern="XC-{code}-{year}-{n:03}",
        ),
        region=region,
        **fields,
    )
    books.add(round_)
    books.writer.link(Round._meta.get_field("inspected"), round_, inspected)
    books.record(round_, "create", by=by, at=at, after=round_.status)
    return round_


def form_team(
    books: Books,
    *,
    round: Round,  # noqa: A002
    name: str,
    regions: Any,
    members: Any,
    by: Any,
    at: datetime,
) -> Team:
    team = books.make(Team, round=round, name=name)
    books.writer.link(Team._meta.get_field("regions"), team, regions)
    for user, position, declared_on, recused_from in members:
        member = books.make(
            TeamMember, team=team, user=user, position=position, declared_on=declared_on
        )
        books.writer.link(TeamMember._meta.get_field("recused_from"), member, recused_from)
    people = ", ".join(f"{user} ({Position(position).label})" for user, position, *_rest in members)
    books.record(round, "form_team", by=by, at=at, note=f"{name}: {people}")
    return team


def assign_check(
    books: Books,
    *,
    round: Round,  # noqa: A002
    team: Team,
    project: Project,
    assigned_to: Any,
    due_on: date,
    by: Any,
    at: datetime,
) -> ProjectCheck:
    check = books.make(
        ProjectCheck,
        round=round,
        team=team,
        project=project,
        organ=round.organ,
        assigned_to=assigned_to,
        due_on=due_on,
    )
    books.record(check, "assign", by=by, at=at, after=check.status, note=str(assigned_to))
    return check


def draft_finding(
    books: Books,
    *,
    round: Round,  # noqa: A002
    by: Any,
    at: datetime,
    project: Project | None = None,
    unit: Any = None,
    **facts: Any,
) -> Finding:
    unit = unit or project.authority
    region = project.region if project else unit.home_region
    finding = Finding(
        round=round,
        organ=round.organ,
        project=project,
        unit=unit,
        region=region,
        **facts,
        made_by=by,
        made_at=at,
        number=books.number(
            organisation=region,
            series="WT",
            year=timezone.localdate(at).year,
            pattern="WT-{code}-{year}-{n:04}",
        ),
    )
    finding.search_text = search_text(
        finding.title,
        finding.number,
        unit.name,
        finding.basis,
        project.code if project else "",
        project.name if project else "",
    )
    books.add(finding)
    books.record(finding, "create", by=by, at=at, after=finding.status)
    if finding.suspicion:
        books.advance(finding.suspicion, "make_finding", by=by, at=at, note=finding.number)
    return finding


def approve_finding(books: Books, *, finding: Finding, by: Any, at: datetime) -> Finding:
    """The leader's signature, and the gap that opens with it."""
    books.advance(finding, "approve", by=by, at=at)
    kind = finding.category_entry.gap_kind
    if kind:
        finding.gap = projects.open_gap(
            books,
            project=finding.project,
            kind=kind,
            amount_yuan=finding.amount_yuan,
            opened_on=timezone.localdate(at),
            basis=finding.basis,
            by=by,
            at=at,
        )
    return finding


def send_feedback(books: Books, *, finding: Finding, on: date, by: Any, at: datetime) -> None:
    finding.feedback_on = on
    books.record(finding, "feed_back", by=by, at=at, detail={"feedback_on": on})


def merge(
    books: Books, *, finding: Finding, into: Finding, by: Any, at: datetime, note: str
) -> None:
    """Count one finding within another; the demonstration merges none about money."""
    finding.merged_into, finding.merged_at, finding.merged_by = into, at, by
    books.record(finding, "merge", by=by, at=at, note=note, detail={"merged_into": into})
