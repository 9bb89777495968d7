"""The numbers of a register: given, void with their reason, and whether one is missing."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, OrganisationKind, within
from airdefense.accounts.roles import Role
from airdefense.casework import numbering
from airdefense.casework.models import IssuedNumber, NumberSeries

SERIES = {
    "lead": _("Leads"),
    "receipt": _("Receipts of transfers"),
    "case": _("Cases"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """One series of one year: how many numbers were given, which are void, which are missing."""

    label: Any
    given: int
    first: str
    last: str
    voids: list[IssuedNumber]
    gaps: list[int]

    @property
    def used(self) -> int:
        return self.given - len(self.voids)


def registers_of(user):
    """The commissions whose register this user keeps."""
    commissions = Organisation.objects.filter(kind=OrganisationKind.COMMISSION)
    return commissions.filter(within(user, "", [Role.CASE_SUPERVISION])).order_by("path")


def years_of(commission) -> list[int]:
    rows = NumberSeries.objects.filter(organisation=commission, series__in=SERIES)
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)


def accounts_of(commission, year: int) -> list[Account]:
    """Every series of the register in that year."""
    rows = NumberSeries.objects.filter(organisation=commission, series__in=SERIES, year=year)
    found = {row.series: row for row in rows}
    return [_account(found[name], label) for name, label in SERIES.items() if name in found]


def _account(series: NumberSeries, label: Any) -> Account:
    issued = series.issued.order_by("sequence")
    voids = issued.exclude(voided_at=None).select_related("voided_by")
    ends = [row.text if row else "" for row in (issued.first(), issued.last())]
    return Account(label, series.last, *ends, list(voids), numbering.gaps(series))
