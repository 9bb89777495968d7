"""The actions of the product once more, for rows in bulk.

Each function here takes the arguments of the action of the same name and leaves the same rows and
the same history, without asking the database. `tests/demo/test_equal_to_actions.py` drives both
and compares them field by field.
"""
