"""The departments' data laid against each other: one scorer, matches a person decides, and the
differences that remain."""
