"""The second wall: row security on everything that belongs to leads (docs/decisions/0029).

Who may read, add and change the rows of each table stands in TABLES, one line a table; a new
table of this app gets its line there, or in a migration of its own through `policies_of()`.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import migrations

from airdefense import wall

# The functions that answer for a signed binding. They read behind the wall, where not even their
# owner does: the policy `inside` lets the owner's functions through by the path they run with.
INSIDE = "pg_catalog, public, wall, pg_temp"
FUNCTION = (
    "create function wall.{name} returns {returns} language sql stable security definer "
    f"set search_path = {INSIDE} as $$ {{body}} $$"
)

# user, purpose, day, connection, signature: see airdefense/wall.py.
CLAIM = """
select parts from wall.key, string_to_array(current_setting('airdefense.bound', true), ':') parts
where cardinality(parts) = 5 and parts[4] = pg_backend_pid()::text
  and parts[5] = encode(sha256(outer_pad || sha256(
    inner_pad || convert_to(array_to_string(parts[1:4], ':'), 'UTF8'))), 'hex')
"""

IN_FORCE = """
{row}.valid_from <= (select wall.day()) and {row}.withdrawn_at is null
and ({row}.{until} is null or {row}.{until} >= (select wall.day()))
"""
GRANT_IN_FORCE = IN_FORCE.format(row="g", until="valid_until")
MEMBER_IN_FORCE = IN_FORCE.format(row="m", until="expires_on")

# Who holds no role of casework any more is out, whatever else speaks for the person: the three
# administrator roles reach no case (User.paths).
WORKER = f"""
select u.id from accounts_user u
where u.id = (select parts[1]::bigint from wall.claim() parts where parts[2] = 'own')
  and u.is_active and exists (
    select from accounts_rolegrant g where g.user_id = u.id and {GRANT_IN_FORCE}
    and g.role not in ('system_admin', 'security_admin', 'auditor'))
"""

OPEN_LEADS = f"""
select m.lead_id from leads_leadmember m
where m.user_id = (select wall.worker()) and {MEMBER_IN_FORCE}
"""

# The bodies over which the person holds a role.
HELD = f"""
select o.id from accounts_rolegrant g
join accounts_organisation scope on scope.id = g.scope_id
join accounts_organisation o on starts_with(o.path, scope.path)
where g.user_id = (select wall.worker()) and g.role = wanted and {GRANT_IN_FORCE}
"""

# Leads that the people of a director's own office handle: their entries, never what they say.
MANAGED_LEADS = """
select l.id from leads_lead l
join accounts_organisation c on c.id = l.commission_id
join accounts_user h on h.id = l.handler_id
join accounts_organisation o on o.id = h.organisation_id
join accounts_user u on u.id = (select wall.worker())
join accounts_organisation own on own.id = u.organisation_id
where c.id in (select wall.held('office_director'))
  and starts_with(own.path, c.path) and starts_with(o.path, own.path)
"""

KEPT_LEADS = """
select id from leads_lead where commission_id in (select wall.registers())
union select wall.managed_leads()
"""

# What somebody may open of the sealed parts, until the day the custodian gave.
UNSEALED_LEADS = """
select lead_id from leads_sealrequest
where asked_by_id = (select wall.worker()) and is_granted and open_until >= (select wall.day())
  and lead_id in (select wall.open_leads())
"""

# Leads of whose sealed part the person keeps the key, and knows no more than the request says.
SEALED_LEADS = """
select lead_id from leads_sealrequest where commission_id in (select wall.custodies())
"""

HEADERS = """
select wall.open_leads() union select wall.kept_leads() union
select id from leads_lead where transferred_by_id = (select wall.worker())
"""

SENT_PACKAGES = """
select id from leads_transferpackage
where (select wall.worker()) in (prepared_by_id, approver_id)
   or status <> 'prepared' and commission_id in (select wall.registers())
