"""Whether the second wall stands on this installation: looked up in the catalogue, and tried.

Every trial is a query without `visible_to`, as a careless page would write it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg2
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from airdefense import wall
from airdefense.accounts.models import RoleGrant, User
from airdefense.accounts.roles import ADMINISTRATORS
from leads.models import Lead, LeadContent, LeadMember

# Policies of the owner: its functions read behind the wall, and it sees what is of no lead.
OF_OWNER = {"inside", "others"}
# Rules that the customer enters: rows of no lead.
RULES = {"leads_approvalroute", "leads_retentionrule"}
OF_LEADS = {
    "casework_custodyentry": "attachment_id in "
    "(select id from casework_attachment where case_type like 'leads.%')",
    "casework_handover": "is_compartmented",
}

BYPASSES = """
select r.rolname from pg_roles r
where pg_has_role(%(user)s, r.oid, 'member') and (r.rolsuper or r.rolbypassrls
  or r.oid in (select tableowner::regrole from pg_tables where tablename = any (%(tables)s)))
"""
STATE = """
select relname, relrowsecurity, relforcerowsecurity from pg_class
where relname = any (%(tables)s) and relnamespace = 'public'::regnamespace order by 1
"""
POLICIES = """
select tablename, policyname, cmd, roles::text[] from pg_policies
where schemaname = 'public' and tablename = any (%(tables)s)
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `is_well` is None where there was nothing to try it with."""

    name: str
    is_well: bool | None
    words: str

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "is_well": self.is_well, "words": self.words}


def tables() -> list[str]:
    """Every table of leads, and those of casework that hold rows of leads among others."""
    named = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    of_leads = {table for table in named if table.startswith("leads_")} - RULES
    return sorted(of_leads | set(wall.SHARED))


def rows(sql: str, **params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return cursor.fetchall()


def checks() -> Iterator[Check]:
    yield _role()
    yield from of_tables()
    is_known = _key()
    yield is_known
    if not is_known.is_well:
        return
    with wall.acting(wall.Purpose.UPKEEP):
        held = {table: _count(table) for table in tables()}
    yield _unbound(held)
    yield from _forged(held)
    yield _member()
    yield _administrator(held)


def _role() -> Check:
    user, login = rows("select current_user, session_user")[0]
    names = {name for who in {user, login} for (name,) in _bypassing(who)}
    if names:
        words = f"{login} may act as {', '.join(sorted(names))}, whom row security does not hold."
        return Check("role", False, words)
    if user != settings.DATABASE_APP_ROLE:
        words = f"Signed in as {user}; the policies are made for {settings.DATABASE_APP_ROLE}."
        return Check("role", False, words)
    return Check("role", True, f"{user} owns no table of leads and cannot bypass row security.")


def _bypassing(user: str) -> list[Any]:
    return rows(BYPASSES, user=user, tables=tables())


def of_tables() -> Iterator[Check]:
    policies: dict[str, list[Any]] = {table: [] for table in tables()}
    for table, *policy in rows(POLICIES, tables=tables()):
        policies[table].append(policy)
    for table, is_on, is_forced in rows(STATE, tables=tables()):
        faults = [
            *([] if is_on else ["row security is off"]),
            *([] if is_forced else ["row security is not forced on the owner"]),
            *_faults(policies[table]),
        ]
        words = "; ".join(faults) or f"on, forced, {len(policies[table])} policies"
        yield Check(f"table {table}", not faults, f"{table}: {words}.")


def _faults(policies: list[Any]) -> Iterator[str]:
    role = settings.DATABASE_APP_ROLE
    own = {command for name, command, roles in policies if roles == [role]}
    if "SELECT" not in own:
        yield f"no policy says what {role} reads"
    if all(name != "inside" for name, _command, _roles in policies):
        yield "the functions of the wall cannot read it"
    for name, _command, roles in policies:
        if roles != [role] and (name not in OF_OWNER or "public" in roles):
            yield f"policy {name} is open to {', '.join(roles)}"


def _key() -> Check:
    with wall.acting(wall.Purpose.UPKEEP):
        [(told,)] = rows("select wall.purpose()")
    if told == wall.Purpose.UPKEEP:
        return Check("key", True, "The database knows the signature of this SECRET_KEY.")
    words = (
        "The database does not know the signature of this SECRET_KEY: every lead is out of reach. "
        "Run verify_wall --renew-key once with the owner's DATABASE_URL."
    )
    return Check("key", False, words)


def _count(table: str) -> int:
    return rows(_counting(table))[0][0]


def _counting(table: str) -> str:
    own = "case_type like 'leads.%'" if table in wall.SHARED else "true"
    # Names of tables come from the models alone.
    return f"select count(*) from {table} where {OF_LEADS.get(table, own)}"  # noqa: S608


def _unbound(held: dict[str, int]) -> Check:
    with wall.unbound():
        seen = {table: _count(table) for table in held}
    return _nothing_of(held, seen, "unbound", "A query in nobody's name")


def _nothing_of(held: dict[str, int], seen: dict[str, int], name: str, who: str) -> Check:
    leaking = [f"{count} of {held[table]} in {table}" for table, count in seen.items() if count]
    if leaking:
        return Check(name, False, f"{who} sees rows: {', '.join(leaking)}.")
    total = sum(held.values())
    if not total:
        return Check(name, None, "There is no lead yet to try it with.")
    return Check(name, True, f"{who} sees none of {total} rows.")


def _forged(held: dict[str, int]) -> Iterator[Check]:
    """What somebody could write by hand: each is signed wrongly, or for something else."""
    genuine = _token()
    holder, purpose, day, backend, mac = genuine.split(":")
    yesterday = timezone.localdate() - timedelta(days=1)
    tokens = {
        "unsigned": f"0:upkeep:{day}:{backend}:",
        "made up": f"0:upkeep:{day}:{backend}:{'0' * len(mac)}",
        "for another purpose": f"{holder}:{wall.Purpose.INTAKE}:{day}:{backend}:{mac}",
        "for another person": f"1:own:{day}:{backend}:{mac}",
        "for another day": f"{holder}:{purpose}:{yesterday}:{backend}:{mac}",
        "for another connection": f"{holder}:{purpose}:{day}:{int(backend) + 1}:{mac}",
    }
    for name, token in tokens.items():
        seen = {table: _count_with(token, table) for table in held}
        yield _nothing_of(held, seen, f"forged: {name}", f"A binding {name}")


def _token() -> str:
    connection.ensure_connection()
    with wall.acting(wall.Purpose.UPKEEP):
        return wall.token(connection.connection)


def _count_with(token: str, table: str) -> int:
    with connection.connection.cursor(cursor_factory=psycopg2.extensions.cursor) as plain:
        plain.execute(wall.setting(token) + _counting(table))
        return plain.fetchone()[0]


def _member() -> Check:
    with wall.acting(wall.Purpose.UPKEEP):
        inside = LeadMember.objects.in_force(timezone.localdate()).values("user")
        member = next((u for u in User.objects.filter(pk__in=inside) if u.paths()), None)
        if member is None:
            return Check("member", None, "Nobody is in a compartment to try it with.")
        expected = set(Lead.objects.in_compartment_of(member).values_list("pk", flat=True))
        expected &= set(LeadContent.objects.values_list("lead", flat=True))
        total = LeadContent.objects.count()
    with wall.bound_to(member):
        seen = set(LeadContent.objects.values_list("lead", flat=True))
    words = f"A member reads {len(seen)} of {total} leads, being inside {len(expected)}."
    return Check("member", seen == expected, words)


def _administrator(held: dict[str, int]) -> Check:
    grants = RoleGrant.objects.in_force(timezone.localdate())
    holders = User.objects.filter(
        is_active=True, pk__in=grants.filter(role__in=ADMINISTRATORS).values("user")
    )
    administrator = next((user for user in holders if not user.paths()), None)
    if administrator is None:
        return Check("administrator", None, "There is no administrator to try it with.")
    with wall.bound_to(administrator):
        seen = {table: _count(table) for table in held}
    return _nothing_of(held, seen, "administrator", "An administrator")
