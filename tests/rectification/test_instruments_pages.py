"""The pages of instruments: drafting in two steps, preview, documents, reply, re-check."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from rectification.models import Instrument, InstrumentReply
from tests.factories.accounts import OrganisationFactory
from tests.factories.inspections import a_crew, a_finding
from tests.factories.rectification import (
    a_pdf,
    a_task,
    an_instrument,
    an_issuer,
    fresh,
    limits,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return OrganisationFactory(code="530423", name="通海县")


@pytest.fixture
def now():
    return timezone.now()


def url(name, case, *args):
    return reverse(f"rectification:{name}", args=[case.pk, *args])


def office(as_role, case):
    return as_role(Role.INSPECTION_OFFICE, case.region)


def contact(as_role, case):
    return as_role(Role.UNIT_CONTACT, case.unit)


def entered_of(instrument, **changes):
    """What the form of a draft sends when nothing but these is changed."""
    fields = {"title": instrument.title, "issuer": instrument.issuer_id}
    fields |= {f"part_{key}": text for key, text in instrument.parts.items()}
    return fields | {"version": instrument.version} | changes


def new_draft(client, **entered):
    answer = client.post(reverse("rectification:instrument_new"), entered)
    return answer, Instrument.objects.order_by("pk").last()


def test_a_draft_begins_with_its_case_and_goes_on_with_its_parts(as_role, county, now):
    limits()
    task = a_task("rectifying", region=county, with_gap=True, at=now)
    issuer = an_issuer("URGE_SHEET", county)
    client = office(as_role, task)

    answer, draft = new_draft(client, kind="URGE_SHEET", issuer=issuer.pk, task=task.number)
    page = client.get(answer.url)

    assert answer.url == url("instrument_edit", draft)
    assert draft.parts["amount"] == "387,000.00元"
    parts = [name for name in page.context["form"].fields if name.startswith("part_")]
    assert parts == [f"part_{part.key}" for part in draft.kind_entry.parts]
    assert "held_on" not in page.context["form"].fields


def test_a_draft_is_about_a_finding_or_a_round_by_its_number(as_role, county):
    limits()
    crew = a_crew(county)
    finding = a_finding(crew, status="approved")
    client = office(as_role, finding)
    issuer = an_issuer("RECT_NOTICE", county).pk

    _answer, notice = new_draft(client, kind="RECT_NOTICE", issuer=issuer, finding=finding.number)
    _answer, listed = new_draft(
        client,
        kind="PROBLEM_LIST",
        issuer=issuer,
        round=crew.round.number,
        unit=crew.authority.pk,
    )

    assert (notice.finding, notice.unit) == (finding, finding.unit)
    assert (listed.round, finding.number in listed.parts["list"]) == (crew.round, True)


@pytest.mark.parametrize(
    ("entered", "field", "words"),
    [
        ({"task": "ZG-0"}, "task", "There is no task of this number."),
        ({"finding": "WT-0"}, "finding", "There is no finding of this number."),
        ({"round": "XC-0"}, "round", "There is no round of this number."),
        ({}, "unit", "Name the task or the unit."),
    ],
)
def test_a_case_that_nobody_sees_is_no_case(as_role, county, entered, field, words):
    client = as_role(Role.INSPECTION_OFFICE, county)
    kind = {"kind": "URGE_LETTER", "issuer": an_issuer("URGE_LETTER", county).pk}

    page = client.post(reverse("rectification:instrument_new"), kind | entered)

    assert page.context["form"].errors[field] == [words]
    assert Instrument.objects.count() == 0


def test_the_case_of_another_county_is_no_case_of_ones_own(as_role, county):
    other = a_task()
    client = as_role(Role.INSPECTION_OFFICE, county)

    answer, draft = new_draft(
        client,
        kind="URGE_LETTER",
        issuer=an_issuer("URGE_LETTER", county).pk,
        task=other.number,
        unit=other.unit_id,
    )

    assert answer.context["form"].errors["task"] == ["There is no task of this number."]
    assert draft is None


def test_a_document_to_a_unit_says_what_it_is_about(as_role, county):
    unit = OrganisationFactory(parent=county, housing=True)
    client = as_role(Role.INSPECTION_OFFICE, county)
    entered = {"kind": "URGE_LETTER", "issuer": an_issuer("URGE_LETTER", county).pk}

    refused, nothing = new_draft(client, unit=unit.pk, **entered)
    _answer, draft = new_draft(client, unit=unit.pk, matter="报送进展", **entered)

    assert refused.context["form"].errors["matter"] == ["Say what the document is about."]
    assert (nothing, draft.title) == (None, "关于报送进展的督办函")
    assert "“报送进展”" in draft.parts["source"]


def test_an_edit_keeps_every_part_and_the_history_keeps_the_text(as_role, county):
    draft = an_instrument("draft", task=a_task(region=county))
    client = office(as_role, draft)

    answer = client.post(
        url("instrument_edit", draft), entered_of(draft, part_demands="请于三日内说明。")
    )

    kept = fresh(draft)
    assert answer.url == draft.get_absolute_url()
    assert kept.parts == draft.parts | {"demands": "请于三日内说明。"}
    assert "督办要求\n请于三日内说明。" in kept.body
    (event,) = Event.objects.of(draft).filter(name="edit")
    assert list(event.detail) == ["body"]


def test_the_second_of_two_edits_of_one_draft_is_refused(as_role, county):
    draft = an_instrument("draft", task=a_task(region=county))
    client = office(as_role, draft)

    for words in ("先到。", "后到。"):
        client.post(url("instrument_edit", draft), entered_of(draft, part_demands=words))

    assert fresh(draft).parts["demands"] == "先到。"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (
            {"part_demands": "补缴{foo}元。"},
            "part_demands",
            "There is no placeholder of this name: foo.",
        ),
        (
            {"part_overdue": "一｜二｜三｜四｜五｜六"},
            "part_overdue",
            "This row has more than 5 cells: 一｜二｜三｜四｜五｜六",
        ),
    ],
)
def test_a_part_that_cannot_be_printed_is_told_at_its_field(as_role, county, change, field, words):
    draft = an_instrument("draft", task=a_task(region=county))

    page = office(as_role, draft).post(url("instrument_edit", draft), entered_of(draft, **change))

    assert page.context["form"].errors == {field: [words]}
    assert fresh(draft).parts == draft.parts


def test_a_preview_shows_the_paper_as_typed_and_keeps_nothing(as_role, county):
    draft = an_instrument("draft", task=a_task(region=county))
    client = office(as_role, draft)

    page = client.post(
        url("instrument_preview", draft),
        entered_of(draft, title="关于新事项的督办函", part_demands=""),
    ).content.decode()

    assert "关于新事项的督办函" in page
    assert "Missing: Demands." in page
    assert fresh(draft).title == draft.title


def test_filling_again_takes_the_case_as_it_stands_now(as_role, county):
    task = a_task("rectifying", region=county)
    draft = an_instrument("draft", task=task)
    task.requirement = "新的整改要求"
    task.save()

    page = office(as_role, draft).get(url("instrument_edit", draft) + "?afresh=1")

    assert "新的整改要求" in page.context["form"]["part_demands"].value()
    assert "新的整改要求" not in fresh(draft).parts["demands"]


def test_what_is_no_draft_any_more_has_no_form(as_role, county):
    letter = an_instrument("issued", task=a_task(region=county))

    page = office(as_role, letter).get(url("instrument_edit", letter), follow=True)

    assert f"{letter} is no draft any more." in page.content.decode()


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_taking_the_document_is_written_into_its_history(as_role, county, format):
    letter = an_instrument("issued", task=a_task(region=county))

    answer = contact(as_role, letter).get(url("instrument_document", letter, format))

    body = b"".join(answer.streaming_content)
    (event,) = Event.objects.of(letter).filter(name="export")
    assert body[:2] == {"docx": b"PK", "pdf": b"%P"}[format]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert event.detail["format"] == format


def test_a_unit_has_no_page_document_or_list_row_of_a_draft(as_role, county):
    task = a_task("rectifying", region=county)
    draft, letter = (an_instrument(status, task=task) for status in ("draft", "issued"))
    client = contact(as_role, task)

    answers = [
        client.get(url(f"instrument_{name}", draft)).status_code
        for name in ("detail", "edit", "peek", "print", "reply", "reject", "conclude")
    ]
    listed = client.get(reverse("rectification:instrument_list")).content.decode()
    of_task = client.get(url("detail", task)).content.decode()

    assert set(answers) == {404}
    assert client.get(url("instrument_document", draft, "pdf")).status_code == 404
    assert client.post(url("instrument_preview", draft)).status_code == 404
    for page in (listed, of_task):
        assert letter.get_absolute_url() in page
        assert draft.get_absolute_url() not in page


def test_one_press_on_a_task_leads_to_its_draft(as_role, county, now):
    limits()
    task = a_task("rectifying", region=county, with_gap=True, at=now)
    issuer = an_issuer("URGE_LETTER", county)
    leader = as_role(Role.LEADERSHIP, county)
    button = f'action="{url("urge", task)}"'

    shown = [button in leader.get(url(name, task)).content.decode() for name in ("detail", "peek")]
    answer = leader.post(url("urge", task))

    draft = Instrument.objects.get()
    assert shown == [True, True]
    assert (answer.url, draft.issuer, draft.drafted_by) == (
        draft.get_absolute_url(),
        issuer,
        leader.user,
    )
    assert button not in contact(as_role, task).get(url("detail", task)).content.decode()
    assert contact(as_role, task).post(url("urge", task)).status_code == 403


def test_a_unit_replies_with_files_and_reads_why_it_is_asked_again(as_role, county, now):
    limits()
    letter = an_instrument("issued", task=a_task(region=county, at=now), at=now)
    unit, reviewer = contact(as_role, letter), office(as_role, letter)
    day = timezone.localdate() + timedelta(days=9)

    unit.post(url("instrument_reply", letter), {"text": "已追缴。", "files": [a_pdf("回复.pdf")]})
    reviewer.post(url("instrument_reject", letter), {"note": "未附凭证。", "reply_due_on": day})
    page = unit.get(letter.get_absolute_url()).content.decode()

    (reply,) = InstrumentReply.objects.all()
    (file,) = reply.attachments()
    assert (fresh(letter).status, fresh(letter).reply_due_on) == ("issued", day)
    assert all(words in page for words in ("已追缴。", "未附凭证。", file.get_absolute_url()))
    assert unit.get(file.get_absolute_url()).status_code == 200


def test_a_new_reply_day_lies_ahead(as_role, county):
    letter = an_instrument("replied", task=a_task(region=county))

    page = office(as_role, letter).post(
        url("instrument_reject", letter),
        {"note": "未附凭证。", "reply_due_on": timezone.localdate()},
    )

    assert page.context["form"].errors == {"reply_due_on": ["Choose a day still to come."]}


def test_the_page_of_a_concluded_document_says_its_effect(as_role, county):
    letter = an_instrument("replied", task=a_task(region=county))
    client = office(as_role, letter)

    client.post(
        url("instrument_conclude", letter), {"effect": "rectified", "note": "逐项复核到位。"}
    )
    page = client.get(letter.get_absolute_url()).content.decode()

    assert fresh(letter).status == "concluded"
    assert "Put right" in page
    assert "逐项复核到位。" in page


@pytest.mark.parametrize("name", ["instrument_reject", "instrument_conclude"])
def test_a_unit_neither_refuses_nor_concludes(as_role, county, name):
    letter = an_instrument("replied", task=a_task(region=county))
    client = contact(as_role, letter)

    assert [
        client.get(url(name, letter)).status_code,
        client.post(url(name, letter)).status_code,
    ] == [
        403,
        403,
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("is_late=true", "late"),
        ("status=replied", "replied"),
        ("effect=rectified", "concluded"),
        ("status=draft", "draft"),
        ("kind=TALK", "talk"),
    ],
)
def test_the_list_finds_documents_by_where_they_stand(as_role, county, now, query, found):
    task = a_task(region=county, at=now)
    rows = {status: an_instrument(status, task=task, at=now) for status in ("draft", "concluded")}
    rows["replied"] = an_instrument("replied", task=task, at=now)
    rows["talk"] = an_instrument("issued", kind="TALK", task=task, at=now)
    rows["late"] = an_instrument("issued", task=task)
    client = as_role(Role.INSPECTION_OFFICE, county)

    page = client.get(reverse("rectification:instrument_list") + f"?{query}").content.decode()

    assert {key for key, row in rows.items() if row.get_absolute_url() in page} == {found}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_a_document_renders_in_both_languages(as_role, county, language):
    task = a_task("rectifying", region=county, with_gap=True)
    client = office(as_role, task)
    draft, replied = (an_instrument(status, task=task) for status in ("draft", "replied"))
    pages = [url(f"instrument_{name}", draft) for name in ("detail", "edit", "peek", "print")]
    steps = ("detail", "reject", "conclude", "reply")
    pages += [url(f"instrument_{name}", replied) for name in steps]
    pages += [reverse("rectification:instrument_new"), url("detail", task)]

    answers = [client.get(page, headers={"accept-language": language}) for page in pages]

    assert [answer.status_code for answer in answers] == [200] * len(pages)
