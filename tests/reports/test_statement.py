"""A public statement: whose words, whose numbers, who may let them out, and the page itself."""

import re
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.reports import actions as reports
from airdefense.reports.models import FrozenFigure, Kind, Report, Statement
from airdefense.reports.models.statements import BLOCKS
from airdefense.reports.statement import actions
from airdefense.reports.statement.numbers import WITHHELD
from airdefense.reports.statement.paper import Paper
from tests.factories.accounts import TODAY, person
from tests.factories.reports import MORNING, ReportFactory, StatementFactory

pytestmark = pytest.mark.django_db
OFFICE, LEADER, APPROVER = Role.INSPECTION_OFFICE, Role.LEADERSHIP, Role.APPROVING_LEADER


# What was published of the campaign (domain §5.4); one number is small enough to name a person.
VALUES = {
    "M01": 1797,
    "M02": 301,
    "M04": 34,
    "M05": 2172,
    "M06": 19,
    "M07": 721,
    "M08": 721,
    "M09": 100,
    "M13": Decimal("145679500.00"),
    "M14": None,
    "M16": 68,
    "M19": 16,
    "M20": 17,
    "M21": 15,
    "M22": 23,
    "M23": 1,
}


@pytest.fixture
def report(city, county, sibling):
    """A report of the city as it was frozen, with the figures that a statement tells."""
    made = Report.objects.create(
        kind=Kind.DAILY,
        since=TODAY,
        day=TODAY,
        scope=city,
        number=1,
        compiled_at=MORNING,
        compiled_by=person(OFFICE, city),
        cut_off=MORNING,
        compared_on=TODAY,
        week_on=TODAY,
        digest="0" * 64,
    )
    FrozenFigure.objects.bulk_create(
        FrozenFigure(report=made, code=code, value=value, by_region=split(value))
        for code, value in VALUES.items()
    )
    return made


def split(value):
    """Everything in one county: a small number would tell whose it is."""
    return {"530400": "0", "530423": str(value), "530427": "0"}


@pytest.fixture
def statement(report):
    return StatementFactory(report=report)


def approved(statement, by=None):
    by = by or person(APPROVER, statement.report.scope)
    return actions.take_step(statement, "approve", by=by, at=MORNING)


def edit_of(client, statement, **changes):
    """Send the form of a statement as the page shows it, with some fields changed."""
    form = client.get(f"/reports/statements/{statement.pk}/edit/").context["form"]
    facts = {name: form[name].value() or "" for name in form.fields}
    return client.post(f"/reports/statements/{statement.pk}/edit/", facts | changes)


def opened(response):
    return docx.Document(BytesIO(b"".join(response.streaming_content)))


def footnotes_of(document):
    """id → text of every footnote of a .docx, the two separators left out."""
    part = next(
        rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/footnotes")
    )
    notes = etree.fromstring(part.blob)
    return {
        note.get(qn("w:id")): "".join(text.text for text in note.iter(qn("w:t"))).strip()
        for note in notes
        if note.get(qn("w:type")) is None
    }


def marks_of(document):
    """The ids of the footnotes in the order of the text."""
    return [mark.get(qn("w:id")) for mark in document.element.iter(qn("w:footnoteReference"))]


def test_the_office_drafts_from_a_report_and_every_placeholder_is_a_figure_of_it(as_role, report):
    office = as_role(OFFICE, report.scope)

    response = office.post("/reports/statements/new/", {"report": report.pk})

    made = Statement.objects.get()
    assert response.url == f"/reports/statements/{made.pk}/edit/"
    assert made.number == "TB-530400-2020-1"
    assert "{m16}" in made.leads
    text = "".join(made.texts.values())
    codes = {name.upper() for name in re.findall(r"\{(m\d+)\}", text)}
    assert codes == VALUES.keys() - {"M14"}


@pytest.mark.parametrize("role", [LEADER, APPROVER, Role.CASE_SUPERVISION, Role.SUPERVISION_OFFICE])
def test_nobody_else_drafts(as_role, report, role):
    response = as_role(role, report.scope).post("/reports/statements/new/", {"report": report.pk})

    assert response.status_code == 403
    assert not Statement.objects.exists()