"""

LISTED_ENTRIES = """
select id from leads_packageentry where package_id in (select wall.open_packages())
"""

# Told to the compartment is that, not who: and only of leads that its reader is inside as well.
REPORTER_IS_KNOWN = """
select exists (
  select from leads_reporter this join leads_reporter other using (identity_hash)
  where this.lead_id = wanted and this.identity_hash <> '' and other.lead_id <> wanted
    and this.lead_id in (select wall.open_leads()) and other.lead_id in (select wall.open_leads()))
"""

REPORTER_MARK = """
select is_anonymous from leads_reporter where lead_id = wanted
and (wanted in (select wall.open_leads()) or wall.purpose() = 'upkeep')
"""

# What it answers, the type of it, its body; each builds on those above it.
FUNCTIONS = (
    ("claim()", "text[]", CLAIM),
    ("purpose()", "text", "select nullif(parts[2], 'own') from wall.claim() parts"),
    ("day()", "date", "select parts[3]::date from wall.claim() parts"),
    ("worker()", "bigint", WORKER),
    ("open_leads()", "setof bigint", OPEN_LEADS),
    ("held(wanted text)", "setof bigint", HELD),
    ("registers()", "setof bigint", "select wall.held('case_supervision')"),
    ("custodies()", "setof bigint", "select wall.held('custodian')"),
    ("managed_leads()", "setof bigint", MANAGED_LEADS),
    ("kept_leads()", "setof bigint", KEPT_LEADS),
    ("headers()", "setof bigint", HEADERS),
    ("unsealed_leads()", "setof bigint", UNSEALED_LEADS),
    ("sealed_leads()", "setof bigint", SEALED_LEADS),
    (
        "open_persons()",
        "setof bigint",
        "select id from leads_person where lead_id in (select wall.open_leads())",
    ),
    (
        "open_cases()",
        "setof bigint",
        "select id from leads_disciplinecase where lead_id in (select wall.open_leads())",
    ),
    # That there is a reporter, and whether an anonymous one, is told to the whole compartment;
    # who it is, is not.
    ("reporter_is_anonymous(wanted bigint)", "boolean", REPORTER_MARK),
    ("reporter_is_known(wanted bigint)", "boolean", REPORTER_IS_KNOWN),
    ("packages()", "setof bigint", SENT_PACKAGES),
    # The list of a package is its sender's until it is sent, and nobody's afterwards.
    (
        "open_packages()",
        "setof bigint",
        """select id from leads_transferpackage where status = 'prepared'
           and (select wall.worker()) in (prepared_by_id, approver_id)""",
    ),
    ("listed_entries()", "setof bigint", LISTED_ENTRIES),
)


def task(*purposes: str) -> str:
    return f"(select wall.purpose()) = any (array{list(purposes)})"


def row_in(column: str, function: str) -> str:
    return f"{column} in (select wall.{function}())"


def own(column: str) -> str:
    return f"{column} = (select wall.worker())"


COUNTING, VETTING, INTAKE, UPKEEP = "counting", "vetting", "intake", "upkeep"
MEMBERS, KEEPERS = row_in("lead_id", "open_leads"), row_in("lead_id", "kept_leads")
OF_PERSON, OF_CASE = row_in("person_id", "open_persons"), row_in("case_id", "open_cases")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who reads, adds and changes rows. What one reads one may lock; deleting is for upkeep."""

    select: tuple[str, ...]
    insert: tuple[str, ...]
    update: tuple[str, ...]
    delete: tuple[str, ...] = (task(UPKEEP),)
    # Rows that every role sees, the owner's included: those that are of no lead.
    others: str = ""


def among(*rules: str) -> Access:
    """Who works inside reads, adds and changes; the numbers are counted over it."""
    return Access(
        select=(task(COUNTING, UPKEEP), *rules),
        insert=(task(UPKEEP), *rules),
        update=(task(UPKEEP), *rules),
    )


# For tables with a `lead`: the compartment; the compartment and the register of the commission;
# the compartment and not even the figures.
OPEN = among(MEMBERS)
HEADER = among(MEMBERS, KEEPERS)
INNER = Access(
    select=(task(UPKEEP), MEMBERS), insert=(task(UPKEEP), MEMBERS), update=(task(UPKEEP), MEMBERS)
)

