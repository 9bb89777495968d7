"""Who can be told from a text: names of people around a unit, telephone and identity numbers."""

import re

from airdefense.accounts.models import User
from rectification.models.progress import Milestone
from rectification.models.tasks import RectificationTask

# A mobile number, a number of an identity card, an address of electronic mail.
NUMBERS = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII
)
LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[-－—]?\d{7,8}(?!\d)")
# 李某 and 王某某 are names made unknown already.
VEILED = "某"


def persons_named(unit, text: str) -> list[str]:
    """The names of the unit's people and the numbers that a text shows, each once."""
    names = {name.strip() for name in _names_around(unit)}
    found = sorted(name for name in names if len(name) > 1 and VEILED not in name and name in text)
    numbers = [match[0] for pattern in (NUMBERS, LANDLINE) for match in pattern.finditer(text)]
    return list(dict.fromkeys([*found, *numbers]))


def _names_around(unit):
    """Who answers for the unit's tasks and who works in it."""
    tasks = RectificationTask.objects.filter(unit=unit)
    yield from tasks.values_list("responsible_person", flat=True)
    of_unit = Milestone.objects.filter(task__unit=unit)
    yield from of_unit.values_list("responsible_person", flat=True)
    people = User.objects.filter(organisation__path__startswith=unit.path)
    yield from people.values_list("display_name", flat=True)