def test_no_statement_is_drafted_from_a_countys_report(as_role, city, county):
    of_county = ReportFactory(scope=county)
    office = person(OFFICE, city)

    offered = as_role(OFFICE, city).get("/reports/statements/new/").context["form"]

    assert list(offered.fields["report"].queryset) == []
    with pytest.raises(NotPossible, match="whole city"):
        actions.draft_statement(report=of_county, by=office, at=MORNING)


def test_a_countys_office_and_administrators_do_not_see_it(as_role, county, statement):
    strangers = [
        as_role(OFFICE, county),
        *(as_role(r, statement.report.scope) for r in ADMINISTRATORS),
    ]

    answers = {one.get(f"/reports/statements/{statement.pk}/").status_code for one in strangers}

    assert answers == {404}


def test_small_numbers_of_leads_are_withheld_from_the_drafter_until_they_are_approved(
    as_role, statement
):
    office = as_role(OFFICE, statement.report.scope)
    page, document = (
        f"/reports/statements/{statement.pk}/",
        f"/reports/statements/{statement.pk}/bulletin.docx/",
    )
    before = office.get(page).content.decode()
    draft = "\n".join(line.text for line in opened(office.get(document)).paragraphs)

    approved(statement)

    after = office.get(page).content.decode()
    assert WITHHELD in before
    assert f"{WITHHELD}人被移送" in draft
    assert "已处置68件" in draft
    assert "送审稿" in draft
    assert WITHHELD not in after
    final = "\n".join(line.text for line in opened(office.get(document)).paragraphs)
    assert "1人被移送" in final
    assert "送审稿" not in final


def test_who_approves_must_be_told_the_small_numbers_that_become_public(statement):
    leader = person(LEADER, statement.report.scope)

    with pytest.raises(NotPossible, match="too small for your role"):
        approved(statement, by=leader)

    assert approved(statement).status == "approved"


def test_leadership_approves_what_tells_no_small_number(statement):
    Statement.objects.filter(pk=statement.pk).update(checks="", leads="")
    statement.refresh_from_db()

    done = approved(statement, by=person(LEADER, statement.report.scope))

    assert done.status == "approved"


def test_nobody_approves_what_he_or_she_drafted(statement):
    drafter = statement.drafted_by
    drafter.role_grants.create(
        role=APPROVER,
        scope=statement.report.scope,
        valid_from="2003-01-01",
        granted_by=drafter,
        granted_at=MORNING,
        reason="acting",
    )
    drafter.__dict__.pop("grants", None)

    with pytest.raises(NotPossible, match="Somebody else approves"):
        approved(statement, by=drafter)


def test_the_office_does_not_approve(statement):
    with pytest.raises(NotAllowed):
        approved(statement, by=person(OFFICE, statement.report.scope))


def test_a_corrected_report_stands_against_the_approval_until_it_is_taken_in(as_role, statement):
    report = statement.report
    newer = reports.correct_report(
        report=report, reason="漏报", by=person(OFFICE, report.scope), at=MORNING
    )
    with pytest.raises(NotPossible, match="corrected since"):
        approved(statement)

    edit_of(as_role(OFFICE, report.scope), statement, report=newer.pk)

    statement.refresh_from_db()
    assert (statement.report, statement.is_outdated) == (newer, False)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("共查出301个问题。", "“301个”"),
        ("清缴１４５６７．９５万元。", "万"),
        ("整改率100%。", "“100%”"),
        ("共{m99}个。", "There is no placeholder {m99}"),
        ("通海县处置{m16}件。", "通海县: of leads"),
        ("通海县立案二件。", "通海县: of leads"),
    ],
)
def test_a_number_cannot_be_typed_over_and_a_countys_leads_cannot_be_told(
    as_role, statement, words, complaint
):
    office = as_role(OFFICE, statement.report.scope)

    response = edit_of(office, statement, closing=words)

    assert complaint in response.content.decode()
    statement.refresh_from_db()
    assert words not in statement.closing


def test_words_are_added_around_the_numbers_with_their_history(as_role, statement):
    office = as_role(OFFICE, statement.report.scope)
    words = "2020年以来召开推进会三次。通海县共核查多个项目。"

    response = edit_of(office, statement, closing=words)

    statement.refresh_from_db()
    assert response.url == statement.get_absolute_url()
    assert statement.closing == words
    assert Event.objects.of(statement).order_by("pk").last().name == "edit"


