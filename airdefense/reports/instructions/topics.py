"""What an instruction is about, and which offices may be asked: a row of a figure, a figure in a
region, or a row by itself."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation, User
from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.reports.acting import Acting, acting_on
from airdefense.reports.figures import FIGURES, regions
from airdefense.reports.instructions.workflow import GIVERS, OFFICES
from airdefense.reports.models import FrozenFigure, Report
from airdefense.reports.naming import row_name

LONGEST_NAME = 300
# Reports of leads tell counts, and nothing is asked about one of them.
LEADS = "leads."


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked about, by its name, and whose region it counts in."""

    region: Organisation
    name: str
    figure: FrozenFigure | None = None
    row: Any = None

    @property
    def row_model(self) -> str:
        return "" if self.row is None else self.row._meta.label_lower

    @property
    def acting(self) -> Acting:
        return acting_on(self.row_model)

    @property
    def unit(self) -> Organisation | None:
        """The unit that has to act on the row, where somebody there can answer."""
        unit = None if self.row is None else self.acting.unit(self.row)
        if unit is None:
            return None
        return unit if User.objects.holding(Role.UNIT_CONTACT, path=unit.path).exists() else None

    def offices(self) -> list[Organisation]:
        """Who may be asked, the likeliest first: the unit, then the offices over the region."""
        found = offices_over(self.region)
        return [self.unit, *found] if self.unit else found

    def may_urge(self, day: date) -> bool:
        """Whether an urging letter about the row can be drafted."""
        acting = self.acting
        return acting.draft_letter is not None and acting.may_urge(self.row, day)


def offices_over(region: Organisation) -> list[Organisation]:
    """The inspection and supervision offices where somebody answers for the region: those of the
    region itself first."""
    ranks: dict[Organisation, int] = {}
    for rank, role in enumerate(OFFICES):
        people = User.objects.holding(role, path=region.path).select_related("organisation__region")
        for person in people:
            ranks.setdefault(person.organisation, rank)
    return sorted(ranks, key=lambda o: (o.home_region != region, ranks[o], o.path))


def may_give(user: Any, region: Organisation) -> bool:
    """Whether one of the giving roles holds over the region."""
    return not user.roles_over((region.path,)).isdisjoint(GIVERS)


def require_giver(user: Any, region: Organisation) -> None:
    if not may_give(user, region):
        raise NotAllowed(_("Your role gives no instructions in %(region)s.") % {"region": region})


def refuse_leads(figure: FrozenFigure | None, row: Any) -> None:
    """Of leads reports tell counts alone (domain §3.7)."""
    is_of_leads = row is not None and row._meta.label_lower.startswith(LEADS)
    if is_of_leads or (figure is not None and FIGURES[figure.code].is_confidential):
        raise NotAllowed(_("Of leads reports tell counts alone: nothing is asked about them."))


def topic_of_figure(frozen: FrozenFigure, reader: Any, row: int | None, code: str) -> Topic | None:
    """A row of a figure, or the figure in a region; None where this reader finds no such thing."""
    refuse_leads(frozen, None)
    about, report = FIGURES[frozen.code], frozen.report
    if row is not None:
        found = rows_asked_about(frozen.row_model, reader).filter(pk=row).first()
        if found is None or row not in frozen.row_ids:
            return None
        region = frozen.row_regions[frozen.row_ids.index(row)]
        return Topic(
            region=Organisation.objects.get(pk=region),
            name=row_name(about, found)[:LONGEST_NAME],
            figure=frozen,
            row=found,
        )
    region = region_of(report, code)
    if region is None:
        return None
    return Topic(region=region, name=f"{about.label} · {region.short_name}", figure=frozen)


def region_of(report: Report, code: str) -> Organisation | None:
    """A region of the report by its code; all of it where none is named."""
    if not code:
        return report.scope
    return next((one for one in regions(report.day, report.scope) if one.code == code), None)


def topic_of_row(label: str, reader: Any, row: int | None) -> Topic | None:
    """A row without a report, of the kinds whose apps say how they are acted on."""
    if acting_on(label) is acting_on("") or label.startswith(LEADS):
        return None
    found = rows_asked_about(label, reader).filter(pk=row).first()
    if found is None:
        return None
    region = acting_on(label).region(found)
    return Topic(region=region, name=named(found)[:LONGEST_NAME], row=found)


def rows_asked_about(label: str, reader: Any) -> Any:
    visible = apps.get_model(label)._default_manager.visible_to(reader)
    return acting_on(label).rows(visible)


def named(row: Any) -> str:
    return str(getattr(row, "title", "") or row)


def require_office(topic: Topic, office: Organisation) -> None:
    if office not in topic.offices():
        raise NotPossible(_("%(office)s does not answer for this.") % {"office": office})
