"""Transfer packages: approved and numbered at the sender's, signed for once, read by nobody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from airdefense import wall
from airdefense.accounts.roles import Role
from airdefense.casework.models import Attachment, Event, IssuedNumber, NumberSeries, TimeLimit
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.models import Lead, PackageEntry, Reporter, TransferPackage
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import a_finding
from tests.factories.leads import AMOUNT, REPORTER, SECRETS, Office
from tests.factories.transfers import Sending, a_package
from tests.threads import carrying

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending():
    return Sending()


def step(package, name, by, note="seen"):
    return actions.take_transfer_step(package, name, by=by, at=NOON, note=note)


def test_sending_numbers_the_letter_and_makes_a_lead_of_every_entry(sending):
    package = a_package("sent", sending, leads=2)

    leads = list(Lead.objects.order_by("pk"))
    assert (package.letter_number, package.lead_count) == ("玉巡移〔2020〕1号", 2)
    assert [lead.letter_number for lead in leads] == ["玉巡移〔2020〕1号"] * 2
    assert [lead.package_id for lead in leads] == [package.pk] * 2
    assert {lead.transferred_by for lead in leads} == {sending.approver}
    assert (leads[0].content.matter, leads[0].content.amount_yuan) == (SECRETS[2], AMOUNT)
    assert [one.name for one in leads[0].persons.all()] == [SECRETS[0]]
    assert leads[0].reporter.name == REPORTER[0]
    assert list(PackageEntry.objects.values_list("lead", flat=True)) == [x.pk for x in leads]


def test_the_next_letter_of_the_body_has_the_next_number(sending):
    a_package("sent", sending)

    package = a_package("sent", sending)

    assert package.letter_number == "玉巡移〔2020〕2号"


def test_the_reporter_stands_in_the_lead_alone_once_it_is_sent(sending):
    package = a_package("prepared", sending)
    entry = package.entries.get()
    assert entry.reporter["name"] == REPORTER[0]

    step(package, "send", sending.approver)

    assert PackageEntry.objects.get(pk=entry.pk).sealed == ""
    assert Reporter.objects.get().contact == REPORTER[1]


def test_a_sealed_part_is_kept_encrypted_while_the_list_is_prepared(sending):
    a_package("prepared", sending)

    with connection.cursor() as cursor:
        cursor.execute("select sealed from leads_packageentry")
        [(kept,)] = cursor.fetchall()

    assert kept.startswith("aes:")
    assert REPORTER[0] not in kept


def test_evidence_moves_along_with_its_entry(sending):
    package = sending.prepare()
    file = SimpleUploadedFile("minutes.pdf", b"%PDF-1.4 minutes")
    entry = actions.add_entry(
        package=package, by=sending.preparer, at=NOON, files=[file], **sending.said()
    )
    kept = Attachment.objects.of(entry).get()

    step(package, "send", sending.approver)

    moved = Attachment.objects.of(Lead.objects.get()).get()
    assert (moved.name, moved.sha256) == ("minutes.pdf", kept.sha256)
    assert (moved.file.read(), moved.file.name != kept.file.name) == (b"%PDF-1.4 minutes", True)


def test_who_prepares_does_not_approve(sending):
    both = person(Role.TEAM_LEADER, sending.body, over=sending.office.city)
    package = sending.prepare(by=both)
    actions.add_entry(package=package, by=both, at=NOON, **sending.said())

    with pytest.raises(NotPossible, match="the leader of the sending body approves it"):
        step(package, "send", both)
    with pytest.raises(NotPossible, match="does not approve it"):
        sending.prepare(by=both, approver=both)


def test_another_leader_than_the_one_named_does_not_approve(sending):
    package = a_package("prepared", sending)
    other = person(Role.TEAM_LEADER, sending.body, over=sending.office.city)

    with pytest.raises(NotPossible, match="Only the leader named on the package"):
        step(package, "send", other)


def test_an_empty_list_is_not_sent(sending):
    package = a_package("prepared", sending)
    actions.withdraw_entry(entry=package.entries.get(), by=sending.preparer, at=NOON)

    with pytest.raises(NotPossible, match="at least one lead"):
        step(package, "send", sending.approver)


def test_what_was_taken_off_the_list_is_kept_and_not_sent(sending):
    package = a_package("prepared", sending, leads=2)
    first = package.entries.get(order=1)
    actions.withdraw_entry(entry=first, by=sending.preparer, at=NOON)

    step(package, "send", sending.approver)

    assert Lead.objects.count() == 1
    assert PackageEntry.objects.get(pk=first.pk).lead is None


def test_the_approver_answers_for_the_region_of_every_lead(sending):
    elsewhere = OrganisationFactory()
    package = sending.prepare()

    with pytest.raises(NotPossible, match="does not answer for"):
        actions.add_entry(
            package=package, by=sending.preparer, at=NOON, **sending.said(region=elsewhere)
        )


def test_a_finding_of_another_region_is_refused(sending):
    package = sending.prepare()
    finding = a_finding()

    with pytest.raises(NotPossible, match="lies in another region"):
        actions.add_entry(
            package=package, by=sending.preparer, at=NOON, **sending.said(finding=finding)
        )


def test_nobody_but_its_preparer_writes_the_list(sending):
    package = a_package("prepared", sending)

    with pytest.raises(NotAllowed):
        actions.add_entry(package=package, by=sending.approver, at=NOON, **sending.said())


def test_a_sent_list_is_closed(sending):
    package = a_package("sent", sending)

    with pytest.raises(NotPossible, match="its list is closed"):
        actions.add_entry(package=package, by=sending.preparer, at=NOON, **sending.said())


@pytest.mark.parametrize(
    "role", [Role.INSPECTOR, Role.CASE_OFFICER, Role.CASE_SUPERVISION, Role.SYSTEM_ADMIN]
)
def test_inspection_packages_are_prepared_by_leaders_and_the_office(sending, role):
    with pytest.raises(NotAllowed):
        sending.prepare(by=person(role, sending.office.city))


def test_a_paper_letter_keeps_its_number_and_who_approved_it_there(sending):
    clerk = sending.office.clerk
    package = sending.key()
    actions.add_entry(package=package, by=clerk, at=NOON, **sending.said())

    package = step(package, "send", clerk)

    lead = Lead.objects.get()
    assert (package.letter_number, package.paper_approver) == ("审移〔2020〕3号", "Auditor Shen")
    assert (lead.source, lead.letter_number) == ("AUDIT", "审移〔2020〕3号")
    assert not IssuedNumber.objects.filter(series__series="transfer").exists()


@pytest.mark.parametrize("missing", ["letter_number", "paper_approver", "paper_received_on"])
def test_a_paper_letter_is_keyed_whole(sending, missing):
    empty = None if missing == "paper_received_on" else ""

    with pytest.raises(NotPossible, match="number of the paper letter"):
        sending.key(**{missing: empty})


def test_who_keyed_a_letter_does_not_sign_for_it(sending):
    clerk = sending.office.clerk
    package = sending.key()
    actions.add_entry(package=package, by=clerk, at=NOON, **sending.said())
    package = step(package, "send", clerk)

    with pytest.raises(NotPossible, match="somebody else signs"):
        step(package, "sign", clerk)
    assert step(package, "sign", sending.office.receiver).status == "signed"


def test_signing_registers_and_numbers_every_lead(sending):
    package = a_package("signed", sending, leads=3)

    leads = Lead.objects.order_by("pk")
    assert [x.number for x in leads] == [f"玉纪线索〔2020〕{n}号" for n in (1, 2, 3)]
    assert {x.status for x in leads} == {"registered"}
    assert package.receipt_number == "玉纪线索收〔2020〕1号"
    assert (package.signed_by, package.accepted_count) == (sending.office.receiver, 3)


def test_a_lead_of_a_package_is_not_registered_alone(sending):
    a_package("sent", sending)

    with pytest.raises(NotPossible, match="sign for the package as a whole"):
        actions.receive(lead=Lead.objects.get(), by=sending.office.receiver, at=NOON)


def test_a_single_lead_is_returned_and_the_others_are_signed_for(sending):
    package = a_package("sent", sending, leads=2)
    first, second = Lead.objects.order_by("pk")
    receiver = sending.office.receiver
    actions.return_to_sender(lead=first, by=receiver, at=NOON, note="Not ours")

    package = step(package, "sign", receiver)

    statuses = [Lead.objects.get(pk=x.pk).status for x in (first, second)]
    assert statuses == ["returned", "registered"]
    assert (package.lead_count, package.accepted_count) == (2, 1)


def test_a_package_without_a_lead_left_is_returned_instead(sending):
    package = a_package("sent", sending)
    receiver = sending.office.receiver
    actions.return_to_sender(lead=Lead.objects.get(), by=receiver, at=NOON, note="Not ours")

    with pytest.raises(NotPossible, match="Every lead of this package was returned"):
        step(package, "sign", receiver)
    assert step(package, "return_package", receiver, "All back").status == "returned"


def test_returning_a_package_returns_every_lead_with_the_reason(sending):
    package = a_package("returned", sending, leads=2)

    notes = Event.objects.filter(name="return_to_sender").values_list("note", flat=True)
    assert (package.status, package.receipt_number) == ("returned", "")
    assert [x.status for x in Lead.objects.all()] == ["returned"] * 2
    assert list(notes) == ["Note of return_package"] * 2


def test_feedback_falls_due_by_the_limit_in_force_on_the_day_of_sending(sending):
    TimeLimit.objects.create(
        step="lead.feedback", days=90, basis="Measures, Art. 9", effective_on=date(2020, 1, 1)
    )

    package = a_package("sent", sending)

    assert package.feedback_due_on == TODAY + timedelta(days=90)


def test_no_day_of_feedback_is_invented(sending):
    assert a_package("sent", sending).feedback_due_on is None


def test_feedback_is_given_once_and_by_the_register(sending):
    package = a_package("signed", sending)
    receiver = sending.office.receiver

    package = actions.feed_back(package=package, text=" Handled. ", by=receiver, at=NOON)

    assert (package.feedback, package.fed_back_by) == ("Handled.", receiver)
    with pytest.raises(NotPossible, match="given once"):
        actions.feed_back(package=package, text="Again", by=receiver, at=NOON)


def test_feedback_is_not_the_officers(sending):
    package = a_package("signed", sending)

    with pytest.raises(NotAllowed):
        actions.feed_back(package=package, text="x", by=sending.office.officer, at=NOON)


def test_feedback_waits_for_the_receipt(sending):
    package = a_package("sent", sending)

    with pytest.raises(NotPossible, match="after the receipt"):
        actions.feed_back(package=package, text="x", by=sending.office.receiver, at=NOON)


def test_the_list_is_its_senders_until_it_is_sent_and_then_nobodys(sending):
    package = a_package("prepared", sending)
    people = (sending.preparer, sending.approver, sending.office.receiver)
    before = [PackageEntry.objects.visible_to(x).count() for x in people]

    step(package, "send", sending.approver)

    assert before == [1, 1, 0]
    assert [PackageEntry.objects.visible_to(x).count() for x in people] == [0, 0, 0]


def test_a_package_is_seen_by_its_two_senders_and_once_sent_by_its_register(sending):
    stranger = Office(short_name="红纪")
    prepared, sent = a_package("prepared", sending), a_package("sent", sending)
    people = {
        "preparer": sending.preparer,
        "approver": sending.approver,
        "register": sending.office.receiver,
        "officer": sending.office.officer,
        "stranger": stranger.receiver,
        "leader of a team": person(Role.TEAM_LEADER, sending.body, over=sending.office.city),
        "administrator": person(Role.SYSTEM_ADMIN, sending.office.city),
    }

    seen = {
        who: set(TransferPackage.objects.visible_to(user).values_list("pk", flat=True))
        for who, user in people.items()
    }

    assert seen == {
        "preparer": {prepared.pk, sent.pk},
        "approver": {prepared.pk, sent.pk},
        "register": {sent.pk},
        "officer": set(),
        "stranger": set(),
        "leader of a team": set(),
        "administrator": set(),
    }


def test_the_database_says_the_same_of_packages_and_lists(sending):
    stranger = Office(short_name="红纪")
    prepared, sent = a_package("prepared", sending), a_package("sent", sending)
    people = (sending.preparer, sending.approver, sending.office.receiver, stranger.receiver)

    seen = []
    for user in people:
        with wall.bound_to(user):
            packages = set(TransferPackage.objects.values_list("pk", flat=True))
            entries = set(PackageEntry.objects.values_list("package", flat=True))
        seen.append((packages, entries))

    both = {prepared.pk, sent.pk}
    assert seen == [
        (both, {prepared.pk}),
        (both, {prepared.pk}),
        ({sent.pk}, set()),
        (set(), set()),
    ]


def test_evidence_of_a_list_is_closed_to_its_sender_after_sending(sending):
    package = sending.prepare()
    file = SimpleUploadedFile("minutes.pdf", b"%PDF-1.4 minutes")
    entry = actions.add_entry(
        package=package, by=sending.preparer, at=NOON, files=[file], **sending.said()
    )
    with wall.bound_to(sending.preparer):
        before = Attachment.objects.count()

    step(package, "send", sending.approver)

    with wall.bound_to(sending.preparer):
        after = Attachment.objects.count()
    assert (before, after) == (1, 0)
    assert Attachment.objects.of(entry).count() == 1


def test_history_of_a_package_holds_nothing_of_its_leads(sending):
    package = a_package("signed", sending, leads=2)

    kept = " ".join(f"{e.note} {e.detail}" for e in Event.objects.of(package))

    assert [word for word in (*SECRETS, *REPORTER) if word in kept] == []


@pytest.mark.django_db(transaction=True)
def test_twenty_packages_signed_at_once_are_numbered_without_gap_or_double():
    sending = Sending()
    packages = [a_package("sent", sending, leads=2) for _each in range(20)]

    def sign(package):
        try:
            return step(package, "sign", sending.office.receiver).receipt_number
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(carrying(sign), packages))

    numbers = set(Lead.objects.values_list("number", flat=True))
    assert set(receipts) == {f"玉纪线索收〔2020〕{n}号" for n in range(1, 21)}
    assert numbers == {f"玉纪线索〔2020〕{n}号" for n in range(1, 41)}
    assert NumberSeries.objects.get(series="lead").last == 40


@pytest.mark.django_db(transaction=True)
def test_twenty_packages_sent_at_once_have_twenty_letters():
    sending = Sending()
    packages = [a_package("prepared", sending) for _each in range(20)]

    def send(package):
        try:
            return step(package, "send", sending.approver).letter_number
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        letters = list(pool.map(carrying(send), packages))

    assert sorted(letters) == sorted(f"玉巡移〔2020〕{n}号" for n in range(1, 21))
    assert Lead.objects.count() == 20
