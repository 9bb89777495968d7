"""Who a person is: facts collected as far as they are needed, the number kept encrypted."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.actions import record
from airdefense.casework.workflow import NotPossible
from airdefense.secrecy import keyed_hash
from leads import identity
from leads.actions.compartment import locked, needs_handler
from leads.models import Person

FACTS = (
    "name",
    "unit",
    "post",
    "rank",
    "level",
    "sex",
    "ethnicity",
    "born_on",
    "education",
    "political_status",
    "joined_party_on",
    "is_supervised",
    "head_status",
)


@transaction.atomic
def complete_person(*, person, by, at, id_number=None, **facts) -> Person:
    """Complete or correct what is known of a person; `id_number` is None where it stays as it is.

    The history says which facts changed, never their values.
    """
    needs_handler(locked(person.lead), by)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    changed = [name for name in FACTS if name in facts and getattr(person, name) != facts[name]]
    for name in changed:
        setattr(person, name, facts[name])
    if id_number is not None and identity.compact(id_number) != person.id_number:
        changed += ["id_number", *_identify(person, identity.compact(id_number), by, at)]
    _check_facts(person)
    if changed:
        person.save()
        record(person.lead, "complete_person", by=by, at=at, detail={"fields": changed})
    return person


def _identify(person, number, by, at) -> list[str]:
    """Keep the number, and take from it what was not known yet; answers the names of that."""
    if not number:
        person.id_number = person.id_hash = ""
        person.identified_at = person.identified_by = None
        return []
    if fault := identity.fault_of(number, timezone.localdate(at)):
        raise NotPossible(fault)
    person.id_number, person.id_hash = number, keyed_hash(number)
    person.identified_at, person.identified_by = at, by
    bearer, told = identity.bearer_of(number), []
    if person.born_on is None:
        person.born_on = bearer.born_on
        told.append("born_on")
    if not person.sex:
        person.sex = bearer.sex
        told.append("sex")
    return told


def _check_facts(person) -> None:
    if not person.name.strip() or not person.unit.strip():
        raise NotPossible(_("A person has a name and a unit."))
    if not person.id_number:
        return
    bearer = identity.bearer_of(person.id_number)
    if person.born_on and person.born_on != bearer.born_on:
        raise NotPossible(_("The identity number says born on %(day)s.") % {"day": bearer.born_on})
    if person.sex and person.sex != bearer.sex:
        raise NotPossible(_("The identity number is that of a person of the other sex."))


def open_identity(*, person, reason, by, at) -> str:
    """The full identity number, for the case officer and for a reason that stays on record."""
    needs_handler(person.lead, by)
    if not person.id_number:
        raise NotPossible(_("No identity number is recorded."))
    if not reason.strip():
        raise NotPossible(_("Say why you open the identity number."))
    detail = {"person": person.pk}
    record(person.lead, "open_identity", by=by, at=at, note=reason, detail=detail)
    return person.id_number


def rows_of_identity(*, number, by, at) -> list[Person]:
    """The persons of this number in the compartments of who asks; each lead keeps the search."""
    if fault := identity.fault_of(number, timezone.localdate(at)):
        raise NotPossible(fault)
    found = Person.objects.visible_to(by).same_as(identity.compact(number))
    rows = list(found.select_related("lead").order_by("pk"))
    for lead in {row.lead_id: row.lead for row in rows}.values():
        record(lead, "search", by=by, at=at)
    return rows
