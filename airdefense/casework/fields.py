"""Form fields that every app with files shares."""

from django import forms
from django.core.exceptions import ValidationError

from airdefense.casework.actions import sniff
from airdefense.casework.workflow import NotPossible


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each judged by size and content before anything is saved; every
    complaint is told, not only the first."""

    widget = FilesInput

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        errors = [words for file in files if file and (words := self.complaint(file))]
        if errors:
            raise ValidationError(errors)
        return [file for file in files if file]

    @staticmethod
    def complaint(file) -> str:
        try:
            sniff(file)
        except NotPossible as refusal:
            return str(refusal)
        return ""
