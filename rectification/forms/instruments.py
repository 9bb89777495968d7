"""The draft of an instrument."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, OrganisationKind, within
from rectification.actions.instruments import COMMISSION
from rectification.forms.shared import NOT_UNITS, VersionedForm, day_field, long_text
from rectification.models import Instrument, InstrumentKind, RectificationTask
from rectification.models.instruments import RECOMMENDATIONS
from rectification.workflow import VERIFIERS

ISSUERS = (*COMMISSION, OrganisationKind.INSPECTION_OFFICE)


class InstrumentForm(VersionedForm):
    """The draft of an instrument; its unit and task are settled when it is first written."""

    body = long_text(_("Text"), rows=12)
    reply_due_on = day_field(
        _("Reply due on"),
        required=False,
        help_text=_("Left empty, the time limit in force counts where a reply is due."),
    )

    class Meta:
        model = Instrument
        fields = ("kind", "issuer", "title", "body", "reply_due_on")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = issuers_for(user)

    def clean(self):
        cleaned = super().clean()
        kind, issuer = cleaned.get("kind"), cleaned.get("issuer")
        if kind in RECOMMENDATIONS and issuer and issuer.kind not in COMMISSION:
            self.add_error("issuer", _("Recommendations are issued by the commission alone."))
        return cleaned


class NewInstrumentForm(InstrumentForm):
    """A first draft, about a task by its number, or to a unit as a whole."""

    version = None
    task = forms.CharField(
        label=_("About task"),
        max_length=40,
        required=False,
        help_text=_("Its number; left empty, choose the unit."),
    )
    unit = forms.ModelChoiceField(
        label=_("Addressed to"),
        queryset=None,
        required=False,
        help_text=_("For an instrument about no single task."),
    )
    field_order = ("task", "unit", "kind", "issuer", "title", "body", "reply_due_on")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.user = user
        self.initial.setdefault("kind", InstrumentKind.URGE_LETTER)
        reach = Organisation.objects.within_reach_of(user).exclude(kind__in=NOT_UNITS)
        self.fields["unit"].queryset = reach.valid_on(timezone.localdate())

    def clean_task(self):
        number = self.cleaned_data["task"].strip()
        if not number:
            return None
        visible = RectificationTask.objects.visible_to(self.user).select_related("unit__region")
        task = visible.filter(number=number).first()
        if task is None:
            raise ValidationError(_("There is no task of this number."))
        return task

    def clean(self):
        cleaned = super().clean()
        task, unit = cleaned.get("task"), cleaned.get("unit")
        if task and unit and task.unit != unit:
            self.add_error("unit", _("The task is another unit's."))
        if "task" in cleaned and not task and not unit:
            self.add_error("unit", _("Name the task or the unit."))
        cleaned["unit"] = task.unit if task else unit
        return cleaned


def issuers_for(user):
    """The commission's and the inspection's offices that this person may write for."""
    own = user.organisation
    above = [own.path[: end + 1] for end, mark in enumerate(own.path) if mark == "."]
    offices = Organisation.objects.filter(kind__in=ISSUERS).valid_on(timezone.localdate())
    reached = Organisation.objects.filter(within(user, "", VERIFIERS))
    return offices.filter(pk__in=reached.values("pk")) | offices.filter(path__in=above)


def first_issuer(user):
    """The office a draft starts with: one's own where it may issue."""
    offices = issuers_for(user)
    return offices.filter(pk=user.organisation_id).first() or offices.first()
