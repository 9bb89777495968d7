"""A phone in the basement: the signal is cut at every step, nothing is lost, nothing is twice."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from airdefense.casework.models import Attachment, Upload
from inspections import actions
from inspections.models import FieldReceipt, Finding, ProjectCheck
from tests.browser.phone import PAGE, Phone, a_photo, sha256
from tests.factories.accounts import NOON
from tests.factories.inspections import a_check, a_crew
from tests.factories.powers import WordingFactory
from tests.factories.projects import FeeAssessmentFactory

TITLE = "应建未建防空地下室"
WORDS = {
    "category": "unbuilt",
    "title": TITLE,
    "description": "现场未见防空地下室。",
    "basis": "《人民防空法》第二十二条",
}
# The second one travels in three parts.
PHOTOS = [a_photo(1), a_photo(2, 600_000)]


@pytest.fixture
def crew():
    today = timezone.localdate()
    return a_crew(starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=90))


@pytest.fixture
def check(crew):
    project = crew.project(name="望湖商务楼")
    FeeAssessmentFactory(project=project)
    return a_check(crew, project=project, due_on=timezone.localdate())


@pytest.fixture
def phone_of(chromium, live_server):
    phones = []

    def take(user, **options):
        phones.append(Phone(chromium, live_server.url, user, **options))
        return phones[-1]

    yield take
    for phone in phones:
        phone.close()
    assert [error for phone in phones for error in phone.errors] == []


@pytest.fixture
def phone(phone_of, crew, check):
    return phone_of(crew.inspector)


@pytest.fixture
def plain_phone(phone_of, crew, check):
    """Without the service worker, so that single requests can be lost on their way."""
    return phone_of(crew.inspector, service_workers="block")


def write_down(phone, photos=PHOTOS, **words):
    phone.tap("[data-add]")
    phone.shoot(*photos)
    phone.write(**{**WORDS, **words})
    phone.tap("[data-save]")
    phone.page.locator("#s-list:visible").wait_for()


def assert_all_there_once(phone):
    """Exactly one finding with exactly its two photos, byte by byte, and the receipt shown."""
    phone.page.evaluate("window.location.hash = '#queue'")
    phone.wait_for_state("received")
    receipt = FieldReceipt.objects.get()
    finding = Finding.objects.get()
    assert receipt.finding == finding
    assert phone.receipts()[0].startswith(f"Receipt {receipt.number}, ")
    kept = Attachment.objects.filter(case_id=finding.pk)
    assert sorted(kept.values_list("sha256", flat=True)) == sorted(map(sha256, PHOTOS))
    assert Upload.objects.count() == 0
    assert phone.badge() == "Nothing waits to be sent"
    assert phone.rows("photos") == []


def test_a_finding_with_two_photos_is_logged_in_six_taps_without_signal(phone):
    phone.open().kept_for_offline()
    phone.cut()
    phone.taps = 0

    phone.open()
    phone.tap("[data-add]")
    phone.shoot(*PHOTOS)
    phone.tap(".pick")
    phone.tap("[data-save]")
    phone.page.get_by_text("1 waiting to be sent").wait_for()

    assert phone.taps <= 6
    assert Finding.objects.count() == 0
    phone.join()
    assert_all_there_once(phone)
    finding = Finding.objects.get()
    assert (finding.category, finding.amount_yuan > 0) == ("payable_unpaid", True)


def test_cut_before_it_is_opened_the_page_is_there_and_says_so(phone):
    phone.open().kept_for_offline()
    phone.page.close()
    phone.cut()
    phone.page = phone.opened_page()

    phone.open()

    assert phone.page.locator("[data-signal]").inner_text() == "No signal"
    assert "望湖商务楼" in phone.page.locator("[data-checks]").inner_text()
    write_down(phone)
    assert phone.badge() == "1 waiting to be sent"
    phone.join()
    assert_all_there_once(phone)


def test_cut_after_the_list_the_project_is_read_and_written_on(phone):
    phone.open().kept_for_offline()
    phone.cut()

    phone.tap("[data-open]")
    assert "Supervising authority" in phone.page.locator("#s-project").inner_text()
    phone.page.go_back()
    write_down(phone)
    phone.join()

    assert_all_there_once(phone)


def test_cut_and_closed_while_writing_nothing_written_is_lost(phone):
    phone.open().kept_for_offline()
    phone.tap("[data-add]")
    phone.shoot(PHOTOS[0])
    phone.write(**WORDS)
    phone.cut()
    phone.page.wait_for_timeout(500)
    phone.page.close()
    phone.page = phone.opened_page()
    phone.open()

    phone.tap("[data-add]")
    phone.page.locator("[data-photos] li").first.wait_for()
    assert phone.page.locator("#s-new [name=title]").input_value() == TITLE
    assert phone.page.locator("[data-photos] li").count() == 1
    phone.shoot(PHOTOS[1])
    phone.tap("[data-save]")
    phone.join()

    assert_all_there_once(phone)


def test_cut_after_saving_the_entry_waits_through_closing_and_opening(phone):
    phone.open().kept_for_offline()
    phone.cut()
    write_down(phone)
    phone.page.close()
    phone.page = phone.opened_page()
    phone.open()
    assert phone.badge() == "1 waiting to be sent"

    phone.join()

    assert_all_there_once(phone)


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_cut_in_the_middle_of_a_photo_it_goes_on_where_it_stopped(plain_phone, lost):
    parts = []

    def lose(route):
        if route.request.method == "PATCH":
            parts.append(route.request.headers["upload-offset"])
            if len(parts) == 2 + lost:
                route.abort()
                return
        route.continue_()

    plain_phone.open()
    plain_phone.page.route("**/uploads/**", lose)
    write_down(plain_phone)
    plain_phone.page.evaluate("window.location.hash = '#queue'")
    plain_phone.stopped()
    assert plain_phone.states() == ["waiting"]
    assert len(plain_phone.receipts()) == 1
    plain_phone.send()

    assert_all_there_once(plain_phone)
    # No part but the lost one travelled twice.
    assert len(parts) == 5
    assert sorted(set(parts), key=int) == ["0", "262144", "524288"]


def test_cut_between_the_finding_and_its_photos(plain_phone):
    plain_phone.open()
    plain_phone.page.route("**/uploads/**", lambda route: route.abort())
    write_down(plain_phone)
    plain_phone.page.evaluate("window.location.hash = '#queue'")
    plain_phone.page.locator("[data-put=receipt]:visible").wait_for()

    assert (Finding.objects.count(), Attachment.objects.count()) == (1, 0)
    assert plain_phone.badge() == "1 waiting to be sent"
    plain_phone.page.unroute("**/uploads/**")
    plain_phone.send()

    assert_all_there_once(plain_phone)


def lose_the_answer_once(phone, address, method):
    """The request reaches the server, its answer never reaches the phone."""
    lost = []

    def lose(route):
        if route.request.method == method and not lost:
            lost.append(route.fetch().status)
            route.abort()
            return
        route.continue_()

    phone.page.route(address, lose)
    return lost


@pytest.mark.parametrize(
    ("address", "method"),
    [("**/field/findings/", "POST"), ("**/uploads/**", "POST"), ("**/uploads/**", "PATCH")],
)
def test_cut_after_the_server_stored_and_before_its_answer_arrived(plain_phone, address, method):
    plain_phone.open()
    lost = lose_the_answer_once(plain_phone, address, method)
    write_down(plain_phone)
    plain_phone.stopped()
    assert (lost, plain_phone.badge()) == ([200], "1 waiting to be sent")
    plain_phone.send()

    assert_all_there_once(plain_phone)


def test_changed_after_the_answer_was_lost_both_versions_are_shown_and_merged(plain_phone):
    plain_phone.open()
    lose_the_answer_once(plain_phone, "**/field/findings/", "POST")
    write_down(plain_phone)
    plain_phone.stopped()
    plain_phone.page.evaluate("window.location.hash = '#queue'")
    plain_phone.tap("[data-do=edit]")
    plain_phone.write(title="地下室改作车库", description="地下室被改作车库使用。")
    plain_phone.tap("[data-save]")
    plain_phone.page.wait_for_function("() => !window.location.hash.startsWith('#edit')")
    plain_phone.page.evaluate("window.location.hash = '#queue'")
    plain_phone.wait_for_state("conflict")

    versions = plain_phone.page.locator(".version").all_inner_texts()
    assert [TITLE in versions[0], "地下室改作车库" in versions[0]] == [True, True]
    assert len(versions) == 2
    plain_phone.tap(".version input[value=server]")
    plain_phone.tap("[data-do=merge]")

    assert_all_there_once(plain_phone)
    finding = Finding.objects.get()
    assert (finding.title, finding.description) == (TITLE, "地下室被改作车库使用。")


def test_a_check_somebody_completed_meanwhile_is_shown_and_the_result_kept_as_a_note(
    phone, crew, check
):
    phone.open().kept_for_offline()
    phone.cut()
    phone.tap("[data-open]")
    phone.tap("[data-complete]")
    phone.page.locator("#complete-note").fill("现场已核")
    phone.tap("#complete button[value=save]")
    phone.page.get_by_text("1 waiting to be sent").wait_for()
    actions.take_step(check, "complete", by=crew.leader, at=NOON, note="组长查毕")

    phone.join()
    phone.page.evaluate("window.location.hash = '#queue'")
    phone.wait_for_state("conflict")
    shown = phone.page.locator("[data-items]").inner_text()
    phone.tap("[data-do=merge]")
    phone.wait_for_state("received")

    assert "组长查毕" in shown
    assert str(crew.leader) in shown
    assert phone.page.get_by_text("Kept as a note.").is_visible()


def test_a_check_is_completed_without_signal_after_its_finding(phone, check):
    phone.open().kept_for_offline()
    phone.cut()
    write_down(phone)
    phone.tap("[data-open]")
    phone.tap("[data-complete]")
    phone.page.locator("#complete-note").fill("现场已核")
    phone.tap("#complete button[value=save]")
    phone.page.get_by_text("2 waiting to be sent").wait_for()

    phone.join()
    phone.page.evaluate("window.location.hash = '#queue'")
    phone.page.get_by_text("Nothing waits to be sent").first.wait_for()

    assert phone.states() == ["received", "received"]
    assert len(phone.receipts()) == 2
    assert ProjectCheck.objects.get(pk=check.pk).completed_at is not None


def test_what_is_refused_stays_with_its_sentence_and_is_corrected(phone):
    phone.open()
    write_down(phone, found_on="2099-01-01")
    phone.page.evaluate("window.location.hash = '#queue'")
    phone.wait_for_state("refused")
    assert phone.page.get_by_text("A finding cannot be found after today.").is_visible()

    phone.tap("[data-do=edit]")
    phone.write(found_on=timezone.localdate().isoformat())
    phone.tap("[data-save]")

    assert_all_there_once(phone)


def test_a_session_that_ended_keeps_everything_and_asks_to_sign_in(phone, crew):
    phone.open().kept_for_offline()
    phone.context.clear_cookies(name="airdefense_session")
    write_down(phone)
    phone.page.get_by_text("Your session has ended").wait_for()
    link = phone.page.locator("#note-sign_in a")
    assert link.get_attribute("href") == f"/accounts/login/?next={PAGE}"
    assert phone.badge() == "1 waiting to be sent"

    phone.sign_in(crew.inspector)
    phone.open()

    assert_all_there_once(phone)


def test_nothing_on_the_device_can_be_read_without_the_key(phone):
    phone.open()
    phone.cut()
    write_down(phone)

    kept, items, photos = phone.rows("kept"), phone.rows("items"), phone.rows("photos")

    text = json.dumps([kept, items, photos], ensure_ascii=False)
    secrets = [TITLE, "望湖商务楼", "unbuilt", "IHDR", sha256(PHOTOS[0])]
    assert [secret for secret in secrets if secret in text] == []
    assert "key extractable=false" in text
    assert (len(items), len(photos)) == (1, 2)


def sign_out(phone):
    phone.page.goto(phone.base + "/accounts/profile/")
    phone.page.locator(".drop.right summary").click()
    phone.page.locator("form[data-sign-out] button").click()


def test_signing_out_takes_key_and_pack_off_the_device(phone):
    phone.open().kept_for_offline()
    assert len(phone.rows("kept")) == 2

    sign_out(phone)
    phone.page.wait_for_url("**/accounts/login/**")

    assert phone.rows("kept") == []
    assert phone.page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    phone.cut()
    phone.page.goto(phone.base + PAGE)
    phone.page.get_by_text("Sign in once with signal").first.wait_for()


def test_signing_out_with_entries_asks_first_and_the_next_person_sees_none(phone, crew):
    a_check(crew, assigned_to=crew.colleague, project=crew.project(name="同事的项目"))
    phone.open()
    phone.cut()
    write_down(phone)
    # With signal again the phone sends at once: this road is closed before.
    phone.context.route("**/field/findings/", lambda route: route.abort())
    phone.join()
    sign_out(phone)
    dialog = phone.page.locator("dialog#unsent[open]")
    dialog.wait_for()
    assert "1 entries of field mode" in dialog.inner_text()
    dialog.locator("[data-leave]").click()
    phone.page.wait_for_url("**/accounts/login/**")
    phone.context.unroute("**/field/findings/")

    phone.sign_in(crew.colleague)
    phone.open("#queue")

    assert phone.states() == []
    assert "望湖商务楼" not in phone.page.content()
    assert phone.rows("kept") == []
    assert (len(phone.rows("items")), len(phone.rows("photos"))) == (1, 2)
    assert Finding.objects.count() == 0
    phone.sign_in(crew.inspector)
    phone.open()
    assert_all_there_once(phone)


def test_the_queue_is_handed_over_as_a_file_and_taken_in_at_the_office(
    phone, at_desk, crew, tmp_path
):
    phone.open().kept_for_offline()
    phone.cut()
    write_down(phone)
    phone.page.evaluate("window.location.hash = '#queue'")
    with phone.page.expect_download() as download:
        phone.tap("[data-export]")
    file = tmp_path / "field.json"
    download.value.save_as(file)

    desk = at_desk(crew.inspector).go("/inspections/field/import/")
    desk.page.locator("main input[type=file]").set_input_files(file)
    desk.click("main form [data-submit]")
    desk.page.locator("#results-title").wait_for()

    assert FieldReceipt.objects.get().number in desk.text()
    phone.join()
    assert_all_there_once(phone)


def test_projects_are_found_by_part_of_their_name(phone, crew):
    for name in ("翠湖小区", "东风广场"):
        a_check(crew, project=crew.project(name=name), due_on=timezone.localdate())
    phone.open()

    phone.page.locator("[data-search]").fill("湖")

    names = phone.page.locator("[data-checks] b").all_inner_texts()
    assert sorted(names) == ["望湖商务楼", "翠湖小区"]


def test_a_standard_wording_is_filled_in_on_the_phone_and_shows_what_is_missing(phone, crew, check):
    WordingFactory(region=crew.county, category="unbuilt", title="{project}未建防空地下室")
    phone.open().kept_for_offline()
    phone.cut()
    phone.tap("[data-add]")

    phone.tap(".pick:has-text('未建防空地下室')")

    title = phone.page.locator("#s-new [name=title]").input_value()
    facts = phone.page.locator("#s-new [name=description]").input_value()
    developer = check.project.developer.name
    assert title == "望湖商务楼未建防空地下室"
    assert facts == (
        f"望湖商务楼已核定易地建设费，建设单位{developer}仍欠缴〔…amount in yuan〕元。"
    )


def test_what_is_missing_is_said_before_it_is_saved(phone):
    phone.open()
    phone.tap("[data-add]")
    phone.tap("[data-save]")

    assert "Still missing: Category、" in phone.page.locator("[data-missing]").inner_text()
    assert phone.badge() == "Nothing waits to be sent"
