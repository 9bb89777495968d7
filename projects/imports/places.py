"""The organisations a file may name, found by name, short name or code, former ones included."""

from collections import defaultdict
from typing import Any

from airdefense.accounts.models import Organisation, OrganisationKind
from airdefense.accounts.roles import Role
from airdefense.exchange.importing.normalise import comparable

REGIONS = (OrganisationKind.CITY, OrganisationKind.COUNTY)
SUPPLIERS = (
    OrganisationKind.HOUSING,
    OrganisationKind.PLANNING,
    OrganisationKind.REFORM,
    OrganisationKind.FINANCE,
    OrganisationKind.TAX,
    OrganisationKind.AUDIT,
    OrganisationKind.OTHER,
)


class Directory:
    """Organisations by what they are called; a name of two of them names neither."""

    def __init__(self) -> None:
        self._called: dict[str, dict[int, Organisation]] = defaultdict(dict)

    def add(self, body: Organisation, *names: str) -> None:
        for name in filter(None, names):
            self._called[comparable(name)][body.pk] = body

    def get(self, name: str | None) -> Organisation | None:
        found = self._called.get(comparable(name or ""), {})
        return next(iter(found.values())) if len(found) == 1 else None


class Places:
    """Regions, and the bodies that this clerk keeps the ledger for or gets papers from."""

    def __init__(self, user: Any) -> None:
        bodies = list(Organisation.objects.select_related("region", "parent"))
        self._by_pk = {body.pk: body for body in bodies}
        self._reach = user.paths(Role.DATA_CLERK)
        self.regions, self.authorities, self.suppliers = Directory(), Directory(), Directory()
        self._authority_of: dict[int, list[Organisation]] = defaultdict(list)
        for body in bodies:
            if body.kind in REGIONS:
                self._add_region(body)
            elif body.kind in SUPPLIERS:
                self._add_supplier(body)

    def _add_region(self, region: Organisation) -> None:
        today = self.successor(region)
        full = f"{region.parent.name}{region.name}" if region.parent else ""
        self.regions.add(today, region.code, region.name, region.short_name, full)
        self.regions.add(today, region.name_en)

    def successor(self, body: Organisation) -> Organisation:
        """The body that stands in its place today: 530422 is 530481 now."""
        seen = {body.pk}
        while body.successor_id and body.successor_id not in seen:
            body = self._by_pk[body.successor_id]
            seen.add(body.pk)
        return body

    def _add_supplier(self, body: Organisation) -> None:
        names = (body.name, body.short_name, body.name_en, body.path.rstrip("."), body.code)
        if self._supplies(body):
            self.suppliers.add(body, *names)
        if body.kind == OrganisationKind.HOUSING and self.reaches(body):
            region = body.home_region
            self.authorities.add(body, *names, region.code, region.name, region.short_name)
            self._authority_of[region.pk].append(body)

    def reaches(self, body: Organisation) -> bool:
        return any(body.path.startswith(path) for path in self._reach)

    def _supplies(self, body: Organisation) -> bool:
        """Departments within the clerk's reach, and those of the city above a county."""
        home = body.home_region.path
        return any(home.startswith(path) or path.startswith(home) for path in self._reach)

    def authority_of(self, region: Organisation | None) -> Organisation | None:
        """The air defence body of a region, when there is exactly one within reach."""
        bodies = self._authority_of[region.pk] if region else []
        return bodies[0] if len(bodies) == 1 else None


def region_choices() -> list[tuple[str, str]]:
    """The regions of today, for the drop-down of a template."""
    regions = Organisation.objects.regions().filter(successor=None)
    return list(regions.values_list("code", "name"))
