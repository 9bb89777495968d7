"""Each promise of the threat model names the test that holds it."""

import re

from django.conf import settings

MODEL = (settings.BASE_DIR / "docs" / "threat-model.md").read_text()
PROMISES = re.findall(r"^\| [^|]+ \| `(test_\w+)` \|$", MODEL, re.MULTILINE)


def test_every_test_named_in_the_threat_model_exists():
    files = (settings.BASE_DIR / "tests").rglob("test_*.py")
    known = {
        name for file in files for name in re.findall(r"^def (test_\w+)\(", file.read_text(), re.M)
    }

    assert len(PROMISES) > 40
    assert sorted({*PROMISES} - known) == []


def test_no_promise_stands_there_without_its_test():
    table = MODEL.partition("## Promises")[2].partition("## Limits")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    bare = [line for line in rows if "`test_" not in line and not line.startswith("| **")]

    assert bare == []
