"""`make audit` says what pip-audit found, and above all when it could ask about nothing."""

import pytest

from airdefense.devstack.audit import told

SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
WEAK = {
    "name": "pillow",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}, {"id": "GHSA-2", "fix_versions": []}],
}
UNKNOWN = {"name": "lucide", "skip_reason": "Dependency not found on PyPI"}
UNREACHED = (
    "The advisories could not be reached, nothing is known about the packages of "
    "requirements/runtime.txt: run `make audit` where there is a network."
)


@pytest.mark.parametrize("packages", [[], [UNKNOWN, UNKNOWN]])
def test_asking_nobody_is_told_from_finding_nothing(packages):
    assert told(packages, is_strict=False) == (0, [UNREACHED])
    assert told(packages, is_strict=True) == (1, [UNREACHED])


def test_sound_packages_pass():
    words = ["No weakness is known in the 1 packages asked about."]

    assert told([SOUND], is_strict=True) == (0, words)


def test_weak_package_fails_and_names_what_mends_it():
    assert told([SOUND, WEAK], is_strict=False) == (
        1,
        ["pillow 1.0: PYSEC-1, mended in 1.1", "pillow 1.0: GHSA-2, mended in no version yet"],
    )


def test_package_that_no_advisory_knows_is_named():
    code, sentences = told([SOUND, UNKNOWN], is_strict=False)

    assert (code, sentences[-1]) == (0, "Nothing is known about lucide.")
    assert told([SOUND, UNKNOWN], is_strict=True)[0] == 1
