-- The two roles of airdefense and its database. Run by psql as superuser; may be run again.
-- The owner migrates. The application signs in as an ordinary role: it owns nothing, so the
-- append-only triggers and row security hold against it.
\set ON_ERROR_STOP on
\getenv owner_password AIRDEFENSE_OWNER_PASSWORD
\getenv app_password AIRDEFENSE_APP_PASSWORD

SELECT 'CREATE ROLE airdefense_owner' WHERE to_regrole('airdefense_owner') IS NULL \gexec
SELECT 'CREATE ROLE airdefense_app' WHERE to_regrole('airdefense_app') IS NULL \gexec
ALTER ROLE airdefense_owner LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE airdefense_app LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS PASSWORD :'app_password';
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

\connect airdefense
ALTER SCHEMA public OWNER TO airdefense_owner;
GRANT USAGE ON SCHEMA public TO airdefense_app;
