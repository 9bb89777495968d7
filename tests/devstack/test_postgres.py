"""The embedded cluster: its roles, its language, and how it comes back."""

import os
import signal
import subprocess

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege

from airdefense.devstack.paths import SetupError


def test_neither_role_can_bypass_row_security(query):
    rows = query(
        "app",
        "select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles"
        " where rolname in ('airdefense_app', 'airdefense_owner') order by 1",
    )

    assert rows == [
        ("airdefense_app", False, False, False),
        ("airdefense_owner", False, False, False),
    ]


def test_row_security_hides_rows_from_the_application_and_not_from_the_owner(query):
    query(
        "owner",
        "create table secrets (id int); insert into secrets values (1);"
        "alter table secrets enable row level security",
    )

    seen_by_app = query("app", "select count(*) from secrets")
    seen_by_owner = query("owner", "select count(*) from secrets")

    assert (seen_by_app, seen_by_owner) == ([(0,)], [(1,)])


def test_application_writes_rows_of_tables_made_later(query):
    query("owner", "create table later (id serial primary key, word text)")

    query("app", "insert into later (word) values ('a'), ('b')")
    query("app", "update later set word = 'c' where word = 'b'")
    query("app", "delete from later where word = 'a'")

    assert query("app", "select id, word from later") == [(2, "c")]


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine (id int)",
        "alter table guarded disable trigger all",
        "drop table guarded",
        "truncate guarded",
        "create database mine",
        "set session_replication_role = replica",
    ],
)
def test_application_cannot_change_what_the_owner_set_up(query, statement):
    query("owner", "create table if not exists guarded (id int)")

    with pytest.raises(InsufficientPrivilege):
        query("app", statement)


def test_databases_made_by_the_owner_grant_the_application_the_same(cluster, query):
    query("owner", "create database test_of_tests")
    owner, app = (
        cluster.url(role)
        .replace("/airdefense", "/test_of_tests")
        .replace("//test_of_tests_", "//airdefense_")
        for role in ("owner", "app")
    )

    with psycopg2.connect(owner) as connection, connection.cursor() as cursor:
        cursor.execute("create table things (id int)")
    connection.close()
    with psycopg2.connect(app) as connection, connection.cursor() as cursor:
        cursor.execute("insert into things values (1) returning id")
        answer = cursor.fetchall()
    connection.close()

    assert answer == [(1,)]


def test_trigrams_of_chinese_words_are_not_empty(query):
    query("owner", "create extension if not exists pg_trgm")

    assert query("app", "select cardinality(show_trgm('玉溪市'))") == [(4,)]


def test_killed_server_starts_again_with_its_data(make_cluster, processes):
    cluster = make_cluster()
    cluster.start(processes)
    password = cluster.url("app").split("@")[0]
    cluster.process.send_signal(signal.SIGKILL)
    cluster.process.wait()

    cluster.start(processes)

    assert cluster.url("app").split("@")[0] == password
    with psycopg2.connect(cluster.url("app")) as connection:
        assert connection.server_version // 10000 == 18
    connection.close()
    processes.stop(cluster.process)


def test_number_of_a_dead_server_that_a_stranger_has_by_now_does_not_hold_it_up(
    make_cluster, processes
):
    cluster = make_cluster()
    cluster.start(processes)
    processes.stop(cluster.process)
    file = cluster.data / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n{cluster.data}\n0\n1\n\n\n\nready\n")
    if cluster.account:
        os.chown(file, *cluster.account)

    cluster.start(processes)

    assert file.read_text().split("\n")[0] == str(cluster.process.pid)
    processes.stop(cluster.process)


def test_cluster_left_half_made_is_made_again(make_cluster, processes):
    cluster = make_cluster()
    (cluster.home / "data.new").mkdir(parents=True)
    (cluster.home / "data.new" / "PG_VERSION").write_text("18\n")

    cluster.start(processes)

    assert not (cluster.home / "data.new").exists()
    assert (cluster.data / "PG_VERSION").read_text() == "18\n"
    processes.stop(cluster.process)


def test_files_of_another_version_are_refused_with_the_servers_own_words(make_cluster, processes):
    cluster = make_cluster()
    cluster.start(processes)
    processes.stop(cluster.process)
    (cluster.data / "PG_VERSION").write_text("12\n")

    with pytest.raises(SetupError, match="incompatible"):
        cluster.start(processes)


def test_passwords_are_private_and_stand_in_no_argument(cluster):
    files = [cluster.home / name for name in ("password", "app_password", "owner_password")]
    arguments = subprocess.run(
        ["ps", "-o", "args=", "-p", str(cluster.process.pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout

    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600, 0o600]
    assert [file.read_text() in arguments for file in files] == [False, False, False]
