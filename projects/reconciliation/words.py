"""Reasons and facts of the reconciliation in words, in the reader's language."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.casework.templatetags.casework import money, sqm
from projects.models import Difference, PermitKind
from projects.reconciliation.differences import Department

# In a list there is room for less.
BRIEF = {
    "same_code": _("code"),
    "same_number": _("paper number"),
    "same_credit_code_and_name": _("credit code and name"),
    "name": _("name %(percent)s%%"),
    "developer": _("developer %(percent)s%%"),
    "address": _("address %(percent)s%%"),
    "other_code": _("another code"),
    "other_phase": _("another phase"),
    "other_credit_code": _("another credit code"),
    "same_receipt_number": _("receipt number"),
    "same_amount": _("amount"),
    "same_day": _("day"),
    "near_day": _("%(days)s days apart"),
    "party": _("payer %(percent)s%%"),
    "by_hand": _("by hand"),
}
REASONS = {
    "same_code": _("Same project code %(code_is)s"),
    "same_number": _("Same paper number %(number)s"),
    "same_credit_code_and_name": _("Same credit code and same name"),
    "name": _("Names alike: %(percent)s %%"),
    "developer": _("Developers alike: %(percent)s %%"),
    "address": _("Addresses alike: %(percent)s %%"),
    "other_code": _("But the paper states another project code"),
    "other_phase": _("But the names speak of different phases"),
    "other_credit_code": _("But the credit codes are different"),
    "same_receipt_number": _("Same receipt number %(number)s"),
    "same_amount": _("Same amount: %(amount_yuan)s yuan"),
    "same_day": _("Paid on the same day"),
    "near_day": _("Paid %(days)s days apart"),
    "party": _("Payer or project alike: %(percent)s %%"),
    "by_hand": _("Chosen by hand"),
}
SAID_IN_SHORT = 2
AGAINST = ("other_code", "other_phase", "other_credit_code")
WHAT = {
    "above_ground_sqm": _("Above ground"),
    "basement_sqm": _("Basement"),
    "name": _("Project name"),
    "developer": _("Developer"),
    "payable_yuan": _("Assessed (yuan)"),
    "paid_yuan": _("Paid (yuan)"),
    "credit_code": _("unified social credit code"),
    "code": _("project code"),
    "address": _("address"),
    "use": _("use"),
}


def reason(facts: Mapping[str, Any]) -> str:
    template = REASONS.get(facts["code"])
    if template is None:
        return str(facts["code"])
    params = dict(facts)
    if "amount_yuan" in params:
        params["amount_yuan"] = money(Decimal(params["amount_yuan"]))
    return str(template) % params


def reasons(match: Any) -> list[dict[str, Any]]:
    """The reasons of a match, those that speak against it marked."""
    return [
        {"words": reason(facts), "is_against": facts["code"] in AGAINST} for facts in match.reasons
    ]


def department(code: str) -> str:
    return str(Department(code).label) if code in Department.values else code


def what(code: str) -> str:
    """What is said: an attribute, or that a paper of a kind exists."""
    if code in PermitKind.values:
        return str(PermitKind(code).label)
    return str(WHAT.get(code, code))


def value(code: str, told: Any) -> str:
    """What a department says, as a reader sees it."""
    if told in (None, ""):
        return _t("none")
    if code.endswith("_yuan"):
        return money(Decimal(told))
    if code.endswith("_sqm"):
        return sqm(Decimal(told))
    day = parse_date(told) if isinstance(told, str) and len(told) == 10 else None
    return f"{day:%Y-%m-%d}" if day else str(told)


def said(difference: Difference) -> list[dict[str, Any]]:
    """The facts of a difference, a line for each department that says something."""
    return [
        {
            "department": department(row["department"]),
            "what": what(row["what"]),
            "value": value(row["what"], row["value"]),
            "paper": row.get("paper", ""),
            "is_missing": row["value"] in (None, ""),
        }
        for row in difference.facts.get("said", ())
    ]


def in_brief(match: Any) -> str:
    """The reasons of a match in one short line."""
    words = (str(BRIEF[facts["code"]]) % facts for facts in match.reasons if facts["code"] in BRIEF)
    return " · ".join(words)


def in_short(difference: Difference) -> str:
    """One line: the first things said that differ from each other, by whom and how often."""
    rows = said(difference)
    times = Counter((row["department"], row["value"]) for row in rows)
    first: dict[str, str] = {}
    for (who, told), count in times.items():
        first.setdefault(told, f"{who} {told}" + (f" ×{count}" if count > 1 else ""))
    return " ≠ ".join(list(first.values())[:SAID_IN_SHORT])


def about(difference: Difference) -> str:
    """What the difference is about, in words: its project, or its paper."""
    if difference.project:
        return difference.project.name
    if difference.permit:
        return difference.permit.stated_name or str(difference.permit)
    entry = difference.treasury_entry
    return (entry.stated_name or entry.payer or entry.number) if entry else difference.subject
