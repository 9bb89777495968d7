"""Who acts, for which organisation, in which roles, and how far each role reaches."""

from airdefense.accounts.models.organisations import (
    Organisation,
    OrganisationKind,
    OrganisationQuerySet,
)
from airdefense.accounts.models.preferences import ListPreference
from airdefense.accounts.models.reach import covered, of_house, within
from airdefense.accounts.models.signin import (
    PasswordChange,
    SessionEnding,
    SignInMethod,
    SignInSession,
)
from airdefense.accounts.models.users import (
    DESK_ROLES,
    PeopleManager,
    RoleGrant,
    RoleGrantQuerySet,
    User,
    UserQuerySet,
    system_user,
)

__all__ = [
    "DESK_ROLES",
    "ListPreference",
    "Organisation",
    "OrganisationKind",
    "OrganisationQuerySet",
    "PasswordChange",
    "PeopleManager",
    "RoleGrant",
    "RoleGrantQuerySet",
    "SessionEnding",
    "SignInMethod",
    "SignInSession",
    "User",
    "UserQuerySet",
    "covered",
    "of_house",
    "system_user",
    "within",
]
