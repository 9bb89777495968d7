"""Embedded PostgreSQL and Valkey, and the processes of `make run`; standard library only."""
