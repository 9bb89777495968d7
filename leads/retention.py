"""How long the file of a lead is kept: by what became of it and by the customer's rules.

What became of a lead is counted behind the wall: the register reads until when a file is kept, and
not why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense import wall
from airdefense.casework.workflow import NotPossible
from leads.models import (
    Accountability,
    ArchiveChoice,
    ArchiveDecision,
    DisciplineCase,
    Lead,
    LegalHold,
    Outcome,
    RetentionClass,
    RetentionRule,
)
from leads.workflow import CaseStatus, LeadStatus

OPEN_CASES = (CaseStatus.PROPOSED, CaseStatus.INVESTIGATION, CaseStatus.TRIAL)
ENDED = {
    LeadStatus.DISPOSED: "disposed_at",
    LeadStatus.VOIDED: "voided_at",
    LeadStatus.RETURNED: "returned_at",
}


@dataclass(frozen=True, slots=True)
class Term:
    """Until when a file is kept; no day where it is kept for ever or is not closed yet."""

    retention_class: str = ""
    closed_on: date | None = None
    rule: RetentionRule | None = None
    until: date | None = None
    is_handed_in: bool = False

    def is_past(self, day: date) -> bool:
        return self.until is not None and self.until < day and not self.is_handed_in

    @property
    def class_words(self) -> str:
        return str(RetentionClass(self.retention_class).label) if self.retention_class else ""

    @property
    def words(self) -> str:
        """Why there is no last day."""
        if self.is_handed_in:
            return _("Handed in to the archive.")
        if self.closed_on is None:
            return _("The term begins when the matter is closed.")
        if self.rule is None:
            return _("For ever: no rule is entered for this class.")
        return "" if self.until else _("For ever, by the rule.")


def is_held(lead: Lead) -> bool:
    return LegalHold.objects.standing().filter(lead=lead).exists()


def refuse_held(lead: Lead) -> None:
    """Raises NotPossible while a hold stands; asked before a file changes its place or its end."""
    if is_held(lead):
        raise NotPossible(_("%(lead)s is under a legal hold and stays as it is.") % {"lead": lead})


def of_lead(lead: Lead, day: date) -> Term:
    return of_leads([lead], day)[lead.pk]


def of_leads(leads: Iterable[Lead], day: date) -> dict[int, Term]:
    """The terms of leads that the reader was shown before, in a fixed number of queries."""
    leads = list(leads)
    keys = [lead.pk for lead in leads]
    with wall.acting(wall.Purpose.COUNTING):
        became = _became(keys)
    rules = list(RetentionRule.objects.order_by("effective_on"))
    decisions = {
        decision.lead_id: decision
        for decision in ArchiveDecision.objects.filter(lead__in=keys).order_by("pk")
    }
    return {lead.pk: _term(lead, became, rules, decisions.get(lead.pk)) for lead in leads}


@dataclass(frozen=True, slots=True)
class Became:
    """What became of some leads: cases with their end, and outcomes."""

    filed: frozenset[int]
    open: frozenset[int]
    ended: dict[int, date]
    handled: frozenset[int]


def _became(keys: list[int]) -> Became:
    cases = DisciplineCase.objects.filter(lead__in=keys).order_by()
    moments = cases.values("lead").annotate(
        concluded=Max("concluded_at"), rejected=Max("rejected_at"), withdrawn=Max("withdrawn_at")
    )
    ended = {}
    for row in moments:
        known = [row[name] for name in ("concluded", "rejected", "withdrawn") if row[name]]
        if known:
            ended[row["lead"]] = timezone.localdate(max(known))
    outcomes = Outcome.objects.filter(person__lead__in=keys).order_by()
    held = Accountability.objects.filter(lead__in=keys).order_by()
    return Became(
        frozenset(cases.filter(filed_at__isnull=False).values_list("lead", flat=True)),
        frozenset(cases.filter(status__in=OPEN_CASES).values_list("lead", flat=True)),
        ended,
        frozenset(outcomes.values_list(F("person__lead"), flat=True))
        | frozenset(held.values_list("lead", flat=True)),
    )


def _class_of(key: int, became: Became) -> str:
    if key in became.filed:
        return RetentionClass.CASE
    return RetentionClass.HANDLED if key in became.handled else RetentionClass.CLOSED


def _closed_on(lead: Lead, became: Became) -> date | None:
    moment = getattr(lead, ENDED.get(lead.status, ""), None) if lead.status in ENDED else None
    if moment is None or lead.pk in became.open:
        return None
    day = timezone.localdate(moment)
    return max(day, became.ended.get(lead.pk, day))


def _term(lead, became, rules, decision) -> Term:
    kind, closed_on = _class_of(lead.pk, became), _closed_on(lead, became)
    if decision and decision.choice == ArchiveChoice.HANDED_IN:
        return Term(kind, closed_on, is_handed_in=True)
    if closed_on is None:
        return Term(kind)
    in_force = [r for r in rules if r.retention_class == kind and r.effective_on <= closed_on]
    rule = in_force[-1] if in_force else None
    until = _years_later(closed_on, rule.years) if rule and rule.years else None
    if decision:
        until = decision.keep_until
    return Term(kind, closed_on, rule, until)


def _years_later(day: date, years: int) -> date:
    """The same day so many years on; of 29 February the last day of the month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def past_term(leads, day: date) -> list[tuple[Lead, Term]]:
    """The closed leads among these whose term has ended and of which nothing is decided yet."""
    closed = list(leads.filter(Q(status__in=list(ENDED))).order_by("pk"))
    terms = of_leads(closed, day)
    held = set(
        LegalHold.objects.standing()
        .filter(lead__in=[lead.pk for lead in closed])
        .values_list("lead", flat=True)
    )
    return [
        (lead, terms[lead.pk])
        for lead in closed
        if lead.pk not in held and terms[lead.pk].is_past(day)
    ]
