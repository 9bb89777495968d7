"""What a city does besides the great numbers: deadlines kept, days counted, work half done.

These are few rows, so they are made by the real actions and need no twins.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from airdefense.accounts.models import Organisation
from airdefense.casework.models import AttachmentKind
from demo import bodies
from demo.bodies import Tree
from demo.city import City
from demo.files import Files
from demo.people import Cast
from demo.plan.campaign import Campaign, at
from demo.plan.rounds import LOOK_BACK, Mandate
from demo.twins.books import Books
from inspections import actions as inspecting
from inspections.models import ActivityKind, KeyLink, Power
from rectification import actions as rectifying
from rectification.models import RectificationTask
from rectification.workflow import TaskStatus

MORNING, NOON, EVENING = 9 * 60, 12 * 60 - 20, 17 * 60
NOTICE_DAYS = 10
RECHECKED = 12
# What a team counts on one of its days, at most.
COUNTED = {
    ActivityKind.TALK: 9,
    ActivityKind.FILE: 140,
    ActivityKind.VISIT: 3,
    ActivityKind.REPORT: 1,
    ActivityKind.QUESTIONNAIRE: 30,
    ActivityKind.PETITION: 2,
}
DAYS_COUNTED = (0.1, 0.25, 0.4, 0.55)
MILESTONES = (
    "成立专班，逐项核对项目台账与审批档案",
    "修订核定与复核分离的工作制度",
    "报送制度文本与执行情况",
)
CONTACT = "模拟：信箱 玉溪市第1号专用邮政信箱；接待时间 工作日上午九时至十一时三十分"
PART = "提供近五年相关项目的缴款与入库记录，协助核对。"
ANSWER = "已按清单逐项核对并提供相关记录。"
REST = (
    "相关企业破产清算程序尚未终结，待法院裁定后方可继续核清。",
    "示例：县政府专题会议纪要（模拟）第5号",
)
HOLDS = "复查台账、票据与现场，整改措施仍在执行，问题未反弹。"


@dataclass(frozen=True, slots=True)
class Life:
    """The city whose days are told."""

    city: City
    tree: Tree
    cast: Cast
    campaign: Campaign
    mandates: dict[str, Mandate]
    rng: Random
    books: Books
    files: Files

    def tell(self) -> None:
        for key, mandate in self.mandates.items():
            self.hold_to_deadlines(mandate)
            self.count_days(key, mandate)
        for number, region in enumerate(self.city.regions):
            self.work_on(self.tree.region(region.code), region.code, number)
        self.look_back()

    @property
    def chief(self) -> Any:
        return self.cast.planners[0]

    def hold_to_deadlines(self, mandate: Mandate) -> None:
        """Each round has its deadlines and gave notice before it came."""
        round_, starts_on = mandate.round, mandate.round.starts_on
        planned = at(self.campaign.ledger_days[-1], MORNING)
        by = {"by": self.chief, "at": planned}
        inspecting.edit_round(
            round=round_,
            powers=Power.objects.filter(is_core=True, power_list__region=round_.region),
            key_links=list(KeyLink),
            contact=CONTACT,
            **by,
        )
        lines = inspecting.usual_deadlines(round_.region, starts_on)
        inspecting.set_deadlines(round=round_, lines=lines, **by)
        noticed_on = min(starts_on - timedelta(days=NOTICE_DAYS), self.campaign.until)
        inspecting.give_entry_notice(
            round=round_, on=noticed_on, by=self.chief, at=at(noticed_on, NOON)
        )

    def count_days(self, key: str, mandate: Mandate) -> None:
        """Talks, files and visits of each team in each of its regions."""
        shares = (0.75, 0.9) if key == LOOK_BACK else DAYS_COUNTED
        for code, team in mandate.teams.items():
            by = mandate.crews[code].leader
            for share in shares:
                day = self.campaign.day(share)
                counts = {kind: self.rng.randint(0, most) for kind, most in COUNTED.items()}
                counts[ActivityKind.FILE] += 1
                inspecting.count_activities(
                    team=team,
                    region=self.tree.region(code),
                    held_on=day,
                    counts=counts,
                    by=by,
                    at=at(day, EVENING),
                )

    def work_on(self, region: Organisation, code: str, number: int) -> None:
        """Milestones, a contribution of another unit, now and then a request to rest."""
        until = self.campaign.until
        unit = self.tree[code, bodies.HOUSING]
        contact = self.cast.contacts[code, bodies.HOUSING]
        tasks = RectificationTask.objects.filter(region=region, unit=unit)
        task = tasks.filter(status=TaskStatus.RECTIFYING).order_by("pk").first()
        if task is None:
            return
        self.plan_milestones(task, contact)
        treasury = self.tree[code, bodies.FINANCE]
        asked = rectifying.ask_contribution(
            task=task, unit=treasury, part=PART, by=contact, at=at(self.campaign.days[-6], NOON)
        )
        if number % 2:
            by = {"by": self.cast.contacts[code, bodies.FINANCE]}
            by["at"] = at(self.campaign.days[-3], NOON)
            self.keep_picture(asked, AttachmentKind.PROOF, **by)
            rectifying.answer_contribution(contribution=asked, answer=ANSWER, **by)
        if number % 4 == 2:
            reason, basis = REST
            rectifying.request_suspension(
                task=task,
                until=until + timedelta(days=60),
                reason=reason,
                basis=basis,
                by=contact,
                at=at(self.campaign.days[-2], NOON),
            )

    def plan_milestones(self, task: RectificationTask, contact: Any) -> None:
        days = self.campaign.days
        due = (days[-7], task.due_on - timedelta(days=1), task.due_on)
        rows = [
            {
                "measure": measure,
                "due_on": due_on,
                "responsible_person": contact.display_name,
            }
            for measure, due_on in zip(MILESTONES, due, strict=True)
        ]
        planned = at(days[-8], MORNING)
        rectifying.add_milestones(task=task, milestones=rows, by=contact, at=planned)
        first = task.milestones.order_by("order").first()
        rectifying.reach_milestone(
            milestone=first, reached_on=days[-7], by=contact, at=at(days[-7], EVENING)
        )

    def look_back(self) -> None:
        """The look-back draws from what was closed out; some of it was looked at already."""
        until, days = self.campaign.until, self.campaign.days
        mandate = self.mandates[LOOK_BACK]
        draw = rectifying.draw_rechecks(
            region=self.tree.region(self.city.municipal.code),
            closed_from=self.campaign.start,
            closed_to=days[-4],
            size=RECHECKED,
            seed=f"{until:%Y%m%d}",
            due_on=until + timedelta(days=14),
            by=self.chief,
            at=at(days[-3], MORNING),
            lookback=mandate.round,
        )
        rechecks = draw.rechecks.select_related("task__region")
        for number, recheck in enumerate(rechecks.order_by("pk")):
            person = mandate.crews[recheck.task.region.code].members[0]
            rectifying.assign_recheck(
                recheck=recheck, person=person, by=self.chief, at=at(days[-3], NOON)
            )
            if number % 3 == 0:
                by = {"by": person, "at": at(until, MORNING + number)}
                self.keep_picture(recheck, AttachmentKind.EVIDENCE, **by)
                rectifying.confirm_recheck(recheck=recheck, result=HOLDS, files=(), **by)

    def keep_picture(self, case: Any, kind: str, *, by: Any, at: datetime) -> None:
        """One of the files that all of the demonstration shares."""
        self.books.attach(case, self.files.pictures[0], by=by, at=at, kind=kind)
        self.books.flush()
