"""The texts of SQL by which triggers, stock-taking and verification speak of rows alike."""

# Who writes, when and in which transaction: the same for all rows of a statement.
HEAD = """
select clock_timestamp() as at_moment, pg_current_xact_id()::text::bigint as in_transaction,
  nullif(parts[1], '')::bigint as by_actor,
  case current_setting('role') when 'none' then session_user::text
    else current_setting('role') end as by_role,
  coalesce(parts[4], {reason}) as for_reason, coalesce(parts[3], '') as of_request
from history.author() parts
"""
# The fields of a change as they are hashed, in this order.
FIELDS = {
    "id": "id::text",
    "table_name": "table_name",
    "row_key": "row_key",
    "operation": "operation",
    "recorded_at": "(extract(epoch from recorded_at) * 1000000)::bigint::text",
    "transaction": "transaction::text",
    "actor_id": "coalesce(actor_id::text, '')",
    "database_role": "database_role",
    "reason": "reason",
    "request_id": "request_id",
    "changed": "changed",
    "detail": "coalesce(detail::text, '')",
    "row_digest": "coalesce(encode(row_digest, 'hex'), '')",
    "is_closed": "is_closed::text",
}
CANONICAL = " || ".join(f"octet_length({field}) || ':' || {field}" for field in FIELDS.values())
DIGEST = f"sha256(convert_to({CANONICAL}, 'UTF8'))"
COLUMNS = ", ".join(FIELDS)

# `rows` gives row_key, operation, changed, detail, row_digest, is_closed.
KEEP = f"""
insert into public.casework_rowchange ({COLUMNS}, digest)
select {COLUMNS}, {DIGEST} from (
  select nextval('public.casework_rowchange_id_seq') as id, {{table}}::varchar as table_name,
    row_key::varchar, operation::varchar, at_moment as recorded_at, in_transaction as transaction,
    by_actor as actor_id, by_role::varchar as database_role, for_reason::varchar as reason,
    of_request::varchar as request_id, changed, detail, row_digest, is_closed
  from ({{rows}}) changed_rows, ({{head}}) head offset 0
) change
"""  # noqa: S608 - put together from the constants of this module
# How a row becomes text must not depend on who connects how.
STEADY = {
    "timezone": "'UTC'",
    "datestyle": "'ISO, YMD'",
    "intervalstyle": "'postgres'",
    "bytea_output": "'hex'",
    "extra_float_digits": "1",
}
ROW = "sha256(convert_to({row}::text, 'UTF8'))"

