"""Papers of the departments: permits, decisions, filings, with what they say of their project.

A paper whose project is not certain is kept all the same and waits to be matched.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import OrganisationKind, within
from airdefense.accounts.roles import Role
from airdefense.exchange.importing.fields import ImportField
from airdefense.exchange.importing.kinds import Tick, import_kind, no_tick
from projects.actions.bulk import (
    PaperEdit,
    edit_papers,
    record_papers,
    remove_papers,
    restore_papers,
)
from projects.imports.finder import Finder, Stated, called, spellings_of_number
from projects.imports.ledger_fields import EARLIEST, LARGEST_AREA
from projects.imports.papers import OfPapers
from projects.imports.places import Places
from projects.imports.rows import is_equal, key_of, plain
from projects.models import Permit, PermitKind
from projects.reconciliation import names
from projects.workflow import ProjectStatus

# What a department's file holds when it does not say.
USUAL = {
    OrganisationKind.PLANNING: PermitKind.PLANNING,
    OrganisationKind.REFORM: PermitKind.INITIATION,
    OrganisationKind.HOUSING: PermitKind.CONSTRUCTION,
}
NAMING = {
    "number": "code",
    "national_code": "stated_code",
    "permit_number": "other_number",
    "credit_code": "stated_credit_code",
    "name": "stated_name",
    "developer": "stated_developer",
    "address": "stated_address",
}
STATED = (
    *("stated_name", "stated_developer", "stated_credit_code"),
    *("stated_code", "stated_address", "stated_use"),
)
AREAS = ("area_sqm", "basement_sqm")

FIELDS = (
    ImportField(
        key="kind",
        label=_("Kind of paper"),
        kind="choice",
        choices=PermitKind.choices,
        synonyms=(
            ("建设工程规划许可证", "planning"),
            ("规划许可", "planning"),
            ("建筑工程施工许可证", "construction"),
            ("施工许可", "construction"),
            ("立项", "initiation"),
            ("立项批复", "initiation"),
            ("人防审批", "basement"),
            ("防空地下室审批", "basement"),
            ("竣工备案", "completion"),
            ("竣工验收备案", "completion"),
        ),
        aliases=("证件类型", "许可类型", "文件类型", "许可种类", "证照类型"),
        hint=_(
            "Left empty: planning permit of a planning department, construction permit of a "
            "housing department, project approval of a reform department."
        ),
    ),
    ImportField(
        key="number",
        label=_("Number of the paper"),
        kind="code",
        required=True,
        most=60,
        aliases=(
            *("许可证号", "证号", "许可证编号", "证书编号", "文号", "备案号", "批复文号"),
            *("施工许可证号", "施工许可证编号", "规划许可证号", "建设工程规划许可证号"),
            *("建设工程规划许可证编号", "竣工备案号", "备案编号", "许可编号"),
        ),
        example="建字第530402202000123号",
    ),
    ImportField(
        key="issued_on",
        label=_("Day of the paper"),
        kind="day",
        required=True,
        least=EARLIEST,
        aliases=(
            "发证日期",
            "核发日期",
            "许可日期",
            "备案日期",
            "签发日期",
            "发证时间",
            "批复日期",
        ),
        example="2020-03-02",
    ),
    ImportField(
        key="issued_by",
        label=_("Issuing department"),
        most=120,
        aliases=("发证机关", "核发机关", "发证单位", "许可机关", "审批机关", "颁发机关"),
        hint=_("Left empty: the department that supplied the file."),
    ),
    ImportField(
        key="code",
        label=_("Number in the ledger"),
        kind="code",
        most=30,
        aliases=("台账编号", "系统编号"),
    ),
    ImportField(
        key="stated_code",
        label=_("Project code on the paper"),
        kind="code",
        most=30,
        aliases=("项目代码", "投资项目代码", "投资项目统一代码", "项目编号"),
    ),
    ImportField(
        key="other_number",
        label=_("Other permit the paper names"),
        kind="code",
        most=60,
        aliases=("对应规划许可证号", "关联许可证号", "用地规划许可证号", "建设用地规划许可证号"),
        hint=_("Only to find the project."),
    ),
    ImportField(
        key="stated_name",
        label=_("Project name on the paper"),
        most=200,
        aliases=("项目名称", "工程名称", "建设项目名称"),
        example="云溪苑一期",
    ),
    ImportField(
        key="stated_developer",
        label=_("Developer on the paper"),
        most=120,
        aliases=("建设单位", "建设单位名称", "开发单位", "申请单位", "业主单位"),
    ),
    ImportField(
        key="stated_credit_code",
        label=_("Credit code on the paper"),
        kind="code",
        most=18,
        aliases=("统一社会信用代码", "信用代码", "社会信用代码", "建设单位信用代码"),
    ),
    ImportField(
        key="stated_address",
        label=_("Address on the paper"),
        most=200,
        aliases=("建设地址", "建设地点", "建设位置", "项目地址", "工程地点"),
    ),
    ImportField(
        key="stated_use",
        label=_("Use on the paper"),
        most=60,
        aliases=("用途", "建筑用途", "工程用途", "使用性质", "建设性质"),
    ),
    ImportField(
        key="area_sqm",
        label=_("Area on the paper (㎡)"),
        kind="area",
        most=LARGEST_AREA,
        aliases=("建筑面积", "建设规模", "总建筑面积", "地上建筑面积", "许可面积"),
    ),
    ImportField(
        key="basement_sqm",
        label=_("Basement area on the paper (㎡)"),
        kind="area",
        most=LARGEST_AREA,
        aliases=("防空地下室面积", "人防面积", "地下室面积", "人防工程面积", "人防建筑面积"),
    ),
)


def state_of(permit: Permit) -> dict[str, Any]:
    """What a file left of a paper: when it differs later, somebody worked on it."""
    state = {name: plain(getattr(permit, name)) for name in ("issued_on", *AREAS, *STATED)}
    return {**state, "issued_by": permit.issued_by_id}


class Desk:
    """Lays papers against those that are kept, and finds their projects."""

    def __init__(self, user: Any, source: Any) -> None:
        self.source = source
        self.places, self.finder = Places(user), Finder(user, suggests=False)
        self.known: dict[tuple[str, str], list[Permit]] = {}

    def read(self, values: list[dict[str, Any]]) -> None:
        self.finder.read(Stated.of(one, **NAMING) for one in values)
        numbers = {n for one in values for n in spellings_of_number(one.get("number") or "")}
        self.known = defaultdict(list)
        papers = called(Permit.objects.all(), "number", numbers).order_by("pk")
        for permit in papers.select_related("project__authority", "issued_by"):
            self.known[permit.kind, names.number(permit.number)].append(permit)

    def examine(self, row: Any) -> None:
        values, row.verdict = row.values, "create"
        issuer = self._issuer(row)
        kind = values.get("kind") or self._usual_kind(row, issuer)
        stated = Stated.of(values, **NAMING)
        found = self.finder.find(stated)
        if found.is_unknown:
            row.warn("code", "paper_waits")
        if not issuer or not kind or not values.get("number"):
            return
        known = self._known(kind, values["number"], issuer, found.project)
        if known is not None:
            self._compare(row, known, issuer)
            return
        if found.project and found.project.status == ProjectStatus.WITHDRAWN:
            row.complain("", "project_withdrawn", project=found.project.code)
        row.plan = {
            "project": found.project,
            "kind": kind,
            "number": values["number"],
            "issued_on": values.get("issued_on"),
            "issued_by": issuer,
            **{key: values.get(key) for key in AREAS},
            **{key: values.get(key) or "" for key in STATED},
        }

    def _issuer(self, row: Any) -> Any:
        words = row.values.get("issued_by")
        if words:
            found = self.places.suppliers.get(words)
            if found is None:
                row.complain("issued_by", "no_such_department")
            return found
        if self.source is None and not any(p["key"] == "issued_by" for p in row.problems):
            row.complain("issued_by", "source_unknown")
        return self.source

    def _usual_kind(self, row: Any, issuer: Any) -> str | None:
        if issuer is None or any(problem["key"] == "kind" for problem in row.problems):
            return None
        has_basement, has_area = row.values.get("basement_sqm"), row.values.get("area_sqm")
        if issuer.kind == OrganisationKind.HOUSING and has_basement and not has_area:
            return PermitKind.BASEMENT
        usual = USUAL.get(issuer.kind)
        if usual is None:
            row.complain("kind", "empty")
        return usual

    def _known(self, kind: str, number: str, issuer: Any, project: Any) -> Permit | None:
        """The same paper as it is kept: of the same department, or else of the same project."""
        papers = self.known.get((kind, names.number(number)), [])
        by_issuer = [paper for paper in papers if paper.issued_by_id == issuer.pk]
        of_project = [paper for paper in papers if project and paper.project_id == project.pk]
        both = [paper for paper in by_issuer if paper in of_project]
        return next(iter([*both, *of_project, *by_issuer]), None)

    def _compare(self, row: Any, permit: Permit, issuer: Any) -> None:
        row.verdict = "same"
        if permit.project and not self.places.reaches(permit.project.authority):
            return  # Another clerk keeps it; nothing is told of it, and nothing changed.
        row.target = permit.pk
        fields = dict(self._changes(row.values, permit))
        if permit.issued_by_id != issuer.pk and row.values.get("issued_by"):
            fields["issued_by"] = issuer
            row.changes["issued_by"] = [permit.issued_by.name, issuer.name]
        for key in fields.keys() - {"issued_by"}:
            row.changes[key] = [plain(getattr(permit, key)), plain(fields[key])]
        if fields:
            row.verdict, row.plan = "update", PaperEdit(permit, fields)
            if permit.project and permit.project.status == ProjectStatus.WITHDRAWN:
                row.complain("", "project_withdrawn", project=permit.project.code)

    @staticmethod
    def _changes(values: dict[str, Any], permit: Permit) -> Iterator[tuple[str, Any]]:
        for key in ("issued_on", *AREAS, *STATED):
            if key in values:
                new = (values[key] or "") if key in STATED else values[key]
                if not is_equal(getattr(permit, key), new):
                    yield key, new


@import_kind
class Permits(OfPapers):
    key = "permits"
    label = _("Permits and other papers")
    fields = FIELDS
    model, desk, state_of = Permit, Desk, staticmethod(state_of)

    def identity(self, row: Any) -> str:
        values = row.values
        if not values.get("number"):
            return ""
        number = names.number(values["number"])
        return key_of(values.get("kind") or "", number, values.get("issued_by") or "")

    def apply(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        new = [row for row in rows if isinstance(row.plan, dict)]
        for row, permit in zip(
            new, record_papers([row.plan for row in new], by=by, at=at), strict=True
        ):
            row.target, row.after = permit.pk, state_of(permit)
        tick(len(new))
        changed = [row for row in rows if isinstance(row.plan, PaperEdit)]
        edit_papers([row.plan for row in changed], by=by, at=at, note=str(batch))
        for row in changed:
            row.before, row.after = row.plan.before, state_of(row.plan.permit)
        tick(len(rows))

    def undo(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        told = {"by": by, "at": at, "note": str(batch)}
        found = Permit.objects.select_related("project", "issued_by")
        permits = found.in_bulk({row.target for row in rows})
        created = [row for row in rows if row.verdict == "create"]
        changed = [(permits[row.target], row.before) for row in rows if row.verdict == "update"]
        restore_papers(changed, **told)
        remove_papers([permits[row.target] for row in created], **told)
        tick(len(rows))

    def export(self, user: Any, region: Any) -> Iterator[dict[str, Any]]:
        reach = within(user, "project__authority", [Role.DATA_CLERK])
        waiting = within(user, "issued_by", [Role.DATA_CLERK])
        permits = Permit.objects.filter(
            reach & Q(project__region__path__startswith=region.path)
            | Q(project=None) & waiting & Q(issued_by__path__startswith=region.path)
        )
        rows = permits.select_related("project", "issued_by").order_by("pk")
        for permit in rows.iterator(chunk_size=500):
            yield {
                **{one.key: getattr(permit, one.key, None) for one in FIELDS},
                "issued_by": permit.issued_by.name,
                "code": permit.project.code if permit.project else "",
            }

    def target_url(self, pk: int) -> str:
        permit = Permit.objects.filter(pk=pk).select_related("project").first()
        return permit.project.get_absolute_url() if permit and permit.project else ""
