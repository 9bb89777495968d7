"""A primary and a replica that streams from it, from the programs of the tests' own PostgreSQL."""

import contextlib
import os
import shutil
import subprocess
from secrets import token_hex

import psycopg2
from django.conf import settings
from django.db import connection

from airdefense.devstack.paths import PROJECT, SetupError, place_for, secret, service_account
from airdefense.devstack.postgres import DATABASE, FORGETFUL, SUPERUSER, Postgres, binaries
from airdefense.devstack.valkey import Valkey

ADMIT, COPY = (PROJECT / "deploy/postgres" / name for name in ("replication.sh", "replica.sh"))
# Nothing is kept on the disk of the tests, but everything is sent to the replica.
STREAMED = FORGETFUL | {
    "wal_level": "replica",
    "max_wal_senders": "4",
    "synchronous_commit": "on",
    "hot_standby_feedback": "on",
    "wal_receiver_status_interval": "1s",
    "wal_retrieve_retry_interval": "200ms",
    "wal_keep_size": "256MB",
}


class Primary(Postgres):
    def __init__(self, home, bin_dir, account):
        super().__init__(home, bin_dir, account, durable=False)
        self.options = self.options | STREAMED
        self.copying_password = token_hex(16)

    def admit_replicas(self):
        """As a container does it, twice: it may be run again."""
        env = self._environment()
        env |= {
            "PATH": f"{self.bin}:{env['PATH']}",
            "PGDATA": str(self.data),
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGPASSWORD": secret(self.home / "password"),
            "AIRDEFENSE_REPLICA_PASSWORD": self.copying_password,
        }
        for _ in range(2):
            subprocess.run(["sh", str(ADMIT)], env=env, check=True, stdout=subprocess.DEVNULL)


class Standby(Primary):
    """A copy of the primary, made by pg_basebackup, that only reads."""

    def __init__(self, home, primary):
        super().__init__(home, primary.bin, primary.account)
        self.primary = primary
        self._place = 0

    @property
    def port(self):
        return self._place

    @port.setter
    def port(self, port):
        # Its address stays when it is started again: the application knows no other.
        self._place = self._place or port

    def url(self, role):
        return self.primary.url(role).replace(f":{self.primary.port}/", f":{self.port}/")

    def _initialise(self, processes):
        self.home.mkdir(mode=0o700, parents=True)
        if self.account:
            os.chown(self.home, *self.account)
        # What a container runs; asked for its version, it copies and ends.
        script = shutil.copy(COPY, self.home)
        if self.account:
            os.chown(script, *self.account)
        copying = self._launch(processes, ["sh", script, "--version"])
        code = copying.wait()
        processes.stop(copying)
        if code:
            raise SetupError(self._end_of_log())

    def _environment(self):
        env = super()._environment()
        return env | {
            "PATH": f"{self.bin}:{env['PATH']}",
            "PGDATA": str(self.data),
            "PRIMARY_HOST": "127.0.0.1",
            "PRIMARY_PORT": str(self.primary.port),
            "AIRDEFENSE_REPLICA_PASSWORD": self.primary.copying_password,
        }

    def _ensure_roles(self):
        """The primary has made them."""


@contextlib.contextmanager
def province(processes):
    """Primary, replica and broker, with the environment by which the application finds them."""
    with processes.throwaway_directory() as state:
        account = service_account()
        place = place_for(account, state)
        primary = Primary(place / "pg", binaries(place, account), account)
        primary.start(processes)
        primary.admit_replicas()
        standby = Standby(place / "replica", primary)
        standby.start(processes)
        valkey = Valkey(state / "valkey", durable=False)
        valkey.start(processes)
        yield primary, standby, valkey


def with_tables(primary):
    """Copy the tables of the tests' own database: migrating takes many times as long."""
    name = f"test_{DATABASE}"
    place = primary.url("owner").removesuffix(DATABASE) + name
    source = connection.settings_dict
    address = ["-h", source["HOST"], "-p", str(source["PORT"]), "-U", source["USER"]]
    with contextlib.closing(psycopg2.connect(primary.url("owner"))) as owner:
        owner.autocommit = True
        with owner.cursor() as cursor:
            cursor.execute(f"create database {name}")
    dump = subprocess.Popen(
        [str(primary.bin / "pg_dump"), "--no-owner", "--enable-row-security", *address],
        env=primary._environment()
        | {"PGPASSWORD": source["PASSWORD"], "PGDATABASE": source["NAME"]},
        stdout=subprocess.PIPE,
    )
    subprocess.run(
        [str(primary.bin / "psql"), "-qX", "-1", "-v", "ON_ERROR_STOP=1", place],
        env=primary._environment(),
        stdin=dump.stdout,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    dump.stdout.close()
    assert dump.wait() == 0


def superuser_url(server, name=SUPERUSER):
    password = secret(getattr(server, "primary", server).home / "password")
    return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{server.port}/{name}"


def environment(primary, standby, valkey, *, role="app", name=DATABASE):
    """By which the application finds all of them."""
    return os.environ | {
        "DATABASE_URL": primary.url(role).removesuffix(DATABASE) + name,
        "REPLICA_URLS": standby.url("app").removesuffix(DATABASE) + name,
        "REDIS_URL": valkey.url,
        "DEPLOYMENT": "local",
        "SECRET_KEY": settings.SECRET_KEY,
    }
