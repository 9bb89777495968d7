"""Which projects are checked by inspection and by audit, by whom and when."""

from datetime import date, timedelta

from demo.plan import words
from demo.plan.campaign import moments
from demo.plan.rounds import LOOK_BACK, Mandate
from demo.plan.stage import ARREARS, Entry, Stage
from demo.twins import inspections as twins
from inspections.models import Organ

LAST_CHECK_AT = 0.55
# So many of the checked projects come into the campaign only with the look-back round.
LATE_SHARE = 0.02
RECHECKED_SHARE = 0.03


def choose(stage: Stage, entries: list[Entry]) -> None:
    """Mark who is audited and who is checked, so that both sets have the size they must have."""
    rng, targets = stage.rng, stage.targets
    shuffled = rng.sample(entries, len(entries))
    spared = [entry for entry in shuffled if entry.organ != Organ.AUDIT]
    unaudited = spared[: len(entries) - targets.audited]
    for entry in entries:
        entry.is_audited = True
    for entry in unaudited:
        entry.is_audited = False
    wanted = [entry for entry in entries if not entry.is_audited or entry.organ == Organ.INSPECTION]
    others = [entry for entry in shuffled if entry.is_audited and entry.organ != Organ.INSPECTION]
    for entry in wanted + others[: targets.checked - len(wanted)]:
        entry.is_checked = True


def check_all(stage: Stage, entries: list[Entry], mandates: dict[str, Mandate]) -> None:
    """Assign and complete the checks; each entry remembers when and by whom it was checked."""
    audited = [entry for entry in entries if entry.is_audited]
    checked = [entry for entry in entries if entry.is_checked]
    plain = [entry for entry in checked if entry.flaw is None and not entry.problem]
    late = set(map(id, plain[: int(len(checked) * LATE_SHARE)]))
    for entry in audited:
        _check(stage, entry, mandates[Organ.AUDIT], Organ.AUDIT, _day(stage))
    for entry in checked:
        if id(entry) in late:
            day = stage.rng.choice(stage.campaign.days[-4:])
            _check(stage, entry, mandates[LOOK_BACK], LOOK_BACK, day)
        else:
            _check(stage, entry, mandates[Organ.INSPECTION], Organ.INSPECTION, _day(stage))
    again = [entry for entry in checked if id(entry) not in late]
    count = max(2, int(len(checked) * RECHECKED_SHARE))
    again = stage.rng.sample(again, len(again))
    # Where money is known to be open the look-back goes first.
    again.sort(key=lambda entry: entry.organ != ARREARS)
    _assign_again(stage, again[:count], mandates[LOOK_BACK])


def _day(stage: Stage) -> date:
    return stage.campaign.day(stage.rng.uniform(0.03, LAST_CHECK_AT))


def _check(stage: Stage, entry: Entry, mandate: Mandate, key: str, day: date) -> None:
    rng, crew = stage.rng, mandate.crews[stage.region.code]
    days = stage.campaign.days
    start = days.index(stage.campaign.day(0.64)) if key == LOOK_BACK else 1
    assigned_on = days[rng.randint(max(start - 1, 0), max(start - 1, 0) + 1)]
    person = rng.choice(crew.members)
    is_started = rng.random() < 0.3
    times = moments(rng, [assigned_on, *([day] if is_started else []), day])
    check = twins.assign_check(
        stage.books,
        round=mandate.round,
        team=mandate.teams[stage.region.code],
        project=entry.project,
        assigned_to=person,
        due_on=stage.books.due_on("check.complete", day),
        by=crew.leader,
        at=times[0],
    )
    if is_started:
        stage.books.advance(check, "start", by=person, at=times[1])
    is_clean = entry.organ != key and entry.problem != key
    note = rng.choice(words.CLEAN if is_clean else words.DOUBTFUL)
    stage.books.advance(check, "complete", by=person, at=times[-1], note=note)
    entry.checked_on[key] = (day, person)


def _assign_again(stage: Stage, entries: list[Entry], mandate: Mandate) -> None:
    """Checks of the look-back still to be made: some overdue, some due today and tomorrow."""
    rng, until, crew = stage.rng, stage.campaign.until, mandate.crews[stage.region.code]
    for place, entry in enumerate(entries):
        wait = (1, 2, -1, 3, 6, 9)[place % 6] + 10 * (place // 6)
        person = crew.members[-1 - place % len(crew.members)]
        (time,) = moments(rng, [stage.campaign.days[-4]])
        check = twins.assign_check(
            stage.books,
            round=mandate.round,
            team=mandate.teams[stage.region.code],
            project=entry.project,
            assigned_to=person,
            due_on=until + timedelta(days=wait),
            by=crew.leader,
            at=time,
        )
        if place % 3 == 1:
            (time,) = moments(rng, [stage.campaign.days[-2]])
            stage.books.advance(check, "start", by=person, at=time)
