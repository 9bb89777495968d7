"""A worksheet in the reader's words: its lines carry codes and figures, and here they speak.

Lines come fresh from the engine or out of a stored snapshot, years later and in either language.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import FeeAssessment, FeeReduction, GapKind, Grade
from projects.models.tariff import CityClass, ThresholdScope
from projects.rules import UNBUILT, Line
from projects.rules.area import NO_RULE
from projects.rules.worksheet import figure

TITLES = {
    "duty": gettext_lazy("Required area of a building"),
    "required": gettext_lazy("Required area, %(subject)s"),
    "shortfall": gettext_lazy("Shortfall, %(subject)s"),
    "gross": gettext_lazy("Gross fee, %(subject)s"),
    "relief": gettext_lazy("Lawful reduction"),
    "payable": gettext_lazy("Payable by law"),
    "gap": gettext_lazy("Gap"),
    "part": gettext_lazy("of which: %(subject)s"),
    "refund_due": gettext_lazy("Refund due"),
    "unremitted": gettext_lazy("Not remitted to the treasury"),
}
RULES = {
    "C1": gettext_lazy("ten storeys or more, or foundations 3 m or deeper: the first floor"),
    "C2": gettext_lazy(
        "other civil buildings of 2,000 ㎡ or more: a share of the area above ground"
    ),
    "C3": gettext_lazy("in a development zone: a share of the area above ground"),
    "C4": gettext_lazy("housing in a key city: the first floor"),
    "C5": gettext_lazy("rebuilt dilapidated housing in a key city: the first floor"),
    "R1": gettext_lazy("affordable housing, shanty-town renewal"),
    "R2": gettext_lazy("kindergarten, teaching building, home for the aged, facility for disabled"),
    "R3": gettext_lazy("temporary building, or rebuilt dilapidated housing that does not grow"),
    "R4": gettext_lazy("rebuilt after a disaster at its original area"),
    "R5N": gettext_lazy("non-profit care for the aged or medical care"),
    "R5P": gettext_lazy("for-profit care for the aged or medical care"),
    "R6": gettext_lazy("relocation for poverty relief"),
    "R7": gettext_lazy("community care for the aged, childcare, housekeeping"),
    "R8": gettext_lazy("school safety programme"),
}
FORMULAS = {
    "first_floor": gettext_lazy("first floor"),
    "share": gettext_lazy("area above ground × ratio"),
    "required": gettext_lazy("sum of its buildings"),
    "shortfall": gettext_lazy("required − built"),
    "gross": gettext_lazy("shortfall × rate"),
    "adjusted": gettext_lazy("shortfall × rate × adjustment"),
    "relief": gettext_lazy("gross fee × own area ÷ required area × share"),
    "payable": gettext_lazy("gross fee − lawful reductions"),
    "gap": gettext_lazy("payable − paid"),
    "refund_due": gettext_lazy("paid − payable"),
    "unremitted": gettext_lazy("paid − remitted"),
}
UNITS = {"sqm": "㎡", "yuan": gettext_lazy("yuan")}
ROUNDINGS = {
    ("half_up", "sqm"): gettext_lazy("to 0.01 ㎡, half up"),
    ("half_up", "yuan"): gettext_lazy("to the fen, half up"),
}
FLAGS = {
    UNBUILT: gettext_lazy(
        "There is a shortfall and off-site construction was not approved: the fee is an estimate."
    )
}
SHARES = ("C2", "C3")
SUMS = ("payable", "gap")
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One line as its reader sees it; what it does not have is empty."""

    title: Words
    figures: str = ""
    # What was computed, in words.
    formula: Words = ""
    rule: Words = ""
    article: str = ""
    document: str = ""
    rounding: Words = ""
    result: Words = ""
    # The result as a number, and what it counts.
    amount: Decimal | None = None
    unit: Words = ""
    is_sum: bool = False
    # Whether a reduction has a legal basis; None for every other line.
    is_lawful: bool | None = None


def steps_of(lines: Iterable[Line | Mapping[str, str]], policy: str = "") -> list[Step]:
    """The lines in words; `policy` is the paper that fixed the ratio."""
    return list(_steps(lines, policy))


def steps_of_snapshot(snapshot: Mapping[str, Any]) -> list[Step]:
    """The stored lines of an assessment; none where it was entered without a worksheet."""
    policy = snapshot.get("policy") or {}
    return steps_of(snapshot.get("lines") or (), policy.get("document", ""))


def circumstances(assessment: FeeAssessment) -> list[tuple[str, str]]:
    """By which day, policy, prices and rules it was computed."""
    snapshot = assessment.snapshot
    papers = [snapshot.get("rate_document") or assessment.rate_document]
    prices = [f"{grade} {yuan}" for grade, yuan in snapshot.get("rates", {}).items()]
    found = [
        (_("Day of rates and reductions"), snapshot.get("approved_on", "")),
        (_("Policy"), _policy_in_words(snapshot.get("policy") or {})),
        (_("Rates (yuan per ㎡)"), _("; ").join([*prices, *filter(None, papers)])),
        (_("Rule set"), snapshot.get("rules_version", "")),
    ]
    return [(name, words) for name, words in found if words]


