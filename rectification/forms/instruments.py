"""What people type about an instrument: what it is about, its parts, a reply, a re-check."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, OrganisationKind, within
from airdefense.accounts.roles import Role
from airdefense.casework.fields import FilesField
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.documents.filling import placeholders
from airdefense.reports.instructions.topics import offices_over
from inspections.models import Finding, Round
from rectification.actions.drafting import COMMISSION
from rectification.forms.shared import NOT_UNITS, VersionedForm, day_field, long_text
from rectification.models import Instrument, InstrumentEffect, InstrumentKind, RectificationTask
from rectification.models.instruments import RECOMMENDATIONS
from rectification.parts import BAR, VALUES
from rectification.workflow import VERIFIERS

ISSUERS = (*COMMISSION, OrganisationKind.INSPECTION_OFFICE)
PART = "part_"
LONGEST_PART = 20_000
SHORT_ROWS, LONG_ROWS = 3, 6
HELD_FIELDS = ("held_on", "held_where", "present")
BY_COMMISSION = _("Recommendations are issued by the commission alone.")


class InstrumentForm(VersionedForm):
    """A draft with a field for each of its parts; kind, unit and case stand since it was begun."""

    reply_due_on = day_field(
        _("Reply due on"),
        required=False,
        help_text=_("Left empty, the time limit in force counts where a reply is due."),
    )
    held_on = day_field(_("Held on"), required=False)

    class Meta:
        model = Instrument
        fields = ("title", "issuer", *HELD_FIELDS, "reply_due_on", "copies_to")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = issuers_for(user)
        self.fields["copies_to"].help_text = _("Set several apart by 、.")
        if not self.instance.kind_entry.is_held:
            for name in HELD_FIELDS:
                del self.fields[name]
        for part in self.instance.kind_entry.parts:
            is_line = self.instance.kind_entry.is_form and not part.is_required
            self.fields[PART + part.key] = _field_of(part, is_line=is_line)
            self.initial.setdefault(PART + part.key, self.instance.parts.get(part.key, ""))
        last = ["reply_due_on", "copies_to"]
        self.order_fields([name for name in self.fields if name not in last] + last)

    def stored_values(self, instrument):
        parts = {PART + key: text for key, text in instrument.parts.items()}
        return super().stored_values(instrument) | parts

    def clean(self):
        cleaned = super().clean()
        issuer = cleaned.get("issuer")
        if self.instance.kind in RECOMMENDATIONS and issuer and issuer.kind not in COMMISSION:
            self.add_error("issuer", BY_COMMISSION)
        for part in self.instance.kind_entry.parts:
            self._check_part(part, cleaned.get(PART + part.key, ""))
        return cleaned

    def _check_part(self, part, text):
        if unknown := [name for name in placeholders(text) if name not in VALUES]:
            words = _t("There is no placeholder of this name: %(names)s.")
            self.add_error(PART + part.key, words % {"names": ", ".join(unknown)})
        if part.heads and (lines := part.overfull(text)):
            words = _t("This row has more than %(count)s cells: %(line)s")
            told = {"count": len(part.heads), "line": lines[0][:60]}
            self.add_error(PART + part.key, words % told)

    def _post_clean(self):
        super()._post_clean()
        keys = [part.key for part in self.instance.kind_entry.parts]
        self.instance.parts = {key: self.cleaned_data.get(PART + key, "") for key in keys}


def _field_of(part, *, is_line):
    """The field of one part: a table says its columns, what is one line stands smaller."""
    hint = _t(part.hint) if part.hint else ""
    if part.heads:
        hint = f"{hint} {BAR.join(part.heads)}"
    rows = LONG_ROWS if part.is_required or part.heads else 1 if is_line else SHORT_ROWS
    return forms.CharField(
        label=_t(part.label),
        required=False,
        max_length=LONGEST_PART,
        help_text=hint,
        widget=forms.Textarea({"rows": rows}),
    )


class NewInstrumentForm(forms.ModelForm):
    """What a draft is about; its text is then written by the case and waits to be edited."""

    task = forms.CharField(
        label=_("About task"),
        max_length=40,
        required=False,
        help_text=_("Its number; the text takes what the task knows."),
    )
    finding = forms.CharField(
        label=_("About finding"),
        max_length=40,
        required=False,
        help_text=_("Its number, where there is no task yet."),
    )
    round = forms.CharField(
        label=_("About round"),
        max_length=40,
        required=False,
        help_text=_("Its number: the problems of the unit in that round are listed."),
    )
    unit = forms.ModelChoiceField(
        label=_("Addressed to"),
        queryset=None,
        required=False,
        help_text=_("For an instrument about no single task or finding."),
    )
    matter = forms.CharField(
        label=_("Matter"),
        max_length=160,
        required=False,
        help_text=_("What the title names; left empty, the case says it."),
    )
    field_order = ("kind", "issuer", "task", "finding", "round", "unit", "matter")

    class Meta:
        model = Instrument
        fields = ("kind", "issuer")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial.setdefault("kind", InstrumentKind.URGE_LETTER)
        self.fields["issuer"].queryset = issuers_for(user)
        reach = Organisation.objects.within_reach_of(user).exclude(kind__in=NOT_UNITS)
        self.fields["unit"].queryset = reach.valid_on(timezone.localdate())

    def _numbered(self, name, rows, refusal):
        number = self.cleaned_data[name].strip()
        row = rows.filter(number=number).first() if number else None
        if number and row is None:
            raise ValidationError(refusal)
        return row

    def clean_task(self):
        visible = RectificationTask.objects.visible_to(self.user).select_related("unit__region")
        return self._numbered("task", visible, _("There is no task of this number."))

    def clean_finding(self):
        visible = Finding.objects.visible_to(self.user).select_related("unit__region")
        return self._numbered("finding", visible, _("There is no finding of this number."))

    def clean_round(self):
        visible = Round.objects.visible_to(self.user)
        return self._numbered("round", visible, _("There is no round of this number."))

    def clean(self):
        cleaned = super().clean()
        kind, issuer = cleaned.get("kind"), cleaned.get("issuer")
        if kind in RECOMMENDATIONS and issuer and issuer.kind not in COMMISSION:
            self.add_error("issuer", BY_COMMISSION)
        cleaned["unit"] = self._addressed(cleaned)
        cases = [cleaned.get(name) for name in ("task", "finding", "round")]
        if not self.errors and not any(cases) and not cleaned["matter"].strip():
            self.add_error("matter", _("Say what the document is about."))
        return cleaned

    def _addressed(self, cleaned):
        """The unit of the case; where the case names none, the one that was chosen."""
        case, unit = cleaned.get("task") or cleaned.get("finding"), cleaned.get("unit")
        if case and unit and case.unit != unit:
            self.add_error("unit", _("The task is another unit's."))
        if not case and not unit and "task" in cleaned and "finding" in cleaned:
            self.add_error("unit", _("Name the task or the unit."))
        return case.unit if case else unit


class ReplyForm(forms.Form):
    """The unit's answer with its files."""

    text = long_text(_("Reply"), rows=8)
    files = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("Choose or drop several at once. Each gets its SHA-256 on arrival."),
    )


