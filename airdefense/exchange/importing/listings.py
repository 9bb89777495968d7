"""The list of files that were brought."""

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import OrganisationKind
from airdefense.accounts.roles import Role
from airdefense.exchange.filters import ChoicesFilter, DateRange, ListFilterSet, RegionFilter
from airdefense.exchange.importing.kinds import KINDS
from airdefense.exchange.listing import Column, Listing, View
from airdefense.exchange.models import ImportBatch
from airdefense.exchange.workflow import BatchStatus


def kind_choices():
    return [(kind.key, kind.label) for kind in KINDS.values()]


class ImportFilter(ListFilterSet):
    search_field = "name"
    status = ChoicesFilter(label=_("Status"), choices=BatchStatus.choices)
    kind = ChoicesFilter(label=_("Contents"), choices=kind_choices)
    region = RegionFilter(label=_("Region"))
    uploaded_at = DateRange(label=_("Uploaded at"))
    supplier = ChoicesFilter(
        label=_("Kind of supplier"),
        field_name="source__kind",
        choices=OrganisationKind.choices,
    )

    class Meta:
        model = ImportBatch
        fields = ()

    def search(self, queryset, name, value):
        """Batches by their number or the name of their file."""
        number = value.strip().lstrip("#")
        if number.isdecimal() and len(number) < 10:
            return queryset.filter(pk=int(number))
        for word in value.split():
            queryset = queryset.filter(name__icontains=word)
        return queryset


def counted(name):
    return lambda batch: batch.count_of(name)


IMPORTS = Listing(
    key="imports",
    title=_("Imports"),
    filterset=ImportFilter,
    columns=(
        Column("pk", _("Number"), value=lambda batch: f"#{batch.pk}", link=True, phone="wide"),
        Column("name", _("File"), link=True, phone="o0"),
        Column("kind", _("Contents"), value=lambda batch: batch.import_kind.label),
        Column("region.short_name", _("Region")),
        Column("source.short_name", _("Supplied by"), phone="hide"),
        Column("rows", _("Rows"), kind="number", value=counted("rows")),
        Column("create", _("New"), kind="number", value=counted("create")),
        Column("update", _("Changed"), kind="number", value=counted("update")),
        Column("error", _("Faulty"), kind="number", value=counted("error")),
        Column("status", _("Status"), kind="status", phone="o1"),
        Column("uploaded_at", _("Uploaded at"), kind="moment", sort="uploaded_at"),
        Column("uploaded_by", _("Uploaded by"), optional=True),
        Column("sha256", "SHA-256", optional=True),
    ),
    order=("-uploaded_at", "-pk"),
    new_url="exchange:import_new",
    new_label=_("Bring a file"),
    new_roles=(Role.DATA_CLERK, Role.SYSTEM_ADMIN),
    empty=_("No file has been brought yet."),
    views=(
        View(_("All"), ""),
        View(_("To be finished"), "status=uploaded&status=checked"),
        View(_("Taken in"), "status=applied"),
    ),
)
