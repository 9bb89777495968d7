"""What the sanctions of one person add up to (政务处分法 Art. 15)."""

from django.utils.translation import gettext as _

from leads import rules
from leads.models import Outcome, OutcomeKind


def combined_warning(person) -> str:
    """A sentence where the government sanctions of a person run together for longer than the
    statute lets them; nothing otherwise."""
    sanctions = Outcome.objects.filter(
        person=person,
        kind=OutcomeKind.GOV_SANCTION,
        revoked_on=None,
        in_effect_until__isnull=False,
    )
    days = sorted(sanctions.values_list("effective_on", "in_effect_until"))
    longest = max((rules.combined_months(run) for run in rules.overlapping(days)), default=0)
    if longest <= rules.COMBINED_LIMIT_MONTHS:
        return ""
    return _(
        "The government sanctions of %(person)s run together for %(months)d months; "
        "%(limit)d are the limit (%(basis)s)."
    ) % {
        "person": person.name,
        "months": longest,
        "limit": rules.COMBINED_LIMIT_MONTHS,
        "basis": rules.COMBINED_BASIS,
    }
