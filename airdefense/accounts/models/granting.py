"""What the database itself refuses about role grants, whoever writes them and how."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from airdefense.accounts.roles import Role

# The three administrators and everybody else: four hats, of which a person wears one at a time.
HATS = {Role.SYSTEM_ADMIN: 1, Role.SECURITY_ADMIN: 2, Role.AUDITOR: 3}
PERIOD = Func(F("valid_from"), F("valid_until"), Value("[]"), function="daterange")


def one_hat_at_a_time(name: str) -> ExclusionConstraint:
    """On no day does a person hold one administrator role and any role but that one."""
    hat = Case(
        *(When(role=role.value, then=Value(hat)) for role, hat in HATS.items()),
        default=Value(0),
        output_field=models.IntegerField(),
    )
    return ExclusionConstraint(
        name=name,
        expressions=[
            ("user", RangeOperators.EQUAL),
            (PERIOD, RangeOperators.OVERLAPS),
            (hat, RangeOperators.NOT_EQUAL),
        ],
        condition=Q(withdrawn_at=None),
    )


def granted_by_two_people(name: str) -> models.CheckConstraint:
    """Who proposed, who granted and who holds a role are three people; a grant without a proposer
    was made when the installation was set up."""
    three = ~Q(granted_by=F("proposed_by")) & ~Q(granted_by=F("user")) & ~Q(proposed_by=F("user"))
    return models.CheckConstraint(name=name, condition=Q(proposed_by=None) | three)
