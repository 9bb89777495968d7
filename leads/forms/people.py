"""People to choose from for a lead: who has to stay out is shown, greyed, with the reason."""

from django import forms

from leads import recusal


class VettedSelect(forms.Select):
    """A list in which some people cannot be chosen, and their words say why."""

    refusals: dict[int, str] = {}

    def create_option(self, name, value, label, selected, index, **kwargs):
        option = super().create_option(name, value, label, selected, index, **kwargs)
        key = getattr(value, "value", value)
        if key and (sentence := self.refusals.get(int(key))):
            option["attrs"]["disabled"] = True
            option["label"] = sentence
        return option


class VettedField(forms.ModelChoiceField):
    """One person for a lead; who has to recuse is refused here as in the action."""

    widget = VettedSelect

    def __init__(self, **kwargs):
        super().__init__(None, **kwargs)

    def offer(self, people, lead):
        """Offer these people, greying those who have to stay out of the lead."""
        self.queryset = people.select_related("organisation").order_by("display_name", "pk")
        self.refusals = recusal.grounds_of(self.queryset, lead)
        self.widget.refusals = self.refusals

    def clean(self, value):
        person = super().clean(value)
        if person is not None and person.pk in self.refusals:
            raise forms.ValidationError(self.refusals[person.pk])
        return person
