"""What an instrument takes from the case it is about: the values its first text is filled with."""

from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from airdefense.accounts.models import OrganisationKind
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.documents.words import chinese_day, in_chinese, yuan
from inspections.models import Finding
from inspections.workflow import FindingStatus
from rectification.models import Instrument, RectificationTask
from rectification.parts import as_rows

COMMISSION = (OrganisationKind.COMMISSION, OrganisationKind.COMMISSION_OFFICE)
# A brace of somebody's text must not be taken for a gap of ours.
UNBRACED = str.maketrans("{}", "｛｝")
TITLE_LENGTH: int = Instrument._meta.get_field("title").max_length or 0
IN_GENERAL = "在日常监督中"
MOST_ROWS = 200


def context_of(instrument, *, on, matter="") -> dict[str, str]:
    """What the case of an instrument knows, in the words of an official document.

    A task that came from a lead says what has to be put right and nothing of where it came from.
    """
    with in_chinese():
        values = _of_parties(instrument, on) | _of_case(instrument, on)
    values["matter"] = matter.strip() or values.get("matter", "")
    return {name: str(value).translate(UNBRACED).strip() for name, value in values.items()}


def parties_of(instrument, on) -> dict[str, str]:
    """What is known without any case: who writes to whom, on which basis."""
    with in_chinese():
        values = _of_parties(instrument, on)
    return {name: str(value).translate(UNBRACED).strip() for name, value in values.items()}


def unbraced(text: str) -> str:
    return text.translate(UNBRACED)


def _of_parties(instrument, on):
    issuer = instrument.issuer
    basis = instrument.kind_entry.basis_on(on)
    return {
        "unit": instrument.unit.name,
        "issuer": issuer.name,
        "us": "我委" if issuer.kind in COMMISSION else "我办",
        "law": basis.law if basis else "",
        "refusal": basis.refusal if basis else "",
        "power": instrument.power.name if instrument.power else "",
        "today": chinese_day(on),
        "source": IN_GENERAL,
    }


def _of_case(instrument, on):
    task, finding = instrument.task, instrument.finding
    if task is not None:
        values = (_of_finding(task.finding) if task.finding else {}) | _of_task(
            instrument, task, on
        )
    elif finding is not None:
        values = _of_finding(finding)
    else:
        values = _of_round(instrument.round) if instrument.round else {}
        values |= _of_arrears(instrument, on)
    return values | _of_rows(instrument, on)


def _of_finding(finding):
    values = {
        "source": f"在{finding.round.name}期间",
        "matter": _as_problem(finding.title),
        "facts": finding.description,
        "rule": finding.basis,
        "project": _project(finding.project),
        "amount": yuan(finding.amount_yuan),
    }
    if finding.power:
        values["power"] = finding.power.name
    return values | _of_gap(finding.gap)


def _of_task(instrument, task, on):
    values = {
        "matter": _as_problem(task.title),
        "requirement": " ".join(task.requirement.split()),
        "responsible": task.responsible_person,
        "due": chinese_day(task.due_on),
        "earlier": _earlier(instrument, task),
        "project": _project(task.project),
    }
    if task.finding is None:
        values["facts"] = ""
    if task.is_overdue(on):
        values["late"] = (on - task.due_on).days
    if task.gap:
        values["source"] = f"在核查“{task.project.name}”人防易地建设费缴纳情况时"
    return values | _of_gap(task.fee_gap)


def _of_gap(gap):
    if gap is None:
        return {}
    values = {"amount": yuan(gap.amount_yuan)}
    return values | ({"balance": yuan(gap.balance)} if gap.balance else {})


def _of_round(of):
    matter = f"{of.name}反馈问题"
    return {"source": f"在{of.name}期间", "matter": matter, "round": of.name}


