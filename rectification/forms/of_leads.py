"""What an officer chooses to disclose of a lead in an instrument."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from rectification.actions.drafting import COMMISSION
from rectification.actions.of_leads import FROM_LEADS
from rectification.forms.shared import NOT_UNITS, long_text
from rectification.models import InstrumentKind
from rectification.models.instruments import RECOMMENDATIONS


class FromLeadForm(forms.Form):
    """Nothing is filled in but the unit: whatever leaves the compartment is typed."""

    kind = forms.ChoiceField(label=_("Kind"))
    issuer = forms.ModelChoiceField(label=_("Issued by office"), queryset=None)
    unit = forms.ModelChoiceField(label=_("Addressed to"), queryset=None)
    case = forms.ModelChoiceField(
        label=_("Case"),
        queryset=None,
        required=False,
        help_text=_("Known to the compartment alone; the document does not name it."),
    )
    matter = forms.CharField(
        label=_("Matter"), max_length=160, help_text=_("What the title names.")
    )
    facts = long_text(_("Facts to be disclosed"), required=False)
    measures = long_text(_("Measures recommended"), required=False)

    def __init__(self, *args, lead, user, **kwargs):
        super().__init__(*args, **kwargs)
        today, commission = timezone.localdate(), lead.commission
        bodies = Organisation.objects.valid_on(today)
        self.fields["kind"].choices = [
            (kind.value, kind.label) for kind in InstrumentKind if kind in FROM_LEADS
        ]
        self.fields["issuer"].queryset = bodies.filter(
            kind__in=COMMISSION, path__startswith=commission.path
        )
        units = bodies.filter(path__startswith=commission.home_region.path)
        self.fields["unit"].queryset = units.exclude(kind__in=NOT_UNITS)
        self.fields["case"].queryset = lead.cases.visible_to(user).order_by("pk")
        self.initial.setdefault("kind", RECOMMENDATIONS[-1])
        self.initial.setdefault("issuer", commission.pk)
        self.initial.setdefault("unit", lead.content.subject_unit_id)

    def clean(self):
        data = super().clean()
        # Without a measure the recommendation has nothing to recommend.
        if data.get("kind") in RECOMMENDATIONS and not data.get("measures"):
            self.add_error("measures", _t("Say what is recommended."))
        return data
