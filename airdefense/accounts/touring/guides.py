"""The written guide of each role's first hour: a file of docs/, one a language."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from airdefense.accounts.roles import ADMINISTRATORS, INSPECTION_TEAM, Role

EVERYBODY = "first-steps"
GUIDES = {
    **dict.fromkeys((*INSPECTION_TEAM, Role.INSPECTION_OFFICE), "inspector"),
    **dict.fromkeys(
        (
            Role.CASE_SUPERVISION,
            Role.CASE_OFFICER,
            Role.APPROVING_LEADER,
            Role.OFFICE_DIRECTOR,
            Role.SECRETARY,
            Role.TRIAL_OFFICER,
            Role.CUSTODIAN,
            Role.SUPERVISION_OFFICE,
        ),
        "commission",
    ),
    Role.UNIT_CONTACT: "unit",
    Role.DATA_CLERK: "clerk",
    Role.LEADERSHIP: "leader",
    Role.EXAMINER: "auditor",
    **dict.fromkeys(ADMINISTRATORS, "administrators"),
}
NAMES = {EVERYBODY, *GUIDES.values()}


def guide_file(name: str) -> Path:
    """Where the guide of this name stands, in the reader's language."""
    folder = "zh" if get_language().startswith("zh") else "en"
    return settings.BASE_DIR / "docs" / folder / f"{name}.md"