class RejectReplyForm(forms.Form):
    """Why the reply is not enough, and by when another one is due."""

    note = long_text(_("What is missing in the reply"))
    reply_due_on = day_field(
        _("New reply day"),
        required=False,
        help_text=_("Left empty, the time limit in force counts from today."),
    )

    def clean_reply_due_on(self):
        day = self.cleaned_data["reply_due_on"]
        if day and day <= timezone.localdate():
            raise ValidationError(_("Choose a day still to come."))
        return day


class ConcludeForm(forms.Form):
    """What the re-check found."""

    effect = forms.ChoiceField(
        label=_("Effect"), choices=InstrumentEffect.choices, widget=forms.RadioSelect
    )
    note = long_text(_("What the re-check found"))


def issuers_for(user):
    """The commission's and the inspection's offices that this person may write for."""
    own = user.organisation
    above = [own.path[: end + 1] for end, mark in enumerate(own.path) if mark == "."]
    offices = Organisation.objects.filter(kind__in=ISSUERS).valid_on(timezone.localdate())
    reached = Organisation.objects.filter(within(user, "", (*VERIFIERS, Role.LEADERSHIP)))
    return offices.filter(pk__in=reached.values("pk")) | offices.filter(path__in=above)


def first_issuer(user):
    """The office a draft starts with: one's own where it may issue."""
    offices = issuers_for(user)
    return offices.filter(pk=user.organisation_id).first() or offices.first()


def urging_issuer(user, task):
    """Whose letter urges a task: the writer's own office, else an inspection office of the task's
    region, else one above it; for a leader who reaches none, the office that answers for the
    region. Raises NotPossible."""
    offices = issuers_for(user)
    own = offices.filter(pk=user.organisation_id).first()
    inspection = offices.filter(kind=OrganisationKind.INSPECTION_OFFICE)
    near = inspection.filter(path__startswith=task.region.path).first()
    found = own or near or inspection.order_by("-path").first() or offices.first()
    over = (one for one in offices_over(task.region) if one.kind in ISSUERS)
    if issuer := found or next(over, None):
        return issuer
    raise NotPossible(_t("No office over this region issues urging letters."))
