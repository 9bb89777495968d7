-- The roles of airdefense and its database. Run by psql as superuser; may be run again.
-- The owner migrates. The application signs in as an ordinary role: it owns nothing, so the
-- append-only triggers and row security hold against it. Where a password is given for it, the
-- role of backups reads everything, behind row security too, and writes nothing.
\set ON_ERROR_STOP on
\getenv owner_password AIRDEFENSE_OWNER_PASSWORD
\getenv app_password AIRDEFENSE_APP_PASSWORD
\getenv backup_password AIRDEFENSE_BACKUP_PASSWORD

SELECT 'CREATE ROLE airdefense_owner' WHERE to_regrole('airdefense_owner') IS NULL \gexec
SELECT 'CREATE ROLE airdefense_app' WHERE to_regrole('airdefense_app') IS NULL \gexec
ALTER ROLE airdefense_owner LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE airdefense_app LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS PASSWORD :'app_password';
\if :{?backup_password}
SELECT 'CREATE ROLE airdefense_backup' WHERE to_regrole('airdefense_backup') IS NULL \gexec
ALTER ROLE airdefense_backup LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER BYPASSRLS PASSWORD :'backup_password';
ALTER ROLE airdefense_backup SET default_transaction_read_only = on;
GRANT pg_read_all_data TO airdefense_backup;
\endif
-- Tests connect as the owner, who makes their databases, and then act as the application.
GRANT airdefense_app TO airdefense_owner;

-- In the template, so that every database made from it, tests' included, grants the same.
\connect template1
ALTER DEFAULT PRIVILEGES FOR ROLE airdefense_owner
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO airdefense_app;
ALTER DEFAULT PRIVILEGES FOR ROLE airdefense_owner
    GRANT USAGE, SELECT ON SEQUENCES TO airdefense_app;

SELECT 'CREATE DATABASE airdefense OWNER airdefense_owner'
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'airdefense') \gexec
REVOKE ALL ON DATABASE airdefense FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE airdefense TO airdefense_app;
\if :{?backup_password}
GRANT CONNECT ON DATABASE airdefense TO airdefense_backup;
\endif

\connect airdefense
ALTER SCHEMA public OWNER TO airdefense_owner;
GRANT USAGE ON SCHEMA public TO airdefense_app;