LEAD = Access(
    select=(
        task(COUNTING, VETTING, INTAKE, UPKEEP),
        row_in("id", "open_leads"),
        row_in("commission_id", "registers"),
        row_in("id", "managed_leads"),
        own("transferred_by_id"),
    ),
    insert=(task(INTAKE, UPKEEP), own("transferred_by_id")),
    update=(
        task(INTAKE, UPKEEP),
        row_in("id", "open_leads"),
        row_in("commission_id", "registers"),
        row_in("id", "managed_leads"),
    ),
)
CONTENT = Access(
    select=(task(VETTING, INTAKE, UPKEEP), MEMBERS),
    insert=(task(INTAKE, UPKEEP),),
    update=(task(UPKEEP), MEMBERS),
)
PERSON = Access(
    select=(task(COUNTING, VETTING, INTAKE, UPKEEP), MEMBERS),
    insert=(task(INTAKE, UPKEEP), MEMBERS),
    update=(task(UPKEEP), MEMBERS),
)
REPORTER = Access(
    select=(task(INTAKE, UPKEEP), row_in("lead_id", "unsealed_leads")),
    insert=(task(INTAKE, UPKEEP),),
    update=(task(UPKEEP),),
)
MEMBER = Access(
    select=(task(COUNTING, VETTING, UPKEEP), own("user_id"), MEMBERS, KEEPERS),
    insert=(task(UPKEEP), MEMBERS, KEEPERS),
    update=(task(UPKEEP), MEMBERS, KEEPERS),
)

PACKAGE_RULES = (
    own("prepared_by_id"),
    own("approver_id"),
    f"status <> 'prepared' and {row_in('commission_id', 'registers')}",
)
PACKAGE = Access(
    select=(task(INTAKE, UPKEEP), *PACKAGE_RULES),
    insert=(task(UPKEEP), own("prepared_by_id")),
    update=(task(UPKEEP), *PACKAGE_RULES),
)
ENTRY_RULES = (task(INTAKE, UPKEEP), row_in("package_id", "open_packages"))
ENTRY = Access(select=ENTRY_RULES, insert=ENTRY_RULES, update=ENTRY_RULES)

# What VETTING reads of the people who stay out; a recused person outside is not told.
RECUSAL = Access(
    select=(task(VETTING, UPKEEP), MEMBERS, KEEPERS),
    insert=(task(UPKEEP), MEMBERS, KEEPERS),
    update=(task(UPKEEP), MEMBERS, KEEPERS),
)
RELATION = Access(
    select=(
        task(VETTING, UPKEEP),
        own("user_id"),
        """exists (select from accounts_user u where u.id = user_id
           and u.organisation_id in (select wall.registers()))""",
    ),
    insert=(task(UPKEEP), own("user_id")),
    update=(task(UPKEEP), own("user_id")),
)
INTERCESSION = Access(
    select=(task(UPKEEP), own("registered_by_id"), row_in("commission_id", "registers")),
    insert=(
        task(UPKEEP),
        f"{own('registered_by_id')} and (lead_id is null or {row_in('lead_id', 'headers')})",
    ),
    # Written once: the trigger refuses, aloud.
    update=("true",),
    delete=("true",),
)
CUSTODIAN = row_in("commission_id", "custodies")
SEAL_REQUEST = Access(
    select=(task(UPKEEP), MEMBERS, CUSTODIAN),
    insert=(task(UPKEEP), f"{own('asked_by_id')} and {MEMBERS}"),
    update=(task(UPKEEP), CUSTODIAN),
)
HANDS = tuple(own(f"{hand}_id") for hand in ("giver", "taker", "made_by"))
HAND_OVER = Access(
    others="not is_compartmented",
    select=("not is_compartmented", task(UPKEEP), *HANDS),
    insert=("not is_compartmented", task(UPKEEP), own("made_by_id")),
    update=("not is_compartmented", task(UPKEEP), *HANDS),
)

