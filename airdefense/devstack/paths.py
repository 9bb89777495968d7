"""Where the project and its state live, and which account may reach them."""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
Account = tuple[int, int]


class SetupError(Exception):
    """Something the user can put right: its text says what."""


def is_root() -> bool:
    return os.geteuid() == 0


def service_account() -> Account | None:
    """Name the account PostgreSQL runs as: ourselves (None), or `nobody` since it refuses root."""
    try:
        if not is_root():
            pwd.getpwuid(os.geteuid())
            return None
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise SetupError(
            "PostgreSQL needs a named account and this one has no entry in /etc/passwd.\n"
            "Add one, or set DATABASE_URL to a PostgreSQL server."
        ) from None
    return entry.pw_uid, entry.pw_gid


def is_reachable(path: Path) -> bool:
    """Tell whether every other account may pass through `path` and all its parents."""
    path = path.resolve()
    return all(place.stat().st_mode & stat.S_IXOTH for place in (path, *path.parents))


def state_dir() -> Path:
    """Find the directory that keeps the data: AIRDEFENSE_STATE, or the first one we may write."""
    named = os.environ.get("AIRDEFENSE_STATE")
    if named:
        place = Path(named).expanduser().absolute()
        if not _is_writable(place):
            raise SetupError(f"AIRDEFENSE_STATE={place} cannot be written: name another directory.")
        return place
    for place in _usual_places():
        if _is_writable(place) and place.stat().st_uid == os.geteuid():
            return place
    raise SetupError("No directory for the data can be written: set AIRDEFENSE_STATE to one.")


def place_for(account: Account | None, state: Path) -> Path:
    """Give a directory `account` can reach: the state, or a twin in /var if a parent bars it."""
    if account is None:
        return state
    state.chmod(state.stat().st_mode | 0o011)
    if is_reachable(state):
        return state
    mark = secret(state / "id")
    for base in (Path("/var/lib"), Path("/var/tmp")):  # noqa: S108 - the names are checked by `mark`
        twin = base / f"airdefense-{_tag(state)}"
        if is_reachable(base) and _is_writable(twin) and twin.stat().st_uid == os.geteuid():
            _claim(twin, mark)
            return twin
    raise SetupError(f"The account `nobody` cannot reach {state}: set AIRDEFENSE_STATE.")


def secret(path: Path) -> str:
    """Read the secret in `path`, making a random one, whole and private, on first use."""
    if not path.exists():
        handle, new = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(16))
        Path(new).rename(path)
    return path.read_text()


def _usual_places() -> list[Path]:
    name = f"airdefense-{_tag(PROJECT)}"
    home = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    elsewhere = Path("/var/lib") if is_root() else Path(home)
    last = Path("/var/tmp") / f"{name}-{os.geteuid()}"  # noqa: S108 - used only when it is our own
    return [PROJECT / ".state", elsewhere / name, last]


def _is_writable(place: Path) -> bool:
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            return True
    except OSError:
        return False


def _claim(twin: Path, mark: str) -> None:
    """Empty a twin whose state directory is gone: its cluster belongs to nobody any more."""
    note = twin / "id"
    if not note.exists() or note.read_text() != mark:
        for entry in twin.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        note.touch(0o600)
        note.write_text(mark)
    twin.chmod(0o711)


def _tag(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]
