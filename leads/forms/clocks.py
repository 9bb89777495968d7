"""Which limits the board shows, and what asking for time or a rest asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import User
from leads.board import SOON
from leads.forms.widgets import SHORT
from leads.models import ClockGroup

STATES = {
    "late": _("Overdue"),
    "soon": _("Due within seven days"),
    "paused": _("At rest"),
}


class BoardForm(forms.Form):
    """The conditions of the board; a condition that makes no sense is no condition."""

    group = forms.ChoiceField(label=_("Column"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    officer = forms.ModelChoiceField(
        label=_("Officer"), queryset=User.objects.none(), required=False, empty_label=_("All")
    )

    def __init__(self, *args, clocks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("All")), *ClockGroup.choices]
        self.fields["state"].choices = [("", _("All")), *STATES.items()]
        handlers = clocks.order_by().values("lead__handler")
        people = User.objects.filter(pk__in=handlers)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"
        self.fields["officer"].queryset = people.order_by("display_name", "pk")

    def chosen(self, clocks, today):
        """The limits that meet the conditions."""
        data = self.cleaned_data if self.is_valid() else {}
        if officer := data.get("officer"):
            clocks = clocks.filter(lead__handler=officer)
        conditions = {
            "late": {"due_by__lt": today},
            "soon": {"due_by__gte": today, "due_by__lte": today + SOON},
            "paused": {"is_paused": True},
        }
        return clocks.filter(**conditions.get(data.get("state"), {}))

    @property
    def groups(self):
        data = self.cleaned_data if self.is_valid() else {}
        return (data["group"],) if data.get("group") else ()


class ResumeForm(forms.Form):
    """Why a limit runs again."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=SHORT)


class PauseForm(ResumeForm):
    """Why a limit is to rest, and on what basis."""

    basis = forms.CharField(label=_("Basis"), max_length=200, help_text=_("Document and article."))


class ExtendForm(PauseForm):
    """Until when a limit is to run."""

    until = forms.DateField(label=_("New last day"), widget=forms.DateInput)

    field_order = ("until", "reason", "basis")


FORMS = {"pause": PauseForm, "extend": ExtendForm, "resume": ResumeForm}
HEADINGS = {
    "pause": _("Ask that a limit rests"),
    "extend": _("Ask for more time"),
    "resume": _("Let a limit run again"),
}
