"""`python -m airdefense.devstack COMMAND …`, as run.py calls it from the project's environment."""

import io
import sys

from airdefense.devstack import audit, bundle, commands, serve
from airdefense.devstack.console import say
from airdefense.devstack.paths import SetupError

COMMANDS = {
    "run": serve.run,
    "manage": commands.manage,
    "test": commands.test,
    "browser-test": commands.browser_test,
    "check": commands.check,
    "bench": commands.bench,
    "backup": commands.backup,
    "restore": commands.restore,
    "drill": commands.drill,
    "bundle": bundle.bundle,
    "audit": audit.audit,
}


def main() -> int:
    name, *arguments = sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        return COMMANDS[name](arguments)
    except SetupError as error:
        say(f"\n{error}", sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
