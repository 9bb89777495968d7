"""For whom counts of leads are whole: everybody else is told them in steps (decision 0031)."""

from typing import Any

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role

LEAD_ROLES = (
    Role.CASE_SUPERVISION,
    Role.CASE_OFFICER,
    Role.OFFICE_DIRECTOR,
    Role.APPROVING_LEADER,
    Role.SECRETARY,
    Role.TRIAL_OFFICER,
)


def sees_leads(user: Any, region: Organisation) -> bool:
    """Whether counts of leads in this region are this person's business: a commission's people
    work for the region it sits in, and for no other."""
    homes = (grant.scope.region or grant.scope for grant in user.grants if grant.role in LEAD_ROLES)
    return any(region.path.startswith(home.path) for home in homes)
