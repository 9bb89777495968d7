"""The second wall alone: every query here is written without `visible_to`."""

import io
from datetime import timedelta

import psycopg2
import pytest
import time_machine
from celery import shared_task
from django.db import DatabaseError, connection, transaction
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from psycopg2.sql import SQL, Identifier

from airdefense import wall
from airdefense.accounts.models import RoleGrant
from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.casework.middleware import WallMiddleware
from airdefense.casework.models import Attachment, CustodyEntry, Event
from leads import actions
from leads.models import (
    Accountability,
    CasePerson,
    DisciplineCase,
    Lead,
    LeadContent,
    LeadMember,
    Outcome,
    Person,
    Reporter,
)
from leads.verification import tables
from projects.actions.bulk import standing_on
from projects.models import Project
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.leads import (
    LATER,
    AccountabilityFactory,
    LeadMemberFactory,
    Office,
    OutcomeFactory,
)
from tests.factories.projects import ProjectFactory
from tests.factories.rectification import TaskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

COUNT = "select count(*) from leads_lead"
INSIDE = [LeadContent, Person, LeadMember, DisciplineCase, CasePerson, Outcome, Accountability]


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


class Two:
    """Two leads of one office in two compartments, with all that hangs on them."""

    def __init__(self):
        self.office = Office()
        self.own = self._lead(self.office.officer)
        self.other = self._lead(self.office.colleague)

    def _lead(self, officer):
        lead = self.office.transfer()
        actions.receive(lead=lead, by=self.office.receiver, at=NOON)
        hands = {"handler": officer, "approver": self.office.leader}
        lead = actions.assign(lead=lead, by=self.office.receiver, at=NOON, **hands)
        case = DisciplineCase.objects.create(
            lead=lead,
            region=lead.region,
            matter="matter",
            proposed_at=NOON,
            proposed_by=officer,
            **hands,
        )
        someone = lead.persons.get()
        CasePerson.objects.create(case=case, person=someone)
        OutcomeFactory(person=someone)
        AccountabilityFactory(lead=lead)
        return lead


@pytest.fixture
def two(db):
    return Two()


def leads_of(model):
    """The leads whose rows of this model are seen."""
    way = {CasePerson: "case__lead", Outcome: "person__lead", Lead: "pk"}.get(model, "lead")
    return set(model.objects.values_list(way, flat=True))


def seen_by(user, model):
    with wall.bound_to(user):
        return leads_of(model)


def test_a_query_in_nobodys_name_finds_nothing_in_any_table(two):
    with wall.unbound(), connection.cursor() as cursor:
        found = {}
        for table in tables():
            kinds = " where case_type like 'leads.%%'" if table in wall.SHARED[:2] else ""
            cursor.execute(f"select count(*) from {table}{kinds}")  # noqa: S608
            found[table] = cursor.fetchone()[0]

    assert leads_of(Lead) == {two.own.pk, two.other.pk}
    assert {table for table, count in found.items() if count} == set()


@pytest.mark.parametrize("model", INSIDE, ids=lambda m: m.__name__)
def test_inside_a_compartment_its_rows_alone_are_seen(two, model):
    assert leads_of(model) == {two.own.pk, two.other.pk}
    assert seen_by(two.office.officer, model) == {two.own.pk}
    assert seen_by(two.office.colleague, model) == {two.other.pk}
    assert seen_by(two.office.leader, model) == {two.own.pk, two.other.pk}


@pytest.mark.parametrize("model", INSIDE, ids=lambda m: m.__name__)
def test_outside_the_compartment_no_row_is_seen(two, model):
    clerk, sender = two.office.clerk, two.office.sender
    may_assign = {two.own.pk, two.other.pk} if model is LeadMember else set()

    assert seen_by(clerk, model) == may_assign
    assert seen_by(sender, model) == set()
    assert seen_by(person(Role.LEADERSHIP, two.office.city), model) == set()


def test_the_header_is_seen_by_the_register_and_the_sender(two):
    both = {two.own.pk, two.other.pk}
    elsewhere = Office(short_name="elsewhere")

    assert seen_by(two.office.clerk, Lead) == both
    assert seen_by(two.office.sender, Lead) == both
    assert seen_by(two.office.officer, Lead) == {two.own.pk}
    assert seen_by(elsewhere.clerk, Lead) == set()
    assert seen_by(person(Role.CASE_OFFICER, two.office.commission), Lead) == set()


