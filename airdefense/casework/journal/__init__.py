"""The journal: every change of every row, kept by the database, verified, searched, exported."""
