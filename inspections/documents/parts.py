"""What the documents of an inspection have in common."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, OrganisationKind
from airdefense.exchange.documents.content import Block, Heading
from airdefense.exchange.documents.filling import Gap
from airdefense.exchange.documents.words import chinese_ordinal
from inspections.models import Finding, Organ, Round

# Whose name stands under the documents of a round.
OFFICES = {
    Organ.INSPECTION: OrganisationKind.INSPECTION_OFFICE,
    Organ.FINANCE: OrganisationKind.FINANCE,
    Organ.AUDIT: OrganisationKind.AUDIT,
}
# How its work is called: an audit is no inspection.
WORKS = {Organ.INSPECTION: "巡察", Organ.FINANCE: "财政检查", Organ.AUDIT: "审计"}
OFFICE = Gap(_("the office that signs"), _("Organisations"))


def office_of(round_: Round) -> str:
    """The office of the region that answers for the round; empty where none is entered."""
    offices = Organisation.objects.filter(region=round_.region, kind=OFFICES[Organ(round_.organ)])
    office = offices.valid_on(timezone.localdate()).order_by("pk").first()
    return office.name if office else ""


def wan(amount: Decimal) -> str:
    """An amount in a sentence: 38.70万元, and in yuan where it is smaller than that shows."""
    if amount < 10_000:
        return f"{amount:,.2f}元"
    return f"{amount / 10_000:,.2f}万元"


def total(findings: Sequence[Finding]) -> Decimal:
    return sum((finding.amount_yuan or Decimal(0) for finding in findings), Decimal(0))


def work_of(organ: str) -> str:
    return WORKS[Organ(organ)]


def numbered(*sections: tuple[str, Sequence[Block]]) -> list[Block]:
    """Sections under headings 一、二、…; one that has nothing to say is left out."""
    said = [(title, blocks) for title, blocks in sections if blocks]
    numbers = enumerate(said, start=1)
    return [
        block
        for number, (title, blocks) in numbers
        for block in (Heading(f"{chinese_ordinal(number)}、{title}"), *blocks)
    ]
