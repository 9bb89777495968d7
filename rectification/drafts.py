"""What a unit prepared of a submission and has not handed in: the saved draft of the form."""

import re

from airdefense.casework.models import Draft

LINE = re.compile(r"lines-(\d+)-amount_yuan")


def key_of_submission(task) -> str:
    return f"rectification/submit/{task.number}"


def lines_in_draft(user, task) -> int:
    """How many lines the draft holds, so that the form has rows for them."""
    draft = Draft.objects.filter(user=user, key=key_of_submission(task)).first()
    found = [int(match[1]) for name in (draft.data if draft else ()) if (match := LINE.match(name))]
    return max(found, default=-1) + 1


def fields_of_draft(result, lines) -> dict[str, list[str]]:
    """The fields of the form by their names, as a draft keeps them."""
    fields = {"result": [result]}
    for place, line in enumerate(lines):
        fields |= {f"lines-{place}-{name}": [str(value)] for name, value in line.items()}
    return fields


def keep_as_draft(user, task, *, result, lines, at) -> None:
    """Fill the form of the submission for the next time it is opened."""
    kept = {"data": fields_of_draft(result, lines), "saved_at": at}
    Draft.objects.update_or_create(user=user, key=key_of_submission(task), defaults=kept)