# What the register proposes itself, it follows; what is asked of the signatories otherwise, not.
ASSIGNMENT = f"matter = 'assignment' and {KEEPERS}"
FORM = among(MEMBERS, ASSIGNMENT)
OPINION = Access(
    select=(
        task(UPKEEP),
        MEMBERS,
        f"""{KEEPERS} and exists (select from leads_approvalform f
            where f.id = form_id and f.matter = 'assignment')""",
    ),
    insert=(task(UPKEEP), MEMBERS),
    # Written once: the trigger refuses, aloud.
    update=("true",),
    delete=("true",),
)

# Tables of casework hold the rows of every kind of case. Those of leads have kinds beginning with
# the name of this app; all others are told apart first, by one comparison.
ELSEWHERE = "case_type not like 'leads.%'"
LEADS, CASES = "case_type = 'leads.lead'", "case_type = 'leads.disciplinecase'"
# What the register and the sender may know of the way a lead takes (leads/timeline.py); whoever
# writes a line of history may read that line.
TOLD = """
    transfer receive return_to_sender assign propose approve refuse hold dispose edit
    void merge unmerge
""".split()
PACKAGES, ENTRIES = "case_type = 'leads.transferpackage'", "case_type = 'leads.packageentry'"
OF_PACKAGE_OR_ENTRY = (
    f"{PACKAGES} and {row_in('case_id', 'packages')}",
    f"{ENTRIES} and {row_in('case_id', 'listed_entries')}",
)
# What a custodian writes into the history of a lead that is no more than a number to him or her.
DECIDED = f"{LEADS} and name in ('grant_seal', 'refuse_seal')"
OF_HEADER = f"name = any (array{TOLD}) or {own('actor_id')}"
OF_LEAD_OR_CASE = (
    f"{LEADS} and {row_in('case_id', 'open_leads')}",
    f"{CASES} and {row_in('case_id', 'open_cases')}",
)
EVENT = Access(
    others=ELSEWHERE,
    select=(
        ELSEWHERE,
        task(INTAKE, UPKEEP),
        *OF_LEAD_OR_CASE,
        *OF_PACKAGE_OR_ENTRY,
        f"{LEADS} and ({OF_HEADER}) and {row_in('case_id', 'headers')}",
        f"{LEADS} and {own('actor_id')} and {row_in('case_id', 'sealed_leads')}",
    ),
    insert=(
        ELSEWHERE,
        task(INTAKE, UPKEEP),
        OF_LEAD_OR_CASE[1],
        *OF_PACKAGE_OR_ENTRY,
        f"{LEADS} and {row_in('case_id', 'headers')}",
        f"{DECIDED} and {own('actor_id')} and {row_in('case_id', 'sealed_leads')}",
    ),
    # Written once: the trigger refuses, aloud.
    update=("true",),
    delete=("true",),
)
ATTACHMENT = Access(
    others=ELSEWHERE,
    select=(ELSEWHERE, task(INTAKE, UPKEEP), *OF_LEAD_OR_CASE, *OF_PACKAGE_OR_ENTRY),
    insert=(ELSEWHERE, task(INTAKE, UPKEEP), *OF_LEAD_OR_CASE, *OF_PACKAGE_OR_ENTRY),
    update=("true",),
    delete=("true",),
)
OF_FILE = "exists (select from casework_attachment a where a.id = attachment_id)"
CUSTODY = Access(
    others=OF_FILE, select=(OF_FILE,), insert=(OF_FILE,), update=("true",), delete=("true",)
)

