"""Database and broker for a command, and the environment its Django processes get."""

import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from airdefense.devstack.console import relay, say
from airdefense.devstack.interruption import Interruption
from airdefense.devstack.paths import PROJECT, SetupError, place_for, secret, service_account
from airdefense.devstack.postgres import Postgres, binaries
from airdefense.devstack.processes import Processes
from airdefense.devstack.state import Urls
from airdefense.devstack.valkey import Valkey

MANAGE = [sys.executable, "manage.py"]


def start_services(processes: Processes, state: Path, *, durable: bool = True) -> Urls:
    """Start what the environment does not already name by DATABASE_URL and REDIS_URL."""
    app = owner = os.environ.get("DATABASE_URL", "")
    if app:
        owner = os.environ.get("DATABASE_OWNER_URL") or app
        backup = os.environ.get("DATABASE_BACKUP_URL", "")
    else:
        account = service_account()
        place = place_for(account, state)
        postgres = Postgres(place / "pg", binaries(place, account), account, durable=durable)
        postgres.start(processes)
        app, owner, backup = (postgres.url(role) for role in ("app", "owner", "backup"))
    redis = os.environ.get("REDIS_URL", "")
    if not redis:
        valkey = Valkey(state / "valkey", durable=durable)
        valkey.start(processes)
        redis = valkey.url
    return Urls(app=app, owner=owner, redis=redis, backup=backup)


def environment(state: Path, urls: Urls, address: str = "") -> dict[str, str]:
    """Compose the settings of a local stack; what the user's environment says comes first."""
    media = state / "media"
    media.mkdir(mode=0o700, exist_ok=True)
    deployment = os.environ.get("DEPLOYMENT") or "local"
    defaults = {
        "DEPLOYMENT": deployment,
        "DEMO_MODE": "true" if deployment == "local" else "false",
        "SECRET_KEY": secret(state / "secret_key"),
        "MEDIA_ROOT": str(media),
        "SITE_URL": address or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}",
        "PYTHONUNBUFFERED": "1",
    }
    given = {name: value for name, value in os.environ.items() if value or name not in defaults}
    return {**defaults, **given, "DATABASE_URL": urls.app, "REDIS_URL": urls.redis}


def migrate(
    processes: Processes, state: Path, env: dict[str, str], urls: Urls, stop: Interruption
) -> None:
    """Bring the tables up to date, as the owner; nothing to do where they are known to be."""
    note = state / "migrated"
    wanted = migrations_digest(urls)
    if note.exists() and note.read_text() == wanted:
        return
    say("Preparing the tables of the database …", sys.stderr)
    arguments = ["migrate", "--noinput", "--verbosity=0"]
    run_step(processes, "database", arguments, {**env, "DATABASE_URL": urls.owner}, stop)
    note.write_text(wanted)


def load_demo(
    processes: Processes, state: Path, env: dict[str, str], urls: Urls, stop: Interruption
) -> list[str]:
    """Load the demo into an empty database; give the lines of its accounts for the banner."""
    if env["DEMO_MODE"] != "true":
        return []
    note = state / "demo"
    wanted = migrations_digest(urls)
    known, *accounts = note.read_text().splitlines() if note.exists() else [""]
    if known == wanted:
        return accounts
    run_step(processes, "demo", ["load_demo", "--if-empty"], env, stop)
    answer = subprocess.run(
        [*MANAGE, "demo_accounts"],
        cwd=PROJECT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    accounts = answer.stdout.splitlines()
    note.write_text("\n".join([wanted, *accounts]))
    return accounts


def forget_what_is_known(state: Path) -> None:
    """Let the next command look at tables and demo afresh."""
    for name in ("migrated", "demo"):
        (state / name).unlink(missing_ok=True)


def run_step(
    processes: Processes, name: str, arguments: list[str], env: dict[str, str], stop: Interruption
) -> None:
    """Run a manage.py command of the set-up; its lines go to standard error."""
    process = processes.start(
        [*MANAGE, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=PROJECT,
        env=env,
    )
    lines = relay(process, name, sys.stderr)
    while process.poll() is None:
        stop.check()
        time.sleep(0.05)
    lines.join()
    processes.stop(process)
    if process.returncode:
        raise SetupError(
            f"`manage.py {arguments[0]}` failed: its message is above.\n"
            "Run the same command again when the cause is gone: it goes on where it stopped."
        )


def migrations_digest(urls: Urls) -> str:
    """Sum up the migrations, the packages that bring their own, and the database they went to."""
    digest = hashlib.sha256((PROJECT / "requirements" / "runtime.txt").read_bytes())
    # The port changes with each start, the password with each cluster.
    digest.update(re.sub(r":\d+/", "/", urls.owner).encode())
    for pattern in ("*/migrations/*.py", "airdefense/*/migrations/*.py"):
        for path in sorted(PROJECT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