def _of_arrears(instrument, on):
    """The overdue tasks of the unit, where the instrument is about no single one."""
    late = [task for task in _open_tasks(instrument) if task.is_overdue(on)]
    if not late:
        return {}
    rows = [
        (
            task.number,
            task.title,
            chinese_day(task.due_on),
            str((on - task.due_on).days),
            _open_yuan(task),
        )
        for task in late
    ]
    balances = [task.fee_gap.balance for task in late if task.fee_gap]
    matter = {} if instrument.round else {"matter": "逾期整改事项"}
    return matter | {"overdue": as_rows(rows), "count": len(late), "sum": _sum(balances)}


def _of_rows(instrument, on):
    keys = {part.key for part in instrument.kind_entry.parts}
    if "list" in keys:
        return _of_problems(instrument)
    if "shared" in keys:
        return _of_open_tasks(instrument)
    return {}


def _of_problems(instrument):
    findings = _findings(instrument)
    return {
        "problems": as_rows(
            [
                (
                    finding.number,
                    finding.title,
                    finding.basis,
                    yuan(finding.amount_yuan),
                    _requirement(finding),
                )
                for finding in findings
            ]
        ),
        "count": len(findings) or "",
        "sum": _sum([finding.amount_yuan for finding in findings if finding.amount_yuan]),
    }


def _of_open_tasks(instrument):
    tasks = _open_tasks(instrument)
    rows = [(task.title, task.unit.name, chinese_day(task.due_on)) for task in tasks]
    return {
        "open_tasks": as_rows(rows),
        "count": len(tasks) or "",
        "sum": _sum([task.fee_gap.balance for task in tasks if task.fee_gap]),
    }


def _requirement(finding):
    task = getattr(finding, "task", None)
    if task is not None:
        return task.requirement
    return "追缴到位，依法入库" if finding.gap_id else "对照规定限期整改"


def _findings(instrument):
    """The problems to list: of the finding or task, else of the round or the unit."""
    rows = Finding.objects.filter(
        unit=instrument.unit, status=FindingStatus.APPROVED, merged_into=None
    )
    if instrument.task:
        rows = rows.filter(pk=instrument.task.finding_id)
    elif instrument.finding:
        rows = rows.filter(pk=instrument.finding_id)
    elif instrument.round:
        rows = rows.filter(round=instrument.round)
    if instrument.kind_entry.opens_tasks and not instrument.task:
        rows = rows.filter(task=None)
    return list(rows.select_related("task").order_by("number")[:MOST_ROWS])


def _open_tasks(instrument):
    """The unit's open tasks, of the round where there is one; never those that came of a lead."""
    tasks = RectificationTask.objects.open().filter(unit=instrument.unit)
    tasks = tasks.filter(Q(finding__isnull=False) | Q(gap__isnull=False))
    if instrument.task:
        tasks = tasks.filter(pk=instrument.task_id)
    elif instrument.finding:
        tasks = tasks.filter(finding=instrument.finding)
    elif instrument.round:
        tasks = tasks.filter(finding__round=instrument.round)
    return list(tasks.with_origin().order_by("due_on", "number")[:MOST_ROWS])


def _earlier(instrument, task):
    issued = Instrument.objects.filter(task=task, issued_at__isnull=False).exclude(pk=instrument.pk)
    return "、".join(issued.order_by("issued_at").values_list("number", flat=True))


def _project(project):
    return f"{project.name}（{project.code}）" if project else ""


def _open_yuan(task):
    return yuan(task.fee_gap.balance) if task.fee_gap and task.fee_gap.balance else "—"


def _sum(amounts):
    total = sum(amounts, Decimal(0))
    return yuan(total) if total else ""


def _as_problem(title):
    return title if title.endswith("问题") else f"{title}问题"


def titled(instrument, matter) -> str:
    """The title of its kind about that matter, cut to what a title may have. Raises NotPossible."""
    if not matter:
        raise NotPossible(_("Say what the document is about."))
    pattern = instrument.kind_entry.title
    room = TITLE_LENGTH - len(pattern.format(matter=""))
    return pattern.format(matter=matter if len(matter) <= room else matter[: room - 1] + "…")
