from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from airdefense.accounts.entries import typed
from airdefense.casework.checkup.registry import (
    READERS,
    RULES,
    WEIGHTS,
    CaseRule,
    Severity,
    moment_of,
)
from airdefense.casework.checkup.score import checkup
from airdefense.casework.models import Waiver
from airdefense.casework.models.oversight import OFFICES
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from airdefense.reports.checkup.listings import WAIVERS, hits_of


def regions_of(found):
    return [line.region for line in found.lines]


@require_safe
def index(request):
    """How good the files are: a score for each office, and every rule with its hits."""
    if not request.user.has_role(*READERS):
        raise NotAllowed
    found = checkup(moment_of(timezone.localdate()), request.user)
    code = typed(request.GET, "region")
    region = next((one for one in regions_of(found) if one.code == code), None)
    lines = [(one.rule, one.open_in(region), one.waived_in(region)) for one in found.counts]
    context = {
        "found": found,
        "region": region,
        "regions": regions_of(found),
        "areas": areas_of(lines),
        "totals": totals_of(lines),
        "weights": WEIGHTS,
        "sees_waivers": request.user.has_role(*OFFICES),
    }
    return render(request, "reports/checkup.html", context)


@dataclass(frozen=True, slots=True)
class Area:
    """The rules of one office: those that are broken, the gravest first, and those kept."""

    code: str
    label: Any
    broken: list[tuple[CaseRule, int, int]]
    kept: list[CaseRule]

    @property
    def all(self) -> int:
        return len(self.broken) + len(self.kept)


def areas_of(lines):
    order = {severity: place for place, severity in enumerate(Severity)}
    for code, group in groupby(lines, key=lambda line: line[0].area):
        rows = list(group)
        broken = [(rule, hits, waived) for rule, hits, waived in rows if hits or waived]
        broken.sort(key=lambda line: (order[line[0].severity], line[0].code))
        kept = [rule for rule, hits, waived in rows if not hits and not waived]
        yield Area(code, rows[0][0].area_label, broken, kept)


def totals_of(lines):
    """How many hits of each severity are to be mended, and how many were accepted."""
    found = Counter()
    for rule, hits, waived in lines:
        found[rule.severity] += hits
        found["waived"] += waived
    return {
        "errors": found[Severity.ERROR],
        "warnings": found[Severity.WARN],
        "hints": found[Severity.INFO],
        "waived": found["waived"],
        "rules": len(lines),
    }


@require_safe
def rule_rows(request, code):
    """The cases a rule is broken in, as far as the user sees them."""
    rule = RULES.get(code)
    if rule is None or not request.user.has_role(*rule.roles):
        raise Http404
    rows = rule.hits(moment_of(timezone.localdate()), request.user)
    return respond(request, hits_of(rule), rows, rule=rule)


@require_safe
def waiver_list(request):
    if not request.user.has_role(*READERS):
        raise NotAllowed
    rows = Waiver.objects.visible_to(request.user).select_related("region", "requested_by")
    return respond(request, WAIVERS, rows)
