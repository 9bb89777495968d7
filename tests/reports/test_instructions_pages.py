"""The pages of instructions, their JSON, the work they make and what reports say of them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from airdefense.accounts.home import panes_for
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.reminding.digest import morning_of, told
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES
from airdefense.reports.instructions import actions
from airdefense.reports.instructions.asking import ask_columns, ask_url, ask_url_of_row
from airdefense.reports.instructions.open import open_instructions
from airdefense.reports.models import Instruction
from rectification import actions as rectification
from rectification.models import Instrument
from rectification.workflow import InstrumentStatus
from tests.conftest import Browser
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.instructing import (
    DAY,
    LATER,
    InstructionAnswerFactory,
    InstructionFactory,
    an_instruction,
    inspection_office,
    leader_of,
    reported,
)
from tests.factories.rectification import PDF, a_task
from tests.factories.reports import ReportFactory

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Browser(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def contact_at(unit):
    return person(Role.UNIT_CONTACT, unit)


def waiting(user, today=None):
    panes = panes_for(user, today or timezone.localdate())
    ours = (pane for pane in panes if "instruction" in pane.work.key and pane.total)
    return {pane.work.key: pane.total for pane in ours}


@pytest.fixture
def overdue(county):
    """A report of a county with one overdue task; its leader reads it."""
    task = a_task(region=county)
    leader = leader_of(county)
    frozen, _topic = reported(task, leader)
    return task, leader, frozen


def test_the_dialog_of_a_row_is_ready_to_be_sent(overdue):
    task, leader, frozen = overdue
    url = ask_url(leader, frozen, row=task.pk)

    page = signed_in(leader).get(f"{url}&kind=urge&next=/reports/", headers={"HX-Request": "true"})

    text = page.content.decode()
    assert text.lstrip().startswith("<dialog")
    form = page.context["form"]
    assert form.initial["office"] == task.unit.pk
    assert form.initial["preset"] == "finish"
    assert form["letter"].value() is True


def test_sending_goes_back_to_the_report_with_what_was_sent(overdue):
    task, leader, frozen = overdue
    inspection_office(task.region)
    client = signed_in(leader)
    url = ask_url(leader, frozen, row=task.pk)
    form = client.get(f"{url}&kind=urge").context["form"]
    sent = {name: form[name].value() for name in ("kind", "preset", "office", "due_on")}

    answer = client.post(f"{url}&kind=urge", sent | {"letter": "on", "next": "/reports/"})

    instruction = Instruction.objects.get()
    assert answer.headers["Location"] == "/reports/"
    assert instruction.text == "Put this right without delay and report in writing by the day."
    assert instruction.figure == frozen
    assert Instrument.objects.get().pk == instruction.letter_id


def test_own_words_replace_the_usual_ones(overdue):
    task, leader, frozen = overdue
    client = signed_in(leader)
    url = f"{ask_url(leader, frozen, row=task.pk)}&kind=direction"
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in ("kind", "preset", "office", "due_on")}

    answer = client.post(url, sent | {"text": "周五前见我"})

    instruction = Instruction.objects.get()
    assert (instruction.text, instruction.kind) == ("周五前见我", "direction")
    assert answer.headers["Location"] == instruction.get_absolute_url()


def test_a_figure_in_a_region_is_asked_about_as_a_whole(overdue, county):
    _task, leader, frozen = overdue
    url = ask_url(leader, frozen, region=county.code)

    page = signed_in(leader).get(url)

    assert page.context["topic"].name == "Rectifications overdue · 通海"
    assert page.context["topic"].row is None
    assert signed_in(leader).get(url.replace(county.code, "530499")).status_code == 404


def test_rows_of_other_figures_and_reports_of_others_are_not_found(overdue, sibling):
    task, leader, frozen = overdue
    stranger, client = leader_of(sibling), signed_in(leader)
    not_overdue = a_task(region=task.region, at=timezone.now())
    url = ask_url(leader, frozen, row=task.pk)

    assert signed_in(stranger).get(url).status_code == 404
    assert client.get(ask_url(leader, frozen, row=not_overdue.pk)).status_code == 404
    assert client.get("/reports/instructions/new/").status_code == 404
    assert client.get("/reports/instructions/new/?model=leads.lead&row=1").status_code == 404


def test_who_reads_a_report_without_a_giving_role_is_refused(overdue):
    task, leader, frozen = overdue
    registry = person(Role.CASE_SUPERVISION, task.region)
    url = ask_url(leader, frozen)

    assert ask_url(registry, frozen) == ""
    assert ask_columns(frozen, registry) == ()
    assert signed_in(registry).get(url).status_code == 403
    assert ask_url_of_row(registry, task) == ""


def test_figures_of_leads_offer_nothing(overdue):
    _task, leader, frozen = overdue
    for code, about in FIGURES.items():
        figure = frozen.report.figures.filter(code=code).first()
        if figure is not None and about.is_confidential:
            assert ask_url(leader, figure) == ""
            page = f"/reports/instructions/new/?figure={figure.pk}"
            assert signed_in(leader).get(page).status_code == 403


def test_the_page_shows_what_was_asked_and_answered(county):
    instruction = an_instruction("answered", row=a_task(region=county))
    text = signed_in(instruction.given_by).get(instruction.get_absolute_url()).content.decode()

    for words in (
        instruction.number,
        instruction.text,
        "已缴款，凭证随附。",
        "Settle",
        "Ask again",
    ):
        assert words in text
    assert "Withdraw the instruction" not in text


def test_strangers_find_nothing_and_the_office_may_not_settle(county, sibling):
    instruction = an_instruction("answered", row=a_task(region=county))
    pages = ("", "peek/", "answer/", "ask-again/", "due/")
    stranger = signed_in(leader_of(sibling))
    contact = signed_in(contact_at(instruction.office))

    found = [stranger.get(f"/reports/instructions/{instruction.pk}/{p}").status_code for p in pages]
    at_office = [
        contact.get(f"/reports/instructions/{instruction.pk}/{p}").status_code
        for p in ("", "peek/", "ask-again/", "due/")
    ]
    step = contact.post(f"/reports/instructions/{instruction.pk}/steps/settle/")

    assert found == [404] * 5
    assert at_office == [200, 200, 403, 403]
    assert step.status_code == 403
    assert stranger.get("/reports/instructions/").context["list"].page.rows == []


def test_the_unit_answers_on_its_page_and_the_leader_settles(county):
    instruction = InstructionFactory(row=a_task(region=county, at=timezone.now()))
    contact = contact_at(instruction.office)
    page = f"/reports/instructions/{instruction.pk}/"
    assert waiting(contact) == {"instructions-to-answer": 1}
    assert waiting(instruction.given_by) == {"instructions-given": 1}

    answer = signed_in(contact).post(f"{page}answer/", {"text": "已办结"})
    at_leader = waiting(instruction.given_by)
    settled = signed_in(instruction.given_by).post(f"{page}steps/settle/")

    assert (answer.status_code, settled.status_code) == (302, 302)
    assert waiting(contact) == {}
    assert at_leader == {"instructions-to-settle": 1}
    assert waiting(instruction.given_by) == {}


def test_the_inspection_office_has_its_own_instructions_as_work_not_those_of_units(county):
    task = a_task(region=county)
    office = inspection_office(county)
    InstructionFactory(row=task)
    ours = InstructionFactory(row=task, office=office.organisation)

    assert list(Instruction.objects.waiting_for(office)) == [ours]
    assert waiting(office) == {"instructions-to-answer": 1}


def test_the_office_is_reminded_before_the_day_and_leadership_long_after(county):
    instruction = InstructionFactory(row=a_task(region=county))
    contact = contact_at(instruction.office)

    def reminded(user, day):
        kinds = [one.kind.code for one in told(user, morning_of(day))]
        return [kind for kind in kinds if kind.startswith("instruction")]

    assert reminded(contact, instruction.due_on) == ["instruction-due"]
    assert reminded(contact, instruction.due_on + 7 * DAY) == ["instruction-due"]
    assert reminded(leader_of(county), instruction.due_on) == []


def test_the_next_reports_carry_what_is_not_settled(county, sibling):
    instruction = InstructionFactory(row=a_task(region=county))
    other = InstructionFactory(row=a_task(region=county))
    actions.take_step(other, "withdraw", by=other.given_by, at=LATER, note="重复")
    day = instruction.due_on + 2 * DAY
    report = ReportFactory(scope=county, day=day, at=LATER + 40 * DAY)
    InstructionAnswerFactory(instruction=instruction, at=LATER + 45 * DAY)

    told_of = open_instructions(Paper(report, leader_of(county)))

    assert [(one.number, one.days_late, one.is_answered) for one in told_of] == [
        (instruction.number, 2, False)
    ]
    assert told_of[0].office == instruction.office.short_name
    assert open_instructions(Paper(report, leader_of(sibling))) == []
    assert [f.row_ids for f in report.figures.filter(code__in=["S08", "S09"])] == [
        [instruction.pk]
    ] * 2


def test_the_letter_and_the_instruction_tell_each_other_until_the_reply(county):
    task = a_task(region=county)
    leader = leader_of(county)
    _frozen, topic = reported(task, leader)
    office, second = inspection_office(county), inspection_office(OrganisationFactory())
    given = {"kind": "urge", "text": "抓紧", "office": task.unit, "by": leader, "at": LATER}

    instruction = actions.give(topic=topic, letter=True, **given)
    again = actions.give(topic=topic, letter=True, **given)
    letter = Instrument.objects.get()
    rectification.approve(instrument=letter, by=office, at=LATER)
    issued = rectification.issue(instrument=letter, by=office, at=LATER)
    rectification.reply(instrument=issued, text="已整改", by=contact_at(task.unit), at=LATER + DAY)

    names = [list(_events(one)) for one in (instruction, again)]
    assert names == [["give", "draft_letter", "letter_issued", "letter_answered"]] * 2
    assert (instruction.letter_id, again.letter_id) == (letter.pk, letter.pk)
    assert list(_events(letter))[:3] == ["draft", "instruct", "instruct"]
    assert Instrument.objects.get().status == InstrumentStatus.REPLIED
    page = signed_in(leader).get(instruction.get_absolute_url())
    assert page.context["letter"] == letter
    assert instruction.number in signed_in(office).get(letter.get_absolute_url()).content.decode()
    assert list(Instrument.objects.visible_to(second)) == []


def _events(case):
    return Event.objects.of(case).order_by("pk").values_list("name", flat=True)


def test_the_page_of_a_task_lists_what_was_asked_about_it(county):
    instruction = InstructionFactory(row=a_task(region=county))
    task = instruction.row_seen_by(instruction.given_by)
    clerk = person(Role.DATA_CLERK, county)

    shown = signed_in(instruction.given_by).get(task.get_absolute_url()).content.decode()
    hidden = signed_in(clerk).get(task.get_absolute_url()).content.decode()

    assert instruction.get_absolute_url() in shown
    assert "data-ask" in shown
    assert instruction.get_absolute_url() not in hidden
    assert "data-ask" not in hidden


def test_json_gives_answers_and_settles_like_the_pages(overdue):
    task, leader, frozen = overdue
    base, at_desk = "/api/v1/reports/instructions/", signed_in(leader)
    entered = {"figure": frozen.pk, "row": task.pk, "kind": "urge", "text": "抓紧"}
    sent = entered | {"office": task.unit.pk}

    made = at_desk.post(base, sent, content_type="application/json")
    page = f"{base}{made.json()['id']}/"
    contact = signed_in(contact_at(task.unit))
    answered = contact.post(
        f"{page}steps/answer/", {"note": "已办"}, content_type="application/json"
    )
    settled = at_desk.post(f"{page}steps/settle/", {}, content_type="application/json")

    assert (made.status_code, made.json()["about"]) == (201, task.title)
    assert [one["text"] for one in answered.json()["answers"]] == ["已办"]
    assert settled.json()["status"] == "closed"
    assert [row["id"] for row in contact.get(base).json()["results"]] == [made.json()["id"]]


def test_json_refuses_like_the_pages(overdue, sibling):
    task, leader, frozen = overdue
    base = "/api/v1/reports/instructions/"
    sent = {"figure": frozen.pk, "row": task.pk, "kind": "urge", "text": "?"}
    sent["office"] = task.unit.pk
    elsewhere = inspection_office(sibling).organisation.pk

    def status(user, **changes):
        body = sent | changes
        return signed_in(user).post(base, body, content_type="application/json").status_code

    assert status(leader_of(sibling)) == 404
    assert status(leader, office=elsewhere) == 409
    assert status(leader, kind="order") == 400
    assert status(leader, row=task.pk + 1000) == 404
    del sent["row"]
    assert status(person(Role.CASE_SUPERVISION, task.region)) == 403
    assert Browser().get(base).status_code == 401


def test_files_of_an_answer_are_opened_by_whoever_sees_the_instruction(county, sibling):
    file = SimpleUploadedFile("凭证.pdf", PDF, content_type="application/pdf")
    instruction = InstructionFactory(row=a_task(region=county))
    answer = InstructionAnswerFactory(instruction=instruction, files=[file])
    url = answer.attachments().get().get_absolute_url()

    assert signed_in(instruction.given_by).get(url).status_code == 200
    assert signed_in(leader_of(sibling)).get(url).status_code == 404
