"""Matching and comparing: the whole ledger, or what a new file touched.

Chunk by chunk, each in a transaction of its own, so that memory stays flat and nobody waits long.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from airdefense.accounts.models import system_user
from projects.detection import Found, Tally, alone, register
from projects.models import Difference, Permit, Project, Receipt, TreasuryEntry
from projects.reconciliation import differences, names
from projects.reconciliation.candidates import code_forms, number_forms
from projects.reconciliation.matching import Matched, suggest_projects, suggest_receipts
from projects.reconciliation.records import Coverage, Records, Twins, read
from projects.workflow import ProjectStatus

CHUNK = 400
PAPERS = ("project", "issued_by__region")
ENTRIES = ("receipt__project", "source__region")


@dataclass(slots=True)
class Report:
    """What a run did."""

    projects: int = 0
    matches: Matched = field(default_factory=Matched)
    differences: Tally = field(default_factory=Tally)

    def as_json(self) -> dict[str, Any]:
        return {
            "projects": self.projects,
            "matches": {name: getattr(self.matches, name) for name in Matched.__slots__},
            "differences": {name: getattr(self.differences, name) for name in Tally.__slots__},
        }


class Run:
    """One run: who, when, and what it has done so far."""

    def __init__(self, at: datetime) -> None:
        self.by, self.at, self.report = system_user(), at, Report()
        self._coverage: Coverage | None = None

    @property
    def coverage(self) -> Coverage:
        if self._coverage is None:
            self._coverage = Coverage()
        return self._coverage

    def match(self, permits: QuerySet, entries: QuerySet) -> None:
        """Suggest places for those of them that have none."""
        for chunk in _chunks(permits.unmatched()):
            papers = permits.model.objects.filter(pk__in=chunk).select_related(*PAPERS)
            self.report.matches.add(suggest_projects(papers, by=self.by, at=self.at))
        for chunk in _chunks(entries.unmatched()):
            lines = entries.model.objects.filter(pk__in=chunk).select_related(*ENTRIES)
            self.report.matches.add(suggest_receipts(lines, by=self.by, at=self.at))

    def compare(self, projects: QuerySet, permits: QuerySet, entries: QuerySet) -> None:
        """Find the differences; of projects first, so that a paper which found its place keeps
        its rows."""
        for chunk in _chunks(projects):
            self.report.projects += len(chunk)
            self._alone(_of_projects, chunk)
        for chunk in _chunks(permits.unmatched()):
            self._alone(_of_papers, chunk)
        for chunk in _chunks(entries.unmatched()):
            self._alone(_of_entries, chunk)

    def _alone(self, find: Callable[..., tuple[list[Found], QuerySet]], chunk: list[int]) -> None:
        with alone(Difference):
            found, stored = find(chunk, self.coverage)
            self.report.differences.add(
                register(Difference, "kind", found, stored=stored, by=self.by, at=self.at)
            )


def _chunks(rows: QuerySet) -> Iterator[list[int]]:
    """The keys of the rows, chunk by chunk, whatever is written meanwhile."""
    last, ordered = 0, rows.order_by("pk").values_list("pk", flat=True)
    while chunk := list(ordered.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1]


def _of_projects(ids: list[int], coverage: Coverage) -> tuple[list[Found], QuerySet]:
    all_records = read(ids)
    permits = [permit for records in all_records for permit in records.permits]
    receipts = [receipt.pk for records in all_records for receipt in records.receipts]
    entries = [e for records in all_records for lines in records.entries.values() for e in lines]
    context = differences.Context(coverage, Twins(permits, entries))
    found = [row for records in all_records for row in found_in(records, context)]
    stored = Difference.objects.filter(
        Q(project__in=ids)
        | Q(permit__in=[permit.pk for permit in permits])
        | Q(receipt__in=receipts)
        | Q(treasury_entry__in=[entry.pk for entry in entries])
    )
    return found, stored


def found_in(records: Records, context: differences.Context) -> Iterator[Found]:
    """Every difference among the records of one project."""
    if records.project.status != ProjectStatus.WITHDRAWN:
        for find in differences.OF_PROJECTS.values():
            yield from find(records, context)


def _of_papers(ids: list[int], coverage: Coverage) -> tuple[list[Found], QuerySet]:
    papers = list(Permit.objects.filter(pk__in=ids).select_related(*PAPERS).unmatched())
    context = differences.Context(coverage, Twins(papers, ()))
    finders = differences.OF_PAPERS.values()
    found = [row for paper in papers for find in finders for row in find(paper, context)]
    return found, Difference.objects.filter(permit__in=ids, project=None)


def _of_entries(ids: list[int], coverage: Coverage) -> tuple[list[Found], QuerySet]:
    lines = list(TreasuryEntry.objects.filter(pk__in=ids).select_related(*ENTRIES).unmatched())
    context = differences.Context(coverage, Twins((), lines))
    finders = differences.OF_ENTRIES.values()
    found = [row for line in lines for find in finders for row in find(line, context)]
    return found, Difference.objects.filter(treasury_entry__in=ids, project=None)


def reconcile_all(*, at: datetime) -> Report:
    """Match and compare the whole ledger."""
    run = Run(at)
    papers, lines = Permit.objects.all(), TreasuryEntry.objects.all()
    run.match(papers, lines)
    run.compare(Project.objects.all(), papers, lines)
    return run.report


def reconcile(
    *,
    at: datetime,
    project_ids: Iterable[int] = (),
    permit_ids: Iterable[int] = (),
    entry_ids: Iterable[int] = (),
) -> Report:
    """Match and compare what was touched: these papers and lines, the projects they belong to or
    belonged to, and the papers that may have waited for these projects."""
    run = Run(at)
    projects, permits, entries = set(project_ids), set(permit_ids), set(entry_ids)
    for chunk in _chunks(Project.objects.filter(pk__in=projects)):
        permits |= _papers_waiting_for(chunk)
        entries |= _lines_waiting_for(chunk)
    papers = Permit.objects.filter(pk__in=permits)
    lines = TreasuryEntry.objects.filter(pk__in=entries)
    run.match(papers, lines)
    projects |= set(papers.exclude(project=None).values_list("project", flat=True))
    projects |= set(lines.exclude(receipt=None).values_list("receipt__project", flat=True))
    known = Difference.objects.exclude(project=None).values_list("project", flat=True)
    projects |= set(known.filter(Q(permit__in=permits) | Q(treasury_entry__in=entries)))
    run.compare(Project.objects.filter(pk__in=projects), papers, lines)
    return run.report


def _papers_waiting_for(project_ids: Iterable[int]) -> set[int]:
    """Papers without a project that state a key of one of these projects."""
    rows = Project.objects.filter(pk__in=list(project_ids)).select_related("developer")
    codes, credit_codes, called = set(), set(), set()
    for project in rows:
        for code in filter(None, (project.code, project.national_code)):
            codes |= code_forms(names.code(code)) | {code}
        credit_codes |= {project.developer.credit_code} - {""}
        called.add(project.name)
    waiting = Permit.objects.unmatched().filter(
        Q(stated_code__in=codes)
        | Q(stated_credit_code__in=credit_codes)
        | Q(stated_name__in=called)
    )
    return set(waiting.values_list("pk", flat=True))


def _lines_waiting_for(project_ids: Iterable[int]) -> set[int]:
    """Treasury lines without a receipt that bear the number of a receipt of these projects."""
    numbers = Receipt.objects.valid().filter(project__in=list(project_ids))
    forms = {
        form
        for number in numbers.values_list("number", flat=True)
        for form in {number, *number_forms(names.number(number))}
    }
    waiting = TreasuryEntry.objects.unmatched().filter(number__in=forms)
    return set(waiting.values_list("pk", flat=True))
