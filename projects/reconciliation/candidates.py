"""Which projects a paper may be about: few, found by index, the paper's own region first.

Never all projects against all papers: a key finds its project exactly; short of a key the pieces
of the name, the developer and the address are looked up, and the best found are scored.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import add, or_
from typing import Any

from django.db.models import Case, IntegerField, Prefetch, Q, Value, When

from projects.models import Permit, Project, Receipt, TreasuryEntry
from projects.reconciliation.scorer import DAYS_NEAR, Identity, Payment, Score, score, score_payment
from projects.workflow import ProjectStatus

# How many projects are scored for one paper that brings no key, and how many are answered.
MOST_SCORED, MOST_ANSWERED = 20, 5
MOST_PIECES = 8
# What is so many points behind the best is no alternative to it.
FAR_BEHIND = 12
# Words that stand in too many names to find one by.
COMMON = re.compile(
    r"\d+|(?:住宅|小区|项目|工程|建设|改造|一|二|三|四|五)+|房地产|开发|有限公司|公司|集团|股份"
)
BRACKETS = (("(", ")"), ("〔", "〕"), ("[", "]"), ("（", "）"), ("【", "】"))
CODE_FORMS = (
    (re.compile(r"^(\d{4})(\d{6})(\d{2})(\d{2})(\d{6})$"), r"\1-\2-\3-\4-\5"),
    (re.compile(r"^(XM)(\d{6})(\d{4,})$"), r"\1-\2-\3"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One paper or imported row: who it says it is about, and the region it comes from."""

    identity: Identity
    region_path: str = ""

    def may_be_about(self, region: Any) -> bool:
        """A department's papers are about its own region, what lies below, or the city's own
        projects in it: never about a sibling's."""
        path = region.path
        return path.startswith(self.region_path) or self.region_path.startswith(path)

    @property
    def reach(self) -> Q:
        codes = self.region_path.split(".")[:-1]
        above = [".".join(codes[: n + 1]) + "." for n in range(len(codes))]
        return Q(region__path__in=above) | Q(region__path__startswith=self.region_path)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project that may be meant, or a receipt, with the score."""

    row: Any
    score: Score


def asked_of(permit: Permit) -> Asked:
    """What a department's paper says of its project; its own number finds a copy of it."""
    identity = Identity.of(
        codes=[permit.stated_code],
        numbers=[permit.number],
        credit_code=permit.stated_credit_code,
        name=permit.stated_name,
        developer=permit.stated_developer,
        address=permit.stated_address,
    )
    return Asked(identity, region_of(permit.issued_by).path)


def region_of(body: Any) -> Any:
    """The region a department's papers belong to; of one above all regions itself."""
    return body.home_region or body


def identity_of(project: Project) -> Identity:
    """A project with its developer and permits, as the scorer sees it."""
    return Identity.of(
        codes=[project.code, project.national_code],
        numbers=[permit.number for permit in project.permits.all()],
        credit_code=project.developer.credit_code,
        name=project.name,
        developer=project.developer.name,
        address=project.address,
    )


def ranked(
    asked: Mapping[Hashable, Asked], *, least: int | None = None
) -> dict[Hashable, list[Candidate]]:
    """For each paper the projects worth asking about (or of `least` points), the most likely
    first."""
    found = _by_key(asked)
    for key, paper in asked.items():
        if not found[key]:
            found[key] = _by_likeness(paper)
    projects = _projects({pk for pks in found.values() for pk in pks})
    identities = {pk: identity_of(project) for pk, project in projects.items()}
    return {
        key: _best(
            (
                Candidate(projects[pk], score(asked[key].identity, identities[pk]))
                for pk in pks
                if pk in projects and asked[key].may_be_about(projects[pk].region)
            ),
            least,
        )
        for key, pks in found.items()
    }


def _best(candidates: Iterable[Candidate], least: int | None = None) -> list[Candidate]:
    def is_worth(found: Score) -> bool:
        return found.is_worth_asking if least is None else found.points >= least

    worth = [candidate for candidate in candidates if is_worth(candidate.score)]
    worth.sort(key=lambda candidate: (-candidate.score.points, candidate.row.pk))
    near = [one for one in worth if one.score.points >= worth[0].score.points - FAR_BEHIND]
    return near[:MOST_ANSWERED]


def _projects(pks: set[int]) -> dict[int, Project]:
    numbers = Permit.objects.only("number", "project_id")
    rows = Project.objects.filter(pk__in=pks).exclude(status=ProjectStatus.WITHDRAWN)
    rows = rows.select_related("developer", "region", "authority")
    return rows.prefetch_related(Prefetch("permits", numbers)).in_bulk()