TABLES = {
    "leads_lead": LEAD,
    "leads_leadcontent": CONTENT,
    "leads_person": PERSON,
    "leads_reporter": REPORTER,
    "leads_leadmember": MEMBER,
    "leads_disciplinecase": OPEN,
    "leads_caseperson": among(OF_CASE),
    "leads_outcome": among(OF_PERSON),
    "leads_accountability": OPEN,
    "leads_approvalform": FORM,
    "leads_opinion": OPINION,
    "leads_leadsignatory": HEADER,
    "leads_inquiry": INNER,
    "leads_prelimcheck": INNER,
    "leads_checkteammember": INNER,
    "leads_detention": INNER,
    "leads_detentionextension": INNER,
    "leads_trial": INNER,
    "leads_prosecution": INNER,
    "leads_supplement": INNER,
    "leads_execution": INNER,
    "leads_probation": INNER,
    "leads_review": INNER,
    "leads_leadmerge": HEADER,
    "leads_transferpackage": PACKAGE,
    "leads_packageentry": ENTRY,
    "leads_leadclock": HEADER,
    "leads_clockmove": HEADER,
    "leads_recusal": RECUSAL,
    "leads_relation": RELATION,
    "leads_intercession": INTERCESSION,
    "leads_sealrequest": SEAL_REQUEST,
    "leads_legalhold": HEADER,
    "leads_archivedecision": HEADER,
    "leads_casefile": INNER,
    "casework_event": EVENT,
    "casework_attachment": ATTACHMENT,
    "casework_custodyentry": CUSTODY,
    "casework_handover": HAND_OVER,
}


def policies_of(table: str, access: Access, role: str) -> str:
    """The statements that put a table behind the wall."""

    def allowed(rules: tuple[str, ...]) -> str:
        # Who migrates may be a member of the application's role and is not meant by its policies.
        either = " or ".join(f"({rule})" for rule in rules)
        return f"current_user = '{role}' and ({either})"

    inside = f"current_setting('search_path') = '{INSIDE}'"
    readable = allowed(access.select)
    statements = [
        f"alter table {table} enable row level security, force row level security",
        f"create policy inside on {table} for select to current_user using ({inside})",
        f'create policy reading on {table} for select to "{role}" using ({readable})',
        f'create policy adding on {table} for insert to "{role}" '
        f"with check ({allowed(access.insert)})",
        # What may be read may be locked; what may not be changed is refused aloud.
        f'create policy changing on {table} for update to "{role}" using ({readable}) '
        f"with check ({allowed(access.update)})",
        f'create policy deleting on {table} for delete to "{role}" '
        f"using ({allowed(access.delete)})",
    ]
    if access.others:
        statements.append(
            f"create policy others on {table} to current_user using ({access.others})"
        )
    return ";\n".join(statements)


def raise_wall(apps, schema_editor):
    role = settings.DATABASE_APP_ROLE
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select from pg_roles where rolname = %s", [role])
        if not cursor.rowcount:
            raise RuntimeError(
                f"The database has no role {role}: make it first (deploy/postgres/roles.sql), or "
                "name the application's role in DATABASE_APP_ROLE."
            )
        cursor.execute(
            "drop schema if exists wall cascade; create schema wall;"
            "create table wall.key (inner_pad bytea not null, outer_pad bytea not null);"
            # New tables are granted to the application by default; this one never.
            f'revoke all on wall.key from public, "{role}"; grant usage on schema wall to "{role}"'
        )
        wall.store_key(cursor)
        for name, returns, body in FUNCTIONS:
            cursor.execute(FUNCTION.format(name=name, returns=returns, body=body))
        cursor.execute(
            "revoke execute on all functions in schema wall from public;"
            f'grant execute on all functions in schema wall to "{role}"'
        )
        for table, access in TABLES.items():
            cursor.execute(policies_of(table, access, role))


def lower_wall(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table, access in TABLES.items():
            names = ["inside", "reading", "adding", "changing", "deleting"]
            names += ["others"] if access.others else []
            cursor.execute(
                ";".join(f"drop policy {name} on {table}" for name in names)
                + f"; alter table {table} disable row level security, no force row level security"
            )
        cursor.execute("drop schema wall cascade")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("casework", "0001_initial"),
        ("leads", "0001_initial"),
    ]

    operations = [migrations.RunPython(raise_wall, lower_wall)]
