"""Filters of lists and APIs: the same FilterSet for page, count, workbook and JSON.

    class ProjectFilter(ListFilterSet):
        region = RegionFilter(label=_("Region"))
        status = ChoicesFilter(label=_("Status"), choices=ProjectStatus.choices)
        due_on = DateRange(label=_("Due"))
        payable_yuan = MoneyRange(label=_("Payable (yuan)"))

        class Meta:
            model = Project
            fields = ()

`q` searches `search_text` (set `search_field` for another path, "" for no search). A filter beyond
the first four stands behind “More conditions”.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.widgets import SuffixedMultiWidget

from airdefense.accounts.models import Organisation, within

LARGEST_SEARCH = 100
NOTHING: tuple[Any, ...] = (None, "", [])


class RangeWidget(SuffixedMultiWidget):
    """Two inputs, from and to, each with its own accessible name."""

    template_name = "_parts/widgets/range.html"

    def __init__(self, input_type: type[forms.Widget], suffixes: list[str], **attrs: Any) -> None:
        self.suffixes = suffixes
        super().__init__(
            widgets=[
                input_type({"aria-label": gettext_lazy("from"), "class": "form-control", **attrs}),
                input_type({"aria-label": gettext_lazy("to"), "class": "form-control", **attrs}),
            ]
        )

    def decompress(self, value: Any) -> list[Any]:
        return [value.start, value.stop] if value else [None, None]


class QuickSelect(forms.Select):
    """A select drawn at once: Django runs two templates for every option, and there may be
    hundreds of organisations."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (option["value"], flatatt(option["attrs"]), option["label"])
                for _group, options, _index in widget["optgroups"]
                for option in options
            ),
        )
        return format_html(
            '<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), options
        )


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateRange(django_filters.DateFromToRangeFilter):
    """`?name_after=2026-01-01&name_before=2026-01-31`, both days included."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", RangeWidget(DateInput, ["after", "before"]))
        super().__init__(*args, **kwargs)


class MoneyRange(django_filters.RangeFilter):
    """`?name_min=1000&name_max=5000`, in yuan."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        number = RangeWidget(forms.NumberInput, ["min", "max"], step="0.01", inputmode="decimal")
        kwargs.setdefault("widget", number)
        super().__init__(*args, **kwargs)


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """One or several of a closed list: `?status=draft&status=approved`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(*args, **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class YesNoFilter(django_filters.BooleanFilter):
    """`?is_late=true`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [("", gettext_lazy("any")), ("true", gettext_lazy("yes"))]
        choices.append(("false", gettext_lazy("no")))
        kwargs.setdefault("widget", QuickSelect({"class": "form-select"}, choices=choices))
        super().__init__(*args, **kwargs)


class RegionFilter(ChoicesFilter):
    """The supervised regions within the user's reach, by GB/T 2260 code: `?region=530423`."""

    @property
    def field(self) -> forms.Field:
        if not hasattr(self, "_field"):
            self.keys = {o.code: o.pk for o in self.regions()}
            self.extra["choices"] = [(o.code, o.short_name) for o in self.regions()]
        return super().field

    def regions(self) -> list[Organisation]:
        """Those of the user's reach; for one who reaches no region as a whole, all names."""
        if not hasattr(self, "_regions"):
            user = getattr(getattr(self.parent, "request", None), "user", None)
            regions = list(Organisation.objects.regions())
            paths = user.paths() if user is not None and user.is_authenticated else []
            reached = [o for o in regions if o.path.startswith(tuple(paths))]
            self._regions = reached or regions
        return self._regions

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        return qs.filter(**{f"{self.field_name}__in": [self.keys[code] for code in value]})


class OrganisationFilter(django_filters.ModelChoiceFilter):
    """One organisation within the user's reach."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", self.within_reach)
        kwargs.setdefault("widget", QuickSelect({"class": "form-select"}))
        super().__init__(*args, **kwargs)

    @staticmethod
    def within_reach(request: Any) -> Any:
        if request is None:
            return Organisation.objects.none()
        return Organisation.objects.filter(within(request.user, ""))


class ListFilterSet(django_filters.FilterSet):
    """The base of every list's filters."""

    search_field = "search_text"
    shown_first = 4

    q = django_filters.CharFilter(
        method="search", label=gettext_lazy("Search"), max_length=LARGEST_SEARCH
    )

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Rows whose search text contains every word asked for."""
        if not self.search_field:
            return queryset
        for word in value.split():
            queryset = queryset.filter(**{f"{self.search_field}__matches": word})
        return queryset

    def let_go(self) -> None:
        """Filters hold their set, and fields drawn their form: what was drawn goes at once, where
        it would wait for the collector of circles (docs/decisions/0042)."""
        for one in self.filters.values():
            one.parent = None
        self.form._bound_fields_cache.clear()

    @property
    def conditions_first(self) -> list["Condition"]:
        """The conditions that stand in the toolbar."""
        return self._conditions[: self.shown_first]

    @property
    def conditions_more(self) -> list["Condition"]:
        """The conditions behind “More conditions”."""
        return self._conditions[self.shown_first :]

    @property
    def complains_below(self) -> bool:
        """Whether a condition behind “More conditions” was not understood."""
        return any(condition.field.errors for condition in self.conditions_more)

    @property
    def _conditions(self) -> list["Condition"]:
        valid = valid_values(self)
        names = [name for name in self.filters if name != "q"]
        return [Condition(self.form[n], valid.get(n) not in NOTHING) for n in names]


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter as the toolbar shows it."""

    field: Any
    is_on: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in force: its words and the URL without it."""

    label: Any
    value: str
    url: str


def names_of(filters: Any, name: str) -> list[str]:
    """The URL parameters of one filter."""
    widget = filters.form.fields[name].widget
    suffixes = getattr(widget, "suffixes", None)
    return [widget.suffixed(name, suffix) for suffix in suffixes] if suffixes else [name]


def parameters(filters: Any) -> list[str]:
    """The URL parameters of all filters."""
    return [parameter for name in filters.filters for parameter in names_of(filters, name)]


def valid_values(filters: Any) -> dict[str, Any]:
    """The conditions that were understood."""
    filters.form.is_valid()  # cleans once; what is not valid is simply missing below
    return filters.form.cleaned_data


def chips(filters: Any, query: QueryDict) -> list[Chip]:
    """The conditions in force, each with the URL that lifts it."""
    found, valid = [], valid_values(filters)
    for name in filters.filters:
        value = valid.get(name)
        if value in NOTHING:
            continue
        rest = query.copy()
        for gone in (*names_of(filters, name), "after", "before", "format"):
            rest.pop(gone, None)
        words = value_words(filters.form.fields[name], value)
        found.append(Chip(filters.filters[name].label, words, "?" + rest.urlencode(safe=",")))
    return found


def value_words(field: forms.Field, value: Any) -> str:
    """A condition's value in words."""
    if isinstance(value, slice):
        return f"{_plain(value.start)} – {_plain(value.stop)}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        words = dict(_flat(getattr(field, "choices", ())))
        return _(", ").join(str(words.get(one, one)) for one in value)
    choices = dict(_flat(getattr(field, "choices", ()))) if isinstance(value, str) else {}
    return str(choices.get(value, value))


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def _plain(value: Any) -> str:
    if value is None:
        return "…"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else f"{value:,}"


def complaints(filters: Any) -> list[str]:
    """What each condition could not make sense of, as “label: sentence”."""
    return [
        _("%(condition)s: %(complaint)s This condition is not applied.")
        % {"condition": filters.filters[name].label, "complaint": " ".join(errors)}
        for name, errors in filters.form.errors.items()
    ]
