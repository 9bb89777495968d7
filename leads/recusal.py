"""Who may not handle a lead (domain §3.6): a sentence, or nothing where no ground is known."""

from collections import defaultdict

from django.utils.translation import gettext as _

from airdefense import wall
from airdefense.accounts.models import OrganisationKind
from inspections.models import TeamMember
from leads.models import Recusal, Relation

REGIONS = (OrganisationKind.CITY, OrganisationKind.COUNTY)


def ground_of(user, lead) -> str | None:
    """Why this person stays out of this lead, or nothing."""
    return grounds_of([user], lead).get(user.pk)


@wall.acting(wall.Purpose.VETTING)
def grounds_of(users, lead) -> dict[int, str]:
    """Why people stay out of this lead, by their keys; who may handle it is not in it.

    The sentences name neither the unit nor a person of the lead and do not tell which ground it
    is: who assigns reads them, and need not be inside the compartment.
    """
    users = list(users)
    barred = _recused(users, lead) | _of_the_unit(users, lead) | _of_a_person(users, lead)
    sentences = {}
    for user in users:
        if user.pk == lead.transferred_by_id:
            text = _("%(person)s sent this lead and does not handle it.")
        elif user.pk in barred:
            text = _("%(person)s has to recuse from this lead: name somebody else.")
        else:
            continue
        sentences[user.pk] = text % {"person": user}
    return sentences


def _recused(users, lead) -> set[int]:
    declared = Recusal.objects.in_force().filter(lead=lead, user__in=users)
    return set(declared.values_list("user_id", flat=True))


def _of_the_unit(users, lead) -> set[int]:
    """Those who work in the unit concerned, or declared a tie to it."""
    unit = lead.content.subject_unit
    bodies = defaultdict(list)
    for user in users:
        bodies[user.pk].append(user.organisation)
    ties = Relation.objects.in_force().filter(user__in=users, unit__isnull=False)
    for tie in ties.select_related("unit"):
        bodies[tie.user_id].append(tie.unit)
    # A relation does not end with the service in a team: who left it is still related.
    of_team = TeamMember.objects.filter(user__in=users, recused_from=unit)
    related = {key for key, found in bodies.items() if any(_is_of(unit, body) for body in found)}
    return related | set(of_team.values_list("user_id", flat=True))


def _is_of(unit, body) -> bool:
    return body.pk == unit.pk or (unit.kind not in REGIONS and body.path.startswith(unit.path))


def _of_a_person(users, lead) -> set[int]:
    """Those whom the lead is about, and those who declared a tie to somebody it is about.

    The reporter is not asked for: a declared tie that is refused would tell who reported.
    """
    names = set(lead.persons.values_list("name", flat=True))
    ties = Relation.objects.in_force().filter(user__in=users, relative__in=names - {""})
    related = set(ties.values_list("user_id", flat=True))
    return related | {user.pk for user in users if user.display_name in names}