@pytest.mark.parametrize("role", Role.values)
def test_membership_opens_nothing_to_who_holds_no_role_of_casework(two, role):
    user = person(role, two.office.commission)
    LeadMemberFactory(lead=two.own, user=user)

    expected = set() if role in ADMINISTRATORS else {two.own.pk}

    assert seen_by(user, LeadContent) == expected
    assert bool(user.paths()) == bool(expected)


@pytest.mark.parametrize(
    "change",
    [
        {"valid_from": TODAY + timedelta(days=1)},
        {"valid_from": TODAY - timedelta(days=9), "expires_on": TODAY - timedelta(days=1)},
        {"withdrawn_at": NOON},
    ],
    ids=["not yet", "no longer", "taken out"],
)
def test_a_membership_counts_while_it_is_in_force(two, change):
    user = person(Role.CASE_OFFICER, two.office.commission)
    by = {"withdrawn_by": user} if "withdrawn_at" in change else {}
    LeadMemberFactory(lead=two.own, user=user, **change, **by)

    assert seen_by(user, LeadContent) == set()


def test_a_withdrawn_grant_and_a_closed_account_open_nothing(two):
    RoleGrant.objects.filter(user=two.office.officer).update(
        withdrawn_at=NOON, withdrawn_by=two.office.officer
    )
    type(two.office.colleague).objects.filter(pk=two.office.colleague.pk).update(is_active=False)

    assert seen_by(two.office.officer, LeadContent) == set()
    # Whoever the code takes for active, the database asks its own row.
    assert seen_by(two.office.colleague, LeadContent) == set()


def test_history_and_files_follow_the_lead(two, upload):
    for lead in (two.own, two.other):
        actions.log_reading(lead, "read", by=two.office.leader, at=NOON)
        file = upload(lead)
        file.custody.create(
            act="taken",
            happened_on=TODAY,
            giver="a",
            taker="b",
            recorded_at=NOON,
            recorded_by=two.office.leader,
        )

    def seen(user):
        with wall.bound_to(user):
            return (
                set(Event.objects.filter(name="read").values_list("case_id", flat=True)),
                set(Attachment.objects.values_list("case_id", flat=True)),
                CustodyEntry.objects.count(),
            )

    assert seen(two.office.officer) == ({two.own.pk}, {two.own.pk}, 1)
    assert seen(two.office.clerk) == (set(), set(), 0)
    assert seen(two.office.sender) == (set(), set(), 0)
    with wall.bound_to(two.office.clerk):
        assert Event.objects.of(two.own).filter(name="receive").count() == 1


@pytest.fixture
def upload(two):
    def keep(case):
        return Attachment.objects.create(
            case_type=case._meta.label_lower,
            case_id=case.pk,
            file=f"{case.pk}.pdf",
            name="proof.pdf",
            sha256="0" * 64,
            size_bytes=1,
            content_type="application/pdf",
            kind="evidence",
            uploaded_at=NOON,
            uploaded_by=two.office.leader,
        )

    return keep


def test_rows_of_other_kinds_of_cases_are_nobodys_secret(upload):
    task = TaskFactory()
    upload(task)

    with wall.unbound():
        assert Event.objects.of(task).exists()
        assert Attachment.objects.of(task).exists()


def test_the_seal_opens_to_nobody_by_the_register_or_membership(two):
    LeadMemberFactory(lead=two.own, user=(helper := two.office._someone(Role.CASE_OFFICER, "He")))

    assert Reporter.objects.count() == 2
    assert seen_by(two.office.clerk, Reporter) == set()
    assert seen_by(two.office.leader, Reporter) == set()
    assert seen_by(helper, Reporter) == set()


def test_nobody_writes_into_a_lead_of_others(two):
    with wall.bound_to(two.office.officer):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Person.objects.create(lead=two.other, name="Made up", unit="unit")
        changed = Person.objects.filter(lead=two.other).update(name="Changed")
        assert Person.objects.create(lead=two.own, name="Added", unit="unit").pk

    assert changed == 0


