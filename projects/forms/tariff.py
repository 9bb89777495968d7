"""Forms of published rows: a region within reach, a period that runs forward, a document."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from projects.models import FeeAdjustment, FeePolicy, FeeRate
from projects.workflow import PUBLISHERS

PERIOD = ("effective_from", "effective_to", "document")


class PublishedForm(forms.ModelForm):
    """What somebody proposes; a second person puts it in force."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        reach = Organisation.objects.regions().filter(within(user, "", PUBLISHERS))
        self.fields["region"].queryset = reach
        self.fields["region"].empty_label = None

    def clean(self):
        facts = super().clean()
        first, last = facts.get("effective_from"), facts.get("effective_to")
        if first and last and last < first:
            self.add_error(
                "effective_to", _("It ends before it begins: enter a later day or none.")
            )
        return facts


class RateForm(PublishedForm):
    class Meta:
        model = FeeRate
        fields = ("region", "grade", "yuan_per_sqm", *PERIOD)


class AdjustmentForm(PublishedForm):
    class Meta:
        model = FeeAdjustment
        fields = ("region", "factor", *PERIOD)


class PolicyForm(PublishedForm):
    class Meta:
        model = FeePolicy
        fields = ("region", "city_class", "ratio", "zone_ratio", "threshold_scope", *PERIOD)


class EndForm(forms.Form):
    """The last day of a row in force, and the paper that ends it."""

    effective_to = forms.DateField(label=_("Last day in force"))
    note = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The document that ends it, with its number."),
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row

    def clean_effective_to(self):
        day = self.cleaned_data["effective_to"]
        if day < self.row.effective_from:
            raise ValidationError(
                _("It began on %(day)s: enter that day or a later one."),
                params={"day": self.row.effective_from},
            )
        return day
