"""What people type: a task, its plan and proof, more time, an allocation, an instrument."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, OrganisationKind, within
from airdefense.casework.fields import FilesField
from airdefense.exchange.filters import DateInput
from projects.models import Receipt
from projects.models.money import ZERO
from rectification.actions.instruments import COMMISSION
from rectification.models import Instrument, InstrumentKind, RectificationTask
from rectification.models.instruments import RECOMMENDATIONS
from rectification.workflow import VERIFIERS

ISSUERS = (*COMMISSION, OrganisationKind.INSPECTION_OFFICE)
NOT_UNITS = (OrganisationKind.CITY, OrganisationKind.COUNTY)
LONGEST_TEXT = 4000


def long_text(label, rows=5, **kwargs):
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=widget, **kwargs)


def day_field(label, **kwargs):
    return forms.DateField(label=label, widget=DateInput, **kwargs)


class VersionedForm(forms.ModelForm):
    """Carries the version that was read, so that nobody overwrites a colleague (pitfalls 54)."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def _post_clean(self):
        super()._post_clean()
        self.instance.version = self.cleaned_data.get("version", self.instance.version)


class OriginForm(forms.Form):
    """Which finding a task is to be issued for."""

    number = forms.CharField(label=_("Number of the finding"), max_length=40)


class IssueForm(forms.Form):
    """A task from a finding: title and unit are the finding's."""

    requirement = long_text(_("What has to be put right"))
    due_on = day_field(
        _("Due on"),
        required=False,
        help_text=_("Left empty, the time limit in force for this region counts."),
    )

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < timezone.localdate():
            raise ValidationError(_("Choose today or a later day."))
        return due_on


class OpenForm(IssueForm):
    """A task from arrears or a lead: to a unit of the region, under a title of its own."""

    unit = forms.ModelChoiceField(label=_("Rectifying unit"), queryset=None)
    title = forms.CharField(label=_("Task"), max_length=200)
    field_order = ("unit", "title", "requirement", "due_on")

    def __init__(self, *args, region, **kwargs):
        super().__init__(*args, **kwargs)
        below = Organisation.objects.filter(path__startswith=region.path)
        units = below.valid_on(timezone.localdate()).exclude(kind__in=NOT_UNITS)
        self.fields["unit"].queryset = units


class TaskForm(VersionedForm):
    class Meta:
        model = RectificationTask
        fields = ("title", "requirement")


class PlanForm(forms.ModelForm):
    plan = long_text(_("Measures"), rows=8)

    class Meta:
        model = RectificationTask
        fields = ("plan", "responsible_person")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsible_person"].required = True


class SubmitForm(forms.Form):
    result = long_text(_("What was done"), rows=6)
    files = FilesField(
        label=_("Proof"),
        help_text=_(
            "Choose or drop several at once: vouchers, pictures, decisions. Each gets its SHA-256 "
            "on arrival."
        ),
    )


class ExtensionForm(forms.Form):
    requested_until = day_field(_("Until"))
    reason = long_text(_("Reason"), rows=4)

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, **kwargs)
        self.task = task

    def clean_requested_until(self):
        until = self.cleaned_data["requested_until"]
        if until <= self.task.due_on or until <= timezone.localdate():
            raise ValidationError(_("Choose a day still to come, later than the due day."))
        return until


class AllocationForm(forms.Form):
    """Part of a receipt of the same project, counted against the task's gap."""

    receipt = forms.ModelChoiceField(label=_("Receipt"), queryset=None)
    amount_yuan = forms.DecimalField(
        label=_("Amount (yuan)"), max_digits=14, decimal_places=2, min_value=0.01
    )
    allocated_on = day_field(_("Allocated on"))

    def __init__(self, *args, gap, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.gap = gap
        used = Coalesce(Sum("allocations__amount_yuan"), ZERO)
        receipts = Receipt.objects.visible_to(user).filter(project=gap.project).valid()
        left = receipts.alias(used=used).filter(amount_yuan__gt=F("used"))
        self.fields["receipt"].queryset = left
        self.fields["receipt"].label_from_instance = self.words_of
        self.initial.setdefault("allocated_on", timezone.localdate())
        self.initial.setdefault("amount_yuan", gap.balance)

    @staticmethod
    def words_of(receipt):
        rest = f"{receipt.unallocated_yuan:,.2f}"
        return _t("%(number)s of %(day)s, %(rest)s yuan left") % {
            "number": receipt.number,
            "day": receipt.paid_on,
            "rest": rest,
        }

    def clean(self):
        cleaned = super().clean()
        receipt, amount = cleaned.get("receipt"), cleaned.get("amount_yuan")
        if receipt is None or amount is None:
            return cleaned
        limit = min(receipt.unallocated_yuan, self.gap.balance)
        if amount > limit:
            words = _t("At most %(limit)s yuan: more is not left, or not open.")
            self.add_error("amount_yuan", words % {"limit": f"{limit:,.2f}"})
        day = cleaned.get("allocated_on")
        if day and not receipt.paid_on <= day <= timezone.localdate():
            self.add_error("allocated_on", _("Between the day of payment and today."))
        return cleaned


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
