"""Modules that few requests need, loaded when the first of them does.

A web process that has read workbooks, letters and passwords of a sort from its start keeps forty
MiB for them and starts half a second later, while most processes never write a letter. Imports
stand at the top of the file all the same: `openpyxl = Lazily("openpyxl")`, then as ever
`openpyxl.load_workbook(…)`. Only for what is dear and rare (tests/test_warming.py says what).
"""

from importlib import import_module
from typing import Any


class Lazily:
    """Stands for the module; threads that need it at once wait for the same import."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
