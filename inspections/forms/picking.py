"""Standard wordings for the finding at hand: found by a few words, filled from what is known."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from airdefense.accounts.entries import key_of, typed
from inspections.forms.suggestion import Account, accounts_of, yuan
from inspections.models import Wording
from inspections.placeholders import PLACEHOLDERS, fill
from projects.models import Permit, PermitKind, Project

OFFERED, LOOKED_THROUGH = 8, 60
TEN_THOUSAND = Decimal(10_000)
PERMITS = (PermitKind.PLANNING, PermitKind.CONSTRUCTION)


class Pick:
    """What the form says so far, and the wordings that fit it."""

    def __init__(self, asked: Mapping[str, str], *, wordings: Any, projects: Any, on: date) -> None:
        self.words = typed(asked, "q").strip()[:60]
        self.category = typed(asked, "category")
        self.chosen = key_of(typed(asked, "wording"))
        code = typed(asked, "project").strip()
        project = projects.filter(code=code).first() if code else None
        self.values = values_of(project, on, amount_in(typed(asked, "amount_yuan")))
        self.wordings = wordings

    def options(self) -> list[dict[str, Any]]:
        """The best first, each ready to be put into the form."""
        if self.chosen:
            return [self._option(one) for one in self.wordings.filter(pk=self.chosen)]
        found = self.wordings
        for word in self.words.split():
            found = found.filter(search_text__matches=word)
        rows = list(found.order_by("pk")[:LOOKED_THROUGH])
        rows.sort(key=self._rank)
        return [self._option(one) for one in rows[:OFFERED]]

    def _rank(self, wording: Wording) -> tuple[Any, ...]:
        in_title = sum(word in wording.title for word in self.words.split())
        missing = fill(wording.text, self.values, LABELS).count("〔…")
        return (wording.category != self.category, -in_title, missing, wording.pk)

    def _option(self, wording: Wording) -> dict[str, Any]:
        filled = {name: self._fill(getattr(wording, name)) for name in ("title", "text", "basis")}
        return {
            "id": wording.pk,
            "label": wording.title,
            "category": wording.category,
            "category_label": str(wording.get_category_display()),
            "method": wording.method,
            "title": filled["title"][:200],
            "description": filled["text"],
            "basis": filled["basis"][:200],
            "power": wording.power_id or "",
            "power_label": str(wording.power or ""),
            "has_amount": "{amount" in wording.title + wording.text + wording.basis,
            "is_sample": wording.is_sample,
        }

    def _fill(self, text: str) -> str:
        return fill(text, self.values, {name: _(words) for name, words in PLACEHOLDERS.items()})


LABELS = dict.fromkeys(PLACEHOLDERS, "")


def amount_in(text: str) -> Decimal | None:
    """The amount as it is typed so far, or nothing."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 < amount < 10**12 else None


def values_of(project: Project | None, on: date, amount: Decimal | None = None) -> dict[str, str]:
    """What the placeholders stand for; what is not known is left out."""
    values = {"today": f"{on:%Y-%m-%d}"}
    if amount:
        values |= {"amount": yuan(amount), "amount_wan": yuan(amount / TEN_THOUSAND)}
    if project is None:
        return values
    account = accounts_of([project], on).get(project.pk)
    return values | known_of(project, project.permits.all(), account)


def known_of(
    project: Project, permits: Iterable[Permit], account: Account | None
) -> dict[str, str]:
    """What the ledger knows of a project, by the names of the placeholders."""
    names = {
        "project": project.name,
        "code": project.code,
        "unit": project.authority.name,
        "region": project.region.name,
        "developer": str(project.developer or ""),
    }
    return names | permit_of(permits) | (money_of(account) if account else {})


def permit_of(permits: Iterable[Permit]) -> dict[str, str]:
    """The latest planning permit, or where there is none the latest construction permit."""
    rows = sorted(
        (permit for permit in permits if permit.kind in PERMITS),
        key=lambda one: (one.kind == PermitKind.PLANNING, one.issued_on, one.pk),
    )
    if not rows:
        return {}
    return {"permit": rows[-1].number, "permit_on": f"{rows[-1].issued_on:%Y-%m-%d}"}


def money_of(account: Account) -> dict[str, str]:
    """The fee of a project as its account tells it."""
    values = {
        "payable": yuan(account.owed.payable_yuan),
        "paid": yuan(account.dues.paid_yuan),
        "rate_document": account.rate_document,
    }
    if account.assessment:
        values |= {
            "assessed": yuan(account.dues.assessed_yuan),
            "assessment": account.assessment.document,
            "assessed_on": f"{account.assessment.assessed_on:%Y-%m-%d}",
        }
    charges = [c for c in getattr(account.owed, "charges", ()) if c.shortfall_sqm]
    if charges:
        values["area"] = yuan(sum((c.shortfall_sqm for c in charges), Decimal(0)))
        values["rate"] = "、".join(f"{c.rate.yuan_per_sqm:,.0f}" for c in charges)
    return values