def test_who_sees_a_header_only_does_not_change_it(two):
    with (
        wall.bound_to(two.office.sender),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Lead.objects.filter(pk=two.own.pk).update(letter_number="another")


@pytest.mark.parametrize(
    ("purpose", "models"),
    [
        (
            wall.Purpose.COUNTING,
            {Lead, Person, LeadMember, DisciplineCase, CasePerson, Outcome, Accountability},
        ),
        (wall.Purpose.VETTING, {Lead, LeadContent, Person, LeadMember}),
        (wall.Purpose.INTAKE, {Lead, LeadContent, Person, Reporter}),
        (wall.Purpose.UPKEEP, {Lead, Reporter, *INSIDE}),
    ],
)
def test_a_task_of_the_product_sees_what_it_needs(two, purpose, models):
    with wall.acting(purpose):
        seen = {model for model in {Lead, Reporter, *INSIDE} if model.objects.exists()}

    assert seen == models


def test_counting_and_vetting_change_nothing(two):
    for purpose in (wall.Purpose.COUNTING, wall.Purpose.VETTING):
        with (
            wall.acting(purpose),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            Lead.objects.update(letter_number="x")


def forged(**changes):
    """A genuine binding of the officer with one part exchanged."""
    parts = dict(
        zip(
            ("user", "purpose", "day", "backend", "mac"),
            wall.token(connection.connection).split(":"),
            strict=True,
        )
    )
    return ":".join({**parts, **changes}.values())


@pytest.mark.parametrize(
    "changes",
    [
        {"mac": "0" * 64},
        {"mac": ""},
        {"user": "0", "purpose": "upkeep"},
        {"purpose": "upkeep"},
        {"day": "2020-11-01"},
        {"backend": "1"},
        {"user": "other"},
    ],
    ids=str,
)
def test_a_forged_binding_shows_nothing(two, changes):
    other = two.office.colleague
    changes = {
        name: str(other.pk) if value == "other" else value for name, value in changes.items()
    }

    def count(token):
        with connection.connection.cursor(cursor_factory=psycopg2.extensions.cursor) as plain:
            plain.execute(wall.setting(token) + COUNT)
            return plain.fetchone()[0]

    with wall.bound_to(two.office.officer):
        genuine, false = forged(), forged(**changes)

    assert (count(genuine), count(false)) == (1, 0)


@pytest.mark.parametrize("text", ["'", "a:b", ":::::", "7:own:2020-11-02:x:y", "1:own:x:1:z"])
def test_a_binding_of_nonsense_shows_nothing_and_breaks_nothing(two, text):
    with connection.connection.cursor(cursor_factory=psycopg2.extensions.cursor) as plain:
        plain.execute("select set_config('airdefense.bound', %s, true)", [text])
        plain.execute("select count(*) from leads_lead")
        assert plain.fetchone() == (0,)


def test_the_application_reads_no_key(two):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("select * from wall.key")


def test_the_inner_binding_holds_and_the_outer_one_comes_back(two):
    seen = []
    with wall.bound_to(two.office.officer):
        seen.append(leads_of(LeadContent))
        with wall.bound_to(two.office.colleague):
            seen.append(leads_of(LeadContent))
        with pytest.raises(ZeroDivisionError), wall.unbound():
            seen.append(leads_of(LeadContent))
            raise ZeroDivisionError
        seen.append(leads_of(LeadContent))

    assert seen == [{two.own.pk}, {two.other.pk}, set(), {two.own.pk}]


def test_a_rolled_back_savepoint_leaves_no_binding_behind(two):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert seen_by(two.office.officer, LeadContent) == {two.own.pk}
        raise ZeroDivisionError

    with wall.unbound():
        assert leads_of(LeadContent) == set()
    assert seen_by(two.office.colleague, LeadContent) == {two.other.pk}


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) from leads_leadcontent",
        'SELECT COUNT(*) FROM "LEADS_LEADCONTENT"'.lower().upper().replace('"', ""),
        b"select count(*) from leads_leadcontent",
        SQL("select count(*) from {}").format(Identifier("leads_leadcontent")),
    ],
    ids=["text", "capitals", "bytes", "composed"],
)
def test_a_raw_cursor_is_bound_however_the_statement_is_given(two, query):
    with wall.bound_to(two.office.officer), connection.connection.cursor() as cursor:
        cursor.execute(query)
        own = cursor.fetchone()[0]
    with wall.unbound(), connection.connection.cursor() as cursor:
        cursor.execute(query)
        nobodys = cursor.fetchone()[0]

    assert (own, nobodys) == (1, 0)


def test_many_statements_and_copies_are_bound(two):
    someone = two.own.persons.get()
    with wall.bound_to(two.office.officer), connection.connection.cursor() as cursor:
        cursor.executemany("update leads_person set post = %s where true", [("a",), ("b",)])
        cursor.copy_expert(
            "copy (select lead_id from leads_person) to stdout", out := io.StringIO()
        )
    someone.refresh_from_db()

    assert (someone.post, two.other.persons.get().post) == ("b", "director")
    assert out.getvalue() == f"{two.own.pk}\n"