def _policy_in_words(policy: Mapping[str, str]) -> str:
    parts = [
        dict(CityClass.choices).get(policy.get("city_class", ""), ""),
        f"r = {policy['ratio']}" if "ratio" in policy else "",
        dict(ThresholdScope.choices).get(policy.get("threshold_scope", ""), ""),
        policy.get("document", ""),
    ]
    return _("; ").join(str(part) for part in parts if part)


def with_remark(words: Any, remark: Any) -> str:
    return _("%(words)s (%(remark)s)") % {"words": words, "remark": remark}


def flags_in_words(snapshot: Mapping[str, Any]) -> list[Words]:
    return [FLAGS[flag] for flag in snapshot.get("flags", ()) if flag in FLAGS]


def fixed_steps(assessment: FeeAssessment) -> list[Step]:
    """What the authority fixed: its gross fee, what it granted, what it demanded."""
    yuan = {"unit": UNITS["yuan"]}
    gross, payable = assessment.gross_yuan, assessment.payable_yuan
    granted = assessment.reductions.all() if assessment.reduction_yuan else ()
    steps = [
        Step(_("Gross fee"), document=assessment.rate_document, **_result(gross), **yuan),
        *map(_granted, granted),
        Step(
            _("Assessed as payable"),
            f"{figure(gross)} − {figure(assessment.reduction_yuan)}",
            _("gross fee − reductions granted"),
            document=assessment.document,
            is_sum=True,
            **_result(payable),
            **yuan,
        ),
    ]
    if "lines" in assessment.snapshot:
        return steps
    required = ((Grade.G6, assessment.required_g6_sqm), (Grade.G6B, assessment.required_g6b_sqm))
    return [
        *(
            Step(TITLES["required"] % {"subject": grade.label}, unit=UNITS["sqm"], **_result(area))
            for grade, area in required
            if area
        ),
        *steps,
        Step(TITLES["payable"], is_sum=True, **_result(assessment.legal_payable_yuan), **yuan),
    ]


def _granted(reduction: FeeReduction) -> Step:
    return Step(
        _("Reduction granted"),
        rule=rule_in_words(reduction.code),
        document=with_remark(reduction.document, reduction.approved_on),
        is_lawful=reduction.is_lawful,
        unit=UNITS["yuan"],
        **_result(-reduction.amount_yuan),
    )


def _result(amount: Decimal) -> dict[str, Any]:
    return {"result": figure(amount).replace("-", "−"), "amount": amount}


def rule_in_words(code: str) -> Words:
    """C1 ten storeys or more …; a ground that is not in the list stands as it was claimed."""
    if code == NO_RULE:
        return _("no standard binds it")
    return format_lazy("{} {}", code, RULES[code]) if code in RULES else code


def _steps(lines: Iterable[Line | Mapping[str, str]], policy: str) -> Iterator[Step]:
    buildings = 0
    for line in lines:
        fields = line.as_json() if isinstance(line, Line) else line
        if "step" not in fields:
            yield _as_entered(fields)
            continue
        buildings += fields["step"] == "duty"
        yield _step(fields, policy, buildings)


def _as_entered(fields: Mapping[str, str]) -> Step:
    """A line that was written down in words before the statute was computed."""
    return Step(
        title=fields.get("item", ""),
        figures=fields.get("how", ""),
        document=fields.get("basis", ""),
        result=fields.get("result", ""),
    )


def _step(fields: Mapping[str, str], policy: str, number: int) -> Step:
    name, rule, unit = fields["step"], fields["rule"], fields["unit"]
    is_law = name in ("duty", "gap")
    is_share = rule in SHARES
    return Step(
        title=_title(name, fields["subject"], number),
        figures=fields["formula"],
        formula=FORMULAS.get(_kind_of_formula(name, rule, fields["formula"]), ""),
        rule=rule_in_words(rule),
        article=fields["basis"] if is_law else "",
        document=(policy if is_share else "") if is_law else fields["basis"],
        rounding=ROUNDINGS.get((fields["rounding"], unit), "") if rule != NO_RULE else "",
        result=fields["result"],
        amount=Decimal(fields["result"].replace(",", "")),
        unit=UNITS.get(unit, unit),
        is_sum=name in SUMS,
    )


def _title(name: str, subject: str, number: int) -> Words:
    if name == "duty":
        return subject or _("Building %(number)s") % {"number": number}
    if name == "relief" and subject:
        return _("Lawful reduction, %(subject)s") % {"subject": subject}
    names = {**dict(Grade.choices), **dict(GapKind.choices)}
    words = TITLES.get(name, name)
    return words % {"subject": names.get(subject, subject)} if subject else words


def _kind_of_formula(name: str, rule: str, formula: str) -> str:
    if not formula:
        return ""
    if name == "duty":
        return "share" if rule in SHARES else "first_floor"
    is_adjusted = name == "gross" and formula.count("×") > 1
    return "adjusted" if is_adjusted else name
