"""Leads that may be one, looked for inside one's own compartments alone (domain §3.7).

A lead outside them is not compared: that somebody else handles something alike would tell that it
exists.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, F, Func
from django.utils.translation import gettext as _

from airdefense.secrecy import keyed_hash
from leads.likeness import Facts, Likeness, likeness
from leads.models import Lead, LeadContent, Person
from leads.workflow import LEAD_WORKFLOW, LeadStatus

SHOWN = 8
# Of no number, not in hand, or handled as another lead.
NOT_COMPARED = (
    LeadStatus.TRANSFERRED,
    LeadStatus.RETURNED,
    LeadStatus.VOIDED,
    LeadStatus.MERGED,
)

MERGEABLE = LEAD_WORKFLOW["merge"].sources


def fingerprint(name="", contact="", is_anonymous=False) -> str:
    """By what a reporter by name is noticed again, and nobody is read: a keyed hash of name and
    contact; who stays anonymous is not traced (domain §3.7)."""
    if is_anonymous or not name:
        return ""
    said = ("".join(text.split()).casefold() for text in (name, contact))
    return keyed_hash("reporter\n" + "\n".join(said))


def reporter_is_known(lead) -> bool:
    """Whether the reporter of this lead reported another one of the reader's compartments too;
    answered by a function of the wall, for the rows themselves are sealed."""
    told = Func(F("pk"), function="wall.reporter_is_known", output_field=BooleanField())
    return bool(Lead.objects.filter(pk=lead.pk).values_list(told, flat=True).first())


@dataclass(frozen=True, slots=True)
class Alike:
    """A lead of one's own compartments that may be the same one."""

    lead: Lead
    matter: str
    likeness: Likeness

    @property
    def reasons(self) -> list[str]:
        return [words_of(code, param) for code, param in self.likeness.reasons]


def words_of(code: str, param: str) -> str:
    words = {
        "identity": _("same person by identity number: %(param)s"),
        "name": _("same name: %(param)s"),
        "finding": _("same finding"),
        "project": _("same project"),
        "unit": _("same unit"),
        "matter": _("similar matter (%(param)s %%)"),
    }
    return words[code] % {"param": param}


def alike_to(lead, user) -> list[Alike]:
    """The leads of this user's compartments that look like this one, the likest first."""
    own = Lead.objects.in_compartment_of(user).exclude(status__in=NOT_COMPARED)
    others = {row.pk: row for row in own.exclude(pk=lead.pk).select_related("region")}
    facts = facts_of([lead, *others.values()])
    here = facts[lead.pk]
    rows = (Alike(row, facts[pk].matter, likeness(here, facts[pk])) for pk, row in others.items())
    told = [one for one in rows if one.likeness.is_worth_telling]
    return sorted(told, key=lambda one: (-one.likeness.points, -one.lead.pk))[:SHOWN]


def facts_of(leads: Iterable[Lead]) -> dict[int, Facts]:
    """What the leads say, by their keys; three queries however many they are."""
    leads = list(leads)
    contents = {row.lead_id: row for row in LeadContent.objects.filter(lead__in=leads)}
    persons: dict[int, list[Person]] = {}
    rows = Person.objects.filter(lead__in=leads).only("lead_id", "name", "id_hash")
    for person in rows.order_by("pk"):
        persons.setdefault(person.lead_id, []).append(person)
    return {
        row.pk: Facts(
            matter=contents[row.pk].matter,
            unit=contents[row.pk].subject_unit_id,
            project=row.project_id,
            finding=row.finding_id,
            names=frozenset(one.name for one in persons.get(row.pk, ())),
            identities={one.id_hash: one.name for one in persons.get(row.pk, ()) if one.id_hash},
        )
        for row in leads
    }


def sameness(lead, user) -> dict:
    """What a lead's page tells of its doubles, as far as its reader is inside them too."""
    rows = list(lead.merges.visible_to(user).select_related("merged_by").order_by("pk"))
    inside = Lead.objects.in_compartment_of(user).in_bulk([row.into_id for row in rows])
    for row in rows:
        row.is_open = row.into_id in inside
        if row.is_open:
            row.into = inside[row.into_id]
    here = lead.merged_leads.visible_to(user).select_related("lead", "merged_by")
    return {
        "alike": [] if lead.status in NOT_COMPARED else alike_to(lead, user),
        "reporter_is_known": reporter_is_known(lead),
        "merged_into": rows,
        "merged_here": here.order_by("pk"),
        "offer_merging": lead.handler_id == user.pk and lead.status in MERGEABLE,
    }
