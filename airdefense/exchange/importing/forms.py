"""What a person says about a file: its contents, whose it is, and what to take from it."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from airdefense.exchange.importing.kinds import ADMINISTRATORS_KINDS, KINDS, kinds_for

BY_ITSELF = ("", _("as the heads of the columns say"))


class UploadForm(forms.Form):
    """Kind, region and source are offered as far as the person reaches."""

    file = forms.FileField(
        label=_("Excel workbook (.xlsx)"),
        max_length=200,
        widget=forms.FileInput({"accept": ".xlsx"}),
        error_messages={"empty": _("The file is empty: choose another.")},
    )
    kind = forms.ChoiceField(label=_("Contents"), required=False)
    region = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Region"), empty_label=None
    )
    source = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Supplied by"),
        required=False,
        empty_label=_("nobody in particular"),
        help_text=_("Assigned columns are remembered for each department."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = kinds_for(user)
        self.fields["kind"].choices = [BY_ITSELF, *((k.key, k.label) for k in self.kinds)]
        regions = regions_of(user, self.kinds)
        self.fields["region"].queryset = regions
        self.fields["region"].initial = regions.first()
        if all(not kind.has_source for kind in self.kinds):
            del self.fields["source"]
        else:
            departments = Organisation.objects.within_reach_of(user)
            self.fields["source"].queryset = departments.exclude(kind__in=["city", "county"])

    def clean_kind(self):
        return KINDS.get(self.cleaned_data["kind"])

    @property
    def upload(self):
        """The fields as the action wants them."""
        facts = {name: self.cleaned_data.get(name) for name in ("file", "kind", "region", "source")}
        return facts | {"kinds": self.kinds}


def regions_of(user, kinds):
    """The regions a person may bring files for, the widest first."""
    roles = {role for kind in kinds for role in kind.roles}
    if any(kind.key in ADMINISTRATORS_KINDS for kind in kinds):
        paths = [grant.scope.path for grant in user.grants if grant.role in roles]
    else:
        paths = user.paths(*roles)
    reached = Organisation.objects.none()
    for path in paths:
        reached |= Organisation.objects.regions().filter(path__startswith=path)
    return reached.order_by("path")


class ModesForm(forms.Form):
    """What to take from a checked file; what is not said is not taken."""

    takes_creates = forms.BooleanField(required=False)
    takes_updates = forms.BooleanField(required=False)
    skips_faulty = forms.CharField(required=False, max_length=3)

    @property
    def modes(self):
        self.full_clean()
        facts = self.cleaned_data
        return {
            "takes_creates": facts["takes_creates"],
            "takes_updates": facts["takes_updates"],
            "skips_faulty": facts.get("skips_faulty") == "yes",
        }


class UndoForm(forms.Form):
    note = forms.CharField(label=_("Reason"), max_length=4_000, widget=forms.Textarea({"rows": 3}))
    leaves_blocked = forms.BooleanField(
        label=_("The rows listed above may stay as they are"), required=False
    )


class ColumnsForm(forms.Form):
    """One choice of a field for each column of a head."""

    def __init__(self, kind, head, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", _("leave out")), *((one.key, label_of(one)) for one in kind.fields)]
        keys = {column: key for key, column in head.columns.items()}
        for column, text in head.texts.items():
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=text,
                choices=choices,
                required=False,
                initial=keys.get(column, ""),
                widget=forms.Select({"class": "form-select"}),
            )

    @property
    def keys(self):
        """The field of each column that is to be read."""
        return {
            int(name.removeprefix("column_")): key for name, key in self.cleaned_data.items() if key
        }


def label_of(one):
    return f"{one.label} *" if one.required else one.label


def limits_in_words():
    """The limits, said before anybody uploads anything."""
    return {
        "megabytes": settings.IMPORT_MAX_MB,
        "rows": f"{settings.IMPORT_MAX_ROWS:,}",
        "columns": settings.IMPORT_MAX_COLUMNS,
    }