def test_an_iterator_keeps_the_binding_it_was_opened_with(two):
    with wall.bound_to(two.office.officer):
        rows = LeadContent.objects.order_by("pk").iterator(chunk_size=1)
        first = next(rows)
    with wall.bound_to(two.office.colleague):
        assert leads_of(LeadContent) == {two.other.pk}
        rest = list(rows)

    assert ({first.lead_id}, rest) == ({two.own.pk}, [])


@pytest.mark.django_db(transaction=True)
def test_outside_transactions_a_binding_ends_with_its_statement():
    two = Two()

    seen = [seen_by(two.office.officer, LeadContent)]
    with connection.connection.cursor(cursor_factory=psycopg2.extensions.cursor) as plain:
        plain.execute("select count(*) from leads_leadcontent")
        seen.append(plain.fetchone()[0])
    with wall.bound_to(two.office.colleague):
        seen.append({row.lead_id for row in LeadContent.objects.iterator(chunk_size=1)})
    with connection.cursor() as cursor, wall.bound_to(two.office.officer):
        cursor.executemany("update leads_person set post = %s", [("x",)])
        cursor.execute("select current_setting('airdefense.bound', true)")
        seen.append(cursor.fetchone()[0])

    assert seen == [{two.own.pk}, 0, {two.other.pk}, ""]
    assert (two.own.persons.get().post, two.other.persons.get().post) == ("x", "director")


def test_what_is_streamed_is_made_for_who_asked(two):
    def pieces():
        yield f"{LeadContent.objects.count()},"
        yield f"{sorted(leads_of(LeadContent))}"

    request = RequestFactory().get("/")
    request.user = two.office.officer
    response = WallMiddleware(lambda request: StreamingHttpResponse(pieces()))(request)
    with wall.unbound():
        content = response.getvalue().decode()

    assert content == f"1,[{two.own.pk}]"


def test_who_signs_in_during_a_request_counts_from_then_on(two):
    request = RequestFactory().get("/")
    request.user = None
    seen = []

    def view(request):
        seen.append(leads_of(LeadContent))
        request.user = two.office.officer
        seen.append(leads_of(LeadContent))
        return StreamingHttpResponse()

    WallMiddleware(view)(request)

    assert seen == [set(), {two.own.pk}]


FOUND = []


@shared_task(name="tests.count_leads")
def count_leads(*, fails=False, **_):
    FOUND.append(LeadContent.objects.count())
    if fails:
        raise ZeroDivisionError


def test_a_task_starts_in_nobodys_name_whoever_sent_it(two):
    FOUND.clear()
    with wall.bound_to(two.office.officer):
        count_leads.delay()
        with pytest.raises(ZeroDivisionError):
            count_leads.delay(fails=True)
        FOUND.append(LeadContent.objects.count())

    assert FOUND == [0, 0, 1]


def test_the_sender_hands_in_what_the_sender_may_not_read(two):
    with wall.bound_to(two.office.sender):
        lead = two.office.transfer(letter_number="Letter 8")
        seen = (lead in Lead.objects.all(), LeadContent.objects.count(), Person.objects.count())

    assert seen == (True, 0, 0)
    assert (lead.content.matter, lead.persons.count()) == ("Bribe for a waiver", 1)


def test_the_register_works_on_leads_it_does_not_read(two):
    with wall.bound_to(two.office.receiver):
        lead = two.office.transfer(letter_number="Letter 9")
        lead = actions.receive(lead=lead, by=two.office.receiver, at=NOON)
        hands = {"handler": two.office.officer, "approver": two.office.leader}
        actions.assign(lead=lead, by=two.office.receiver, at=NOON, **hands)

    assert seen_by(two.office.officer, LeadContent) == {two.own.pk, lead.pk}


def test_who_keeps_a_compartment_lets_others_in(two):
    LeadMember.objects.filter(lead=two.other, user=two.office.colleague).update(
        withdrawn_at=NOON, withdrawn_by=two.office.leader
    )
    hands = {"reason": "helps", "expires_on": LATER, "at": NOON}
    with wall.bound_to(two.office.officer):
        actions.add_member(lead=two.own, user=two.office.colleague, by=two.office.officer, **hands)

    assert seen_by(two.office.colleague, LeadContent) == {two.own.pk}


def test_what_stands_on_a_project_is_told_without_naming_a_lead():
    office = Office()
    project = ProjectFactory(region=office.county)
    office.transfer(project=project)

    with wall.unbound():
        told = standing_on(Project, [project.pk])

    assert told == {project.pk: "later records"}
