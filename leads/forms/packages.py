"""What a transfer package asks for: its head, its leads one by one, and the sender's answer."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, OrganisationKind, User, within
from airdefense.accounts.roles import Role
from airdefense.casework.merging import MergingForm
from leads.actions.leads import SENDERS
from leads.actions.transfers import PREPARERS
from leads.forms.transfers import ContentForm, commissions_of, sources_of
from leads.forms.widgets import LONG
from leads.models import LeadSource, TransferPackage

OWN = ("approver",)
PAPER = ("letter_number", "paper_approver", "paper_received_on")
INSPECTING = (OrganisationKind.INSPECTION_OFFICE, OrganisationKind.INSPECTION_TEAM)
NO_SENDER = (OrganisationKind.CITY, OrganisationKind.COUNTY, OrganisationKind.INSPECTION_TEAM)


class PackageForm(MergingForm):
    """Inspection names the leader who approves; of a paper letter the register keys what is on
    it."""

    class Meta:
        model = TransferPackage
        fields = ("source", "sender", "commission", *OWN, *PAPER, "feedback_due_on")
        widgets = {"paper_received_on": forms.DateInput, "feedback_due_on": forms.DateInput}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.inspects, self.keys = user.has_role(*PREPARERS), user.has_role(Role.CASE_SUPERVISION)
        self._offer_bodies(user)
        self._leave_out()
        self.fields["feedback_due_on"].help_text = _("Empty: by the time limit in force.")

    def _offer_bodies(self, user):
        today = timezone.localdate()
        bodies = Organisation.objects.valid_on(today)
        reach = within(user, "", PREPARERS) | Q(pk=user.organisation_id)
        own = bodies.filter(reach, kind__in=INSPECTING)
        others = bodies.exclude(kind__in=NO_SENDER)
        self.fields["source"].choices = sources_of(user, PREPARERS)
        self.fields["sender"].queryset = own | others if self.keys else own
        self.fields["commission"].queryset = commissions_of(user).valid_on(today)
        paths = [body.path for body in own] if self.inspects else []
        leaders = User.objects.none()
        for path in paths:
            leaders |= User.objects.holding(*SENDERS, path=path)
        leaders = leaders.exclude(pk=user.pk).select_related("organisation").distinct()
        if self.inspects:
            self.fields["approver"].queryset = leaders.order_by("display_name")
        if not self.instance.pk:
            first = own.order_by("kind", "path").first()
            self.initial.setdefault("sender", first.pk if first else None)
            self.initial.setdefault("commission", self._nearest_commission(user))

    def _nearest_commission(self, user):
        """That of the user's own region, else the first there is."""
        commissions = self.fields["commission"].queryset
        return commissions.filter(region=user.organisation.home_region).first() or (
            commissions.first()
        )

    def _leave_out(self):
        """What stands on paper is not asked of inspection, nor its leader of the register."""
        if self.instance.pk:
            self.fields.pop("source")
        is_paper = self.instance.is_paper if self.instance.pk else not self.inspects
        is_own = not is_paper if self.instance.pk else self.inspects
        if not is_own:
            self.fields.pop("approver")
        if not (is_paper or (self.keys and not self.instance.pk)):
            for name in PAPER:
                self.fields.pop(name)

    def clean(self):
        data = super().clean()
        source = data.get("source") or self.instance.source
        asked = OWN if source == LeadSource.INSPECTION else PAPER
        for name in asked:
            if name in self.fields and name not in self.errors and not data.get(name):
                self.add_error(name, _t("This field is required."))
        # A person with both desks is asked for both and fills in one of them.
        for name in PAPER if source == LeadSource.INSPECTION else OWN:
            if name in self.fields:
                data[name] = None if name != "letter_number" and name != "paper_approver" else ""
        return data

    def header(self):
        """What `actions.prepare` takes."""
        taken = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        return {name: value for name, value in taken.items() if value is not None}


class EntryForm(ContentForm):
    """One lead of the list."""

    def arguments(self):
        """What the actions take of this form."""
        return {name: self.cleaned_data[name] for name in (*self.ORIGIN, *self.CONTENT, "files")}

    @staticmethod
    def initial_of(entry):
        """The form as the entry has it."""
        names = ("region", "subject_unit", "power", "matter", "facts", "amount_yuan", "is_on_site")
        return {name: getattr(entry, name) for name in names} | {
            "finding": entry.finding.number if entry.finding else "",
            "project": entry.project.code if entry.project else "",
        }


class EntryBookForm(forms.Form):
    """A filled workbook with the list of leads."""

    file = forms.FileField(
        label=_("Filled workbook"), widget=forms.FileInput({"accept": ".xlsx"}), max_length=200
    )


class FeedbackForm(forms.Form):
    """What the sender is told; nothing else of it is ever shown there."""

    text = forms.CharField(
        label=_("Feedback to the sender"),
        widget=LONG,
        max_length=4000,
        help_text=_("The sender reads this and the day; never what was found out about anybody."),
    )