def test_preview_shows_the_typed_words_with_numbers_and_keeps_nothing(as_role, statement):
    office = as_role(OFFICE, statement.report.scope)

    shown = office.post(
        f"/reports/statements/{statement.pk}/preview/",
        {"title": "标题", "opening": "核查{m01}个，{nothing}。<script>"},
    ).content.decode()

    assert '核查<b class="num"' in shown
    assert "{nothing}" in shown
    assert "&lt;script&gt;" in shown
    statement.refresh_from_db()
    assert "核查{m01}个，{nothing}" not in statement.opening


def test_an_approved_statement_is_not_edited_any_more(as_role, statement):
    approved(statement)
    office = as_role(OFFICE, statement.report.scope)
    url = f"/reports/statements/{statement.pk}/"

    assert office.get(f"{url}edit/").status_code == 403
    assert office.post(f"{url}preview/").status_code == 403
    with pytest.raises(NotPossible, match="Only a draft"):
        statement.refresh_from_db()
        actions.edit_statement(
            statement=statement, by=person(OFFICE, statement.report.scope), at=MORNING
        )


def test_a_statement_is_withdrawn_with_a_reason_and_stays_to_be_read(as_role, statement):
    approved(statement)
    leader = as_role(LEADER, statement.report.scope)
    url = f"/reports/statements/{statement.pk}/"

    leader.post(f"{url}steps/withdraw/", {"note": "口径有误。"})

    statement.refresh_from_db()
    assert (statement.status, statement.withdrawn_by) == ("withdrawn", leader.user)
    assert leader.get(url).status_code == 200
    assert leader.post(f"{url}steps/nonsense/").status_code == 404


def test_every_number_of_the_document_has_its_definition_as_a_word_footnote(as_role, statement):
    approved(statement)
    reader = as_role(LEADER, statement.report.scope)

    document = opened(reader.get(f"/reports/statements/{statement.pk}/bulletin.docx/"))

    statement.refresh_from_db()
    paper = Paper(statement, reader.user)
    notes = footnotes_of(document)
    body = "\n".join(line.text for line in document.paragraphs)
    assert list(notes.values()) == paper.notes
    assert marks_of(document) == list(notes)
    assert len(notes) == 15
    assert not re.search(r"[{}]", body)
    assert all("：" in note and len(note) > 15 for note in notes.values())
    published = ("1797", "301", "34", "2172", "19", "721", "100%", "14567.95万元", "68", "16", "17")
    assert [number for number in (*published, "15", "23", "1人") if number not in body] == []
    settings = document.settings.element
    separators = settings.find(qn("w:footnotePr")).findall(qn("w:footnote"))
    assert [one.get(qn("w:id")) for one in separators] == ["-1", "0"]


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_taking_the_document_is_an_event_with_its_hash(as_role, statement, format):
    reader = as_role(LEADER, statement.report.scope)

    response = reader.get(f"/reports/statements/{statement.pk}/bulletin.{format}/")

    content = b"".join(response.streaming_content)
    taken = Event.objects.of(statement).get(name="export")
    assert len(content) > 2000
    assert (taken.actor, taken.detail["format"]) == (reader.user, format)
    assert len(taken.detail["sha256"]) == 64
    assert taken.detail["report"] == statement.report.mark


def test_a_number_that_the_report_does_not_have_blocks_the_document(statement):
    Statement.objects.filter(pk=statement.pk).update(recovery="清缴率{m14}%。")
    statement.refresh_from_db()

    with pytest.raises(NotPossible, match="Missing"):
        Paper(statement, person(LEADER, statement.report.scope)).document()


def test_list_offers_a_new_one_to_the_office_alone(as_role, statement):
    office, leader = (as_role(role, statement.report.scope) for role in (OFFICE, LEADER))

    lists = [one.get("/reports/statements/").context["list"] for one in (office, leader)]

    assert [bool(one.new_url) for one in lists] == [True, False]
    assert [row for one in lists for row in one.page.rows] == [statement, statement]
    assert (
        as_role(Role.INSPECTOR, statement.report.scope).get("/reports/statements/").status_code
        == 403
    )


def test_every_block_has_words_to_begin_with(statement):
    assert all(getattr(statement, name) for name in BLOCKS)
    assert str(statement) == statement.number
