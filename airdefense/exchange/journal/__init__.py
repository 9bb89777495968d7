"""The pages of the journal: changes of rows searched, opened and taken away, each a line itself."""
