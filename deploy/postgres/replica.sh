#!/bin/sh
# A replica: copies the primary when it has nothing yet, and follows it from then on. Arguments go
# to the server. To copy anew, for example when it was away for too long, empty its volume.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    : "${AIRDEFENSE_REPLICA_PASSWORD:?set the password of the role that copies}"
    # Beside the final place: a copy that breaks off leaves no half server there.
    rm -rf "$PGDATA.new"
    mkdir -p "$(dirname "$PGDATA")"
    PGPASSWORD=$AIRDEFENSE_REPLICA_PASSWORD pg_basebackup -D "$PGDATA.new" -R -X stream -c fast \
        -h "$PRIMARY_HOST" -p "${PRIMARY_PORT:-5432}" -U airdefense_replica
    mv "$PGDATA.new" "$PGDATA"
fi
exec postgres "$@"
