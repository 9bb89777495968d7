"""What a bundle brings along, and for whom."""

import sys

from airdefense.devstack import bundle
from airdefense.devstack.paths import PROJECT

PATCH = f"{sys.version_info.major}.{sys.version_info.minor}.3"


def test_what_another_patch_release_of_this_python_needs_comes_along():
    lock = "\n".join(
        (
            f"async-timeout==5.0.1 ; python_full_version < '{PATCH}' \\",
            "    --hash=sha256:39",
            "colorama==0.4.6 ; sys_platform == 'win32' \\",
            "unfold==0.91.0 ; python_full_version < '3.99' \\",
        )
    )

    assert bundle.for_every_patch(lock).splitlines() == [
        "async-timeout==5.0.1 \\",
        "    --hash=sha256:39",
        "colorama==0.4.6 ; sys_platform == 'win32' \\",
        "unfold==0.91.0 ; python_full_version < '3.99' \\",
    ]


def test_nothing_of_one_machine_is_packed():
    packed = {str(path.relative_to(PROJECT)) for path in bundle.project_files()}

    assert {"run.py", "deploy/install.sh", "requirements/runtime.txt"} <= packed
    assert not [name for name in packed if name.split("/")[0] in bundle.LEFT_OUT]


def test_a_trial_knows_no_index(tmp_path):
    env = bundle.bare_environment(tmp_path, 8000)

    assert env["PIP_NO_INDEX"] == "1"
    assert not [name for name in env if name.startswith(("DATABASE", "SECRET", "VIRTUAL"))]
