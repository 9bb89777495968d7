"""What an inspector takes along: the own open checks with all that is needed to write findings."""

from collections import defaultdict
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.templatetags.casework import money, sqm
from inspections.categories import CATEGORIES
from inspections.forms.picking import known_of
from inspections.forms.suggestion import Account, accounts_of, papers_of, part_of_gap
from inspections.models import Finding, Method, ProjectCheck, Wording
from inspections.placeholders import PLACEHOLDERS
from projects.models import Building, Project, Suspicion
from projects.suspected import check_words
from projects.workflow import SuspicionStatus

RELATED = ("round", "team", "project__region", "project__authority", "project__developer")
# The findings of a project made last; more of them nobody reads on a phone.
LATEST = 20


def checks_of(user):
    """The open checks assigned to this person, the most urgent first."""
    mine = ProjectCheck.objects.visible_to(user).open().filter(assigned_to=user)
    return mine.select_related(*RELATED).with_stake().order_by("due_on", "pk")


def pack_of(user, at) -> dict[str, Any]:
    """The pack as JSON; it holds what this person may see of the own checks, and nothing else."""
    checks = list(checks_of(user))
    around = Around(user, [check.project_id for check in checks], timezone.localdate(at))
    return {
        "user": user.pk,
        "name": str(user),
        "made_at": at.isoformat(),
        "checks": [around.told(check) for check in checks],
        "wordings": [told_wording(w) for w in Wording.objects.visible_to(user).current()],
        "placeholders": {name: str(_(label)) for name, label in PLACEHOLDERS.items()},
        "categories": [
            {"code": c.code, "label": _(c.label), "has_amount": c.has_amount}
            for c in CATEGORIES.values()
        ],
        "methods": [{"code": code, "label": str(label)} for code, label in Method.choices],
    }


def told_wording(wording: Wording) -> dict[str, Any]:
    return {
        "id": wording.pk,
        "category": wording.category,
        "method": wording.method,
        "title": wording.title,
        "description": wording.text,
        "basis": wording.basis,
        "power": wording.power_id,
    }


class Around:
    """What belongs to the projects of several checks, read with so many queries for one as for
    all."""

    def __init__(self, user, keys, on):
        projects = Project.objects.visible_to(user).with_money().filter(pk__in=keys)
        buildings = Prefetch("buildings", Building.objects.order_by("pk"))
        related = projects.select_related("region", "authority", "developer")
        self.projects = {p.pk: p for p in related.prefetch_related(buildings, "permits")}
        self.accounts = accounts_of(self.projects.values(), on)
        self.suspicions, self.findings = defaultdict(list), defaultdict(list)
        noticed = Suspicion.objects.visible_to(user).standing()
        noticed = noticed.filter(project__in=self.projects, status=SuspicionStatus.OPEN)
        for suspicion in noticed.select_related("project", "permit"):
            self.suspicions[suspicion.project_id].append(suspicion)
        found = Finding.objects.visible_to(user).alike_in(self.projects)
        for finding in found.order_by("-found_on", "-pk"):
            self.findings[finding.project_id].append(finding)

    def told(self, check: ProjectCheck) -> dict[str, Any]:
        project = self.projects[check.project_id]
        account = self.accounts.get(project.pk)
        return {
            "id": check.pk,
            "round": str(check.round),
            "team": check.team.name,
            "due_on": check.due_on.isoformat(),
            "status": check.get_status_display(),
            "stake": money(check.stake_yuan),
            "code": project.code,
            "name": project.name,
            "region": project.region.short_name,
            "facts": facts_of(project),
            "buildings": [told_building(building) for building in project.buildings.all()],
            "suspicions": [told_suspicion(s) for s in self.suspicions[project.pk]],
            "findings": [told_finding(f) for f in self.findings[project.pk][:LATEST]],
            "suggestions": self.suggested(project, account),
            "values": known_of(project, project.permits.all(), account),
        }

    def suggested(self, project: Project, account: Account | None) -> list[dict[str, Any]]:
        """Findings the screening and the ledger word already, each category once."""
        known = {finding.category for finding in self.findings[project.pk]}
        papers = [
            words | {"suspicion": suspicion.pk}
            for suspicion in self.suspicions[project.pk]
            for words in papers_of(suspicion, account)
        ]
        parts = account.parts.items() if account else ()
        papers += [part_of_gap(account, category, amount) for category, amount in parts]
        told = {}
        for words in papers:
            if words["category"] not in known:
                told.setdefault(words["category"], words)
        return [words | {"amount_yuan": plain(words["amount_yuan"])} for words in told.values()]


def plain(amount) -> str:
    """An amount as a form field holds it."""
    return "" if amount is None else f"{amount:.2f}"


def facts_of(project: Project) -> list[list[str]]:
    """The facts of a project as pairs of a name and a value, in the reader's language."""
    return [
        [_("Developer"), project.developer.name],
        [_("Supervising authority"), project.authority.name],
        [_("Address"), project.address or "—"],
        [_("Approved on"), project.approved_on.isoformat()],
        [_("Assessed as payable"), f"{money(project.payable_yuan)} {_('yuan')}"],
        [_("Paid so far"), f"{money(project.paid_yuan)} {_('yuan')}"],
        [_("Gaps opened"), f"{money(project.gap_yuan)} {_('yuan')}"],
        [_("Recovered"), f"{money(project.recovered_yuan)} {_('yuan')}"],
    ]


def told_building(building: Building) -> dict[str, Any]:
    return {
        "name": building.name,
        "use": building.get_use_display(),
        "floors": building.floors,
        "depth": f"{building.foundation_depth_m} m",
        "first_floor": sqm(building.first_floor_sqm),
        "above_ground": sqm(building.above_ground_sqm),
    }


def told_suspicion(suspicion: Suspicion) -> dict[str, str]:
    return {"words": check_words(suspicion), "amount": money(suspicion.amount_yuan)}


def told_finding(finding: Finding) -> dict[str, str]:
    return {
        "number": finding.number,
        "title": finding.title,
        "category": finding.category,
        "status": finding.get_status_display(),
        "amount": money(finding.amount_yuan),
    }
