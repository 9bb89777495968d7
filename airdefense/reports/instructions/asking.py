"""Where a page offers 批示 and 催办: the address that asks, and the column of a list that does."""

from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.columns import Column
from airdefense.reports.acting import ACTING, acting_on
from airdefense.reports.figures import FIGURES
from airdefense.reports.instructions.topics import may_give
from airdefense.reports.instructions.workflow import GIVERS
from airdefense.reports.models import FrozenFigure, InstructionKind

# What one tap asks: to urge first, as that is what is wanted of a row that stands still.
KINDS = (InstructionKind.URGE, InstructionKind.DIRECTION)
# Of an instruction one asks on its own page.
OWN_MODEL = "reports.instruction"


def ask_url(reader: Any, frozen: FrozenFigure, *, row: int | None = None, region: str = "") -> str:
    """Where this reader asks about a row of a figure, or about the figure in a region; "" where
    nothing may be asked: of leads, of instructions themselves, without a giving role."""
    about = FIGURES.get(frozen.code)
    if about is None or about.is_confidential or frozen.row_model == OWN_MODEL:
        return ""
    if not may_give(reader, frozen.report.scope):
        return ""
    asked = {"figure": frozen.pk, "row": row, "region": region}
    return address(**{name: value for name, value in asked.items() if value})


def ask_url_of_row(reader: Any, row: Any) -> str:
    """Where this reader asks about a row itself, of the kinds whose apps say how."""
    label = row._meta.label_lower
    if label not in ACTING or not reader.has_role(*GIVERS):
        return ""
    if not may_give(reader, acting_on(label).region(row)):
        return ""
    return address(model=label, row=row.pk)


def address(**asked: Any) -> str:
    return f"{reverse('reports:instruction_new')}?{urlencode(asked)}"


def ways(ask: str) -> list[tuple[str, Any, str]]:
    """(kind, its word, its address) of what can be asked there."""
    return [(kind.value, kind.label, f"{ask}&kind={kind.value}") for kind in KINDS]


@dataclass(frozen=True, slots=True)
class AskColumn(Column):
    """The two ways to ask about a row of a figure."""

    ask: str = ""

    def html(self, row: Any) -> str:
        links = (
            f'<a class="btn btn-default s" href="{escape(url)}" data-ask="{kind}">'
            f"{escape(str(label))}</a>"
            for kind, label, url in ways(f"{self.ask}&row={row.pk}")
        )
        return f'<span class="row-x nowrap no-print asks">{"".join(links)}</span>'


def ask_columns(frozen: FrozenFigure, reader: Any) -> tuple[Column, ...]:
    """The column for this reader, or none where nothing may be asked."""
    return _column(ask_url(reader, frozen))


def ask_columns_of(model: Any, reader: Any) -> tuple[Column, ...]:
    """The column on rows as they stand today, of the kinds whose apps say how they are acted on."""
    label = model._meta.label_lower
    is_offered = label in ACTING and reader.has_role(*GIVERS)
    return _column(address(model=label) if is_offered else "")


def _column(ask: str) -> tuple[Column, ...]:
    return (AskColumn("ask", _("Ask"), phone="wide", export=False, ask=ask),) if ask else ()
