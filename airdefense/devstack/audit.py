"""`make audit`: asks the public advisories about every locked package (pip-audit).

pip-audit alone says "No known vulnerabilities found" also when it could ask about none of them.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from airdefense.devstack.console import say
from airdefense.devstack.paths import PROJECT, SetupError

LOCK = "requirements/runtime.txt"
ASK = ["-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
UNREACHABLE = ("ConnectionError", "ServiceError", "Timeout", "ProxyError", "SSLError")


def audit(arguments: list[str]) -> int:
    """Ask, and say what was found; with --strict a package nobody could be asked about fails."""
    command = [sys.executable, *ASK, "--format", "json", "-r", LOCK]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        last = done.stderr.strip().rpartition("\n")[2]
        if not any(word in done.stderr for word in UNREACHABLE):
            raise SetupError(f"pip-audit could not read {LOCK}: {last}")
    packages = json.loads(done.stdout or '{"dependencies": []}')["dependencies"]
    code, sentences = told(packages, is_strict="--strict" in arguments)
    for sentence in sentences:
        say(sentence)
    return code


def told(packages: Iterable[dict[str, Any]], *, is_strict: bool) -> tuple[int, list[str]]:
    """The exit code and the sentences for what pip-audit answered."""
    packages = list(packages)
    asked = [package for package in packages if "skip_reason" not in package]
    unasked = [package["name"] for package in packages if "skip_reason" in package]
    if not asked:
        return int(is_strict), [
            f"The advisories could not be reached, nothing is known about the packages of {LOCK}: "
            "run `make audit` where there is a network."
        ]
    weak = [
        f"{package['name']} {package['version']}: {one['id']}, mended in "
        f"{', '.join(one['fix_versions']) or 'no version yet'}"
        for package in asked
        for one in package["vulns"]
    ]
    sentences = weak or [f"No weakness is known in the {len(asked)} packages asked about."]
    if unasked:
        sentences.append(f"Nothing is known about {', '.join(unasked)}.")
    return int(bool(weak) or (is_strict and bool(unasked))), sentences
