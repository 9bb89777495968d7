"""Every write leaves a change: written by the database, told of nobody who must not know."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from airdefense import authorship, wall
from airdefense.accounts.models import Organisation, User
from airdefense.casework import tasks
from airdefense.casework.journal import register, tracking
from airdefense.casework.models import Event, HistorySeal, RowChange
from projects.models import Developer, Project
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.leads import a_lead
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db


def changes(row, **only):
    """The changes of one row, the oldest first."""
    found = RowChange.objects.filter(table_name=row._meta.db_table, row_key=str(row.pk), **only)
    return list(found.order_by("id"))


def refused(sql, words):
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        connection.cursor().execute(sql)


def test_every_table_is_kept_or_excepted_with_a_reason():
    names = {model._meta.db_table for model in register.models()}

    assert tracking.untracked() == []
    assert {one.table for one in register.tracked()} == names - set(register.EXCEPT)
    assert set(register.EXCEPT) <= names
    assert all(len(reason) > 20 for reason in register.EXCEPT.values())


def test_no_column_that_could_hold_a_secret_is_told():
    told = {one.table: one.secret for one in register.tracked() if one.has_values}
    secret = {one.table: set(one.secret) for one in register.tracked()}

    assert not [table for table in told if table.startswith("leads_")]
    assert "password" in secret["accounts_user"]
    assert "accounts_user" not in told
    assert secret["leads_reporter"] >= {"name", "contact"}


def test_a_change_by_raw_sql_names_its_fields_with_old_and_new_values():
    project = ProjectFactory(name="Old name")

    with connection.cursor() as cursor:
        cursor.execute("update projects_project set name = 'New name' where id = %s", [project.pk])
    entered, changed = changes(project)

    assert (entered.operation, changed.operation) == ("I", "U")
    assert changed.changed == "name"
    assert changed.detail == {"name": ["Old name", "New name"]}
    assert bytes(changed.row_digest) != bytes(entered.row_digest)


def test_bulk_writes_leave_one_change_for_each_row():
    one, other = OrganisationFactory(name="A"), OrganisationFactory(name="B")

    Organisation.objects.filter(pk__in=[one.pk, other.pk]).update(name_en="Same")

    assert [changes(row)[-1].detail for row in (one, other)] == [{"name_en": ["", "Same"]}] * 2


def test_an_update_of_nothing_is_no_change():
    project = ProjectFactory()
    before = RowChange.objects.count()

    Project.objects.filter(pk=project.pk).update(name=project.name)

    assert RowChange.objects.count() == before


def test_what_is_deleted_stays_in_its_last_change():
    developer = Developer.objects.create(name="Gone")
    pk = developer.pk

    Developer.objects.filter(pk=pk).delete()
    last = RowChange.objects.filter(table_name="projects_developer", row_key=str(pk)).latest("id")

    assert (last.operation, last.row_digest) == ("D", None)
    assert last.detail["name"] == ["Gone", None]


def test_the_values_of_people_are_not_told():
    user = UserFactory(display_name="Somebody")

    User.objects.filter(pk=user.pk).update(display_name="Somebody else", password="new")
    last = changes(user)[-1]

    assert (last.changed, last.detail) == ("display_name,password", None)


def test_changes_of_leads_are_seen_by_upkeep_alone_and_without_values():
    lead = a_lead("registered")
    held = changes(lead)

    with wall.bound_to(lead.handler or UserFactory()):
        of_lead = RowChange.objects.filter(table_name__startswith="leads_").count()
    with wall.unbound():
        closed = RowChange.objects.filter(is_closed=True).count()

    assert held
    assert all(change.is_closed and change.detail is None for change in held)
    assert (of_lead, closed) == (0, 0)


def test_the_history_of_a_lead_is_closed_and_that_of_a_project_is_not():
    a_lead("registered")
    kinds = {event.pk: event.case_type for event in Event.objects.all()}

    told = {
        kinds[int(change.row_key)].startswith("leads."): change.is_closed
        for change in RowChange.objects.filter(table_name="casework_event")
    }

    assert told[True] is True
    assert told.get(False) in (False, None)


def test_author_request_and_reason_travel_with_the_statement():
    user, project = UserFactory(), ProjectFactory()
    author = authorship.Author(user=lambda: user, reason="projects:edit", request_id="abc123")

    with authorship.written_by(author):
        Project.objects.filter(pk=project.pk).update(name="By somebody")
    Project.objects.filter(pk=project.pk).update(name="By nobody")
    by_somebody, by_nobody = changes(project)[-2:]

    assert (by_somebody.actor, by_somebody.reason, by_somebody.request_id) == (
        user,
        "projects:edit",
        "abc123",
    )
    assert (by_nobody.actor, by_nobody.reason, by_nobody.request_id) == (None, "", "")
    assert by_nobody.database_role == settings.DATABASE_APP_ROLE
    assert by_somebody.transaction == by_nobody.transaction


def test_a_forged_author_is_nobody():
    user, project = UserFactory(), ProjectFactory()

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        claim = f"{user.pk}|{cursor.fetchone()[0]}||"
        # Not recognised as a write, so nothing true is put before it.
        cursor.execute(
            "select set_config('airdefense.author', %s, true);"
            "update projects_project set name = 'x' where id = %s",
            [f"{claim}|{'0' * 64}", project.pk],
        )

    assert changes(project)[-1].actor is None


def test_words_of_a_claim_cannot_leave_their_string():
    user, project = UserFactory(), ProjectFactory()
    author = authorship.Author(user=lambda: user, reason="a'; drop table x; --|%s\\", request_id="")

    with authorship.written_by(author):
        Project.objects.filter(pk=project.pk).update(name="%s still there")

    assert changes(project)[-1].reason == "a; drop table x; --s"


@pytest.mark.parametrize(
    "sql", ["update casework_rowchange set reason = 'x'", "delete from casework_rowchange"]
)
def test_changes_are_not_rewritten(sql):
    ProjectFactory()

    refused(sql, "written once")


def test_the_application_writes_no_change_itself():
    insert = (
        "insert into casework_rowchange (table_name, row_key, operation, recorded_at, transaction,"
        " database_role, reason, request_id, changed, is_closed, digest)"
        " values ('x', '1', 'I', now(), 1, 'x', '', '', '', false, '')"
    )

    refused(insert, "row-level security")


def test_the_months_are_out_of_reach_of_the_application():
    refused("select count(*) from history.casework_rowchange_rest", "permission denied")


def test_a_new_column_gives_a_baseline_to_truthful_rows_alone():
    honest, altered = OrganisationFactory(), OrganisationFactory()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; reset role")
        cursor.execute("alter table accounts_organisation disable trigger user")
        cursor.execute(
            "update accounts_organisation set name = 'Altered' where id = %s", [altered.pk]
        )
        cursor.execute("alter table accounts_organisation enable trigger user")
        cursor.execute("alter table accounts_organisation add column colour text default 'red'")
        tables = tracking.install()
        cursor.execute(f"set role {settings.DATABASE_APP_ROLE}")

    assert tables == ["accounts_organisation"]
    assert [change.operation for change in changes(honest)] == ["I", "B"]
    assert [change.operation for change in changes(altered)] == ["I"]


MONTHS = """
select relname from pg_inherits join pg_class on pg_class.oid = inhrelid
where inhparent = 'casework_rowchange'::regclass
"""


def test_the_day_is_sealed_and_the_months_to_come_are_made_without_a_report():
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; reset role")
        cursor.execute("select to_char(now() at time zone 'UTC' + interval '2 months', 'YYYY_MM')")
        name = f"casework_rowchange_{cursor.fetchone()[0]}"
        cursor.execute(f"drop table if exists history.{name}")
        cursor.execute(f"set role {settings.DATABASE_APP_ROLE}")
    ProjectFactory()

    tasks.keep_history()

    with connection.cursor() as cursor:
        cursor.execute(MONTHS)
        assert (name,) in cursor.fetchall()
    last = RowChange.objects.filter(table_name="projects_project").latest("id")
    assert HistorySeal.objects.get().last_change >= last.pk
