from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.listing import PLACE, Shown
from airdefense.exchange.models import Following, Rhythm, SavedView
from airdefense.exchange.saving.asking import asked_by, shown_to

LONGEST_QUERY = SavedView._meta.get_field("query").max_length or 0
LONGEST_PATH = SavedView._meta.get_field("path").max_length or 0


class ViewForm(forms.ModelForm):
    """The name of a view, and whether the office sees it too."""

    is_shared = forms.BooleanField(label=_("Share it with my office"), required=False)

    class Meta:
        model = SavedView
        fields = ("name",)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["is_shared"].initial = self.instance.office_id is not None
        self.fields["is_shared"].help_text = user.organisation.name

    def path(self) -> str:
        return self.instance.path

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        alike = SavedView.objects.filter(owner=self.user, path=self.path(), name=name)
        if alike.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("You have a view of this name for this list already."))
        return name


class NewViewForm(ViewForm):
    """A view of the list that is shown: where it is, signed by the list's own page, and how it is
    asked."""

    place = forms.CharField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = ("place", "query", "name", "is_shared")

    def path(self) -> str:
        try:
            return PLACE.unsign(self.data.get("place", ""))
        except BadSignature:
            return ""

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        shown = self._shown(facts.get("query", ""))
        facts["path"], facts["query"] = self.path(), shown.query
        if max(len(facts["path"]) - LONGEST_PATH, len(facts["query"]) - LONGEST_QUERY) > 0:
            raise ValidationError(_("There are too many conditions to keep."))
        return facts

    def _shown(self, query: str) -> Shown:
        """The list as the person has it; only its conditions are read, no row. Of a secret list
        the view itself is never asked with words: that would be a look at its rows."""
        path = self.path()
        bare = shown_to(self.user, path, "") if path else None
        if bare is None:
            raise ValidationError(_("Views are kept of lists that you may open."))
        request = asked_by(self.user, path, query)
        shown = Shown(request, bare.listing, bare.filters.queryset)
        if shown.complaints:
            raise ValidationError(shown.complaints)
        if not bare.listing.count and has_words(shown):
            raise ValidationError(_("Words searched for in this list are not kept."))
        return shown


def has_words(shown: Shown) -> bool:
    """Whether somebody typed words of his own into the conditions."""
    fields = shown.filters.form.fields.items()
    asked = shown.request.GET
    return any(type(field) is forms.CharField and asked.get(name) for name, field in fields)


class FollowForm(forms.ModelForm):
    """When the morning message tells of a view."""

    class Meta:
        model = Following
        fields = ("rhythm", "threshold")
        widgets = {"rhythm": forms.RadioSelect}
        help_texts = {"threshold": _("Told once when it rises above, then weekly.")}

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        is_by_threshold = facts.get("rhythm") == Rhythm.THRESHOLD
        if not is_by_threshold:
            facts["threshold"] = None
        elif facts.get("threshold") is None and "threshold" not in self.errors:
            self.add_error("threshold", _("Say how many."))
        return facts
