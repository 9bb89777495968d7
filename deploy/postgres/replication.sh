#!/bin/sh
# Lets a replica stream from this server (docs/scale.md): the role that copies, and the line that
# admits it. Runs when the server is first made, and may be run again on one that exists.
# Left undone where no password is given.
if [ -n "${AIRDEFENSE_REPLICA_PASSWORD:-}" ]; then
    psql -qX -v ON_ERROR_STOP=1 --username "${PGUSER:-postgres}" --dbname postgres <<'SQL'
\getenv password AIRDEFENSE_REPLICA_PASSWORD
SELECT 'CREATE ROLE airdefense_replica' WHERE to_regrole('airdefense_replica') IS NULL \gexec
ALTER ROLE airdefense_replica LOGIN REPLICATION NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
SQL
    line="host replication airdefense_replica all scram-sha-256"
    grep -qxF "$line" "$PGDATA/pg_hba.conf" || echo "$line" >> "$PGDATA/pg_hba.conf"
    psql -qXAt --username "${PGUSER:-postgres}" --dbname postgres -c "SELECT pg_reload_conf()"
fi