AUTHOR = """
create or replace function history.author() returns text[] language plpgsql stable
security definer set search_path = pg_catalog, history, pg_temp as $$
declare
  parts text[] := string_to_array(current_setting('airdefense.author', true), '|');
begin
  if cardinality(parts) = 5 and parts[2] = pg_backend_pid()::text and exists (
    select from history.key where parts[5] = encode(sha256(outer_pad || sha256(
      inner_pad || convert_to(array_to_string(parts[1:4], '|'), 'UTF8'))), 'hex')
  ) then
    return parts;
  end if;
  return null;
end $$
"""
# Called by a job of the application, which owns nothing: makes the months that are not there. One
# that began before it was made stays with the rest. Whoever writes waits for it, so it gives up
# behind a long writer; the next night tries again, months before the month is needed.
MONTHS = """
create or replace function make_history_months(first date, last date) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC'
set lock_timeout = '10s' as $$
declare
  month date := date_trunc('month', first);
  name text;
  made integer := 0;
begin
  while month <= last loop
    name := 'casework_rowchange_' || to_char(month, 'YYYY_MM');
    if to_regclass('history.' || name) is null then
      begin
        execute format('create table history.%I partition of public.casework_rowchange '
          'for values from (%L) to (%L)', name, month::timestamptz,
          (month + interval '1 month')::timestamptz);
        made := made + 1;
      exception when check_violation then
        null;
      end;
    end if;
    month := month + interval '1 month';
  end loop;
  return made;
end $$
"""
# The number below which no change comes any more; the application may not lock the table itself.
END = """
create or replace function last_finished_change(patience text) returns bigint language plpgsql
security definer set search_path = pg_catalog, public, wall, pg_temp as $$
declare
  usual text := current_setting('lock_timeout');
begin
  perform set_config('lock_timeout', patience, true);
  lock table only public.casework_rowchange in share row exclusive mode;
  perform set_config('lock_timeout', usual, true);
  return (select coalesce(max(id), 0) from public.casework_rowchange);
end $$
"""
FUNCTION = """
create or replace function history.{name}() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp {steady} as $$
begin
  {body};
  return null;
end $$
"""
CLOSED = {
    "always": "true",
    "never": "false",
    "by_case": "{row}.case_type like 'leads.%'",
    "by_mark": "{row}.is_compartmented",
}
INSERTED = """
select new_row.{key}::text as row_key, 'I' as operation, '' as changed, null::jsonb as detail,
  {digest} as row_digest, {closed} as is_closed
from new_rows new_row
"""
# A changed key is a row that went and another that came.
UPDATED = """
select coalesce(new_key, old_key) as row_key,
  case when old_key is null then 'I' when new_key is null then 'D' else 'U' end as operation,
  coalesce(names, '') as changed, case when tg_argv[0] = 'values' then pairs end as detail,
  row_digest, is_closed
from (
  select old_row.{key}::text as old_key, new_row.{key}::text as new_key,
    to_jsonb(old_row) as was, to_jsonb(new_row) as becomes,
    case when new_row.{key} is not null then {digest} end as row_digest,
    coalesce({closed_new}, {closed_old}) as is_closed
  from old_rows old_row full join new_rows new_row on new_row.{key} = old_row.{key} offset 0
) both_rows
left join lateral (
  select string_agg(field.key, ',' order by field.key) as names,
    jsonb_object_agg(field.key, jsonb_build_array(was -> field.key, field.value))
      filter (where field.key <> all (string_to_array(tg_argv[1], ','))) as pairs
  from jsonb_each(becomes) field
  where old_key is not null and field.value is distinct from (was -> field.key)
) difference on true
where names is not null or old_key is null or new_key is null
"""
DELETED = """
select old_row.{key}::text as row_key, 'D' as operation, '' as changed,
  case when tg_argv[0] = 'values' then (
    select jsonb_object_agg(field.key, jsonb_build_array(field.value, null))
    from jsonb_each(to_jsonb(old_row)) field
    where field.key <> all (string_to_array(tg_argv[1], ','))
  ) end as detail, null::bytea as row_digest, {closed} as is_closed
from old_rows old_row
"""
REFERENCING = {
    "insert": "referencing new table as new_rows",
    "update": "referencing old table as old_rows new table as new_rows",
    "delete": "referencing old table as old_rows",
}


def steady() -> str:
    return " ".join(f"set {name} = {value}" for name, value in STEADY.items())


def rows_of(operation: str, key: str, closed: str) -> str:
    """The rows that a statement of this kind leaves in the journal."""

    def is_closed(row: str) -> str:
        return CLOSED[closed].format(row=row)

    new_digest = ROW.format(row="new_row")
    key = f'"{key}"'
    if operation == "insert":
        return INSERTED.format(key=key, digest=new_digest, closed=is_closed("new_row"))
    if operation == "delete":
        return DELETED.format(key=key, closed=is_closed("old_row"))
    return UPDATED.format(
        key=key,
        digest=new_digest,
        closed_new=is_closed("new_row"),
        closed_old=is_closed("old_row"),
    )


def function(operation: str, key: str, closed: str) -> str:
    body = KEEP.format(
        table="tg_table_name", rows=rows_of(operation, key, closed), head=HEAD.format(reason="''")
    )
    name = f"keep_{operation}_{key}_{closed}"
    return FUNCTION.format(name=name, steady=steady(), body=body)
