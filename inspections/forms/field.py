"""The shape of what a phone sends in."""

from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.actions.field import WRITTEN
from inspections.forms.suggestion import accounts_of, kept_with
from inspections.lens import powers_for
from inspections.models import Finding, Power
from projects.models import Suspicion


class FieldFindingForm(forms.ModelForm):
    """One finding as it was written on a phone."""

    client_id = forms.UUIDField()
    device_time = forms.CharField(max_length=40, required=False)

    class Meta:
        model = Finding
        fields = WRITTEN

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def worksheet(self, project, suspicion, at) -> dict:
        """What a finding about the fee keeps, as it is computed when it comes in."""
        if not suspicion and not self.instance.category_entry.gap_kind:
            return {}
        account = accounts_of([project], timezone.localdate(at)).get(project.pk)
        return kept_with(suspicion, account)


class FieldMergeForm(FieldFindingForm):
    """What the person decided on after seeing both versions, and which version was shown."""

    client_id = None
    device_time = None
    version = forms.IntegerField(min_value=1)


class CompletionForm(forms.Form):
    """The result of a check in words."""

    client_id = forms.UUIDField()
    note = forms.CharField(max_length=2000)
    device_time = forms.CharField(max_length=40, required=False)


class CompletionNoteForm(forms.Form):
    """The result found by a second person."""

    note = forms.CharField(max_length=2000)


def suspicion_named(user, project, key) -> Suspicion | None:
    """The suspicion a finding was worded by, as far as it is one of its project."""
    if not isinstance(key, int):
        return None
    return Suspicion.objects.visible_to(user).filter(pk=key, project=project).first()


def power_named(user, key) -> Power | None:
    """The power a standard wording cites, where this person may cite it."""
    return powers_for(user).filter(pk=key).first() if isinstance(key, int) else None


class FieldFileForm(forms.Form):
    """A file in which a phone handed over its queue."""

    file = forms.FileField(
        label=gettext_lazy("File of the phone"),
        help_text=gettext_lazy("The file that “Hand over as a file” wrote on the phone."),
        widget=forms.FileInput({"accept": ".json,application/json"}),
    )
    MOST_BYTES = 200 * 1024 * 1024

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            limit = self.MOST_BYTES // 1024**2
            raise forms.ValidationError(
                _("%(name)s is larger than %(limit)d MB.") % {"name": file.name, "limit": limit}
            )
        return file


def uuid_of(text) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