def _by_key(asked: Mapping[Hashable, Asked]) -> dict[Hashable, set[int]]:
    """Projects with an equal code, permit number or credit code: three queries for all papers."""
    found: dict[Hashable, set[int]] = {key: set() for key in asked}
    codes, numbers, parties = _index(asked)
    rows = Project.objects.filter(Q(code__in=codes) | Q(national_code__in=codes))
    for pk, code, national in rows.values_list("pk", "code", "national_code"):
        for key in {*codes.get(code, ()), *codes.get(national, ())}:
            found[key].add(pk)
    permits = Permit.objects.filter(number__in=numbers, project__isnull=False)
    for pk, number in permits.values_list("project_id", "number"):
        for key in numbers[number]:
            found[key].add(pk)
    owned = Project.objects.filter(developer__credit_code__in=parties)
    for pk, credit, name in owned.values_list("pk", "developer__credit_code", "name"):
        for key in parties[credit]:
            if Identity.of(name=name).name == asked[key].identity.name:
                found[key].add(pk)
    return found


def _index(asked: Mapping[Hashable, Asked]) -> tuple[dict[str, list[Hashable]], ...]:
    """Every form in which a key may be stored, with the papers that state it."""
    codes, numbers, parties = defaultdict(list), defaultdict(list), defaultdict(list)
    for key, paper in asked.items():
        for form in {form for code in paper.identity.codes for form in code_forms(code)}:
            codes[form].append(key)
        for form in {form for number in paper.identity.numbers for form in number_forms(number)}:
            numbers[form].append(key)
        if paper.identity.credit_code:
            parties[paper.identity.credit_code].append(key)
    return codes, numbers, parties


def code_forms(code: str) -> set[str]:
    """A bare code and the same with its hyphens."""
    return {code, *(form.sub(with_hyphens, code) for form, with_hyphens in CODE_FORMS)}


def number_forms(number: str) -> set[str]:
    """A number with each kind of bracket, with and without 第."""
    forms = {number.replace("(", left).replace(")", right) for left, right in BRACKETS}
    return forms | {re.sub(r"([)〕\]）】])", r"\1第", form) for form in forms}


def pieces(identity: Identity) -> list[str]:
    """Short pieces of what the paper says that few other projects share."""
    texts = [part for part in COMMON.split(identity.name) if len(part) > 1]
    windows = [text[i : i + 3] for text in texts for i in range(max(1, len(text) - 2))]
    firm = max(COMMON.split(identity.developer), key=len)
    windows += [part for part in (firm, identity.address) if len(part) > 2]
    return list(dict.fromkeys(windows))[:MOST_PIECES]


def _by_likeness(paper: Asked) -> set[int]:
    """The projects that share most pieces, those of the paper's region first."""
    windows = pieces(paper.identity)
    if not windows:
        return set()
    shared = [
        Case(When(search_text__contains=piece, then=1), default=0, output_field=IntegerField())
        for piece in windows
    ]
    own = When(region__path=paper.region_path, then=1)
    here = Case(own, default=0, output_field=IntegerField())
    alike = reduce(or_, (Q(search_text__matches=piece) for piece in windows))
    rows = Project.objects.filter(paper.reach, alike)
    rows = rows.annotate(shared=reduce(add, shared, Value(0)), here=here)
    return set(rows.order_by("-shared", "-here", "-pk").values_list("pk", flat=True)[:MOST_SCORED])


def payment_of(entry: TreasuryEntry) -> Payment:
    return Payment.of(
        number=entry.number,
        paid_on=entry.paid_on,
        amount_yuan=entry.amount_yuan,
        payer=entry.payer,
        project=entry.stated_name,
    )


def ranked_receipts(entries: Iterable[TreasuryEntry]) -> dict[int, list[Candidate]]:
    """For each treasury line the receipts of its number, or of its amount about its day."""
    entries = list(entries)
    forms = {entry.pk: number_forms(payment_of(entry).number) | {entry.number} for entry in entries}
    receipts = Receipt.objects.valid().filter(
        Q(number__in={form for numbers in forms.values() for form in numbers})
        | Q(paid_on__in={day for entry in entries for day in days_near(entry.paid_on)})
        & Q(amount_yuan__in={entry.amount_yuan for entry in entries})
    )
    by_number, by_sum = defaultdict(list), defaultdict(list)
    for receipt in receipts.select_related("project__region", "project__authority"):
        by_number[receipt.number].append(receipt)
        by_sum[receipt.amount_yuan].append(receipt)
    return {
        entry.pk: _best_receipts(entry, forms[entry.pk], by_number, by_sum) for entry in entries
    }


def days_near(day: date) -> list[date]:
    return [day + timedelta(days=shift) for shift in range(-DAYS_NEAR, DAYS_NEAR + 1)]


def _best_receipts(
    entry: TreasuryEntry, forms: set[str], by_number: Any, by_sum: Any
) -> list[Candidate]:
    near = [receipt for form in forms for receipt in by_number.get(form, ())]
    near += by_sum.get(entry.amount_yuan, ())
    payment, asked = payment_of(entry), Asked(Identity(), region_of(entry.source).path)
    return _best(
        Candidate(receipt, score_payment(payment, receipt_as_payment(receipt)))
        for receipt in dict.fromkeys(near)
        if asked.may_be_about(receipt.project.region)
    )


def receipt_as_payment(receipt: Receipt) -> Payment:
    return Payment.of(
        number=receipt.number,
        paid_on=receipt.paid_on,
        amount_yuan=receipt.amount_yuan,
        payer=receipt.payer,
        project=receipt.project.name,
    )
