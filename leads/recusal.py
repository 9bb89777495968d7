"""Who may not handle a lead (domain §3.6): a sentence, or nothing where no ground is known."""

from django.utils.translation import gettext as _

from airdefense import wall
from airdefense.accounts.models import OrganisationKind
from inspections.models import TeamMember

REGIONS = (OrganisationKind.CITY, OrganisationKind.COUNTY)


@wall.acting(wall.Purpose.VETTING)
def ground_of(user, lead) -> str | None:
    """Why this person stays out of this lead.

    The sentence names neither the unit nor a person of the lead: who assigns reads it, and need
    not be inside the compartment.
    """
    if user.pk == lead.transferred_by_id:
        return _("%(person)s sent this lead and does not handle it.") % {"person": user}
    if _belongs_to(user, lead.content.subject_unit) or _is_related(user, lead):
        return _("%(person)s has to recuse from this lead: name somebody else.") % {"person": user}
    return None


def _belongs_to(user, unit) -> bool:
    own = user.organisation
    return own.pk == unit.pk or (unit.kind not in REGIONS and own.path.startswith(unit.path))


def _is_related(user, lead) -> bool:
    """Whether the person is one the lead is about, or declared a relation to the unit."""
    is_subject = lead.persons.filter(name=user.display_name).exists()
    # A relation does not end with the service in a team: who left it is still related.
    declared = TeamMember.objects.filter(user=user, recused_from=lead.content.subject_unit_id)
    return is_subject or declared.exists()
