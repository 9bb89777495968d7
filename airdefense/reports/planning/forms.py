from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.exchange.filters import DateInput
from airdefense.reports.figures import FIGURES
from airdefense.reports.models import PlanMark
from airdefense.reports.planning.actions import PLANNERS
from airdefense.reports.planning.filters import choices


class PlanForm(forms.ModelForm):
    code = forms.ChoiceField(label=_("Figure"), choices=choices)

    class Meta:
        model = PlanMark
        fields = ("code", "region", "due_on", "value", "basis")
        widgets = {"due_on": DateInput}
        help_texts = {
            "value": _("All that is reached by then: money in yuan, the rest in whole numbers."),
            "basis": _("The document that the plan comes from."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        regions = Organisation.objects.regions().filter(within(user, "", PLANNERS))
        self.fields["region"].queryset = regions.order_by("path")
        self.fields["region"].label_from_instance = lambda region: region.short_name

    def clean(self):
        found = super().clean()
        figure, value = FIGURES.get(found.get("code", "")), found.get("value")
        if figure and value is not None and not figure.is_money and value != value.to_integral():
            whole = _("%(label)s is counted in whole numbers.") % {"label": figure.label}
            self.add_error("value", ValidationError(whole))
        if value is not None and value < Decimal(0):
            self.add_error("value", ValidationError(_("A plan is not negative.")))
        return found


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000)
