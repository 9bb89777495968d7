"""The figures of leads and cases: leads and cases in 件, people in 人, never mixed.

Whoever reads a report learns how many. Which leads they are, only the register and the
compartment see, and nobody learns names here: every figure opens leads by their header alone.
"""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.columns import Column
from airdefense.reports.figures import Section, Unit, figure
from leads.models import (
    Access,
    Accountability,
    CasePerson,
    DisciplineCase,
    Lead,
    LeadSource,
    Outcome,
    Person,
)
from leads.models.cases import MILD, SANCTIONS, OutcomeKind

LEAD_COLUMNS = (
    Column("number", _("Number"), link=True, phone="o0"),
    Column("source", _("Source")),
    Column("region.short_name", _("Region")),
    Column("status", _("Status"), kind="status", phone="o1"),
    Column("registered_at", _("Registered at"), kind="moment"),
    Column("disposed_at", _("Disposed at"), kind="moment", phone="hide"),
)


def in_register(user):
    """Leads whose whole register entry this user sees: the sender's receipt is not enough."""
    return Lead.objects.visible_to(user).as_seen_by(user).exclude(access=Access.RECEIPT)


def lead_figure(code, label, **options):
    """A figure of leads, opening those of them that the reader finds in the register."""
    return figure(
        code,
        label,
        unit=Unit.CASES,
        section=Section.LEADS,
        region="region",
        columns=LEAD_COLUMNS,
        opens="pk",
        readable=in_register,
        **options,
    )


def case_figure(code, label, *, unit=Unit.PERSONS, section=Section.LEADS, **options):
    """A figure of cases and persons, opening the leads of the reader's own compartments."""
    options.setdefault("region", "lead__region")
    return figure(
        code,
        label,
        unit=unit,
        section=section,
        columns=LEAD_COLUMNS,
        opens="lead",
        readable=Lead.objects.in_compartment_of,
        **options,
    )


def outcomes(day, *kinds):
    """Whether a person has an outcome of these kinds effective by the day."""
    rows = Outcome.objects.effective_by(day)
    return Exists(rows.filter(person=OuterRef("pk"), kind__in=kinds))


def in_filed_case(day):
    filed = DisciplineCase.objects.filed_by_day(day)
    return Exists(CasePerson.objects.filter(person=OuterRef("pk"), case__in=filed))


@lead_figure(
    "M04",
    _("Leads transferred by inspection"),
    definition=_("Leads transferred by the Party inspection by the day and not returned by then."),
)
def from_inspection(day):
    return Lead.objects.transferred_by_day(day).filter(source=LeadSource.INSPECTION)


@lead_figure(
    "M06",
    _("Leads transferred by audit"),
    definition=_("Leads transferred by the audit by the day and not returned by then."),
)
def from_audit(day):
    return Lead.objects.transferred_by_day(day).filter(source=LeadSource.AUDIT)


@lead_figure(
    "S07",
    _("Leads from other sources"),
    definition=_("Leads registered by the day that came neither from inspection nor from audit."),
)
def from_others(day):
    organs = [LeadSource.INSPECTION, LeadSource.AUDIT]
    return Lead.objects.registered_by_day(day).exclude(source__in=organs)


@lead_figure(
    "M15",
    _("Leads received"),
    definition=_("Leads of every source signed for and registered by the day."),
)
def received(day):
    return Lead.objects.registered_by_day(day)


@lead_figure(
    "M16",
    _("Leads disposed"),
    definition=_("Leads whose disposal was approved and recorded as executed by the day."),
)
def disposed(day):
    return Lead.objects.disposed_by_day(day)


@lead_figure(
    "M17",
    _("Leads in hand"),
    definition=_("Leads registered by the day and not disposed by the end of that day."),
)
def in_hand(day):
    return Lead.objects.open_on(day)


@lead_figure(
    "M18",
    _("Leads overdue"),
    definition=_(
        "Leads in hand whose time limit for the proposal, the inquiry, the preliminary check or "
        "the review had ended before the day; a limit paused on that day does not run."
    ),
)
def overdue(day):
    return Lead.objects.overdue_on(day)


@case_figure(
    "M19",
    _("Cases filed"),
    unit=Unit.CASES,
    region="region",
    definition=_("Cases whose filing was approved by the day, in cases, not persons."),
)
def filed(day):
    return DisciplineCase.objects.filed_by_day(day)


@case_figure(
    "M20",
    _("Persons in filed cases"),
    definition=_("Persons named in cases filed by the day, each person once."),
)
def persons_in_cases(day):
    return Person.objects.filter(in_filed_case(day))


@case_figure(
    "M21",
    _("Persons sanctioned"),
    definition=_(
        "Persons with at least one Party or government sanction effective by the day; with both, "
        "a person still counts once."
    ),
)
def sanctioned(day):
    return Person.objects.filter(outcomes(day, *SANCTIONS))


@case_figure(
    "M22",
    _("Persons handled otherwise"),
    definition=_(
        "Persons with a reminder talk, criticism and education or organisational handling "
        "effective by the day and no sanction by the day, each once."
    ),
)
def handled_otherwise(day):
    return Person.objects.filter(outcomes(day, *MILD), ~outcomes(day, *SANCTIONS))


@case_figure(
    "M23",
    _("Persons transferred for prosecution"),
    definition=_("Persons whose case was transferred for prosecution by the day, each once."),
)
def prosecuted(day):
    return Person.objects.filter(outcomes(day, OutcomeKind.PROSECUTION))


@case_figure(
    "M24a",
    _("Organisations held accountable"),
    unit=Unit.ORGANISATIONS,
    region="region",
    definition=_("Organisations held accountable by a decision effective by the day, each once."),
)
def accountable_organisations(day):
    decisions = Accountability.objects.filter(person=None, effective_on__lte=day)
    earlier = decisions.filter(
        organisation_name=OuterRef("organisation_name"),
        region=OuterRef("region"),
        pk__lt=OuterRef("pk"),
    )
    return decisions.filter(~Exists(earlier))


@case_figure(
    "M24b",
    _("Persons held accountable"),
    definition=_("Leading persons held accountable by a decision effective by the day, each once."),
)
def accountable_persons(day):
    decisions = Accountability.objects.filter(effective_on__lte=day, person=OuterRef("pk"))
    return Person.objects.filter(Exists(decisions))


@case_figure(
    "W01",
    _("Filed cases that name no person"),
    section=Section.WARNINGS,
    unit=Unit.CASES,
    region="region",
    definition=_(
        "Cases filed by the day against an organisation only: with them, fewer persons (M20) than "
        "cases (M19) may be right."
    ),
)
def cases_without_person(day):
    named = CasePerson.objects.filter(case=OuterRef("pk"))
    return DisciplineCase.objects.filed_by_day(day).filter(~Exists(named))


@case_figure(
    "W02",
    _("Persons sanctioned without a filed case"),
    section=Section.WARNINGS,
    definition=_(
        "Persons with a sanction effective by the day who are in no case filed by the day: with "
        "them, more may be sanctioned (M21) than are in cases (M20)."
    ),
)
def sanctioned_without_case(day):
    return sanctioned(day).filter(~in_filed_case(day))


@case_figure(
    "W03",
    _("Persons prosecuted without a filed case"),
    section=Section.WARNINGS,
    definition=_(
        "Persons transferred for prosecution by the day who are in no case filed by the day."
    ),
)
def prosecuted_without_case(day):
    return prosecuted(day).filter(~in_filed_case(day))
