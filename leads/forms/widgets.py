"""The boxes for longer words."""

from django import forms

LONG = forms.Textarea(attrs={"rows": 5, "maxlength": 20_000})
SHORT = forms.Textarea(attrs={"rows": 3, "maxlength": 4000})
