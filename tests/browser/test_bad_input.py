"""What goes wrong at a real screen: files too large or of the wrong kind, a button pressed twice,
two people in one form, a session that ends while somebody types."""

import pytest
from django.contrib.sessions.models import Session

from airdefense.accounts.roles import Role
from airdefense.casework.models import Draft
from inspections.models import Finding
from projects.models import Project
from rectification.models import RectificationTask
from tests.factories.accounts import person
from tests.factories.inspections import PNG, a_crew, a_finding
from tests.factories.rectification import a_task

PICTURE = bytes.fromhex(PNG)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def file(name, content, mime="application/octet-stream"):
    return {"name": name, "mimeType": mime, "buffer": content}


@pytest.fixture
def crew(db):
    return a_crew()


@pytest.fixture
def sheet(crew, at_desk):
    """The page of a draft, where its maker adds evidence."""
    finding = a_finding(crew)
    return at_desk(crew.inspector).go(finding.get_absolute_url()), finding


def send(desk, *files):
    desk.page.locator("form[data-upload] input[name=files]").set_input_files(list(files))
    desk.page.locator("form[data-upload] [data-submit]").click()
    desk.page.wait_for_function(
        "() => !document.querySelector('form[data-upload][data-sending]')"
        " && document.querySelectorAll('.sending-file').length > 0"
    )


def told(desk):
    return desk.page.locator(".sending-file").all_inner_texts()


def forgive(desk, *words):
    """What the browser says of a refused request is no fault of the page."""
    desk.errors[:] = [error for error in desk.errors if not any(w in error for w in words)]


def test_each_file_goes_by_itself_and_what_is_refused_says_why(sheet):
    desk, finding = sheet

    send(
        desk,
        file("现场1.png", PICTURE),
        file("脚本.svg", SVG),
        file("伪装.png", SVG),
        file("空.pdf", b""),
        file("函.pdf", b"%PDF-1.7 of the test"),
    )

    lines = told(desk)
    assert "Kept" in lines[0]
    assert "Only PDF, pictures" in lines[1]
    assert "whose content matches" in lines[2]
    assert "This file is empty." in lines[3]
    assert "Kept" in lines[4]
    desk.page.wait_for_selector("[data-file-list] >> text=函.pdf")
    assert [one.name for one in finding.attachments()] == ["现场1.png", "函.pdf"]
    forgive(desk, "409")


def test_a_file_above_the_limit_is_refused_before_it_is_sent(sheet):
    desk, finding = sheet
    desk.page.evaluate("document.querySelector('form[data-upload]').dataset.limit = '1000'")

    send(desk, file("大.pdf", b"%PDF-1.7" + b"x" * 2_000))

    assert "At most 50 MB each." in told(desk)[0]
    assert not finding.has_attachments()


def test_a_file_that_did_not_arrive_is_sent_again_and_kept_once(sheet):
    desk, finding = sheet
    desk.page.route("**/new/", lambda route: route.abort())
    send(desk, file("现场1.png", PICTURE))
    failed = told(desk)[0]

    desk.page.unroute("**/new/")
    desk.page.locator(".sending-file button").click()
    desk.page.wait_for_selector("[data-file-list] >> text=现场1.png")

    assert "check the connection" in failed
    assert finding.attachments().count() == 1
    forgive(desk, "ERR_FAILED")


def test_a_button_pressed_twice_makes_one_project(at_desk):
    crew = a_crew()
    clerk = person(Role.DATA_CLERK, crew.county)
    desk = at_desk(clerk).go("/projects/new/")
    for name, words in {
        "name": "望湖小区",
        "developer_name": "模拟单位",
        "approved_on": "2019-06-01",
    }.items():
        desk.fill(name, words)
    desk.choose("zone", "NORMAL")

    # Both presses leave the browser: the guard of the page is taken away.
    desk.page.evaluate(
        """async () => {
          const form = document.querySelector("main form[data-form]");
          const body = () => new FormData(form);
          const send = () => fetch(location.href, { method: "POST", body: body() });
          const [one, two] = await Promise.all([send(), send()]);
          window.led = [one.url, two.url];
        }"""
    )

    project = Project.objects.get(name="望湖小区")
    led = desk.page.evaluate("window.led")
    assert [url.endswith(project.get_absolute_url()) for url in led] == [True, True]


