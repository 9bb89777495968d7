"""Filed cases, the persons in them, what became of each: 件, 人 and 人次 kept apart by schema."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from airdefense.casework.clock import by_end_of
from airdefense.casework.models import Case, both_or_neither, moment, person
from leads.models.content import OfLeadQuerySet, Person
from leads.models.leads import EVENT_LABELS, Lead
from leads.workflow import CASE_WORKFLOW, CaseStatus

USER = settings.AUTH_USER_MODEL


CASE_EVENT_LABELS = {
    "propose": _("Filing proposed"),
    "edit": _("Edited"),
    "add_case_person": _("Person brought into the case"),
    "accept_trial": _("Accepted by the trial office"),
    "deliberate": _("Collective deliberation recorded"),
    "decide_trial": _("Trial decided"),
    "detain": _("Detention recorded"),
    "extend_detention": _("Detention extended"),
    "end_detention": _("End of the detention recorded"),
    "prosecute": _("Opinion for prosecution sent"),
    "ask_supplement": _("Supplement asked for by the procuratorate"),
    "send_supplement": _("Supplement sent"),
    "record_prosecution_decision": _("Decision of the procuratorate recorded"),
    "announce": _("Decision announced"),
    "carry_out": _("Decision executed"),
    "end_probation": _("End of the probation decided"),
    "apply_for_review": _("Review applied for"),
    "decide_review": _("Review decided"),
}


class DisciplineCaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A case is as secret as its lead: the compartment alone."""
        return self.filter(lead__in=Lead.objects.in_compartment_of(user))

    def filed_by_day(self, day):
        return self.filter(by_end_of(day, "filed_at"))


class DisciplineCase(Case):
    """A case proposed for filing and, once approved, filed (立案)."""

    workflow = CASE_WORKFLOW
    step_view = "take_case_step"

    number = models.CharField(_("number"), max_length=60, blank=True, editable=False)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="cases")
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region"), editable=False
    )
    handler = models.ForeignKey(
        USER, models.PROTECT, related_name="cases_handled", verbose_name=_("case officer")
    )
    approver = models.ForeignKey(
        USER, models.PROTECT, related_name="cases_to_approve", verbose_name=_("approving leader")
    )
    organisation_subject = models.CharField(
        _("organisation investigated"), max_length=120, blank=True
    )
    matter = models.CharField(_("matter"), max_length=200)
    proposed_at = models.DateTimeField(_("proposed at"), editable=False)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    filed_at, filed_by = moment(_("filed at")), person()
    rejected_at, rejected_by = moment(_("refused at")), person()
    sent_to_trial_at, sent_to_trial_by = moment(_("sent to trial at")), person()
    concluded_at, concluded_by = moment(_("concluded at")), person()
    withdrawn_at, withdrawn_by = moment(_("withdrawn at")), person()
    trial_officer = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases_tried",
        verbose_name=_("trial officer"),
    )
    basis = models.CharField(_("statutory basis of the filing"), max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=CaseStatus, default=CaseStatus.PROPOSED
    )

    event_labels = EVENT_LABELS | CASE_EVENT_LABELS
    is_compartmented = True
    objects = DisciplineCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("discipline cases")
        constraints = [
            *(
                both_or_neither("case", name)
                for name in ("filed", "rejected", "sent_to_trial", "concluded", "withdrawn")
            ),
            models.UniqueConstraint(
                name="case_number_once", fields=["number"], condition=~Q(number="")
            ),
            models.CheckConstraint(
                name="case_filed_with_its_number",
                condition=Q(filed_at=None, number="") | (Q(filed_at__isnull=False) & ~Q(number="")),
            ),
            models.CheckConstraint(
                name="case_handler_is_not_its_approver", condition=~Q(handler=F("approver"))
            ),
        ]

    def __str__(self):
        return self.number or f"{_('Proposed case')} #{self.pk}"

    def get_absolute_url(self):
        return reverse("leads:case_detail", args=[self.pk])

    @property
    def scope_paths(self):
        return (self.lead.commission.path,)


class OfCaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(case__lead__in=Lead.objects.in_compartment_of(user))

    def named_by_day(self, day):
        """In a case filed by the end of that day, and named in it by then."""
        filed = by_end_of(day, "case__filed_at")
        return self.filter(filed).filter(Q(added_at=None) | by_end_of(day, "added_at"))


class CasePerson(models.Model):
    """A person in a filed case: counted in 人, where the case is counted in 件."""

    # Nothing where the person was named when the filing was proposed.
    added_at, added_by = moment(_("added at")), person()
    case = models.ForeignKey(DisciplineCase, models.PROTECT, related_name="persons")
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("person in a case")
        verbose_name_plural = _("persons in cases")
        constraints = [
            models.UniqueConstraint(name="person_once_per_case", fields=["case", "person"]),
            both_or_neither("case_person", "added"),
        ]

    def __str__(self):
        return f"{self.person_id} · {self.case_id}"


class OutcomeKind(models.TextChoices):
    """What may become of a person; the first two are sanctions (domain §3.4–3.5)."""

    PARTY_SANCTION = "party_sanction", _("Party sanction")
    GOV_SANCTION = "gov_sanction", _("Government sanction")
    FIRST_FORM = "first_form", _("Reminder talk, criticism and education (first form)")
    ORG_HANDLING = "org_handling", _("Organisational handling")
    PROSECUTION = "prosecution", _("Transferred for prosecution")


