#!/usr/bin/env python3
"""How PostgreSQL answers the hot queries: `benchmarks/explain.py`, with the project's Python.

Visits the hot pages over the database of the environment and writes the plan of every statement
that looks at cases to docs/explain/, one file a page. Read them over many rows: over few, every
table is read from end to end. Conditions are left out of the plans, so no name stands in them.
"""

import os
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "airdefense.settings")

from django.db import connection  # noqa: E402

from airdefense.accounts.roles import Role  # noqa: E402
from benchmarks.measuring import Person, deep_cursor  # noqa: E402
from projects.models import Project  # noqa: E402

PLACE = HERE / "docs" / "explain"
CASES = re.compile(r'FROM "(projects|inspections|rectification|leads|reports|casework)_')
# What a condition compares with may be a name.
LITERAL = re.compile(r"'(?:[^']|'')*'")


def main() -> int:
    office = Person(Role.INSPECTION_OFFICE)
    PLACE.mkdir(exist_ok=True)
    for name, path in hot_pages().items():
        plans = plans_of(office, path)
        (PLACE / f"{name}.txt").write_text("\n\n".join(plans) + "\n")
        sys.stdout.write(f"{name}: {len(plans)} statements\n")
    return 0


def hot_pages() -> dict[str, str]:
    middle = Project.objects.order_by("pk")[Project.objects.count() // 2]
    return {
        "list": "/projects/",
        "list-deep": f"/projects/?after={deep_cursor()}",
        "list-filtered": f"/projects/?region={middle.region.code}&status=confirmed",
        "list-search": f"/projects/?q={middle.name[:8]}",
        "detail": f"/projects/{middle.pk}/",
        "findings": "/inspections/findings/",
        "tasks": "/rectification/?is_overdue=true",
    }


def plans_of(person: Person, path: str) -> list[str]:
    plans: list[str] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if CASES.search(sql) and sql.startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"EXPLAIN (COSTS OFF) {sql}", params)
                lines = [line for (line,) in cursor.cursor.fetchall()]
            plans.append(LITERAL.sub("'…'", "\n".join(lines)))
        return execute(sql, params, many, context)

    person.client.get(path)
    with connection.execute_wrapper(explain):
        response = person.client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answers {response.status_code}.")
    return plans


if __name__ == "__main__":
    sys.exit(main())
