"""Two counties with the same full set of cases and one person of every role over each."""

from dataclasses import dataclass, field
from typing import Any

from airdefense.accounts.roles import Role
from airdefense.casework.models import RowChange
from projects.screening import screen
from rectification.workflow import InstrumentStatus, TaskStatus
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.casework import a_hand_over
from tests.factories.exchange import ImportBatchFactory
from tests.factories.inspections import (
    CheckPlanFactory,
    RoundActivityFactory,
    RoundDeadlineFactory,
    a_check,
    a_crew,
    a_finding,
)
from tests.factories.instructing import InstructionFactory
from tests.factories.leads import Office, a_case, a_lead
from tests.factories.overseeing import WaiverFactory
from tests.factories.powers import (
    ControlFactory,
    PowerListFactory,
    WordingFactory,
    a_power_list,
)
from tests.factories.projects import (
    AllocationFactory,
    DeferralFactory,
    DemandNoticeFactory,
    FeeAdjustmentFactory,
    FeeAssessmentFactory,
    FeePolicyFactory,
    FeeRateFactory,
    GapFactory,
    ReceiptFactory,
    RefundFactory,
    RemittanceFactory,
    WriteOffFactory,
)
from tests.factories.reconciliation import DifferenceFactory, TreasuryEntryFactory, a_match
from tests.factories.rectification import ExtensionFactory, a_task, an_instrument
from tests.factories.rectifying import (
    ContributionFactory,
    MilestoneFactory,
    RecheckFactory,
    SuspensionFactory,
)

MARK = "机密模拟甲方"


@dataclass
class County:
    """One county: its cases by kind and its people by role."""

    region: Any
    office: Office
    cases: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)


def what_hangs_on_tasks(crew) -> dict[str, Any]:
    """A suspension, a milestone, a contribution and a re-check, on tasks of their own."""
    resting, closed = (
        a_task(status, finding=a_finding(crew, status="approved", category="unbuilt"))
        for status in (TaskStatus.RECTIFYING, TaskStatus.CLOSED)
    )
    recheck = RecheckFactory(task=closed)
    return {
        "milestone": MilestoneFactory(task=resting),
        "contribution": ContributionFactory(task=resting),
        "suspension": SuspensionFactory(task=resting),
        "recheck": recheck,
        "draw": recheck.draw,
    }


def a_county(city, code, name) -> County:
    """A county whose every case carries its name, so that a leak would show it."""
    region = OrganisationFactory(parent=city, code=code, name=name)
    office = Office(city=region, short_name=f"{name[:1]}纪")
    county = County(region, office)
    crew = a_crew(region)
    project = crew.project(name=f"{MARK}{name}")
    gap, receipt = GapFactory(project=project), ReceiptFactory(project=project)
    assessment = FeeAssessmentFactory(project=project)
    money = {
        "demand": DemandNoticeFactory(project=project),
        "deferral": DeferralFactory(project=project),
        "remittance": RemittanceFactory(receipt=receipt),
        "refund": RefundFactory(receipt=receipt),
        "allocation": AllocationFactory(receipt=receipt, gap=gap),
        "write_off": WriteOffFactory(gap=gap),
    }
    match = a_match(project)
    difference = DifferenceFactory(region=region, stated_name=f"{MARK}{name}商贸城")
    entry = TreasuryEntryFactory(region=region, stated_name=f"{MARK}{name}")
    finding = a_finding(crew, status="approved", project=project, title=f"{MARK}{name}问题")
    task = a_task(TaskStatus.SUBMITTED, finding=finding)
    lead = a_lead("in_disposal", office=office, letter_number=f"{MARK}{name}函")
    rectifying = a_task(
        TaskStatus.RECTIFYING, finding=a_finding(crew, status="approved", category="unbuilt")
    )
    screen([project.pk], at=NOON)
    county.cases = money | {
        "suspicion": project.suspicions.first(),
        "project": project,
        "change": RowChange.objects.filter(
            table_name="projects_project", row_key=str(project.pk)
        ).first(),
        "gap": gap,
        "receipt": receipt,
        "assessment": assessment,
        "match": match,
        "difference": difference,
        "paper": match.permit,
        "entry": entry,
        "rate": FeeRateFactory(region=region, document=f"{MARK}{name}价费"),
        "adjustment": FeeAdjustmentFactory(region=region),
        "policy": FeePolicyFactory(region=region),
        "round": crew.round,
        "check": a_check(crew),
        "deadline": RoundDeadlineFactory(crew=crew),
        "plan": CheckPlanFactory(crew=crew),
        "activity": RoundActivityFactory(crew=crew),
        "team": crew.team,
        "member": crew.team.members.get(user=crew.inspector),
        **powers_of(region, name),
        "finding": finding,
        "task": task,
        "waiver": WaiverFactory(case=finding, reason=f"{MARK}{name}说明"),
        "submission": task.submissions.get(),
        "extension": ExtensionFactory(task=rectifying),
        **what_hangs_on_tasks(crew),
        "instruction": InstructionFactory(row=task, text=f"{MARK}{name}批示"),
        "instrument": an_instrument(InstrumentStatus.ISSUED, task=task),
        "lead": lead,
        "case": a_case("investigation", lead=lead),
        "file": finding.attachments().first(),
        "hand_over": a_hand_over(crew),
        "import": ImportBatchFactory(kind="receipts", region=region, name=f"{MARK}{name}.xlsx"),
    }
    county.people = {
        role: person(role, finding.unit if role == Role.UNIT_CONTACT else region) for role in Role
    }
    return county


def powers_of(region, name):
    """A draft is the region's own; a list in force is public, what keeps its powers in check is
    changed in its region alone."""
    draft = PowerListFactory(region=region, name=f"{MARK}{name}清单")
    standing = a_power_list(region, status="in_force")
    return {
        "power_list": draft,
        "power": draft.powers.first(),
        "control": ControlFactory(power=standing.powers.first()),
        "wording": WordingFactory(region=region, title=f"{MARK}{name}表述"),
    }


def two_counties() -> tuple[County, County]:
    city = OrganisationFactory(city=True, code="530400", name="玉溪市")
    return a_county(city, "530423", "通海县"), a_county(city, "530427", "新平县")
