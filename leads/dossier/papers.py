"""The papers of a lead: how it came, what was asked and signed, whom it is about, what became of
it, its limits and its history. The reporter is in none of them."""

from airdefense.casework.history import READINGS, label_of
from airdefense.casework.models import Event
from airdefense.exchange.documents.content import Document, Facts, Heading, Paragraph, Signatures
from leads.documents.approvals import approval_form
from leads.dossier.registry import paper
from leads.dossier.rows import DASH, columns, facts, tables, told, words
from leads.sheets import RELATED
from leads.timeline import History


@paper(order=10)
def transfer(lead, reader):
    yield Document(
        "线索移送登记表",
        (
            facts(
                lead,
                "number",
                "source",
                "letter_number",
                "region",
                "commission",
                "is_on_site",
                "transferred_at",
                "transferred_by",
                "registered_at",
                "registered_by",
            ),
            Heading("一、反映的问题"),
            facts(lead.content, "subject_unit", "matter", "amount_yuan", "power"),
            Paragraph(lead.content.facts),
        ),
    )


@paper(order=20)
def approvals(lead, reader):
    """The forms for signature; before there were forms, the opinions of the steps."""
    forms = lead.approval_forms.visible_to(reader).order_by("pk")
    for form in forms.select_related(*RELATED):
        yield approval_form(form, reader)
    signed = [opinion for opinion in History(lead).opinions if opinion.at]
    if signed and not forms:
        rows = [(str(one.level), str(one.signer), one.at) for one in signed]
        said = [Paragraph(f"{one.level}：{one.words or DASH}") for one in signed]
        yield Document("线索处置呈批表", (facts(lead, "method"), *said, Signatures(rows)))


PERSON = (
    "name",
    "unit",
    "post",
    "rank",
    "sex",
    "ethnicity",
    "born_on",
    "education",
    "political_status",
    "joined_party_on",
    "id_number",
    "is_supervised",
    "head_status",
)


@paper(order=30)
def persons(lead, reader):
    people = list(lead.persons.order_by("pk"))
    blocks = []
    for place, person in enumerate(people, start=1):
        blocks += [Heading(f"（{place}）{person.name}", level=2), facts(person, *PERSON)]
    if blocks:
        yield Document("涉及人员情况表", tuple(blocks))
    rows = [
        (
            person.name,
            outcome.get_kind_display(),
            outcome.measure,
            outcome.document,
            words(outcome.effective_on),
        )
        for person in people
        for outcome in person.outcomes.order_by("pk")
    ]
    heads = ("姓名", "处理类别", "处理措施", "文书", "生效日期")
    yield from tables("处理结果一览表", heads, rows)


@paper(order=40)
def inquiries(lead, reader):
    rows = lead.inquiries.order_by("pk").select_related("person")
    for row in rows:
        named = (
            "person_id",
            "kind",
            "held_on",
            "conducted_by",
            "replied_on",
            "reply",
            "result",
        )
        yield Document(
            f"谈话函询记录（{told(row, 'kind')}）",
            (Facts([("对象", row.person.name)]), facts(row, *named[1:])),
        )
    for row in lead.prelim_checks.order_by("pk").select_related("leader"):
        names = [str(member.user) for member in row.team.select_related("user").order_by("pk")]
        team = Facts([("核查组", "、".join([str(row.leader), *names]))])
        yield Document("初步核实情况", (team, facts(row, "started_on", "plan"), *_report(row)))


def _report(check):
    if check.report:
        yield Heading("核实报告")
        yield Paragraph(check.report)
        yield facts(check, "suggestion")


CASE = (
    "number",
    "matter",
    "organisation_subject",
    "basis",
    "handler",
    "approver",
    "trial_officer",
    "proposed_at",
    "filed_at",
    "rejected_at",
    "sent_to_trial_at",
    "concluded_at",
    "withdrawn_at",
)
# What follows a case, each under the name of its kind: the relation and the fields it tells.
FOLLOWED = (
    (
        "detentions",
        ("person", "approval", "document", "started_on", "until_on", "ended_on"),
    ),
    ("trials", ("officer", "accepted_on", "deliberated_on", "deliberation", "result")),
    ("prosecutions", ("procuratorate", "sent_on", "result", "decided_on")),
)


@paper(order=50)
def cases(lead, reader):
    for case in lead.cases.order_by("pk"):
        yield Document(f"案件情况（{case}）", (facts(case, *CASE), *_followed(case)))
    rows = [(str(row), *next(columns([row], *FIELDS[name]))) for name, row in _afterwards(lead)]
    yield from tables("处分执行、复审复核情况", ("事项", "开始", "情况", "办结"), rows)


FIELDS = {
    "executions": ("announced_on", "carried_out", "executed_on"),
    "probations": ("ends_on", "decision", "decided_on"),
    "reviews": ("applied_on", "decision", "decided_on"),
}


def _afterwards(lead):
    for name in FIELDS:
        for row in getattr(lead, name).order_by("pk"):
            yield name, row


def _followed(case):
    people = [entry.person.name for entry in case.persons.select_related("person").order_by("pk")]
    yield Facts([("涉案人员", "、".join(people) or "（单位案件）")])
    for relation, names in FOLLOWED:
        for row in getattr(case, relation).order_by("pk"):
            yield Heading(str(row._meta.verbose_name), level=2)
            if "person" in names:
                yield Facts([("对象", row.person.name)])
            yield facts(row, *(name for name in names if name != "person"))


@paper(order=60)
def accountabilities(lead, reader):
    rows = [
        (
            row.organisation_name or row.person.name,
            row.measure,
            row.document,
            words(row.effective_on),
        )
        for row in lead.accountabilities.order_by("pk").select_related("person")
    ]
    yield from tables("问责情况", ("对象", "方式", "文书", "生效日期"), rows)


@paper(order=70)
def clocks(lead, reader):
    names = ("kind", "started_on", "due_on", "stopped_on", "basis")
    heads = ("时限", "起算", "届满", "办结", "依据")
    yield from tables("办理时限表", heads, list(columns(lead.clocks.order_by("pk"), *names)))


@paper(order=80)
def history(lead, reader):
    """What was done, by whom; who looked stands on the page of the lead and not in the file."""
    events = []
    for case in (lead, *lead.cases.order_by("pk")):
        found = Event.objects.of(case).exclude(name__in=READINGS).select_related("actor")
        events += [(event, type(case)) for event in found]
    events.sort(key=lambda pair: (pair[0].happened_at, pair[0].pk))
    rows = [
        (
            words(event.happened_at),
            str(label_of(model, event.name)),
            str(event.actor),
            event.note or DASH,
        )
        for event, model in events
    ]
    heads = ("时间", "事项", "办理人", "说明")
    yield from tables("办理过程", heads, rows, widths=(34, 34, 24, 64))