def test_two_people_in_one_task_choose_between_their_words(at_desk):
    task = a_task()
    mine = at_desk(person(Role.INSPECTION_OFFICE, task.region, display_name="甲某"))
    theirs = at_desk(person(Role.INSPECTION_OFFICE, task.region, display_name="乙某"))
    for desk in (mine, theirs):
        desk.go(f"{task.get_absolute_url()}edit/")
    theirs.fill("title", "乙改的标题")
    theirs.click("main form[data-form] [data-submit]")

    mine.fill("title", "甲改的标题")
    mine.fill("requirement", "甲改的要求")
    mine.click("main form[data-form] [data-submit]")

    shown = mine.text("[data-merge]")
    assert all(words in shown for words in ("甲改的标题", "乙改的标题", "乙某"))
    mine.page.locator("[data-merge] input[value=theirs]").check()
    mine.click("main form[data-form] [data-submit]")
    task = RectificationTask.objects.get(pk=task.pk)
    assert (task.title, task.requirement) == ("乙改的标题", "甲改的要求")


@pytest.fixture
def writer(crew):
    crew.inspector.set_password("a long enough word")
    crew.inspector.save()
    return crew.inspector


def lose_session():
    Session.objects.all().delete()


def sign_in_again(desk, word="a long enough word"):
    desk.page.wait_for_selector("#sign-in-again[open]")
    desk.page.locator("#sign-in-again input[type=password]").fill(word)
    desk.page.locator("#sign-in-again .btn-primary").click()


def test_an_autosave_after_the_session_ended_goes_on_once_signed_in_again(crew, writer, at_desk):
    desk = at_desk(writer).go(f"{a_finding(crew).get_absolute_url()}edit/")
    lose_session()

    desk.fill("title", "写到一半的题目")
    sign_in_again(desk, "wrong")
    desk.page.wait_for_selector("[data-sign-in-wrong]:not([hidden])")
    sign_in_again(desk)
    desk.page.wait_for_selector("#sign-in-again:not([open])", state="attached")
    desk.page.wait_for_selector("form[data-draft-state=saved]")

    assert desk.page.locator("[name=title]").input_value() == "写到一半的题目"
    assert Draft.objects.get(user=writer).data["title"] == ["写到一半的题目"]
    forgive(desk, "400")


def test_a_form_sent_after_the_session_ended_is_sent_once_signed_in_again(crew, writer, at_desk):
    finding = a_finding(crew)
    desk = at_desk(writer).go(f"{finding.get_absolute_url()}edit/")
    desk.page.evaluate("document.getElementById('sign-in-again').dataset.staleAfter = '0'")
    lose_session()

    desk.fill("title", "过期后提交的题目")
    desk.page.locator("main form[data-form] [data-submit]").click()
    sign_in_again(desk)
    desk.page.wait_for_url(f"**{finding.get_absolute_url()}")

    assert Finding.objects.get(pk=finding.pk).title == "过期后提交的题目"


def test_a_file_sent_after_the_session_ended_is_kept_once_signed_in_again(sheet, writer):
    desk, finding = sheet
    lose_session()

    desk.page.locator("form[data-upload] input[name=files]").set_input_files(
        [file("a.png", PICTURE)]
    )
    desk.page.locator("form[data-upload] [data-submit]").click()
    sign_in_again(desk)
    desk.page.wait_for_selector("[data-file-list] >> text=a.png")

    assert finding.attachments().count() == 1
