"""What is typed about a file, about the hands it went through, and about work handed on."""

from django import forms

from airdefense.casework.models import Attachment, AttachmentKind, CustodyEntry

FILES_AT_ONCE = 50


class UploadForm(forms.ModelForm):
    """What the files of one sending have in common; it is kept with each and never edited."""

    kind = forms.ChoiceField(choices=AttachmentKind, required=False, widget=forms.HiddenInput)
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Attachment
        fields = ("description", "obtained_on", "obtained_from", "obtained_where")
        widgets = {"obtained_on": forms.DateInput}

    def facts(self):
        """What `attach` and `replace` keep of it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CustodyForm(forms.ModelForm):
    class Meta:
        model = CustodyEntry
        fields = ("act", "happened_on", "giver", "taker", "place", "note")
        widgets = {"happened_on": forms.DateInput}
