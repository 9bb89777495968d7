"""Write a finding, have it signed three times, feed it back, and count it once (domain §2.4)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import system_user
from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework import numbering
from airdefense.casework.actions import advance, record, save_edit
from airdefense.casework.search import search_text
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.categories import CATEGORIES
from inspections.models import Finding
from inspections.workflow import FindingStatus, round_is_on_site
from projects.actions import open_gap, write_off
from projects.models import Suspicion
from projects.workflow import SuspicionStatus

EDITABLE = (
    "unit",
    "category",
    "method",
    "title",
    "description",
    "process",
    "basis",
    "power",
    "amount_yuan",
    "nature",
    "found_on",
)


@transaction.atomic
def draft_finding(
    *,
    round,  # noqa: A002
    by,
    at,
    project=None,
    unit=None,
    note="",
    **facts,
) -> Finding:
    """Write down one matter under the next number of its region.

    `facts` are category, method, title, description, basis and found_on, and where they apply
    process, power, amount_yuan, nature, and the suspicion it comes from with the worksheet kept
    for it. The unit defaults to the authority of the project. `note` says why it is another matter
    than one that looks like it.
    """
    finding = _written(round=round, by=by, at=at, project=project, unit=unit, note=note, **facts)
    if finding.suspicion:
        _mark_found(finding.suspicion, [finding], by=by, at=at)
    return finding


@transaction.atomic
def draft_findings(*, round, papers, by, at) -> list[Finding]:  # noqa: A002
    """Write down what several suspicions say, or nothing: `papers` are the facts of each finding,
    of one suspicion as many as its gap has parts."""
    # In one order for everybody, so that two who overlap wait for each other and not in a circle.
    order = sorted({(facts["suspicion"].region_id, facts["suspicion"].pk) for facts in papers})
    findings = []
    for _region, key in order:
        own = [facts for facts in papers if facts["suspicion"].pk == key]
        written = [_written(round=round, by=by, at=at, **facts) for facts in own]
        _mark_found(own[0]["suspicion"], written, by=by, at=at)
        findings += written
    return findings


def _mark_found(suspicion, findings, *, by, at) -> None:
    numbers = ", ".join(finding.number for finding in findings)
    advance(suspicion, "make_finding", by=by, at=at, note=numbers)


def _written(
    *,
    round,  # noqa: A002
    by,
    at,
    project=None,
    unit=None,
    note="",
    **facts,
) -> Finding:
    unit = unit or (project and project.authority)
    if unit is None:
        raise NotPossible(_("Name the project or the unit responsible."))
    finding = Finding(
        round=round,
        organ=round.organ,
        project=project,
        unit=unit,
        region=project.region if project else unit.home_region,
        made_by=by,
        made_at=at,
        **facts,
    )
    check_draft(finding, at)
    finding.number = numbering.take(
        organisation=finding.region,
        series="WT",
        year=timezone.localdate(at).year,
        pattern="WT-{code}-{year}-{n:04}",
    )
    finding.search_text = _words(finding)
    finding.save(force_insert=True)
    record(finding, "create", by=by, at=at, note=note, after=finding.status)
    return finding


def check_draft(finding: Finding, at) -> None:
    """Whether this paper may be written by its maker. Raises NotAllowed, NotPossible."""
    _check_maker(finding)
    _check_facts(finding, at)


def _check_maker(finding: Finding) -> None:
    """Findings are written by members of the round's team who are not recused from the unit."""
    maker = finding.made_by
    if maker.roles_over(finding.scope_paths).isdisjoint(INSPECTION_TEAM):
        raise NotAllowed(_("Findings are written by the inspection team."))
    if objection := round_is_on_site(finding, maker):
        raise NotPossible(objection)
    member = finding.round.membership_of(maker, finding.region)
    if member is None:
        raise NotPossible(
            _("You do not serve in the team of %(round)s for %(region)s.")
            % {"round": finding.round, "region": finding.region}
        )
    if recused := member.recusal_from(finding.unit, finding.region):
        raise NotPossible(_("You are recused from %(organisation)s.") % {"organisation": recused})


