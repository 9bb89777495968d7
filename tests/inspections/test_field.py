"""What a phone sends in is taken in once, told in sentences, and for nobody else's eyes."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event, IssuedNumber
from inspections import actions
from inspections.actions.field import take_in_completion, take_in_finding
from inspections.models import FieldReceipt, Finding, ProjectCheck
from inspections.workflow import CheckStatus, FindingStatus
from projects.screening import screen
from projects.workflow import SuspicionStatus
from tests.factories.accounts import NOON, person
from tests.factories.field import WORDS
from tests.factories.inspections import a_check, a_crew, a_finding, a_picture
from tests.factories.powers import a_power_list
from tests.factories.projects import FeeAssessmentFactory
from tests.inspections.phones import FIELD, SENT, post, send
from tests.rectification.test_races import at_once


@pytest.fixture
def check(crew):
    return a_check(crew, project=crew.project(name="望湖商务楼"))


@pytest.fixture
def phone(crew, sign_in):
    return sign_in(crew.inspector)


def test_a_finding_is_drafted_under_its_receipt(crew, phone, check):
    key = uuid4()

    answer = send(phone, check, key, device_time="2020-11-02T04:00:00Z")

    finding, receipt = Finding.objects.get(), FieldReceipt.objects.get()
    assert answer.status_code == 200
    assert answer.json()["receipt"]["number"] == receipt.number
    assert answer.json()["finding"]["number"] == finding.number
    assert receipt.number.startswith(f"HZ-{crew.county.code}-")
    assert (receipt.client_id, receipt.finding, receipt.received_by) == (
        key,
        finding,
        crew.inspector,
    )
    assert receipt.device_time == "2020-11-02T04:00:00Z"
    assert (finding.project, finding.unit, finding.status) == (
        check.project,
        crew.authority,
        FindingStatus.DRAFT,
    )
    assert {name: getattr(finding, name) for name in WORDS} == WORDS


def test_the_same_sent_again_finds_the_same_receipt(phone, check):
    key = uuid4()

    answers = [send(phone, check, key).json() for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert (Finding.objects.count(), FieldReceipt.objects.count()) == (1, 1)
    assert IssuedNumber.objects.filter(series__series="HZ").count() == 1


def test_otherwise_under_the_same_id_is_a_conflict_that_shows_what_is_kept(phone, check):
    key = uuid4()
    send(phone, check, key)

    answer = send(phone, check, key, title="另一个问题", amount_yuan="12.50")

    told = answer.json()
    assert (answer.status_code, told["version"], told["is_editable"]) == (409, 1, True)
    assert told["stored"] == SENT
    assert told["receipt"]["number"] == FieldReceipt.objects.get().number
    assert Finding.objects.get().title == WORDS["title"]


def test_what_reads_the_same_by_now_is_no_conflict(crew, phone, check):
    key = uuid4()
    send(phone, check, key)
    finding = Finding.objects.get()
    actions.edit_finding(finding=finding, by=crew.inspector, at=NOON, title="在电脑上改过")

    answer = send(phone, check, key, title="在电脑上改过")

    assert answer.status_code == 200
    assert send(phone, check, key).status_code == 200


def test_what_the_person_decided_on_goes_into_the_draft(phone, check):
    key = uuid4()
    send(phone, check, key)
    decided = SENT | {"title": "两者合一", "version": 1}

    answers = [post(phone, f"findings/{key}/merge/", **decided) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert (Finding.objects.get().title, Finding.objects.get().version) == ("两者合一", 2)


def test_who_decided_on_an_older_version_is_shown_the_newer_one(crew, phone, check):
    key = uuid4()
    send(phone, check, key)
    finding = Finding.objects.get()
    actions.edit_finding(finding=finding, by=crew.inspector, at=NOON, title="在电脑上改过")

    answer = post(phone, f"findings/{key}/merge/", **SENT, version=1)

    assert (answer.status_code, answer.json()["version"]) == (409, 2)
    assert answer.json()["stored"]["title"] == "在电脑上改过"
    assert Finding.objects.get().title == "在电脑上改过"


def test_a_paper_no_longer_a_draft_keeps_the_other_version_as_a_note_once(crew, phone, check):
    key = uuid4()
    send(phone, check, key)
    finding = Finding.objects.get()
    phone.post(f"/attachments/inspections.finding/{finding.pk}/new/", {"files": [a_picture()]})
    actions.take_step(finding, "submit", by=crew.inspector, at=NOON)

    answers = [
        post(phone, f"findings/{key}/merge/", **SENT | {"title": "另一说法"}, version=1)
        for _ in range(2)
    ]

    assert [(a.status_code, a.json()["is_note"]) for a in answers] == [(200, True)] * 2
    assert Finding.objects.get().title == WORDS["title"]
    notes = Event.objects.of(finding).filter(name="field_note").values_list("note", flat=True)
    assert list(notes) == ["Problem: 另一说法"]


def test_an_id_of_somebody_else_tells_nothing_of_it(crew, sign_in, phone, check):
    key = uuid4()
    send(phone, check, key)
    colleague = sign_in(crew.colleague)

    taken = send(colleague, check, key)
    merged = post(colleague, f"findings/{key}/merge/", **SENT, version=1)

    assert (taken.status_code, merged.status_code) == (422, 404)
    assert WORDS["title"] not in taken.content.decode()
    assert Finding.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "title"),
        ({"category": "no_such"}, "category"),
        ({"amount_yuan": "-3"}, "amount_yuan"),
        ({"found_on": "gestern"}, "found_on"),
        ({"client_id": "x"}, "client_id"),
        ({"basis": None}, "basis"),
    ],
)
def test_what_is_no_finding_is_told_field_by_field(phone, check, changes, words):
    answer = send(phone, check, **changes)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [words])
    assert not Finding.objects.exists()


def test_refusals_come_as_sentences(crew, sign_in, phone, check):
    outsider = person(Role.INSPECTOR, crew.county)
    recused = a_crew(crew.county, recused_from=[crew.authority])
    theirs = a_check(recused, project=crew.project(), assigned_to=recused.colleague)
    planned = a_check(a_crew(crew.county, status="planned"), project=crew.project())

    refused = [
        send(sign_in(outsider), check),
        send(sign_in(recused.inspector), theirs),
        send(phone, planned),
        send(phone, check, found_on="2099-01-01"),
    ]

    assert [answer.status_code for answer in refused] == [422] * 4
    assert [answer.json()["detail"] for answer in refused] == [
        f"You do not serve in the team of {crew.round} for {crew.county}.",
        f"You are recused from {crew.authority}.",
        f"{planned.round} is not on site: checks and findings belong to its days on site.",
        "A finding cannot be found after today.",
    ]
    assert not Finding.objects.exists()


def test_a_stranger_gets_not_found_and_the_wrong_role_is_refused(crew, sign_in, as_role, check):
    stranger = sign_in(a_crew().inspector)
    office = sign_in(crew.office)

    assert send(stranger, check).status_code == 404
    assert post(stranger, "checks/", check=check.pk, client_id=uuid4(), note="x").status_code == 404
    assert send(office, check).status_code == 403
    assert post(stranger, "findings/", check="abc").status_code == 404


def test_a_queue_is_never_sent_in_the_name_of_who_signed_in_after(crew, sign_in, check):
    colleague = sign_in(crew.colleague)

    answer = colleague.post(
        FIELD + "findings/",
        json.dumps(SENT | {"client_id": str(uuid4()), "check": check.pk}),
        content_type="application/json",
        headers={"X-Field-User": str(crew.inspector.pk)},
    )

    assert (answer.status_code, answer.json()["is_other_user"]) == (403, True)
    assert not Finding.objects.exists()


def test_a_post_without_a_token_is_refused(crew, check):
    client = Client(enforce_csrf_checks=True)
    client.force_login(crew.inspector)
    token = client.get(FIELD + "key/").json()["csrf"]
    body = json.dumps(SENT | {"client_id": str(uuid4()), "check": check.pk})

    answers = [
        client.post(FIELD + "findings/", body, content_type="application/json", headers=headers)
        for headers in ({}, {"X-CSRFToken": token})
    ]

    assert [answer.status_code for answer in answers] == [403, 200]


def test_a_suspicion_the_finding_was_worded_by_is_marked_as_found(phone, check):
    FeeAssessmentFactory(project=check.project)
    screen([check.project.pk], at=NOON)
    suspicion = check.project.suspicions.filter(status=SuspicionStatus.OPEN).first()

    send(phone, check, suspicion=suspicion.pk, category="payable_unpaid", amount_yuan="3.00")

    suspicion.refresh_from_db()
    finding = Finding.objects.get()
    assert (suspicion.status, finding.suspicion) == (SuspicionStatus.FOUND, suspicion)
    assert finding.worksheet["suspicion"]["check"] == suspicion.check_code


def test_a_wording_brings_its_power_unless_it_is_of_another_county(crew, phone, check):
    own = a_power_list(crew.county, status="in_force").powers.first()
    foreign = a_power_list(status="in_force").powers.first()

    for power in (own, foreign):
        send(phone, check, power=power.pk)

    assert [finding.power for finding in Finding.objects.order_by("pk")] == [own, None]


def test_what_happened_meanwhile_is_told_and_holds_nothing_back(crew, phone, check):
    FeeAssessmentFactory(project=check.project)
    screen([check.project.pk], at=NOON)
    suspicion = check.project.suspicions.filter(status=SuspicionStatus.OPEN).first()
    other = a_finding(
        crew, by=crew.colleague, project=check.project, category="unbuilt", suspicion=suspicion
    )
    actions.take_step(check, "complete", by=crew.leader, at=NOON, note="查毕")

    answer = send(phone, check, suspicion=suspicion.pk)

    assert answer.status_code == 200
    assert answer.json()["warnings"] == [
        f"{crew.leader} has completed this check meanwhile.",
        "The suspicion was decided on meanwhile: the finding stands without it.",
        f"{other} already states this category on the project.",
    ]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_threads_posting_one_id_make_one_finding():
    crew = a_crew()
    check, key, taken = a_check(crew), uuid4(), []

    def take_in():
        facts = WORDS | {"client_id": key, "check": check, "by": crew.inspector, "at": NOON}
        taken.append(take_in_finding(**facts).receipt.number)

    refused = at_once(*[take_in] * 20)

    assert (refused, len(taken), len(set(taken))) == (0, 20, 1)
    assert (Finding.objects.count(), FieldReceipt.objects.count()) == (1, 1)
    numbers = IssuedNumber.objects.values_list("series__series", flat=True)
    assert sorted(numbers.filter(series__series__in=["HZ", "WT"])) == ["HZ", "WT"]


def complete(client, check, key=None, note="现场已核"):
    return post(client, "checks/", client_id=key or uuid4(), check=check.pk, note=note)


def test_a_check_is_completed_once_under_its_receipt(crew, phone, check):
    key = uuid4()

    answers = [complete(phone, check, key).json() for _ in range(3)]

    check.refresh_from_db()
    assert (check.status, check.completed_by) == (CheckStatus.COMPLETED, crew.inspector)
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["receipt"]["number"] == FieldReceipt.objects.get().number
    assert Event.objects.of(check).filter(name="complete").count() == 1


def test_a_check_somebody_else_completed_is_a_conflict_and_the_result_becomes_a_note(
    crew, phone, check
):
    actions.take_step(check, "complete", by=crew.leader, at=NOON, note="组长查毕")

    conflict = complete(phone, check)
    noted = [post(phone, "checks/note/", check=check.pk, note="现场已核") for _ in range(2)]

    assert (conflict.status_code, conflict.json()["stored"]) == (409, {"note": "组长查毕"})
    assert conflict.json()["completed_by"] == str(crew.leader)
    assert [answer.status_code for answer in noted] == [200, 200]
    notes = Event.objects.of(check).filter(name="field_note")
    assert [(note.note, note.actor) for note in notes] == [("现场已核", crew.inspector)]


def test_a_check_of_somebody_else_is_not_completed(crew, phone):
    theirs = a_check(crew, assigned_to=crew.colleague)

    answer = complete(phone, theirs)

    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        f"This check is assigned to {crew.colleague}.",
    )
    assert ProjectCheck.objects.get(pk=theirs.pk).status == CheckStatus.ASSIGNED


def test_a_result_is_no_note_of_a_check_still_open(phone, check):
    answer = post(phone, "checks/note/", check=check.pk, note="现场已核")

    assert answer.status_code == 422


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_threads_completing_one_check_complete_it_once():
    crew = a_crew()
    check, key = a_check(crew), uuid4()

    def take_in():
        take_in_completion(client_id=key, check=check, note="查毕", by=crew.inspector, at=NOON)

    assert at_once(*[take_in] * 20) == 0
    assert FieldReceipt.objects.count() == 1
    assert Event.objects.of(check).filter(name="complete").count() == 1
