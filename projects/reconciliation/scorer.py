"""How likely a paper and a project, or a treasury line and a receipt, are about the same thing.

The one scorer: import, workbench and API ask it alike. The keys of domain §6 in their order:
project code, permit number, credit code with name; short of a key, likeness, which a person
decides. An equal key never scores lower than a different one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from projects.reconciliation import names

# Points of an equal key; likeness alone stays below them.
CODE, NUMBER, CREDIT_AND_NAME = 100, 96, 92
MOST_OF_LIKENESS = 88
# A paper that states another code is about another project, however alike the names are.
MOST_OF_ANOTHER_CODE = 55
MOST_OF_ANOTHER_PHASE = 0.45
WEIGHTS = {"name": 0.6, "developer": 0.2, "address": 0.2}
# From here on a person is asked; below, the pair is not worth looking at.
WORTH_ASKING = 60
# Of a payment: what each agreement adds.
PAYMENT = {"number": 40, "amount": 25, "day": 15, "party": 20}
PAYMENT_WORTH_ASKING = 50
DAYS_NEAR = 7


@dataclass(frozen=True, slots=True)
class Identity:
    """What a paper, an imported row or a project says of who it is; any of it may be missing."""

    codes: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    credit_code: str = ""
    name: str = ""
    developer: str = ""
    address: str = ""

    @classmethod
    def of(
        cls,
        *,
        codes: Any = (),
        numbers: Any = (),
        credit_code: str = "",
        name: str = "",
        developer: str = "",
        address: str = "",
    ) -> "Identity":
        """In one spelling, so that two spellings of one fact are equal."""
        return cls(
            codes=frozenset(filter(None, map(names.code, codes))),
            numbers=frozenset(filter(None, map(names.number, numbers))),
            credit_code=names.code(credit_code),
            name=names.name(name),
            developer=names.name(developer),
            address=names.address(address),
        )


@dataclass(frozen=True, slots=True)
class Payment:
    """What a treasury line or a receipt says of a payment."""

    number: str
    paid_on: date
    amount_yuan: Decimal
    payer: str = ""
    project: str = ""

    @classmethod
    def of(
        cls, *, number: str, paid_on: date, amount_yuan: Decimal, payer: str = "", project: str = ""
    ) -> "Payment":
        return cls(
            names.number(number), paid_on, amount_yuan, names.name(payer), names.name(project)
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code (same_code, name, …) with what it rests on; the page has the words."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, **self.params}


@dataclass(frozen=True, slots=True)
class Score:
    points: int
    reasons: tuple[Reason, ...] = ()
    # A key agrees: the machine may link the two when nothing else claims the same.
    is_certain: bool = False
    is_worth_asking: bool = False


def alike(one: str, other: str) -> float:
    """How alike two normalised texts are, 0 to 1; a short name inside a long one counts too."""
    first, second = sorted((one, other))
    if not first:
        return 0.0
    whole = fuzz.ratio(first, second)
    inside = fuzz.partial_ratio(first, second) if min(len(first), len(second)) > 2 else 0.0
    return float(max(whole, 0.9 * inside)) / 100


def score(paper: Identity, project: Identity) -> Score:
    """0 to 100 with the reasons; the strongest key decides."""
    keys = _keys(paper, project)
    likeness, reasons = _likeness(paper, project)
    points = round(MOST_OF_LIKENESS * likeness)
    contradictions = []
    if _codes_differ(paper, project):
        contradictions.append(Reason("other_code"))
        points = min(points, MOST_OF_ANOTHER_CODE)
    if keys:
        return Score(
            max(points for points, _reason in keys),
            (*(reason for _points, reason in keys), *reasons, *contradictions),
            is_certain=True,
            is_worth_asking=True,
        )
    return Score(points, (*reasons, *contradictions), is_worth_asking=points >= WORTH_ASKING)


def may_reach(points: int, paper: Identity, project: Identity) -> bool:
    """Whether `score` may give the pair so many points: told by codes and names, which is far
    cheaper than weighing all that is known of both."""
    if _keys(paper, project):
        return True
    if _codes_differ(paper, project) and points > MOST_OF_ANOTHER_CODE:
        return False
    name = WEIGHTS["name"] * _name_likeness(paper, project)
    # As if developer and address were equal; the last digits of a float decide nothing.
    most = name + WEIGHTS["developer"] + WEIGHTS["address"] + 1e-9
    return round(MOST_OF_LIKENESS * most) >= points


def _codes_differ(paper: Identity, project: Identity) -> bool:
    return bool(paper.codes and project.codes) and paper.codes.isdisjoint(project.codes)


def _keys(paper: Identity, project: Identity) -> list[tuple[int, Reason]]:
    keys = []
    if common := paper.codes & project.codes:
        keys.append((CODE, Reason("same_code", {"code_is": min(common)})))
    if common := paper.numbers & project.numbers:
        keys.append((NUMBER, Reason("same_number", {"number": min(common)})))
    is_credit_equal = paper.credit_code and paper.credit_code == project.credit_code
    if is_credit_equal and paper.name and paper.name == project.name:
        keys.append((CREDIT_AND_NAME, Reason("same_credit_code_and_name")))
    return keys


def _likeness(paper: Identity, project: Identity) -> tuple[float, list[Reason]]:
    """The weighted likeness of name, developer and address. Without names there is little."""
    parts = {
        "name": _name_likeness(paper, project),
        "developer": _developer_likeness(paper, project),
        "address": alike(paper.address, project.address),
    }
    told = {
        part
        for part in parts
        if (getattr(paper, part) and getattr(project, part)) or parts[part] == 1
    } | {"name"}
    weight = sum(WEIGHTS[part] for part in told)
    total = sum(WEIGHTS[part] * parts[part] for part in told) / weight
    # A name alone says less than a name with a developer or a place.
    evidence = 0.88 if told == {"name"} else 1.0
    reasons = [
        Reason(part, {"percent": round(100 * parts[part])}) for part in WEIGHTS if part in told
    ]
    if _phases_differ(paper, project):
        reasons.append(Reason("other_phase"))
    if paper.credit_code and project.credit_code and paper.credit_code != project.credit_code:
        reasons.append(Reason("other_credit_code"))
    return total * evidence, reasons


def _name_likeness(paper: Identity, project: Identity) -> float:
    likeness = alike(paper.name, project.name)
    return min(likeness, MOST_OF_ANOTHER_PHASE) if _phases_differ(paper, project) else likeness


def _phases_differ(paper: Identity, project: Identity) -> bool:
    phases = names.phase(paper.name), names.phase(project.name)
    return all(phases) and phases[0] != phases[1]


def _developer_likeness(paper: Identity, project: Identity) -> float:
    if paper.credit_code and project.credit_code:
        if paper.credit_code == project.credit_code:
            return 1.0
        return alike(paper.developer, project.developer) / 2
    return alike(paper.developer, project.developer)


def score_payment(entry: Payment, receipt: Payment) -> Score:
    """The number is certain once amount, or day and party, agree as well."""
    reasons, points = [], 0.0
    if entry.number and entry.number == receipt.number:
        reasons.append(Reason("same_receipt_number", {"number": entry.number}))
        points += PAYMENT["number"]
    if entry.amount_yuan == receipt.amount_yuan:
        reasons.append(Reason("same_amount", {"amount_yuan": str(entry.amount_yuan)}))
        points += PAYMENT["amount"]
    days = abs((entry.paid_on - receipt.paid_on).days)
    if days <= DAYS_NEAR:
        reasons.append(Reason("same_day") if days == 0 else Reason("near_day", {"days": days}))
        points += PAYMENT["day"] * (1 - days / (DAYS_NEAR + 1))
    party = max(alike(entry.payer, receipt.payer), alike(entry.project, receipt.project))
    if party >= 0.5:
        reasons.append(Reason("party", {"percent": round(100 * party)}))
        points += PAYMENT["party"] * party
    is_numbered = bool(reasons) and reasons[0].code == "same_receipt_number"
    rounded = round(points)
    return Score(
        rounded,
        tuple(reasons),
        is_certain=is_numbered and rounded >= PAYMENT["number"] + PAYMENT["amount"],
        is_worth_asking=is_numbered or rounded >= PAYMENT_WORTH_ASKING,
    )
