"""The links to the documents of a finding and of a round, for those who may take them."""

from typing import Any

from django import template

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role
from inspections.models import Finding

register = template.Library()


@register.inclusion_tag("inspections/_finding_documents.html", takes_context=True)
def finding_documents(context: Any, finding: Finding) -> dict[str, Any]:
    """Working paper and evidence list for the team and the offices; the problem list of the unit
    for everybody who sees an approved finding."""
    user = context["request"].user
    reads_file = bool(user.roles_over(finding.scope_paths).difference([Role.UNIT_CONTACT]))
    return {
        "finding": finding,
        "reads_file": reads_file,
        "reads_evidence": reads_file and finding.may_read_attachments(user),
    }


@register.inclusion_tag("inspections/_round_documents.html", takes_context=True)
def round_documents(context: Any, round_: Any) -> dict[str, Any]:
    """The entry notice, and problem list and feedback of each unit with approved problems."""
    found = Finding.objects.visible_to(context["request"].user).standing().filter(round=round_)
    units = Organisation.objects.filter(pk__in=found.values("unit")).order_by("path")
    return {"round": round_, "units": units}
