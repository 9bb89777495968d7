"""What the page of a lead tells of its keeping: term, hold, case files, and its instruments."""

from airdefense import features
from leads import retention
from leads.actions.keeping import HOLDERS


def kept_of(lead, user, day):
    """For the compartment."""
    roles = user.roles_over(lead.scope_paths)
    return {
        "term": retention.of_lead(lead, day),
        "hold": lead.holds.standing().select_related("set_by").first(),
        "may_hold": not roles.isdisjoint(HOLDERS),
        "case_files": lead.case_files.visible_to(user).select_related("made_by").order_by("-pk"),
        "instruments": instruments_of(lead, user),
    }


def instruments_of(lead, user):
    """What was drafted from the lead, with its reply; None where there are no instruments."""
    if not features.has("rectification"):
        return None
    rows = lead.instruments.visible_to(user).order_by("-pk")
    return list(rows.select_related("instrument__issuer", "instrument__unit"))
