"""The people of a commission, and of which commission somebody is."""

from airdefense.accounts.models import Organisation, OrganisationKind, within
from airdefense.accounts.roles import Role

# Who works on leads or beside them; reading one takes a membership of its compartment besides.
COMMISSION_ROLES = (
    Role.CASE_SUPERVISION,
    Role.CASE_OFFICER,
    Role.APPROVING_LEADER,
    Role.OFFICE_DIRECTOR,
    Role.SECRETARY,
    Role.TRIAL_OFFICER,
    Role.CUSTODIAN,
)


def own_commissions(user):
    """The commissions over which this user holds a role of theirs."""
    bodies = Organisation.objects.filter(kind=OrganisationKind.COMMISSION)
    return bodies.filter(within(user, "", COMMISSION_ROLES)).order_by("path")