def _check_facts(finding: Finding, at) -> None:
    if finding.category not in CATEGORIES:
        raise NotPossible(_("There is no category “%(code)s”.") % {"code": finding.category})
    if finding.suspicion and finding.suspicion.project_id not in (None, finding.project_id):
        raise NotPossible(_("The suspicion is about another project."))
    if finding.category_entry.gap_kind and finding.project is None:
        raise NotPossible(_("A finding about the fee names the project whose fee is open."))
    if finding.amount_yuan is not None and finding.amount_yuan <= 0:
        raise NotPossible(_("The amount is more than zero, or left empty."))
    if finding.found_on > timezone.localdate(at):
        raise NotPossible(_("A finding cannot be found after today."))
    if not finding.unit.path.startswith(finding.region.path):
        raise NotPossible(
            _("%(unit)s does not belong to %(region)s.")
            % {"unit": finding.unit, "region": finding.region}
        )


def _words(finding: Finding) -> str:
    project = finding.project
    return search_text(
        finding.title,
        finding.number,
        finding.unit.name,
        finding.basis,
        project.code if project else "",
        project.name if project else "",
    )


@transaction.atomic
def edit_finding(*, finding, by, at, version=None, **fields) -> Finding:
    """Change a draft or returned finding; only its maker does."""
    if finding.made_by_id != by.pk:
        raise NotAllowed(_("Only the maker changes a finding."))
    if not finding.is_editable:
        raise NotPossible(
            _("%(finding)s is “%(status)s”: it is no longer changed.")
            % {"finding": finding, "status": finding.get_status_display()}
        )
    for field in EDITABLE:
        setattr(finding, field, fields.get(field, getattr(finding, field)))
    finding.version = version or finding.version
    check_draft(finding, at)
    finding = save_edit(finding, by=by, at=at, fields=EDITABLE)
    finding.search_text = _words(finding)
    finding.save(update_fields=["search_text"])
    return finding


@transaction.atomic
def take_step(case, name, *, by, at, note=""):
    """Take one step of a round, check or finding with all that follows from it."""
    case = advance(case, name, by=by, at=at, note=note)
    follow = FOLLOWING.get(name) if isinstance(case, Finding) else None
    return follow(case, by=by, at=at) if follow else case


def _open_its_gap(finding, *, by, at) -> Finding:
    """An approved finding about the fee opens the gap that recovery runs against, once."""
    kind = finding.category_entry.gap_kind
    if not kind:
        return finding
    finding.gap = open_gap(
        project=finding.project,
        kind=kind,
        amount_yuan=finding.amount_yuan,
        opened_on=timezone.localdate(at),
        basis=finding.basis,
        by=by,
        at=at,
    )
    finding.save(update_fields=["gap"])
    return finding


def _take_it_back(finding: Finding, *, by, at) -> Finding:
    _give_up_its_suspicions(finding, at=at)
    return _give_up_its_gap(finding, by=by, at=at)


def _give_up_its_suspicions(finding: Finding, *, at) -> None:
    """What a void finding was written on is suspected again, with what was counted within it."""
    for suspicion in _suspicions_of(finding):
        is_found = suspicion.status == SuspicionStatus.FOUND
        if is_found and not suspicion.findings.filter(voided_at=None, merged_at=None).exists():
            note = _("%(number)s is void.") % {"number": finding.number}
            advance(suspicion, "lose_finding", by=system_user(), at=at, note=note)


def _suspicions_of(finding: Finding) -> list[Suspicion]:
    own = [finding.suspicion] if finding.suspicion else []
    return own + [s for merged in finding.merged.all() for s in _suspicions_of(merged)]