class Measure(models.TextChoices):
    """The sanctions and measures by name (domain §3.4); the words of the decision stand beside."""

    PARTY_WARNING = "party_warning", _("Party: warning")
    PARTY_SERIOUS_WARNING = "party_serious_warning", _("Party: serious warning")
    PARTY_POST_REMOVAL = "party_post_removal", _("Party: removal from Party post")
    PARTY_PROBATION = "party_probation", _("Party: probation in the Party")
    PARTY_EXPULSION = "party_expulsion", _("Party: expulsion")
    GOV_WARNING = "gov_warning", _("Government: warning")
    GOV_DEMERIT = "gov_demerit", _("Government: demerit")
    GOV_MAJOR_DEMERIT = "gov_major_demerit", _("Government: major demerit")
    GOV_DEMOTION = "gov_demotion", _("Government: demotion")
    GOV_REMOVAL = "gov_removal", _("Government: removal from office")
    GOV_DISMISSAL = "gov_dismissal", _("Government: dismissal")
    REMINDER_TALK = "reminder_talk", _("Reminder talk")
    CRITICISM = "criticism", _("Criticism and education")
    ORDERED_EXAMINATION = "ordered_examination", _("Ordered self-examination")
    ADMONISHMENT = "admonishment", _("Admonishment")
    REASSIGNMENT = "reassignment", _("Reassignment or change of post")
    SUSPENSION = "suspension", _("Suspension from duties")
    PROSECUTION = "prosecution", _("Opinion for prosecution")


class Form(models.TextChoices):
    """The four forms (四种形态), counted in person-times (domain §3.5)."""

    F1 = "F1", _("First form: criticism and education")
    F2 = "F2", _("Second form: light sanction or reassignment")
    F3 = "F3", _("Third form: heavy sanction or major change of post")
    F4 = "F4", _("Fourth form: serious violation suspected of crime")


SANCTIONS = (OutcomeKind.PARTY_SANCTION, OutcomeKind.GOV_SANCTION)
MILD = (OutcomeKind.FIRST_FORM, OutcomeKind.ORG_HANDLING)


class OutcomeQuerySet(OfLeadQuerySet):
    def visible_to(self, user):
        return self.filter(person__lead__in=Lead.objects.in_compartment_of(user))

    def effective_by(self, day):
        """In effect by the end of that day and not revoked by then, whatever came later."""
        standing = Q(revoked_on=None) | Q(revoked_on__gt=day)
        return self.filter(standing, effective_on__lte=day)

    def times(self, day, form):
        """The handlings (人次) of a form: in one case a person is handled once, by the heaviest of
        the forms, however many decisions say so."""
        counted = self.effective_by(day)
        same = counted.filter(person=OuterRef("person"), case=OuterRef("case"))
        heavier = Q(form__gt=form) | Q(form=form, pk__lt=OuterRef("pk"))
        return counted.filter(~Exists(same.filter(heavier)), form=form)


class Outcome(models.Model):
    """One decision about one person; a person may have several and is still one person."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="outcomes")
    case = models.ForeignKey(
        DisciplineCase, models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    region = models.ForeignKey(Organisation, models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(_("outcome"), max_length=20, choices=OutcomeKind)
    measure = models.CharField(
        _("measure"), max_length=60, help_text=_("For instance: serious warning; demerit.")
    )
    code = models.CharField(_("kind of measure"), max_length=30, choices=Measure, blank=True)
    form = models.CharField(_("form"), max_length=2, choices=Form, blank=True)
    # Until when a sanction has its effect (影响期); nothing where none is set.
    in_effect_until = models.DateField(_("in effect until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120)
    effective_on = models.DateField(_("effective on"))
    # A review may change or revoke the decision: it counts until that day, and no longer.
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    # The decision that a review put this one in the place of.
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(
                name="outcome_once_per_person_and_document", fields=["person", "kind", "document"]
            ),
            models.CheckConstraint(
                name="outcome_revoked_after_it_took_effect",
                condition=Q(revoked_on=None) | Q(revoked_on__gte=F("effective_on")),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.person_id} #{self.pk}"

    def get_absolute_url(self):
        return (self.case or self.person.lead).get_absolute_url()

    @property
    def words(self) -> str:
        """The measure by its name, else in the words of the decision."""
        return str(self.get_code_display() or self.measure)

    def is_in_effect_on(self, day) -> bool:
        """Whether a sanction still has its effect (影响期) on that day."""
        is_revoked = self.revoked_on is not None and self.revoked_on <= day
        return not is_revoked and (self.in_effect_until is None or self.in_effect_until >= day)


class Accountability(models.Model):
    """Accountability (问责) of an organisation or of a leading person, reported apart (M24)."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="accountabilities")
    region = models.ForeignKey(Organisation, models.PROTECT, related_name="+", editable=False)
    organisation_name = models.CharField(
        _("organisation held accountable"), max_length=120, blank=True
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="accountabilities"
    )
    measure = models.CharField(_("measure"), max_length=60)
    document = models.CharField(_("document"), max_length=120)
    effective_on = models.DateField(_("effective on"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("accountability")
        verbose_name_plural = _("accountabilities")
        constraints = [
            models.CheckConstraint(
                name="accountability_of_an_organisation_or_a_person",
                condition=Q(person=None) & ~Q(organisation_name="")
                | Q(person__isnull=False, organisation_name=""),
            )
        ]

    def __str__(self):
        return f"{self.measure} #{self.pk}"
