"""Organisations of a small city, and people who hold roles over them."""

from datetime import UTC, date, datetime

import factory

from airdefense.accounts.models import (
    Organisation,
    OrganisationKind,
    PasswordChange,
    RoleGrant,
    SignInMethod,
    SignInSession,
    User,
)
from airdefense.accounts.roles import Role

NOON = datetime(2020, 11, 2, 4, 0, tzinfo=UTC)  # a Monday, noon in Shanghai
TODAY = date(2020, 11, 2)
REGIONS = (OrganisationKind.CITY, OrganisationKind.COUNTY)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"54{n:04}")
    name = factory.LazyAttribute(lambda o: f"Region {o.code}")
    short_name = factory.LazyAttribute(lambda o: o.name[:40])
    kind = OrganisationKind.COUNTY
    parent = None
    path = factory.LazyAttribute(lambda o: f"{o.parent.path if o.parent else ''}{o.code}.")
    region = factory.LazyAttribute(
        lambda o: o.parent.home_region if o.parent and o.kind not in REGIONS else None
    )

    class Params:
        city = factory.Trait(kind=OrganisationKind.CITY)
        # A body below its region, e.g. OrganisationFactory(parent=county, housing=True).
        housing = factory.Trait(kind=OrganisationKind.HOUSING)
        commission = factory.Trait(kind=OrganisationKind.COMMISSION)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    display_name = factory.LazyAttribute(lambda o: o.username.title())
    email = factory.LazyAttribute(lambda o: f"{o.username}@example.org")
    organisation = factory.SubFactory(OrganisationFactory)


class RoleGrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = Role.INSPECTOR
    scope = factory.SelfAttribute("user.organisation")
    valid_from = date(2003, 1, 1)
    granted_by = factory.SelfAttribute("user")
    granted_at = NOON
    reason = "appointed"


def person(role, scope, **kwargs) -> User:
    """A person of that organisation holding the role over it (over `over`, when given)."""
    over = kwargs.pop("over", scope)
    user = UserFactory(organisation=scope, **kwargs)
    RoleGrantFactory(user=user, role=role, scope=over)
    return user


class SignInSessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SignInSession

    began_by = factory.SubFactory(UserFactory)
    began_at = NOON
    method = SignInMethod.PASSWORD
    session_key = factory.Sequence(lambda n: f"nosuchsession{n}")


class PasswordChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PasswordChange

    user = factory.SubFactory(UserFactory)
    encoded = "!"
    changed_at = NOON
    changed_by = factory.SelfAttribute("user")
