"""Who a person is, as far as it is needed."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.actions.identity import FACTS
from leads.identity import compact, fault_of
from leads.models import Person


class IdNumberField(forms.CharField):
    """An identity number; what is wrong with it is said in a sentence."""

    def __init__(self, **options):
        options.setdefault("label", _("Identity number"))
        super().__init__(max_length=25, **options)

    def clean(self, value):
        number = compact(super().clean(value))
        if number and (fault := fault_of(number, timezone.localdate())):
            raise forms.ValidationError(fault)
        return number


class PersonFactsForm(forms.ModelForm):
    """The facts of a person. The number is never shown again: an empty field leaves it as it is."""

    id_number = IdNumberField(
        required=False,
        help_text=_("Only if needed (个人信息保护法 Art. 6, 34). Leave empty to keep it as it is."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = Person
        fields = FACTS
        labels = {"level": _("Rank in the statistics")}

    def arguments(self):
        facts = {name: self.cleaned_data[name] for name in FACTS}
        return facts | {"id_number": self.cleaned_data["id_number"] or None}


class IdentitySearchForm(forms.Form):
    number = IdNumberField()
