"""Two people editing one thing: both changes are merged, and where they collide somebody chooses.

A form that edits a case carries what its writer had read (`base`). When it comes back, that, what
the writer made of it and what stands stored by now are compared field by field: what only one of
the two changed is taken; what both changed differently is shown, and the writer chooses.
"""

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import HttpRequest
from django.utils.translation import gettext as _

from airdefense.casework.models import Event

OWN_FIELDS = frozenset({"version", "base", "disputed"})
MINE, THEIRS = "mine", "theirs"
Raw = str | list[str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both changed: what each made of it, and who the other is."""

    name: str
    label: str
    mine: str
    theirs: str
    event: Event | None
    # The name under which the choice is sent.
    choice: str


def raw(field: forms.Field, value: Any) -> Raw:
    """A value as a form would send it: text, or a list of texts."""
    value = field.prepare_value(value)
    if isinstance(value, list | tuple | set) or hasattr(value, "iterator"):
        return sorted(str(getattr(one, "pk", one)) for one in value)
    if value is None or value is False:
        return ""
    return str(getattr(value, "pk", value)).replace("\r\n", "\n")


def is_same(field: forms.Field, one: Raw, other: Raw) -> bool:
    """Whether two sent values mean the same: 100 and 100.00 do."""
    if one == other:
        return True
    if isinstance(one, list) or isinstance(other, list):
        return False
    try:
        return bool(field.to_python(one) == field.to_python(other))
    except ValidationError:
        return False


class MergingForm(forms.ModelForm):
    """A form over a case with a version. Put it first among the bases."""

    # Fields of the form under the name the history has for them, where that differs.
    history_names: dict[str, str] = {}
    # A QueryDict that is copied before anything is put into it.
    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: list[Conflict] = []
        self.merged: list[str] = []
        # The row as it is stored, before the form puts anything into it.
        self.stored = self.stored_values(self.instance) if self.instance.pk else {}
        if self.instance.pk:
            self.carry_what_was_read()

    def carry_what_was_read(self) -> None:
        if hasattr(self.instance, "version"):
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
            self.initial["version"] = self.instance.version
        for name in ("base", "disputed"):
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)

    def stored_values(self, instance: Any) -> dict[str, Any]:
        """What stands stored, by field; overridden where a field is not the model's own."""
        return model_to_dict(instance)

    def theirs(self, name: str) -> Raw:
        return raw(self.fields[name], self.stored.get(name))

    def mine(self, name: str) -> Raw:
        value = self[name].data
        if isinstance(value, list):
            return sorted(map(str, value))
        return raw(self.fields[name], value)

    def compared(self) -> list[str]:
        return [name for name in self.fields if name in self.stored and name not in OWN_FIELDS]

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == "base":
            return json.dumps({name: self.theirs(name) for name in self.compared()})
        return super().get_initial_for_field(field, field_name)

    def full_clean(self) -> None:
        if self.is_bound and self.instance.pk and not getattr(self, "is_compared", False):
            self.is_compared = True
            self.merge()
        super().full_clean()

    def merge(self) -> None:
        """Bring what was sent, what had been read and what is stored together."""
        base = self._read()
        if not base:
            return
        self.data = self.data.copy()
        self._settle(base)
        for name in self.compared():
            if name in base and not is_same(self.fields[name], base[name], self.theirs(name)):
                self._merge_one(name, base[name])
        standing = {name: self.theirs(name) for name in self.compared()}
        self._put("base", json.dumps(standing))
        if "version" in self.fields:
            self._put("version", str(self.instance.version))
        self._put("disputed", " ".join(conflict.name for conflict in self.conflicts))

    def _merge_one(self, name: str, read: Raw) -> None:
        field, mine, theirs = self.fields[name], self.mine(name), self.theirs(name)
        if is_same(field, mine, theirs):
            return
        if is_same(field, mine, read):
            self._put(name, theirs)
            self.merged.append(str(self[name].label))
        else:
            self._dispute(name, mine, theirs)

    def _settle(self, base: dict[str, Raw]) -> None:
        """What was disputed when the form was shown last: as chosen, or shown once more."""
        for name in self.data.get(self.add_prefix("disputed"), "").split():
            if name not in base or name not in self.compared():
                continue
            chosen = self.data.get(self.add_prefix(f"keep-{name}"))
            if chosen == THEIRS:
                self._put(name, base[name])
            elif chosen != MINE and not is_same(self.fields[name], self.mine(name), base[name]):
                self._dispute(name, self.mine(name), self.theirs(name))

    def _dispute(self, name: str, mine: Raw, theirs: Raw) -> None:
        if any(conflict.name == name for conflict in self.conflicts):
            return
        field = self.fields[name]
        self.conflicts.append(
            Conflict(
                name=name,
                label=str(self[name].label),
                mine=shown(field, mine),
                theirs=shown(field, theirs),
                event=self.last_change(name),
                choice=self.add_prefix(f"keep-{name}"),
            )
        )

    def last_change(self, name: str = "") -> Event | None:
        """Who changed the field last, from the history of the case."""
        events = Event.objects.of(self.instance).select_related("actor").order_by("-pk")
        known = self.history_names.get(name, name)
        return events.filter(detail__has_key=known).first() or events.filter(name="edit").first()

    def _read(self) -> dict[str, Raw]:
        try:
            base = json.loads(self.data.get(self.add_prefix("base"), ""))
        except ValueError:
            return {}
        return base if isinstance(base, dict) else {}

    def _put(self, name: str, value: Raw) -> None:
        key = self.add_prefix(name)
        if isinstance(value, list):
            self.data.setlist(key, value)
        elif isinstance(self.fields[name].widget, forms.CheckboxInput) and not value:
            self.data.pop(key, None)
        else:
            self.data[key] = value

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        for name in ("base", "disputed"):
            facts.pop(name, None)
        if self.conflicts:
            raise ValidationError(
                _("Somebody else changed the same meanwhile: choose below what shall stand.")
            )
        return facts

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if hasattr(self.instance, "version"):
            self.instance.version = self.cleaned_data.get("version") or self.instance.version
            self.cleaned_data["version"] = self.instance.version


def shown(field: forms.Field, value: Raw) -> str:
    """A sent value in words: the choice's label, not its number."""
    chosen = value if isinstance(value, list) else [value]
    choices = getattr(field, "choices", None)
    if choices is None:
        return ", ".join(chosen) or "—"
    queryset = getattr(field, "queryset", None)
    if queryset is not None:
        rows = queryset.model._default_manager.filter(pk__in=[one for one in chosen if one])
        return ", ".join(str(row) for row in rows) or "—"
    labels = {str(key): str(label) for key, label in choices}
    return ", ".join(labels.get(one, one) for one in chosen) or "—"


def tell(request: HttpRequest, form: MergingForm) -> None:
    """Say what a colleague's change contributed to what was just saved."""
    if not form.merged:
        return
    event = form.last_change()
    words = {"fields": ", ".join(form.merged), "person": event.actor if event else _("Somebody")}
    sentence = _("Merged with the change of %(person)s: %(fields)s stand as changed there.")
    messages.info(request, sentence % words)
