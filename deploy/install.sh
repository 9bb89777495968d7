#!/bin/sh
# Installs or updates airdefense on a machine with systemd, from an unpacked bundle or a clone:
#   sudo sh deploy/install.sh
# Asks no package index where the bundle brings its wheels. It starts nothing: docs/operation.md
# says what comes next. Run again it brings a newer release and keeps every setting.
set -eu
HOME_DIR=/opt/airdefense
SETTINGS=/etc/airdefense
PYTHON=${PYTHON:-python3}

[ "$(id -u)" = 0 ] || { echo "Run this as root." >&2; exit 1; }
SOURCE=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cd "$SOURCE"
[ -f run.py ] || { echo "run.py is not here: unpack the bundle first." >&2; exit 1; }

getent passwd airdefense >/dev/null || useradd --system --home-dir /nonexistent --no-create-home \
    --shell /usr/sbin/nologin airdefense
install -d -m 0755 "$HOME_DIR"
install -d -m 0750 -o root -g airdefense "$SETTINGS"
install -d -m 0700 -o airdefense -g airdefense /var/lib/airdefense /var/lib/airdefense/media
install -d -m 0700 -o airdefense -g airdefense /var/backups/airdefense

if [ "$SOURCE" != "$HOME_DIR" ]; then
    # The old program goes, its environment stays and is brought up to date by its lock.
    find "$HOME_DIR" -mindepth 1 -maxdepth 1 ! -name .venv -exec rm -rf {} +
    tar -cf - --exclude=.venv --exclude=.state --exclude=.env --exclude=.git --exclude=./media . \
        | tar -xf - -C "$HOME_DIR" --no-same-owner
fi
cd "$HOME_DIR"
umask 022
AIRDEFENSE_VENV="$HOME_DIR/.venv" "$PYTHON" run.py prepare
# Compiled once here: the services may not write it down, and would compile at each start.
.venv/bin/python -m compileall -q airdefense projects inspections leads rectification demo
.venv/bin/python -m airdefense.casework.pinyin

if [ ! -f "$SETTINGS/airdefense.env" ]; then
    secret() { "$HOME_DIR/.venv/bin/python" -c 'import secrets; print(secrets.token_urlsafe(48))'; }
    grep -v '^DATABASE_\(OWNER\|BACKUP\)_URL=' .env.example \
        | sed -e "s|^SECRET_KEY=.*|SECRET_KEY=$(secret)|" \
              -e "s|^FIELD_KEYS=.*|FIELD_KEYS=$(secret)|" \
              -e "s|^FIELD_HASH_KEY=.*|FIELD_HASH_KEY=$(secret)|" > "$SETTINGS/airdefense.env"
    chown root:airdefense "$SETTINGS/airdefense.env"
    chmod 0640 "$SETTINGS/airdefense.env"
fi
if [ ! -f "$SETTINGS/keeper.env" ]; then
    {
        grep '^DATABASE_\(OWNER\|BACKUP\)_URL=' .env.example
        echo "BACKUP_DIR=/var/backups/airdefense"
        echo "BACKUP_RECIPIENTS="
        echo "BACKUP_IDENTITY_FILE="
    } > "$SETTINGS/keeper.env"
    chmod 0600 "$SETTINGS/keeper.env"
fi
if [ ! -d "$SOURCE/wheels" ]; then
    DEPLOYMENT=production SECRET_KEY=x FIELD_KEYS=x FIELD_HASH_KEY=x REDIS_URL=redis://localhost \
        DATABASE_URL=postgresql://x@localhost/x STATIC_ROOT="$HOME_DIR/staticfiles" \
        .venv/bin/python manage.py collectstatic --noinput --verbosity 0
fi
if [ -d /etc/systemd/system ]; then
    install -m 0644 deploy/systemd/airdefense-* /etc/systemd/system/
    install -m 0755 deploy/airdefense /usr/local/sbin/airdefense
    systemctl daemon-reload 2>/dev/null || true
fi
echo "Installed in $HOME_DIR. Settings: $SETTINGS/airdefense.env and keeper.env (docs/operation.md)."
