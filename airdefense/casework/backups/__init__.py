"""Backups of database and files, restoring them, and the drill that proves it (docs/operation.md).

A backup is a directory of three files that standard `age` opens: the database as `pg_dump` writes
it, the files as a tar, and a manifest that says what has to be found after a restore.
"""
