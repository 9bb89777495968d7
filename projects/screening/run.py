"""A run of the screening: read, ask every check, keep what was found, count it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from airdefense.accounts.models import Organisation, system_user
from projects.assessing import Statute
from projects.detection import Found, Tally, alone, register
from projects.models import CheckParameter, Permit, Suspicion
from projects.models.money import ZERO
from projects.rules import to_cent
from projects.screening.around import Around, bodies_of, neighbours
from projects.screening.check import PAPER, PLAIN, PROJECT, Check, Hit
from projects.screening.dossier import Paper
from projects.screening.reading import Reader, Span, packs, spans

LOCK = "projects.screening"
NO_RATE = "RATE"
# Of papers issued by a body above the regions.
ELSEWHERE = "—"
STATED = ("stated_use", "stated_name", "stated_developer")
ISSUER = ("issued_by", "issued_by__region")
PAPER_FIELDS = ("pk", "kind", "number", "issued_on", "area_sqm", "basement_sqm", *STATED)


class Cell(NamedTuple):
    """What one check found in one region."""

    rows: int = 0
    amount_yuan: Decimal = ZERO


@dataclass(slots=True)
class Result:
    """What a run looked at, what it found by check and region, and what it had to write."""

    projects: int = 0
    papers: int = 0
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    # Region and grades that no rate (or no policy) is known for → so many projects.
    no_rate: dict[tuple[str, ...], int] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)

    def of_check(self, code: str) -> dict[str, Cell]:
        """What a check found, by region."""
        return {region: cell for (check, region), cell in self.cells.items() if check == code}

    def count(self, code: str, region: str, amount: Decimal) -> None:
        rows, total = self.cells.get((code, region), Cell())
        self.cells[code, region] = Cell(rows + 1, total + amount)


@contextmanager
def one_run_at_a_time() -> Iterator[None]:
    """Runs follow one another: a rescreening waits for the nightly run and then sees what that
    run saw and more, so that newer facts are never overwritten with older ones."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext(%s))", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(hashtext(%s))", [LOCK])


@dataclass(slots=True)
class Screening:
    """One run with its checks and the numbers they work with."""

    checks: Mapping[str, Check]
    at: datetime
    say: Callable[[int], None] = lambda done: None
    by: Any = None
    given: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    regions: Mapping[int, str] = field(default_factory=dict)
    result: Result = field(default_factory=Result)

    def __post_init__(self) -> None:
        entered = CheckParameter.objects.filter(check_code__in=list(self.checks))
        rows = {(row.check_code, row.name): row.value for row in entered}
        self.by = system_user()
        self.given = {code: check.given(rows) for code, check in self.checks.items()}
        self.regions = dict(Organisation.objects.regions().values_list("pk", "code"))

    def everything(self, region: str | None = None) -> None:
        """The whole ledger, or one region of it, with its papers that have no project."""
        self.screen_projects(spans(region), Around.read())
        papers, kept = Permit.objects.unmatched(), Suspicion.objects.filter(project=None)
        if region is not None:
            places = [pk for pk, code in self.regions.items() if code == region]
            papers = papers.filter(issued_by__in=bodies_of(*places))
            kept = kept.filter(region__in=places)
        keys = papers.order_by("pk").values_list("pk", flat=True).union(kept.values("permit"))
        self.screen_papers(packs(keys.iterator()))

    def some(self, projects: Iterable[int], papers: Iterable[int]) -> None:
        """These projects, with those they share a plan, a developer or a number with; papers that
        were found to be theirs are no longer without a project."""
        keys, loose = set(projects), set(papers)
        if keys:
            matched = Suspicion.objects.filter(project=None, permit__project__in=keys)
            loose.update(matched.values_list("permit", flat=True))
            keys |= neighbours(keys)
            self.screen_projects(spans(keys=sorted(keys)), Around.read(keys))
        self.screen_papers(packs(sorted(loose)))

    def screen_projects(self, chunks: Iterable[Span], around: Around) -> None:
        checks = [check for check in self.checks.values() if check.over == PROJECT]
        reader = Reader(timezone.localdate(self.at), Statute.in_force(), around)
        for span in chunks if checks else ():
            with alone(Suspicion):
                found = []
                for dossier in reader.dossiers(span):
                    self.result.projects += 1
                    owner = (dossier.authority_id, dossier.region_id)
                    for check in checks:
                        for hit in check.find(dossier, self.given[check.code]):
                            found.append(self._found(check, hit, dossier.pk, owner))
                of_project = Suspicion.objects.filter(span.of("project"), project__isnull=False)
                self._keep(found, of_project)
            self.say(self.result.projects)

    def screen_papers(self, chunks: Iterable[Span]) -> None:
        """Papers that no project was found for."""
        checks = [check for check in self.checks.values() if check.over == PAPER]
        for span in chunks if checks else ():
            papers = Permit.objects.unmatched().filter(span.of("pk")).order_by("pk")
            with alone(Suspicion):
                found = []
                for *facts, body, region in papers.values_list(*PAPER_FIELDS, *ISSUER):
                    self.result.papers += 1
                    paper, owner = Paper(*facts), (body, region or body)
                    for check in checks:
                        for hit in check.find(paper, self.given[check.code]):
                            found.append(self._found(check, hit, paper.pk, owner))
                self._keep(found, Suspicion.objects.filter(span.of("permit"), project=None))

    def _found(self, check: Check, hit: Hit, pk: int, owner: tuple[int, int]) -> Found:
        """A hit as the register takes it, counted on the way."""
        amount, (authority, region) = to_cent(hit.amount_yuan), owner
        self.result.count(check.code, self.regions.get(region, ELSEWHERE), amount)
        if check.code == NO_RATE:
            missing = tuple(hit.params["missing"])
            self.result.no_rate[missing] = self.result.no_rate.get(missing, 0) + 1
        facts: dict[str, Any] = {"params": hit.params, "records": list(hit.records)}
        if hit.case != PLAIN:
            facts["case"] = hit.case
        of, link = ("permit", "permit_id") if check.over == PAPER else ("project", "project_id")
        subject = f"{of}:{pk}:{hit.suffix}" if hit.suffix else f"{of}:{pk}"
        return Found(check.code, subject, authority, region, facts, amount, {link: pk})

    def _keep(self, found: list[Found], stored: QuerySet) -> None:
        ours = stored.filter(check_code__in=list(self.checks))
        tally = register(Suspicion, "check_code", found, stored=ours, by=self.by, at=self.at)
        self.result.tally.add(tally)
