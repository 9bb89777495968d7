"""Who is let in or put in another's place, and how the sealed part is asked for and opened."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User
from leads.actions.compartment import MAY_BE_MEMBERS
from leads.actions.handing import POSTS
from leads.commissions import own_commissions
from leads.forms.people import VettedField
from leads.forms.transfers import NOT_A_SUBJECT
from leads.forms.widgets import LONG, SHORT
from leads.models import Lead, RecusalGround


def handlers_of(lead):
    """The people who handle leads of the commission."""
    return User.objects.holding(*MAY_BE_MEMBERS, path=lead.commission.path)


class MemberForm(forms.Form):
    """Who is let into a compartment, why, and until when."""

    user = VettedField(label=_("Person"))
    reason = forms.CharField(label=_("Reason"), max_length=200)
    expires_on = forms.DateField(label=_("Access until"), widget=forms.DateInput)

    def __init__(self, *args, lead, by, **kwargs):
        super().__init__(*args, **kwargs)
        inside = lead.members.in_force(timezone.localdate()).values("user")
        people = handlers_of(lead).exclude(pk__in=inside).exclude(pk=by.pk)
        self.fields["user"].offer(people, lead)


class HandOnForm(forms.Form):
    """Whose place is taken, by whom, and why."""

    post = forms.ChoiceField(label=_("In the place of"))
    taker = VettedField(label=_("Who takes over"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args, lead, may_change_leader, **kwargs):
        super().__init__(*args, **kwargs)
        posts = POSTS if may_change_leader else {"handler": POSTS["handler"]}
        self.fields["post"].choices = [
            (name, f"{Lead._meta.get_field(name).verbose_name} · {getattr(lead, name)}")
            for name in posts
            if getattr(lead, name)
        ]
        people = User.objects.holding(*posts.values(), path=lead.commission.path)
        here = [lead.handler_id, lead.approver_id]
        self.fields["taker"].offer(people.exclude(pk__in=[key for key in here if key]), lead)


class RecusalForm(forms.Form):
    """Who stays out of a lead and on what ground; of oneself, or entered by the register."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=None)
    ground = forms.ChoiceField(label=_("Ground"), choices=RecusalGround.choices)
    words = forms.CharField(label=_("Particulars"), max_length=300, widget=SHORT)

    def __init__(self, *args, lead, by, may_enter, **kwargs):
        super().__init__(*args, **kwargs)
        barred = lead.recusals.in_force().values("user")
        people = handlers_of(lead).exclude(pk__in=barred)
        people = people if may_enter else people.filter(pk=by.pk)
        self.fields["user"].queryset = people.order_by("display_name", "pk")
        if not may_enter:
            self.initial["user"] = by.pk


class LiftForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=SHORT)


class SealForm(forms.Form):
    """Why the identity of the reporter is needed."""

    reason = forms.CharField(label=_("Why it is needed"), max_length=2000, widget=LONG)


class SealDecisionForm(forms.Form):
    """The custodian's decision on a request, with its grounds."""

    GRANT, REFUSE = "grant", "refuse"

    decision = forms.CharField(label=_("Grounds of the decision"), max_length=2000, widget=LONG)
    open_until = forms.DateField(
        label=_("May be opened until"), required=False, widget=forms.DateInput
    )

    def __init__(self, *args, latest, **kwargs):
        super().__init__(*args, **kwargs)
        self.latest = latest
        field = self.fields["open_until"]
        if latest:
            field.help_text = _("At most until %(day)s; empty: until that day.") % {"day": latest}
            field.widget.attrs["max"] = latest.isoformat()
        else:
            field.help_text = _("To be named when the request is granted.")


class RelationForm(forms.Form):
    """A tie of one's own: to a unit, or to somebody by name."""

    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Organisation.objects.none(), required=False
    )
    relative = forms.CharField(label=_("Person related to"), max_length=60, required=False)
    relation = forms.CharField(
        label=_("Relation"), max_length=60, help_text=_("For instance: spouse works there.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units = Organisation.objects.valid_on(timezone.localdate())
        self.fields["unit"].queryset = units.exclude(kind__in=NOT_A_SUBJECT)

    def clean(self):
        facts = super().clean() or self.cleaned_data
        if bool(facts.get("unit")) == bool(facts.get("relative")):
            self.add_error("unit", _("Name either the unit or the person you are related to."))
        return facts


class IntercessionForm(forms.Form):
    """Who asked about what, or put in a word for whom."""

    commission = forms.ModelChoiceField(label=_("Commission"), queryset=None)
    who = forms.CharField(label=_("Who asked"), max_length=60)
    who_unit = forms.CharField(label=_("Unit and post"), max_length=120, required=False)
    happened_on = forms.DateField(label=_("On"), widget=forms.DateInput)
    lead = forms.CharField(
        label=_("Number of the lead"),
        max_length=60,
        required=False,
        help_text=_("Only one that you may see; leave it empty when in doubt."),
    )
    words = forms.CharField(label=_("What was asked or said"), max_length=4000, widget=LONG)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["commission"].queryset = own_commissions(user)
        self.initial.setdefault("commission", own_commissions(user).first())

    def clean_lead(self):
        number = self.cleaned_data["lead"].strip()
        if not number:
            return None
        named = Q(number=number) | Q(letter_number=number)
        found = list(Lead.objects.visible_to(self.user).filter(named)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("Nothing of that number is in your reach."))
        return found[0]

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet."))
        return day
