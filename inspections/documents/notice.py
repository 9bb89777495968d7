"""The notice by which a round announces itself to the units it inspects (进驻通知)."""

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.documents.content import Document, Paragraph, Table
from airdefense.exchange.documents.filling import Gap, Unfilled, fill
from airdefense.exchange.documents.words import chinese_period, in_chinese
from inspections.documents.parts import OFFICE, numbered, office_of, work_of
from inspections.models import KeyLink, Position, Round, Team

# More addressees than these are addressed together; the notice names each of them anyway.
MOST_NAMED = 3
ROUND, NOTICE = _("the round"), _("Give entry notice")
GAPS = {
    "number": Gap(_("entry notice no."), NOTICE),
    "day": Gap(_("entry notice given on"), NOTICE),
    "contact": Gap(_("how to reach the teams"), ROUND),
    "mandate": Gap(_("mandate document"), ROUND),
    "teams": Gap(_("a team with its leader"), _("Form a team")),
    "units": Gap(_("inspected organisations"), ROUND),
    "name": Gap(_("name"), ROUND),
    "kind": Gap(_("kind"), ROUND),
    "period": Gap(_("starts on"), ROUND),
    "office": OFFICE,
    "work": Gap(_("organ")),
}
OPENING = "根据{mandate}，决定对你单位开展{kind}。现将有关事项通知如下："
WHEN = "本轮{work}名称为{name}，时间为{period}。"
WHOM = "本轮{work}对象：{units}。"
REACH = "{work}期间，{work}组受理与本轮{work}有关的来信、来电、来访。联系方式：{contact}。"
READINESS = (
    "请你单位准备好{work}范围内的项目台账、审批文件、征缴凭证和会议记录，确定一名联络员，"
    "并将本通知内容在单位内公布。"
)


def entry_notice(round_: Round) -> Document:
    """Raises NotPossible until the notice has its number, its day and a way to reach the teams."""
    missing = Unfilled(GAPS)
    with in_chinese():
        office = missing.need("office", office_of(round_))
        units = [unit.name for unit in round_.inspected.all()]
        work = work_of(round_.organ)
        teams = [team for team in _teams(round_) if _names(team, Position.LEADER)]
        missing.require("teams", bool(teams))
        told = {
            "work": work,
            "mandate": round_.mandate,
            "kind": _kind(round_),
            "name": round_.name,
            "period": chinese_period(round_.starts_on, round_.ends_on),
            "units": "、".join(units),
            "contact": round_.contact.rstrip("。"),
        }
        at_hand = [Paragraph(fill(words, told, missing)) for words in (REACH, READINESS)]
        blocks = (
            Paragraph(fill(OPENING, told, missing)),
            *numbered(
                (f"{work}时间和对象", [Paragraph(fill(WHEN + WHOM, told, missing))]),
                (f"{work}重点", _scope(round_)),
                (f"{work}组组成", [_team_table(teams)]),
                ("联系方式和配合事项", at_hand),
            ),
        )
        number = missing.need("number", round_.notice_number)
        missing.need("day", round_.notice_on)
        missing.refuse()
        return Document(
            f"关于{round_.name}进驻的通知",
            blocks,
            head=f"{office}文件",
            number=number,
            addressee="、".join(units) if len(units) <= MOST_NAMED else f"各被{work}单位",
            signed_by=office,
            signed_on=round_.notice_on,
        )


def _kind(round_: Round) -> str:
    """提级交叉机动巡察: the organisation of the round before its kind."""
    attributes = [str(label) for label in round_.attribute_labels]
    ways = f"（{'、'.join(attributes)}）" if attributes else ""
    return f"{round_.get_kind_display()}{ways}"


def _scope(round_: Round) -> list[Paragraph]:
    """Powers and key links, where the round is limited to some."""
    powers = [str(power) for power in round_.powers.all()]
    links = [str(KeyLink(link).label) for link in round_.key_links]
    lines = []
    if powers:
        lines.append(f"重点检查下列权力事项的行使情况：{'；'.join(powers)}。")
    if links:
        lines.append(f"重点环节：{'、'.join(links)}。")
    return [Paragraph(line) for line in lines]


def _teams(round_: Round) -> list[Team]:
    teams = round_.teams.prefetch_related("regions", "members__user")
    return list(teams.order_by("pk"))


def _names(team: Team, position: str) -> list[str]:
    members = team.members.all()
    return [
        str(member.user)
        for member in members
        if member.position == position and member.left_on is None
    ]


def _team_table(teams: list[Team]) -> Table:
    heads = ("组别", "负责地区", *(str(label) for label in Position.labels))
    rows = [
        (
            team.name,
            "、".join(region.name for region in team.regions.all()),
            *("、".join(_names(team, position)) for position in Position.values),
        )
        for team in teams
    ]
    return Table(heads, rows, widths=(24, 44, 22, 26, 40))
