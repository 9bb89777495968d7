"""Open a round by its mandate with what it inspects, and change its plan."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework import numbering
from airdefense.casework.actions import record, save_edit
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.models import RUNS_BACKWARD, Round

EDITABLE = (
    "name",
    "kind",
    "attributes",
    "mandate",
    "starts_on",
    "ends_on",
    "key_links",
    "contact",
)


def is_planner(user, region) -> bool:
    """Whether this person plans rounds of the region."""
    return Role.INSPECTION_OFFICE in user.roles_over([region.path])


def may_plan(user, region) -> None:
    """Rounds and teams are planned by the inspection office of the region. Raises NotAllowed."""
    if not is_planner(user, region):
        raise NotAllowed(_("Rounds are planned by the inspection office."))


def held_for_change(round_: Round, by) -> Round:
    """The round, locked, for somebody who plans it and while it is not concluded."""
    may_plan(by, round_.region)
    stored = Round.objects.select_related("region").select_for_update(of=("self",))
    round_ = stored.get(pk=round_.pk)
    if round_.is_concluded:
        raise NotPossible(_("%(round)s is concluded.") % {"round": round_})
    return round_


@transaction.atomic
def open_round(*, by, at, region, inspected, powers=(), **fields) -> Round:
    """Plan a round under the next number of its region."""
    may_plan(by, region)
    if not inspected:
        raise NotPossible(_("Name at least one inspected organisation."))
    _check_period(fields["starts_on"], fields["ends_on"])
    number = numbering.take(
        organisation=region,
        series="XC",
        year=timezone.localdate(at).year,
        pattern="XC-{code}-{year}-{n:03}",
    )
    round_ = Round.objects.create(number=number, region=region, **fields)
    round_.inspected.set(inspected)
    round_.powers.set(powers)
    record(round_, "create", by=by, at=at, after=round_.status)
    return round_


@transaction.atomic
def edit_round(
    *,
    round,  # noqa: A002
    by,
    at,
    version=None,
    inspected=None,
    powers=None,
    **fields,
) -> Round:
    """Change the plan of a round that is not concluded; organ and number stay."""
    may_plan(by, round.region)
    if round.is_concluded:
        raise NotPossible(_("%(round)s is concluded.") % {"round": round})
    for field, value in fields.items():
        setattr(round, field, value)
    round.version = version or round.version
    _check_period(round.starts_on, round.ends_on)
    round = save_edit(round, by=by, at=at, fields=EDITABLE)  # noqa: A001
    if inspected is not None and not inspected:
        raise NotPossible(_("Name at least one inspected organisation."))
    for name, rows in (("inspected", inspected), ("powers", powers)):
        if rows is not None:
            _change_rows(round, name, rows, by=by, at=at)
    return round


def _check_period(starts_on, ends_on) -> None:
    if ends_on < starts_on:
        raise NotPossible(RUNS_BACKWARD)


def _change_rows(round_, name, rows, *, by, at) -> None:
    """Change what the round inspects, or the powers in its scope."""
    related = getattr(round_, name)
    before, after = set(related.all()), set(rows)
    if before == after:
        return
    related.set(after)
    names = [", ".join(sorted(map(str, group))) for group in (before, after)]
    record(round_, "edit", by=by, at=at, detail={name: names})