def _give_up_its_gap(finding: Finding, *, by, at, basis="") -> Finding:
    """A gap no longer standing on a finding of its own is written off, not left open."""
    if finding.gap and (balance := finding.gap.balance):
        write_off(
            gap=finding.gap,
            amount_yuan=balance,
            written_off_on=timezone.localdate(at),
            basis=basis or _("%(number)s is void.") % {"number": finding.number},
            by=by,
            at=at,
        )
    return finding


FOLLOWING = {"approve": _open_its_gap, "void": _take_it_back}


def _held(findings) -> list[Finding]:
    """The findings as they stand, locked in one order so that nobody waits in a circle."""
    keys = sorted({finding.pk for finding in findings})
    rows = Finding.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    return list(rows.select_related("region", "unit", "gap", "round"))


def _check_office(finding: Finding, by) -> None:
    if Role.INSPECTION_OFFICE not in by.roles_over(finding.scope_paths):
        raise NotAllowed(_("Findings are fed back and merged by the inspection office."))


@transaction.atomic
def send_feedback(*, findings, on, by, at) -> list[Finding]:
    """Feed approved findings back to their units, which see them from now on."""
    if on > timezone.localdate(at):
        raise NotPossible(_("The day of feedback has not come yet."))
    held = _held(findings)
    for finding in held:
        _check_office(finding, by)
        _check_feedback(finding, on)
    for finding in held:
        finding.feedback_on = on
        finding.save(update_fields=["feedback_on"])
        record(finding, "feed_back", by=by, at=at, detail={"feedback_on": on})
    return held


def _check_feedback(finding: Finding, on) -> None:
    words = {"finding": finding}
    if finding.status != FindingStatus.APPROVED:
        raise NotPossible(_("%(finding)s is not approved.") % words)
    if finding.merged_into_id:
        raise NotPossible(_("%(finding)s is merged into another finding.") % words)
    if finding.feedback_on:
        raise NotPossible(_("%(finding)s was fed back already.") % words)
    if on < timezone.localdate(finding.approved_at):
        raise NotPossible(_("%(finding)s cannot be fed back before its approval.") % words)


@transaction.atomic
def merge(*, finding, into, by, at, note) -> Finding:
    """Count a finding within another one about the same matter, so that M07 counts it once."""
    if finding.pk == into.pk:
        raise NotPossible(_("A finding is not merged into itself."))
    held = {row.pk: row for row in _held([finding, into])}
    finding, into = held[finding.pk], held[into.pk]
    _check_office(finding, by)
    _check_office(into, by)
    _check_merge(finding, into, note)
    finding.merged_into, finding.merged_at, finding.merged_by = into, at, by
    finding.save(update_fields=["merged_into", "merged_at", "merged_by"])
    record(finding, "merge", by=by, at=at, note=note, detail={"merged_into": into})
    basis = _("%(number)s is merged into %(into)s.") % {
        "number": finding.number,
        "into": into.number,
    }
    return _give_up_its_gap(finding, by=by, at=at, basis=basis)


def _check_merge(finding: Finding, into: Finding, note: str) -> None:
    if not note.strip():
        raise NotPossible(_("Say why the two findings are one matter."))
    for row in (finding, into):
        if row.status != FindingStatus.APPROVED:
            raise NotPossible(_("%(finding)s is not approved.") % {"finding": row})
        if row.merged_into_id:
            raise NotPossible(_("%(finding)s is merged into another finding.") % {"finding": row})
    if finding.region_id != into.region_id:
        raise NotPossible(_("Findings of different regions are not one matter."))
    if finding.gap is None:
        return
    if finding.gap.allocations.exists():
        raise NotPossible(
            _("Money has been recovered against %(finding)s: merge the other one into it.")
            % {"finding": finding}
        )
    if into.gap is None:
        raise NotPossible(
            _("%(into)s carries no gap: merging would lose the money of %(finding)s.")
            % {"into": into, "finding": finding}
        )
