"""The figures of leads and cases: leads and cases in 件, people in 人, never mixed.

Whoever reads a report learns how many. Which leads they are, only the register and the
compartment see, and nobody learns names here: every figure opens leads by their header alone.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.clock import by_end_of
from airdefense.exchange.columns import Column
from airdefense.reports.figures import Section, Unit, figure
from leads.models import (
    Access,
    Accountability,
    CasePerson,
    DisciplineCase,
    Form,
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


def lead_figure(code, label, *, section=Section.LEADS, **options):
    """A figure of leads, opening those of them that the reader finds in the register."""
    return figure(
        code,
        label,
        unit=Unit.CASES,
        section=section,
        region="region",
        columns=LEAD_COLUMNS,
        opens="pk",
        readable=in_register,
        **options,
    )


def case_figure(code, label, *, unit=Unit.PERSONS, section=Section.LEADS, **options):
    """A figure of cases and persons, opening the leads of the reader's own compartments."""
    options.setdefault("region", "lead__region")
    options.setdefault("opens", "lead")
    return figure(
        code,
        label,
        unit=unit,
        section=section,
        columns=LEAD_COLUMNS,
        readable=Lead.objects.in_compartment_of,
        **options,
    )


def of_human(rows, day):
    """Whether the person of the outer row has one of these rows, here or under the same identity
    number in another lead; a number entered later makes nobody one on that day."""
    other = Q(person__id_hash=OuterRef("known_hash")) & ~Q(person__id_hash="")
    known = other & by_end_of(day, "person__identified_at")
    return Exists(rows.filter(Q(person=OuterRef("pk")) | known))


def outcomes(day, *kinds):
    """Whether a person has an outcome of these kinds in effect on the day."""
    rows = Outcome.objects.effective_by(day)
    return Exists(rows.filter(person=OuterRef("pk"), kind__in=kinds))


def outcomes_anywhere(day, *kinds):
    """Whether the same human being has one, be it in another lead."""
    return of_human(Outcome.objects.effective_by(day).filter(kind__in=kinds), day)


def in_filed_case(day):
    named = CasePerson.objects.named_by_day(day)
    return Exists(named.filter(person=OuterRef("pk")))


def in_filed_case_anywhere(day):
    return of_human(CasePerson.objects.named_by_day(day), day)


def each_once(day, *conditions):
    """The persons who fulfil the conditions, one human being once: where several rows are known
    to be the same one, the first of them."""
    rows = Person.objects.known_by_day(day).filter(*conditions)
    earlier = rows.filter(pk__lt=OuterRef("pk"), known_hash=OuterRef("known_hash"))
    return rows.filter(~Exists(earlier.exclude(known_hash="")))


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
    definition=_(
        "Cases whose filing was approved by the day, in cases, not persons; one withdrawn later "
        "was filed all the same."
    ),
)
def filed(day):
    return DisciplineCase.objects.filed_by_day(day)


@case_figure(
    "M20",
    _("Persons in filed cases"),
    definition=_(
        "Persons named by the day in cases filed by the day, each person once: who is known by "
        "the same identity number in several leads is one."
    ),
)
def persons_in_cases(day):
    return each_once(day, in_filed_case(day))


@case_figure(
    "M21",
    _("Persons sanctioned"),
    definition=_(
        "Persons with at least one Party or government sanction effective by the day and not "
        "revoked by then; with both, a person still counts once."
    ),
)
def sanctioned(day):
    return each_once(day, outcomes(day, *SANCTIONS))


@case_figure(
    "M22",
    _("Persons handled otherwise"),
    definition=_(
        "Persons with a reminder talk, criticism and education or organisational handling "
        "effective by the day and no sanction by the day, each once."
    ),
)
def handled_otherwise(day):
    return each_once(day, outcomes(day, *MILD), ~outcomes_anywhere(day, *SANCTIONS))


@case_figure(
    "M23",
    _("Persons transferred for prosecution"),
    definition=_("Persons whose case was transferred for prosecution by the day, each once."),
)
def prosecuted(day):
    return each_once(day, outcomes(day, OutcomeKind.PROSECUTION))


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
    return each_once(day, Exists(decisions))


def form_figure(form):
    """How often a form was applied: counted in times, never added to persons."""

    @case_figure(
        f"P0{form.value[1:]}",
        form.label,
        unit=Unit.PERSON_TIMES,
        region="region",
        definition=_(
            "Handlings by this form effective by the day and not revoked by then, in person-times: "
            "in one case a person is handled once, by the heaviest form decided; another case or "
            "lead counts again."
        ),
        opens="person__lead",
    )
    def times(day):
        return Outcome.objects.times(day, form)

    return times


first_form, second_form, third_form, fourth_form = (form_figure(form) for form in Form)


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
    named = CasePerson.objects.named_by_day(day).filter(case=OuterRef("pk"))
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
    return sanctioned(day).filter(~in_filed_case_anywhere(day))


@case_figure(
    "W03",
    _("Persons prosecuted without a filed case"),
    section=Section.WARNINGS,
    definition=_(
        "Persons transferred for prosecution by the day who are in no case filed by the day."
    ),
)
def prosecuted_without_case(day):
    return prosecuted(day).filter(~in_filed_case_anywhere(day))


@case_figure(
    "W06",
    _("Persons who may be counted twice"),
    section=Section.WARNINGS,
    definition=_(
        "Persons counted in M20 to M23 who bear the name of another one counted there and work in "
        "the same unit, where the identity number of one of the two is not known on the day."
    ),
)
def counted_twice(day):
    counted = Person.objects.known_by_day(day).filter(
        in_filed_case(day) | outcomes(day, *MILD, *SANCTIONS, OutcomeKind.PROSECUTION)
    )
    namesake = counted.filter(
        ~Q(pk=OuterRef("pk")), name=OuterRef("name"), unit=OuterRef("unit")
    ).exclude(lead=OuterRef("lead"))
    unknown = namesake.filter(known_hash="")
    return counted.filter(Exists(unknown) | (Q(known_hash="") & Exists(namesake)))


# From the problem to the sanction: the same leads on their way, parts for the boards.


def funnel_part(code, label, definition):
    """What became of a lead is told by counting; which one, only its compartment sees."""
    return case_figure(
        code,
        label,
        unit=Unit.CASES,
        section=Section.PARTS,
        region="region",
        opens="pk",
        definition=definition,
    )


@lead_figure(
    "N01",
    _("Problems transferred as leads"),
    section=Section.PARTS,
    definition=_(
        "Leads transferred by the day, not returned and not void by then, that were written up "
        "from a finding."
    ),
)
def from_problems(day):
    return Lead.objects.transferred_by_day(day).filter(finding__isnull=False)


@funnel_part(
    "N02",
    _("Of these with a case filed"),
    _("Leads of N01 of which at least one case of their own was filed by the day."),
)
def from_problems_filed(day):
    cases = DisciplineCase.objects.filed_by_day(day).filter(lead=OuterRef("pk"))
    return from_problems(day).filter(Exists(cases))


@funnel_part(
    "N03",
    _("Of these with a person sanctioned"),
    _("Leads of N01 with a sanction of a person effective by the day and not revoked by then."),
)
def from_problems_sanctioned(day):
    decided = Outcome.objects.effective_by(day).filter(kind__in=SANCTIONS)
    return from_problems(day).filter(Exists(decided.filter(person__lead=OuterRef("pk"))))
