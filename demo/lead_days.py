"""What the city's commission does with its leads besides the great numbers, by the real actions:
packages on their way, forms that wait for a signature, a trial, a seal that somebody asks to open.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from demo import bodies
from demo.bodies import Tree
from demo.city import City
from demo.people import Cast
from demo.plan.campaign import Campaign, at
from leads import actions
from leads.actions.extensions import ask_pause
from leads.models import (
    SANCTIONS,
    ApprovalMatter,
    ApprovalRoute,
    ClockKind,
    DisciplineCase,
    Lead,
    LeadSource,
    Level,
    Outcome,
    RecusalGround,
    RetentionClass,
    RetentionRule,
    ReviewKind,
)
from leads.workflow import CaseStatus, LeadStatus

MORNING, NOON, EVENING = 9 * 60 + 10, 11 * 60 + 15, 16 * 60 + 40
EFFECTIVE = date(2003, 1, 1)
# Who signs what; rows of the customer, here an example.
ROUTES = ((ApprovalMatter.EXTENSION, [Level.DEPUTY], "示例：办案期限延长由分管领导审批"),)
RETENTION = (
    (RetentionClass.CASE, None, "示例：立案案卷永久保管，由本单位归档范围规定"),
    (RetentionClass.HANDLED, 30, "示例：有处理结果的线索保管三十年，由本单位归档范围规定"),
    (RetentionClass.CLOSED, 10, "示例：予以了结的线索保管十年，由本单位归档范围规定"),
)
LETTER = {
    "matter": "人防工程质量验收把关不严",
    "facts": "反映有关人员在防空地下室竣工验收中未到现场查看即签署意见（模拟数据）。",
}
PLAN = "调取审批档案与缴款记录；走访建设单位；与经办人员谈话。"
REASON_TO_OPEN = "反映的时间、地点不明确，需向举报人核实，请准予拆阅（模拟数据）。"
ASKED = "打听线索是否涉及其原单位同事，当场告知有关规定（模拟数据）。"
PAUSED = "关键证人住院，暂不能谈话，待其康复后继续核实（模拟数据）。"
ANNOUNCED = "本人及其所在单位党组织"


@dataclass(frozen=True, slots=True)
class LeadDays:
    """The commission of the city in the last days of the campaign."""

    city: City
    tree: Tree
    cast: Cast
    campaign: Campaign

    def tell(self) -> None:
        """Nobody is inside a compartment before its day: of days to come there is nothing to tell
        but the rules."""
        self.enter_rules()
        if self.campaign.until > timezone.localdate():
            return
        self.prepare_package()
        self.await_signature()
        self.try_a_case()
        self.follow_decisions()
        self.work_on_open_leads()
        self.keep_a_file()

    @property
    def code(self) -> str:
        return self.city.municipal.code

    @property
    def commission(self) -> Any:
        return self.tree[self.code, bodies.COMMISSION]

    @property
    def root(self) -> Any:
        return self.tree.region(self.code)

    def day(self, back: int, minute: int) -> datetime:
        """A moment of a working day so many days before the last one."""
        return at(self.campaign.days[-1 - back], minute)

    def leads(self) -> Any:
        return Lead.objects.filter(commission=self.commission).order_by("pk")

    def enter_rules(self) -> None:
        for matter, levels, basis in ROUTES:
            ApprovalRoute.objects.create(
                matter=matter, levels=levels, basis=basis, effective_on=EFFECTIVE
            )
        for kind, years, basis in RETENTION:
            RetentionRule.objects.create(
                retention_class=kind, years=years, basis=basis, effective_on=EFFECTIVE
            )

    def prepare_package(self) -> None:
        """The first team writes a list that its leader has not approved yet."""
        crew = self.cast.crews[bodies.TEAMS[0]]
        by, unit = crew.deputy, self.tree[self.code, bodies.HOUSING]
        package = actions.prepare(
            source=LeadSource.INSPECTION,
            sender=crew.leader.organisation,
            commission=self.commission,
            approver=crew.leader,
            by=by,
            at=self.day(1, MORNING),
        )
        actions.add_entry(
            package=package,
            region=self.root,
            subject_unit=unit,
            persons=[{"name": "模拟人员甲", "unit": unit.name, "post": "科长", "rank": ""}],
            by=by,
            at=self.day(1, NOON),
            **LETTER,
        )

    def await_signature(self) -> None:
        """A paper letter of the treasury, keyed by one clerk, that another one has to sign for."""
        by, unit = self.cast.keyer, self.tree[self.code, bodies.HOUSING]
        package = actions.prepare(
            source=LeadSource.FINANCE,
            sender=self.tree[self.code, bodies.FINANCE],
            commission=self.commission,
            letter_number="财监移〔2020〕3号",
            paper_approver="财政局分管副局长（模拟）",
            paper_received_on=self.campaign.days[-2],
            by=by,
            at=self.day(1, MORNING),
        )
        actions.add_entry(
            package=package,
            region=self.root,
            subject_unit=unit,
            by=by,
            at=self.day(1, NOON),
            **LETTER,
        )
        actions.take_transfer_step(
            package, "send", by=by, at=self.day(1, EVENING), note="纸质移送函已核对。"
        )

    def try_a_case(self) -> None:
        """One case of the city's commission goes to trial with an officer named for it."""
        case = self._case(CaseStatus.INVESTIGATION)
        if case is None:
            return
        trier, sent = self.cast.triers[0], self.day(4, NOON)
        case = actions.take_case_step(
            case,
            "send_to_trial",
            by=case.handler,
            at=sent,
            note="事实清楚，移送审理。",
            trial_officer=trier,
        )
        accepted = self.day(3, MORNING)
        actions.accept_trial(case=case, accepted_on=accepted.date(), by=trier, at=accepted)
        talked = self.day(1, EVENING)
        actions.deliberate(
            case=case,
            deliberated_on=talked.date(),
            deliberation="集体审议，同意审查调查部门意见（模拟数据）。",
            by=trier,
            at=talked,
        )

    def _case(self, status: str) -> DisciplineCase | None:
        cases = DisciplineCase.objects.filter(lead__commission=self.commission, status=status)
        return cases.order_by("pk").first()

    def follow_decisions(self) -> None:
        """Decisions are announced, but for the latest; about one somebody asks for a review."""
        decisions = Outcome.objects.filter(kind__in=SANCTIONS).order_by("pk")
        made = list(decisions.select_related("person__lead__handler"))
        for outcome in made[:-2]:
            told = max(outcome.effective_on, self.campaign.days[-3])
            by = {"by": outcome.person.lead.handler, "at": self.day(0, NOON)}
            actions.announce(outcome=outcome, announced_on=told, announced_to=ANNOUNCED, **by)
        if made[:-2]:
            actions.apply_for_review(
                outcome=made[0],
                kind=ReviewKind.REVIEW,
                applied_on=self.campaign.until,
                grounds="申请人对处分档次有异议（模拟数据）。",
                by=made[0].person.lead.handler,
                at=self.day(0, EVENING),
            )

    def work_on_open_leads(self) -> None:
        """Ties are declared, somebody recuses, a seal is asked for, a limit is to rest."""
        registrar, officers = self.cast.registrars[self.code][0], self.cast.officers[self.code]
        unit = self.tree[self.code, bodies.HOUSING]
        actions.declare_relation(
            relation="曾任职单位",
            unit=self.tree[self.code, bodies.FINANCE],
            by=officers[1],
            at=self.day(8, NOON),
        )
        actions.register_intercession(
            commission=self.commission,
            who="模拟人员乙",
            who_unit=f"{unit.short_name}（已退休）",
            words=ASKED,
            happened_on=self.campaign.days[-3],
            by=officers[0],
            at=self.day(2, NOON),
        )
        lead = self.leads().filter(status=LeadStatus.ASSIGNED).first()
        if lead is not None:
            actions.recuse(
                lead=lead,
                user=self._other(officers, lead.handler),
                ground=RecusalGround.FAIRNESS,
                words="与反映的经办人员相熟，可能影响公正（模拟数据）。",
                by=registrar,
                at=self.day(2, EVENING),
            )
            running = lead.clocks.filter(kind=ClockKind.PROPOSAL, stopped_on=None).first()
            ask_pause(
                running,
                reason=PAUSED,
                basis="示例：本单位办法",
                by=lead.handler,
                at=self.day(1, NOON),
            )
        named = self.leads().filter(reporter__is_anonymous=False).exclude(handler=None).first()
        if named is not None:
            by = {"by": named.handler, "at": self.day(1, EVENING)}
            actions.ask_seal(lead=named, reason=REASON_TO_OPEN, **by)

    @staticmethod
    def _other(people: list[Any], one: Any) -> Any:
        return next(person for person in people if person.pk != one.pk)

    def keep_a_file(self) -> None:
        """The file of a case is held as long as its review lasts."""
        lead = self.leads().filter(status=LeadStatus.DISPOSED, cases__isnull=False).first()
        if lead is not None:
            actions.set_hold(
                lead=lead,
                reason="处分决定复审期间，案卷不得处置（模拟数据）。",
                by=lead.approver,
                at=self.day(0, EVENING),
            )
