"""X16: a planning permit of which the civil air defence ledger knows no project."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.models import PermitKind
from projects.screening.check import PAPER, Hit, check
from projects.screening.dossier import Paper, records


@check(
    "X16",
    title=_("Planned, not in the ledger"),
    asks=_("Is every project of the planning department in the civil air defence ledger?"),
    sentence=_(
        "The planning permit %(permit)s of %(permit_on)s (%(name)s, %(developer)s) belongs to no"
        " project of the ledger."
    ),
    article="国人防办字〔2003〕18号第四十五条、第四十七条",
    category="record_missing",
    over=PAPER,
)
def unknown_to_the_ledger(paper: Paper, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    if paper.kind == PermitKind.PLANNING:
        params = {
            "permit": paper.number,
            "permit_on": paper.issued_on,
            "name": paper.stated_name or "—",
            "developer": paper.stated_developer or "—",
        }
        yield Hit(params, records=records("permit", [paper]))
