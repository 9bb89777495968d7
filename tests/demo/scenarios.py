"""One of each kind of case, told once and driven twice: by the actions and by their twins."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from demo import bodies
from demo.plan.campaign import at
from inspections.models import Method, Nature, Organ, Position, RoundAttribute, RoundKind
from leads.models import Form, LeadSource, Measure, OutcomeKind
from leads.workflow import DisposalMethod
from projects.models import FeePolicy, FeeRate, GapKind, PermitKind
from rectification.models import InstrumentKind

OCTOBER = [date(2020, 10, day) for day in range(1, 32)]
NOVEMBER = [date(2020, 11, day) for day in range(1, 31)]
TOWER = {
    "name": "1栋",
    "use": "RESIDENTIAL",
    "floors": 18,
    "foundation_depth_m": Decimal("4.50"),
    "first_floor_sqm": Decimal("860.00"),
    "above_ground_sqm": Decimal("14500.25"),
    "is_rebuild": False,
    "is_area_increased": False,
    "claims": ["R1"],
}


def october(day, minute=9 * 60):
    return at(OCTOBER[day - 1], minute)


def november(day, minute=9 * 60):
    return at(NOVEMBER[day - 1], minute)


def statute(do, place, who):
    """A rate and a policy, proposed by one clerk and put in force by the second."""
    by = {"by": who.clerk, "at": october(1), "approved_by": who.checker, "approved_at": october(2)}
    do.publish(
        FeeRate,
        region=place.county,
        grade="G6",
        yuan_per_sqm=Decimal("1000.00"),
        effective_from=date(2015, 1, 1),
        effective_to=date(2022, 12, 31),
        document="示例价费〔2014〕9号",
        **by,
    )
    do.publish(
        FeePolicy,
        region=place.county,
        city_class="NONE",
        ratio=Decimal("0.0200"),
        effective_from=date(2003, 1, 1),
        document="示例人防〔2003〕2号",
        **by,
    )


def project(do, place, who):
    """A project with two buildings, its papers, an assessment with a reduction, what was demanded,
    put off and paid."""
    then = {"by": who.clerk, "at": october(1)}
    developer = do.record_developer(name="玉溪鼎阳置业有限公司", credit_code="91530423MA60009992")
    made = do.record_project(
        developer=developer,
        authority=place.body(bodies.HOUSING),
        region=place.county,
        buildings=[TOWER, TOWER | {"name": "2栋", "claims": []}],
        name="鼎阳小区",
        national_code="1808-530423-47-03-000123",
        address="通海县秀山路2号",
        zone="NORMAL",
        planned_once_id="",
        approved_on=date(2018, 8, 1),
        is_offsite_approved=True,
        offsite_ground="A",
        offsite_document="易地建设批复〔2018〕3号",
        built_g6_sqm=Decimal(0),
        built_g6b_sqm=Decimal("12.50"),
        **then,
    )
    do.record_permit(
        project=made,
        kind=PermitKind.PLANNING,
        number="建字第53042320180001号",
        issued_on=date(2018, 8, 20),
        issued_by=place.body(bodies.PLANNING),
        area_sqm=Decimal("29000.50"),
        stated_name="鼎阳小区建设项目",
        stated_developer=developer.name,
        stated_credit_code=developer.credit_code,
        stated_code="1808-530423-47-03-000123",
        stated_address="通海县秀山路2号",
        stated_use="住宅",
        **then,
    )
    do.record_permit(
        project=made,
        kind=PermitKind.INITIATION,
        number="发改投资〔2018〕1号",
        issued_on=date(2018, 3, 20),
        issued_by=place.body(bodies.REFORM),
        area_sqm=None,
        basement_sqm=Decimal("12.50"),
        **then,
    )
    assessment = do.assess(
        project=made,
        document="人防费核〔2018〕1号",
        assessed_on=date(2018, 9, 1),
        gross_yuan=Decimal(860000),
        legal_payable_yuan=Decimal("860000.00"),
        rate_document="示例价费〔2014〕9号",
        required_g6_sqm=Decimal("860.00"),
        reductions=[
            {
                "code": "会议纪要",
                "amount_yuan": Decimal(360000),
                "is_lawful": False,
                "document": "人防费核〔2018〕1号",
                "approved_on": date(2018, 9, 1),
            }
        ],
        snapshot={"rules_version": "1", "payable_yuan": "860000.00"},
        **then,
    )
    put_off(do, made, assessment, then)
    receipt = do.record_receipt(
        project=made,
        number="0423180000001",
        paid_on=date(2018, 9, 20),
        amount_yuan=Decimal("500000.00"),
        payer=developer.name,
        **then,
    )
    do.record_treasury_entry(
        source=place.body(bodies.FINANCE),
        number=receipt.number,
        paid_on=receipt.paid_on,
        amount_yuan=receipt.amount_yuan,
        payer=developer.name,
        stated_name=made.name,
        receipt=receipt,
        **then,
    )
    do.record_remittance(
        receipt=receipt, amount_yuan=Decimal("450000.00"), remitted_on=date(2018, 9, 25), **then
    )
    do.refund(
        receipt=receipt,
        amount_yuan=Decimal("10000.00"),
        refunded_on=date(2018, 9, 28),
        reason="重复缴费",
        document="退费通知〔2018〕1号",
        **then,
    )
    do.step(made, "confirm", by=who.checker, at=october(5))
    return made


def put_off(do, made, assessment, then):
    """A notice to pay, a deferral with a basis, and a promise without any."""
    do.demand(
        project=made,
        assessment=assessment,
        number="通人防缴通〔2018〕1号",
        issued_on=date(2018, 9, 1),
        due_on=date(2018, 10, 1),
        amount_yuan=Decimal("500000.00"),
        **then,
    )
    do.defer(
        project=made,
        document="通人防缓〔2018〕1号",
        granted_on=date(2018, 9, 2),
        until_on=date(2018, 12, 1),
        amount_yuan=Decimal("100000.00"),
        basis="示例政发〔2018〕1号第三条",
        **then,
    )
    do.defer(
        project=made,
        document="欠条（2018）第1号",
        granted_on=date(2018, 9, 3),
        amount_yuan=Decimal("200000.00"),
        **then,
    )


def paper_without_project(do, place, who):
    """A planning permit that nobody found a project for."""
    do.record_permit(
        project=None,
        kind=PermitKind.PLANNING,
        number="建字第53042320190007号",
        issued_on=date(2019, 8, 20),
        issued_by=place.body(bodies.PLANNING),
        area_sqm=Decimal("5200.50"),
        stated_name="泰和商业中心",
        stated_developer="玉溪泰和置业有限公司",
        stated_use="商业",
        by=who.clerk,
        at=october(3),
    )


def round_with_check(do, place, who):
    """A mobile inspection with one team that covers 通海, on site."""
    opened = {"by": who.planner, "at": october(2)}
    made = do.open_round(
        region=place.tree.region("530400"),
        inspected=[place.body(bodies.HOUSING)],
        name="人防系统机动巡察",
        organ=Organ.INSPECTION,
        kind=RoundKind.MOBILE,
        attributes=[RoundAttribute.CROSS, RoundAttribute.JOINT],
        mandate="授权第1号",
        starts_on=date(2020, 10, 2),
        ends_on=date(2020, 11, 30),
        **opened,
    )
    day = date(2020, 10, 2)
    team = do.form_team(
        round=made,
        name="一组",
        regions=[place.county],
        members=[
            (who.leader, Position.LEADER, day, []),
            (who.deputy, Position.DEPUTY, day, []),
            (who.maker, Position.MEMBER, day, [place.body(bodies.TAX)]),
        ],
        **opened,
    )
    do.step(made, "enter", by=who.planner, at=october(6))
    return made, team


def check(do, place, who, round_, team, project_):
    made = do.assign_check(
        round=round_,
        team=team,
        project=project_,
        assigned_to=who.maker,
        due_on=date(2020, 10, 30),
        by=who.leader,
        at=october(7),
    )
    do.step(made, "start", by=who.maker, at=october(8))
    do.step(made, "complete", by=who.maker, at=october(9), note="发现疑点，另行制作底稿。")
    return made


def finding(do, place, who, round_, project_):
    """A finding about the fee from draft to approval, with its gap."""
    made = do.draft_finding(
        round=round_,
        project=project_,
        category="illegal_reduction",
        method=Method.FILES,
        title="鼎阳小区违规减免易地建设费",
        description="以会议纪要减免。",
        basis="计价格〔2000〕474号第四条",
        found_on=date(2020, 10, 9),
        amount_yuan=Decimal("360000.00"),
        by=who.maker,
        at=october(9, 600),
    )
    return signed(do, who, made)


def signed(do, who, made):
    do.attach(made, by=who.maker, at=october(9, 610))
    do.step(made, "submit", by=who.maker, at=october(10))
    do.step(made, "review", by=who.deputy, at=october(12))
    return do.approve_finding(finding=made, by=who.leader, at=october(13))


def weakness(do, place, who, round_):
    """An institutional weakness of the unit, without project and without money."""
    made = do.draft_finding(
        round=round_,
        unit=place.body(bodies.HOUSING),
        category="duty",
        method=Method.TALK,
        nature=Nature.INSTITUTIONAL,
        title="未建立核定复核制度",
        description="核定、复核由同一人办理。",
        basis="机动巡察反馈意见",
        found_on=date(2020, 10, 9),
        by=who.maker,
        at=october(9, 620),
    )
    do.attach(made, by=who.maker, at=october(9, 630))
    do.step(made, "submit", by=who.maker, at=october(10))
    do.step(made, "return_to_maker", by=who.deputy, at=october(11), note="请补充。")
    return made


def duplicates(do, place, who, round_, project_):
    """Three papers about one matter: one stands, one is merged into it, one is void."""
    same = {
        "round": round_,
        "project": project_,
        "category": "approval",
        "method": Method.ON_SITE,
        "title": "审批依据不足",
        "description": "未附地质勘察结论。",
        "basis": "计价格〔2000〕474号第二条",
        "found_on": date(2020, 10, 9),
        "by": who.maker,
        "at": october(9, 640),
    }
    first, second, third = (signed(do, who, do.draft_finding(**same)) for _n in range(3))
    do.merge(finding=second, into=first, by=who.planner, at=october(14), note="同一事项。")
    do.step(third, "void", by=who.leader, at=october(14), note="重复制作底稿。")


def task(do, place, who, finding_):
    """From issue to close-out: plan, more time, money, a return, proof, two signatures."""
    made = do.issue_task(
        finding=finding_, requirement="足额清缴入库。", by=who.planner, at=october(14)
    )
    do.submit_plan(
        task=made, plan="分期缴清。", responsible_person="张三", by=who.contact, at=october(16)
    )
    more = do.request_extension(
        task=made,
        requested_until=date(2020, 11, 28),
        reason="建设单位分期缴纳。",
        by=who.contact,
        at=october(20),
    )
    do.grant_extension(extension=more, by=who.planner, at=october(21))
    pay(do, who, made, finding_.project, Decimal("360000.00"), OCTOBER[25])
    proof = {"task": made, "result": "已缴清。", "by": who.contact}
    do.submit(files=[do.paper], at=november(2), **proof)
    do.step(made, "return_for_rework", by=who.verifier, at=november(3), note="补充票据。")
    do.submit(files=[do.paper, do.picture], at=november(4), **proof)
    do.step(made, "verify", by=who.verifier, at=november(5))
    do.close(task=made, by=who.second_verifier, at=november(6))


def pay(do, who, made, project_, amount, day):
    receipt = do.record_receipt(
        project=project_,
        number=f"0423{day:%m%d}",
        paid_on=day,
        amount_yuan=amount,
        payer=project_.developer.name,
        by=who.clerk,
        at=at(day, 560),
    )
    do.allocate_receipt(
        task=made,
        receipt=receipt,
        amount_yuan=amount,
        allocated_on=day,
        by=who.clerk,
        at=at(day, 570),
    )


def arrears(do, place, who, project_):
    """A gap of the opening balance, of which a unit recovers a part; the rest is written off."""
    gap = do.open_gap(
        project=project_,
        kind=GapKind.PAYABLE_UNPAID,
        amount_yuan=Decimal(90000),
        opened_on=OCTOBER[1],
        basis="期初欠缴台账",
        by=who.clerk,
        at=october(2),
    )
    made = do.issue_recovery_task(
        gap=gap,
        unit=place.body(bodies.HOUSING),
        title="历史欠缴清缴",
        requirement="清缴入库。",
        by=who.planner,
        at=october(6),
        due_on=date(2020, 12, 1),
    )
    pay(do, who, made, project_, Decimal(36200), OCTOBER[27])
    do.write_off(
        gap=gap,
        amount_yuan=Decimal("3800.00"),
        written_off_on=OCTOBER[28],
        basis="法院裁定",
        by=who.clerk,
        at=october(29),
    )


def lead(do, place, who, finding_):
    """A lead from a finding to its disposal, a case with outcomes, and accountability."""
    made, people = do.transfer(
        source=LeadSource.INSPECTION,
        region=place.county,
        commission=place.commission,
        letter_number="巡移〔2020〕1号",
        content={
            "subject_unit": place.body(bodies.HOUSING),
            "matter": "违规决定减免易地建设费",
            "facts": "详见材料。",
            "amount_yuan": Decimal("360000.00"),
        },
        persons=[
            {"name": "王甲", "unit": "住建局", "post": "科长", "rank": "乡科级正职"},
            {"name": "李乙", "unit": "住建局", "post": "科员", "rank": "一般干部"},
        ],
        reporter={"is_anonymous": True},
        finding=finding_,
        is_on_site=True,
        files=[do.paper],
        by=who.leader,
        at=october(14),
    )
    made = dispose(do, who, made)
    case = do.propose_case(
        lead=made, matter="涉嫌失职失责", by=who.officer, at=november(3), persons=people[:1]
    )
    case = do.approve_filing(case=case, by=who.approver, at=november(4), note="同意。")
    do.step(case, "send_to_trial", by=who.officer, at=november(10), note="移送审理。")
    decide(do, who, people, case)
    do.conclude(case=case, by=who.approver, at=november(12), note="已宣布。")
    account = {"lead": made, "measure": "通报问责", "document": "通纪问责〔2020〕1号"}
    account |= {"effective_on": NOVEMBER[11], "by": who.officer, "at": november(12)}
    do.record_accountability(organisation_name="住建局党组", **account)
    do.record_accountability(person=people[1], **account)


def dispose(do, who, made):
    made = do.receive(lead=made, by=who.registrar, at=october(15))
    made = do.assign(
        lead=made, handler=who.officer, approver=who.approver, by=who.registrar, at=october(16)
    )
    made = do.propose(
        lead=made,
        method=DisposalMethod.PRELIM_CHECK,
        opinion="建议初步核实。",
        by=who.officer,
        at=october(20),
    )
    do.approve(lead=made, by=who.approver, at=october(21), note="同意。")
    return do.dispose(lead=made, by=who.officer, at=november(2), note="建议立案。")


def decide(do, who, people, case):
    common = {"effective_on": NOVEMBER[10], "by": who.officer, "at": november(11)}
    for person, kind, code, measure, of_case in (
        (people[0], OutcomeKind.PARTY_SANCTION, Measure.PARTY_EXPULSION, "开除党籍", case),
        (people[0], OutcomeKind.PROSECUTION, Measure.PROSECUTION, "移送审查起诉", case),
        (people[1], OutcomeKind.FIRST_FORM, Measure.CRITICISM, "批评教育", None),
    ):
        decision = {"measure": measure, "code": code, "form": Form.F4 if of_case else Form.F1}
        document = f"通纪处〔2020〕{measure}"
        do.record_outcome(
            person=person, kind=kind, document=document, case=of_case, **decision, **common
        )


def instrument(do, place, who):
    """A recommendation of the commission, drafted, approved, issued, answered."""
    made = do.draft_instrument(
        kind=InstrumentKind.JOINT_REC,
        issuer=place.commission,
        unit=place.body(bodies.HOUSING),
        title="关于规范征收管理的建议",
        parts={
            "source": "在专项巡察期间，发现你单位存在需要纠正的问题。",
            "problems": "易地建设费应收未收。",
            "causes": "核定与复核由同一人办理。",
            "measures": "建议开展专项整治。",
            "reply": "请于{reply_due}前书面回复。",
        },
        by=who.verifier,
        at=october(20),
    )
    do.step(made, "approve", by=who.second_verifier, at=october(21))
    made = do.issue(instrument=made, by=who.second_verifier, at=october(22))
    do.reply(instrument=made, text="已整改。", by=who.contact, at=october(30))


def powers(do, place, who):
    """A list of powers put in force by the office, one of them kept in check, and a wording."""
    city, clerk = place.tree.region("530400"), place.cast.clerks["530400"][0]
    duty = {"step": "acceptance", "text": "一次性告知补正材料。", "basis": "《行政许可法》"}
    situation = {"situation": "对不符合条件的申请予以批准的。", "basis": ""}
    power = {
        "kind": "licence",
        "number": 1,
        "name": "易地建设审批",
        "basis": "《人民防空法》第二十二条",
        "responsible": "住房和城乡建设局",
        "duties": [duty],
        "accountabilities": [situation],
    }
    totals = dict.fromkeys(("classes", "powers", "duties", "accountabilities"), 1)
    facts = {f"declared_{name}": count for name, count in totals.items()}
    facts |= {"name": "权责清单", "document": "1号", "adopted_on": date(2019, 12, 20)}
    listed = do.take_in_list(region=city, facts=facts, powers=[power], by=clerk, at=october(1))
    do.step(listed, "put_in_force", by=who.planner, at=october(2))
    known = do.power(listed, 1)
    by = {"by": who.planner, "at": october(3)}
    do.add_control(
        power=known, title="集体审议", document="2号", effective_on=date(2020, 1, 1), **by
    )
    words = {"title": "{project}审批依据不足", "text": "{unit}未附结论。", "basis": "第二条"}
    do.add_wording(region=city, category="approval", method="files", power=known, **words, **by)


def everything(do, place, who):
    """All of it, in the order of a campaign."""
    of = SimpleNamespace()
    statute(do, place, who)
    powers(do, place, who)
    of.project = project(do, place, who)
    paper_without_project(do, place, who)
    of.round, of.team = round_with_check(do, place, who)
    check(do, place, who, of.round, of.team, of.project)
    arrears(do, place, who, of.project)
    of.finding = finding(do, place, who, of.round, of.project)
    weakness(do, place, who, of.round)
    duplicates(do, place, who, of.round, of.project)
    task(do, place, who, of.finding)
    lead(do, place, who, of.finding)
    instrument(do, place, who)
    do.finish()
