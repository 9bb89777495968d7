"""The list of changes of rows."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import User
from airdefense.casework.journal.readers import readable_models
from airdefense.casework.models import Operation, RowChange
from airdefense.exchange.filters import ChoicesFilter, DateRange, ListFilterSet, QuickSelect
from airdefense.exchange.journal.words import badge_of, fields_of, kind_of, writer_of
from airdefense.exchange.listing import Column, Listing

LONGEST_NAME = 100
LONGEST = RowChange._meta.get_field("row_key").max_length
LONGEST_REQUEST = RowChange._meta.get_field("request_id").max_length


class KindFilter(django_filters.ChoiceFilter):
    """The kinds of rows whose changes the person may read."""

    @property
    def field(self) -> Any:
        if not hasattr(self, "_field"):
            user = getattr(getattr(self.parent, "request", None), "user", None)
            found = readable_models(user) if user is not None else {}
            words = [(table, str(m._meta.verbose_name)) for table, m in found.items()]
            self.extra["choices"] = sorted(words, key=lambda pair: pair[1])
        return super().field


class ChangeFilter(ListFilterSet):
    search_field = ""
    table = KindFilter(
        field_name="table_name", label=_("Kind"), widget=QuickSelect({"class": "form-select"})
    )
    person = django_filters.CharFilter(
        method="written_by", label=_("Who wrote it"), max_length=LONGEST_NAME
    )
    row = django_filters.CharFilter(field_name="row_key", label=_("row"), max_length=LONGEST)
    recorded_at = DateRange(label=_("at"))
    operation = ChoicesFilter(label=_("kind of change"), choices=Operation.choices)
    request = django_filters.CharFilter(
        field_name="request_id", label=_("request"), max_length=LONGEST_REQUEST
    )

    class Meta:
        model = RowChange
        fields = ()

    def written_by(self, queryset: Any, name: str, value: str) -> Any:
        """By name or sign-in name."""
        for word in value.split():
            named = Q(display_name__icontains=word) | Q(username__icontains=word)
            queryset = queryset.filter(actor__in=User.objects.filter(named).values("pk"))
        return queryset


del ChangeFilter.base_filters["q"]

CHANGES = Listing(
    key="changes",
    title=_("Changes of all rows"),
    filterset=ChangeFilter,
    columns=(
        Column("recorded_at", _("at"), kind="moment", link=True, phone="o0"),
        Column("kind", _("Kind"), value=kind_of),
        Column("row_key", _("row")),
        Column("operation", _("kind of change"), kind="badge", value=badge_of, phone="o1"),
        Column("fields", _("fields"), value=fields_of, kind="long", phone="wide"),
        Column("actor", _("person"), value=writer_of),
        Column("reason", _("reason"), phone="hide"),
        Column("request_id", _("request"), optional=True),
        Column("database_role", _("role of the database"), optional=True),
    ),
    order=("-recorded_at", "-pk"),
    empty=_("Nothing was changed within your reach under these conditions."),
    note=_("Written by the database itself, of every write. Looking here is written down as well."),
)
