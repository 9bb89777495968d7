"""`make bundle`: everything for a machine without network, in one archive.

The archive holds the project, the wheels of its lock for this kind of machine and this Python, the
browser's files ready to be served, and a script that installs all that without a package index.
"""

import hashlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tarfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

from airdefense.devstack.console import relay, say
from airdefense.devstack.interruption import Interruption
from airdefense.devstack.paths import PROJECT, SetupError
from airdefense.devstack.ports import LOCALHOST, free_port
from airdefense.devstack.processes import Processes
from airdefense.devstack.serve import health

WHEELS = "wheels"
KIND = "BUNDLE"
# What belongs to one machine and never travels.
LEFT_OUT = {".git", ".venv", ".state", ".env", "media", "var", "dist", WHEELS, "staticfiles"}
LEFT_OUT |= {"__pycache__", ".hypothesis", "node_modules"}
CACHES = (".pyc", "_cache")
READY_WITHIN_SECONDS = 900
# An index nobody answers for: whoever asks it fails.
NO_INDEX = {
    "PIP_NO_INDEX": "1",
    "PIP_INDEX_URL": f"http://{LOCALHOST}:9/",
    "PIP_CONFIG_FILE": os.devnull,
    "http_proxy": f"http://{LOCALHOST}:9",
    "https_proxy": f"http://{LOCALHOST}:9",
    "no_proxy": LOCALHOST,
}
# Only the names of the apps are read when the browser's files are gathered.
NAMES_ONLY = {
    "DEPLOYMENT": "production",
    "SECRET_KEY": "build",
    "FIELD_KEYS": "build",
    "FIELD_HASH_KEY": "build",
    "DATABASE_URL": "postgresql://build@localhost/build",
    "REDIS_URL": "redis://localhost",
}


def bundle(arguments: list[str]) -> int:
    """Make the archive; with --check also install and run it where no index can be reached."""
    stop = Interruption()
    is_checked = "--check" in arguments
    places = [argument for argument in arguments if not argument.startswith("-")]
    target = Path(places[0]).absolute() if places else PROJECT / "dist"
    target.mkdir(parents=True, exist_ok=True)
    with Processes() as processes, processes.throwaway_directory() as work:
        stop.check()
        fetch_wheels(work / WHEELS)
        collect_static(work / "staticfiles")
        archive = pack(target, work / WHEELS, work / "staticfiles")
        say(f"{archive}: {archive.stat().st_size >> 20} MiB")
        if is_checked:
            try_out(archive, work / "trial", processes, stop)
            say("It installs and runs without a package index.")
    return 0


def fetch_wheels(target: Path) -> None:
    """Download every wheel of the lock for this machine, and pip itself."""
    say("Fetching the wheels of the lock …")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    lock = target.with_name("lock.txt")
    lock.write_text(for_every_patch((PROJECT / "requirements" / "runtime.txt").read_text()))
    only = ["--only-binary=:all:", "--dest", str(target)]
    for wanted in (["--require-hashes", "-r", str(lock)], ["--no-deps", "pip"]):
        if subprocess.call([*pip, *only, *wanted], cwd="/"):
            raise SetupError("The wheels could not be fetched: pip's message is above.")


def for_every_patch(lock: str) -> str:
    """The lock with what only some patch releases of this Python need wanted by all of them: the
    machine that installs the bundle may have another one."""
    minor = rf"{sys.version_info.major}\.{sys.version_info.minor}"
    return re.sub(rf" ; python_full_version [<>=!]+ '{minor}\.\d+'(?= |$)", "", lock, flags=re.M)


def collect_static(target: Path) -> None:
    """Gather the browser's files, hashed and compressed, as a production site serves them."""
    say("Gathering the files of the browser (up to a minute) …")
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    env = os.environ | NAMES_ONLY | {"STATIC_ROOT": str(target), "DEMO_MODE": "false"}
    if subprocess.call(command, env=env, cwd=PROJECT):
        raise SetupError("collectstatic failed: its message is above.")


def kind_of_machine() -> str:
    """What the wheels were chosen for, in the words the installer compares."""
    return f"cp{sys.version_info.major}{sys.version_info.minor} {sysconfig.get_platform()}"


def version() -> str:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]


def pack(target: Path, wheels: Path, static: Path) -> Path:
    """Write the archive and, beside it, its SHA-256."""
    kind = kind_of_machine()
    name = f"airdefense-{version()}-{re.sub(r'[^a-z0-9_.]+', '-', kind)}"
    archive = target / f"{name}.tar.gz"
    new = archive.with_suffix(".part")
    with tarfile.open(new, "w:gz", compresslevel=1) as tar:
        for path in project_files():
            tar.add(path, f"{name}/{path.relative_to(PROJECT)}", recursive=False, filter=_plain)
        for folder, inside in ((wheels, WHEELS), (static, "staticfiles")):
            tar.add(folder, f"{name}/{inside}", filter=_plain)
        _add_text(tar, f"{name}/{KIND}", f"{kind}\n")
    new.rename(archive)
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    archive.with_name(f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n")
    return archive


def project_files() -> Iterator[Path]:
    """The files of the project: those git knows, or without git all that are no machine's own."""
    git = shutil.which("git")
    if git and (PROJECT / ".git").exists():
        command = [git, "-c", "safe.directory=*", "ls-files", "-z"]
        listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            found = [PROJECT / name for name in listed.stdout.split("\0") if name]
            yield from (path for path in sorted(found) if path.is_file())
            return
    for folder, folders, names in os.walk(PROJECT):
        folders[:] = sorted(f for f in folders if f not in LEFT_OUT and not f.endswith(CACHES))
        kept = (n for n in sorted(names) if n not in LEFT_OUT and not n.endswith(CACHES))
        yield from (Path(folder) / name for name in kept)


def _plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = "root"
    info.mode = 0o755 if info.isdir() or info.mode & 0o100 else 0o644
    return info


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(text.encode())
    info.mode = 0o644
    tar.addfile(info, io.BytesIO(text.encode()))


def try_out(archive: Path, place: Path, processes: Processes, stop: Interruption) -> None:
    """Unpack, install and run the bundle in an empty directory, without an index."""
    say("Trying it in an empty directory, with the package index out of reach …")
    shutil.unpack_archive(archive, place)
    [root] = place.iterdir()
    port = free_port()
    process = processes.start(
        [base_python(), "run.py", "run"],
        signal.SIGINT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=root,
        env=bare_environment(place, port),
    )
    lines = relay(process, "bundle")
    try:
        _wait_until_well(process, port, stop)
    finally:
        processes.stop(process, patience=60)
        lines.join(5)


def base_python() -> str:
    """The Python below this environment: the one a bare machine has."""
    return str(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")


def bare_environment(place: Path, port: int) -> dict[str, str]:
    """Nothing of ours and nothing of pip's: a machine that has Python and no network."""
    home = place / "home"
    home.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    state = {"AIRDEFENSE_STATE": str(place / "state"), "HOME": str(home), "PORT": str(port)}
    return kept | NO_INDEX | state


def _wait_until_well(process: subprocess.Popen[bytes], port: int, stop: Interruption) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        stop.check()
        if health(f"http://{LOCALHOST}:{port}").get("status") == "ok":
            return
        time.sleep(1)
    raise SetupError("The bundle does not run by itself: its messages are above.")
