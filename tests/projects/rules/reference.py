"""The fee written a second time, from the words of the statute alone: fractions and whole fen.

It shares nothing with the engine but the shape of its input, so that a slip in one shows.
"""

from datetime import date
from fractions import Fraction

GRADE_OF = {"C1": "G6", "C2": "G6", "C3": "G6", "C4": "G6B", "C5": "G6B"}
FIRST, LAST = date.min, date.max
# Ground → (share taken away, first day, last day).
GROUNDS = {
    "R1": [
        (Fraction(1, 2), FIRST, date(2007, 8, 6)),
        (Fraction(1), date(2007, 8, 7), LAST),
    ],
    "R2": [(Fraction(1, 2), FIRST, LAST)],
    "R3": [(Fraction(1), FIRST, LAST)],
    "R4": [(Fraction(1), FIRST, LAST)],
    "R5N": [(Fraction(1), date(2015, 1, 1), LAST)],
    "R5P": [(Fraction(1, 2), date(2015, 1, 1), LAST)],
    "R6": [(Fraction(1), date(2019, 7, 1), LAST)],
    "R7": [(Fraction(1), date(2019, 6, 1), date(2025, 12, 31))],
    "R8": [(Fraction(1), FIRST, LAST)],
}


def half_up(value):
    """A fraction of a unit as whole hundredths."""
    return (value * 200 + 1) // 2


def written(hundredths):
    whole, rest = divmod(int(hundredths), 100)
    return f"{whole}.{rest:02}"


def number(given, name):
    return Fraction(str(given.get(name, "0")))


def fen(given, name):
    return number(given, name) * 100


def results(document):
    return [result(project, document) for project in document["projects"]]


def is_high(building):
    return building["floors"] >= 10 or number(building, "foundation_depth_m") >= 3


def rule_of(building, document, zone, pooled):
    city_class = document["policy"]["city_class"]
    if building["use"] == "INDUSTRIAL":
        return "NONE"
    if is_high(building):
        return "C1"
    if building["use"] == "RESIDENTIAL":
        key_city = "C5" if building.get("is_rebuild") else "C4"
        return "NONE" if city_class == "NONE" else key_city
    if zone == "DEVELOPMENT_ZONE":
        return "C3"
    by_project = document["policy"]["threshold_scope"] == "PROJECT"
    counted = pooled if by_project else number(building, "above_ground_sqm")
    return "C2" if counted >= 2000 else "NONE"


def required(building, rule, document):
    """Hundredths of a ㎡."""
    if rule == "NONE":
        return 0
    if rule in ("C2", "C3"):
        ratio = number(document["policy"], "ratio")
        return half_up(number(building, "above_ground_sqm") * ratio)
    return half_up(number(building, "first_floor_sqm"))


def in_force(rows, on):
    def reaches(row):
        last = row["effective_to"] and date.fromisoformat(row["effective_to"])
        return date.fromisoformat(row["effective_from"]) <= on <= (last or LAST)

    found = [row for row in rows if reaches(row)]
    assert len(found) <= 1
    return found[0] if found else None


def gross_of(grade, missing, project, document):
    """Fen; `missing` in hundredths of a ㎡, not necessarily whole."""
    on = date.fromisoformat(project["approved_on"])
    rates = [
        r for r in document["rates"] if (r["region"], r["grade"]) == (project["region"], grade)
    ]
    if not missing:
        return 0
    price = number(in_force(rates, on), "yuan_per_sqm")
    adjustment = in_force(document["adjustments"], on)
    factor = number(adjustment, "factor") if adjustment else 1
    return half_up(Fraction(missing) / 100 * price * factor)


def share_of(building, on):
    shares = [Fraction(0)]
    for claim in building.get("claims") or ():
        has_grown = building.get("is_rebuild") and building.get("area_increased")
        if claim == "R3" and has_grown:
            continue
        shares += [share for share, first, last in GROUNDS[claim] if first <= on <= last]
    return max(shares)


def result(project, document):
    buildings, zone = project["buildings"], project["zone"]
    on = date.fromisoformat(project["approved_on"])
    pooled = sum(
        number(b, "above_ground_sqm") for b in buildings if b["use"] == "OTHER" and not is_high(b)
    )
    rules = [rule_of(b, document, zone, pooled) for b in buildings]
    areas = [required(b, rule, document) for b, rule in zip(buildings, rules, strict=True)]
    due, missing, gross = {}, {}, {}
    for grade in ("G6", "G6B"):
        owing = [a for a, rule in zip(areas, rules, strict=True) if GRADE_OF.get(rule) == grade]
        due[grade] = sum(owing)
        missing[grade] = max(0, due[grade] - fen(project["built"], grade))
        gross[grade] = gross_of(grade, missing[grade], project, document)
    reduction = 0
    if project["offsite_approved"]:
        for building, area, rule in zip(buildings, areas, rules, strict=True):
            if area:
                of = GRADE_OF[rule]
                part = Fraction(gross[of]) * area / due[of] * share_of(building, on)
                reduction += half_up(part / 100)
    total = sum(gross.values())
    reduction = min(total, reduction)
    money = money_of(project, total - reduction, reduction)
    return {
        "code": project["code"],
        "rules": rules,
        "required_sqm": {grade: written(area) for grade, area in due.items()},
        "shortfall_sqm": {grade: written(half_up(a / 100)) for grade, a in missing.items()},
        "gross_yuan": written(total),
        "legal_reduction_yuan": written(reduction),
        "payable_yuan": written(total - reduction),
        **money,
        "flags": ["UNBUILT"] if any(missing.values()) and not project["offsite_approved"] else [],
    }


def money_of(project, payable, reduction):
    """All in fen."""
    paid, remitted = fen(project, "paid_yuan"), fen(project, "remitted_yuan")
    gap = max(0, payable - paid)
    first = min(gap, max(0, fen(project, "approved_reduction_yuan") - reduction))
    second = min(gap - first, fen(project, "unlawful_deferral_yuan"))
    third = min(gap - first - second, max(0, fen(project, "assessed_yuan") - paid - second))
    fourth = gap - first - second - third
    return {
        "gap_yuan": written(gap),
        "parts_yuan": {
            "illegal_reduction": written(first),
            "illegal_deferral": written(second),
            "payable_unpaid": written(third),
            "receivable_uncollected": written(fourth),
        },
        "refund_due_yuan": written(max(0, paid - payable)),
        "unremitted_yuan": written(max(0, paid - remitted)),
    }
