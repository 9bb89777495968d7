"""The lists of the case checks: the cases a rule is broken in, and the waivers."""

from dataclasses import dataclass
from html import escape
from typing import Any

import django_filters
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.casework.checkup.registry import RULES, CaseRule
from airdefense.casework.models import Waiver
from airdefense.casework.oversight import WaiverStatus
from airdefense.exchange.filters import ChoicesFilter, ListFilterSet, RegionFilter, YesNoFilter
from airdefense.exchange.listing import Column, Listing, View


@dataclass(frozen=True, slots=True)
class MendColumn(Column):
    """The way to the page that mends a hit, and to asking that it be accepted."""

    rule: CaseRule | None = None

    def html(self, row: Any) -> str:
        if self.rule is None:
            return ""
        links = [(self.rule.fix_url(row), _t("Mend it"))]
        if not self.rule.is_compartmented and not row.is_waived:
            page = reverse("casework:waiver_new", args=[self.rule.code, row.pk])
            links.append((page, _t("Accept it for a while")))
        return " · ".join(f'<a href="{escape(url)}">{escape(words)}</a>' for url, words in links)


def accepted(row: Any) -> tuple[str, Any] | None:
    return ("ok", _("Waived")) if row.is_waived else None


def filters_of(rule: CaseRule) -> type[ListFilterSet]:
    """The conditions on the hits of a rule."""
    fields = {field.name for field in rule.subject.model._meta.get_fields()}

    class HitFilter(ListFilterSet):
        search_field = "search_text" if "search_text" in fields else ""
        region = RegionFilter(label=_("Region"), field_name=rule.subject.region)
        waived = YesNoFilter(label=_("Waived"), field_name="is_waived")

        class Meta:
            model = rule.subject.model
            fields = ()

    if not HitFilter.search_field:
        del HitFilter.base_filters["q"]
    return HitFilter


def hits_of(rule: CaseRule) -> Listing:
    """The list of the cases a rule is broken in."""
    path = rule.subject.number.replace("__", ".")
    place = rule.subject.region.replace("__", ".")
    return Listing(
        key="case-hits",
        title=rule.title,
        filterset=filters_of(rule),
        columns=(
            Column(path, _("Number"), link=True, phone="o0", value=number_of(path)),
            Column("case", _("Case file"), kind="long", value=str, phone="wide"),
            Column(f"{place}.short_name", _("Region")),
            Column("is_waived", _("Waived"), kind="badge", value=accepted, phone="o1"),
            MendColumn("mend", _("What to do"), rule=rule, export=False),
        ),
        order=("-pk",),
        template="reports/checkup_rule.html",
        note=rule.sentence,
        empty=_("No case file breaks this rule."),
        is_exportable=not rule.is_compartmented,
        views=(
            View(_("To be mended"), "waived=false"),
            View(_("Waived"), "waived=true"),
            View(_("All"), ""),
        ),
    )


def number_of(path: str) -> Any:
    """The number of a case, or its key where none was given yet."""

    def number(row: Any) -> str:
        value = row
        for step in path.split("."):
            value = getattr(value, step)
        return str(value or f"#{row.pk}")

    return number


def title_of(waiver: Waiver) -> str:
    """The words of the rule that a waiver is about."""
    rule = RULES.get(waiver.rule)
    return f"{waiver.rule} {rule.title}" if rule else waiver.rule


class WaiverFilter(ListFilterSet):
    search_field = ""
    status = ChoicesFilter(label=_("Status"), choices=WaiverStatus.choices)
    region = RegionFilter(label=_("Region"))
    rule = django_filters.CharFilter(label=_("Rule"), lookup_expr="iexact", max_length=10)

    class Meta:
        model = Waiver
        fields = ()


del WaiverFilter.base_filters["q"]


WAIVERS = Listing(
    key="waivers",
    title=_("Waivers"),
    filterset=WaiverFilter,
    columns=(
        Column("rule", _("Rule"), link=True, phone="o0", value=title_of),
        Column("region.short_name", _("Region")),
        Column("reason", _("Reason"), kind="long", phone="wide"),
        Column("requested_by", _("Asked by")),
        Column("requested_at", _("Asked at"), kind="moment", phone="hide"),
        Column("expires_on", _("In force until"), kind="date"),
        Column("status", _("Status"), kind="status", phone="o1"),
    ),
    order=("-requested_at", "-pk"),
    empty=_("Nothing was ever accepted: every hit is to be mended."),
    views=(
        View(_("To be decided"), "status=requested"),
        View(_("Granted"), "status=granted"),
        View(_("All"), ""),
    ),
)
