"""How rounds, project checks and findings move, and who may move them. One row per step."""

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.workflow import Workflow, any_of, step
from inspections.placeholders import gaps_in


class RoundStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    ON_SITE = "on_site", _("Under way on site")
    FEEDBACK = "feedback", _("Feedback given")
    CONCLUDED = "concluded", _("Round concluded")


class CheckStatus(models.TextChoices):
    ASSIGNED = "assigned", _("Check awaited")
    UNDER_WAY = "under_way", _("Being checked")
    COMPLETED = "completed", _("Checked")
    VOID = "void", _("Void")


class FindingStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    DEPUTY_REVIEW = "deputy_review", _("For review by the deputy")
    LEADER_REVIEW = "leader_review", _("For approval by the leader")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    VOID = "void", _("Void")


class PowerListStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Replaced")


def needs_a_team(round_, user):
    led = round_.teams.filter(members__position="leader", members__left_on=None)
    if led.exists():
        return None
    return _t("Name at least one team with a leader before the round starts.")


def needs_no_open_finding(round_, user):
    open_states = [
        FindingStatus.DRAFT,
        FindingStatus.DEPUTY_REVIEW,
        FindingStatus.LEADER_REVIEW,
        FindingStatus.RETURNED,
    ]
    count = round_.findings.filter(status__in=open_states).count()
    if not count:
        return None
    return ngettext(
        "%(count)d finding is still under review: approve or void it first.",
        "%(count)d findings are still under review: approve or void them first.",
        count,
    ) % {"count": count}


def round_is_on_site(case, user):
    if case.round.status == RoundStatus.ON_SITE:
        return None
    return _t("%(round)s is not on site: checks and findings belong to its days on site.") % {
        "round": case.round
    }


def own_check(check, user):
    """The person assigned checks; deputy and leader may stand in."""
    if check.assigned_to_id == user.pk:
        return None
    leads = user.roles_over(check.scope_paths) & {Role.DEPUTY_LEADER, Role.TEAM_LEADER}
    if leads:
        return None
    return _t("This check is assigned to %(person)s.") % {"person": check.assigned_to}


def not_recused_from_it(check, user):
    """Whoever declares a relation after the check was assigned leaves it to somebody else."""
    recused = check.recusal_of(user)
    if recused is None:
        return None
    return _t("You are recused from %(organisation)s: the check goes to somebody else.") % {
        "organisation": recused
    }


def signs_for_the_team(finding, user):
    """One round, one mandate: who signs serves in its team and is not recused (domain §2.2)."""
    member = finding.round.membership_of(user, finding.region)
    if member is None:
        return _t("You do not serve in the team of %(round)s for %(region)s.") % {
            "round": finding.round,
            "region": finding.region,
        }
    recused = member.recusal_from(finding.unit, finding.region)
    if recused is None:
        return None
    return _t("You are recused from %(organisation)s.") % {"organisation": recused}


def needs_its_project(finding, user):
    if not finding.category_entry.gap_kind or finding.project_id:
        return None
    return _t("A finding about the fee names the project whose fee is open.")


def not_own_finding(finding, user):
    """Three signatures of three people (domain §2.4): the maker signs as maker only."""
    if finding.made_by_id != user.pk:
        return None
    return _t("You wrote this finding: somebody else has to review it.")


def not_own_review(finding, user):
    if finding.reviewed_by_id != user.pk:
        return None
    return _t("You reviewed this finding as deputy: somebody else has to approve it.")


def only_the_maker(finding, user):
    if finding.made_by_id == user.pk:
        return None
    return _t("Only %(maker)s, who wrote the finding, hands it in.") % {"maker": finding.made_by}


def needs_its_amount(finding, user):
    if not finding.category_entry.has_amount or finding.amount_yuan:
        return None
    return _t("State the amount of the gap in yuan before handing the finding in.")


def needs_evidence(finding, user):
    if finding.has_attachments():
        return None
    return _t("Attach at least one piece of evidence before handing the finding in.")


def needs_no_gap(finding, user):
    """What a standard wording left open stays in sight, and the paper with its maker."""
    texts = (finding.title, finding.description, finding.basis, finding.process)
    missing = list(dict.fromkeys(gaps_in(*texts)))
    if not missing:
        return None
    return _t("Fill in what is still open in the text: %(missing)s.") % {
        "missing": _t(", ").join(missing)
    }


def not_own_power_list(power_list, user):
    if power_list.proposed_by_id != user.pk:
        return None
    return _t("Who took a list in does not put it in force.")


def totals_as_declared(power_list, user):
    """A list is put in force only when it holds what its document declares (domain §6)."""
    if all(declared == held for declared, held in power_list.totals().values()):
        return None
    return _t("The list does not hold what it declares: correct it or the declared totals first.")


def needs_no_recovery(finding, user):
    if finding.gap is None or not finding.gap.allocations.exists():
        return None
    return _t("Money has been recovered against this finding: count it back first.")


ROUND_WORKFLOW = Workflow(
    step(
        "enter",
        _("Enter on site"),
        source=[RoundStatus.PLANNED],
        target=RoundStatus.ON_SITE,
        roles=[Role.INSPECTION_OFFICE],
        objection=needs_a_team,
        stamp="entered_at",
    ),
    step(
        "give_feedback",
        _("Give feedback"),
        source=[RoundStatus.ON_SITE],
        target=RoundStatus.FEEDBACK,
        roles=[Role.INSPECTION_OFFICE],
        objection=needs_no_open_finding,
        stamp="feedback_at",
    ),
    step(
        "conclude",
        _("Conclude"),
        source=[RoundStatus.FEEDBACK],
        target=RoundStatus.CONCLUDED,
        roles=[Role.INSPECTION_OFFICE],
        stamp="concluded_at",
        note_required=True,
    ),
    tones={"planned": "", "on_site": "run", "feedback": "run", "concluded": "ok"},
)

CHECK_WORKFLOW = Workflow(
    step(
        "start",
        _("Start the check"),
        source=[CheckStatus.ASSIGNED],
        target=CheckStatus.UNDER_WAY,
        roles=INSPECTION_TEAM,
        objection=any_of(own_check, not_recused_from_it, round_is_on_site),
    ),
    step(
        "complete",
        _("Complete the check"),
        source=[CheckStatus.ASSIGNED, CheckStatus.UNDER_WAY],
        target=CheckStatus.COMPLETED,
        roles=INSPECTION_TEAM,
        objection=any_of(own_check, not_recused_from_it, round_is_on_site),
        stamp="completed_at",
        note_required=True,
    ),
    step(
        "void",
        _("Void"),
        source=[CheckStatus.ASSIGNED, CheckStatus.UNDER_WAY],
        target=CheckStatus.VOID,
        roles=[Role.TEAM_LEADER, Role.INSPECTION_OFFICE],
        note_required=True,
        takes_back=True,
    ),
    tones={"assigned": "", "under_way": "run", "completed": "ok", "void": ""},
)

FINDING_WORKFLOW = Workflow(
    step(
        "submit",
        _("Hand in for review"),
        source=[FindingStatus.DRAFT, FindingStatus.RETURNED],
        target=FindingStatus.DEPUTY_REVIEW,
        roles=INSPECTION_TEAM,
        objection=any_of(
            only_the_maker, needs_its_project, needs_its_amount, needs_no_gap, needs_evidence
        ),
        stamp="submitted_at",
    ),
    step(
        "review",
        _("Sign as deputy"),
        source=[FindingStatus.DEPUTY_REVIEW],
        target=FindingStatus.LEADER_REVIEW,
        roles=[Role.DEPUTY_LEADER],
        objection=any_of(not_own_finding, signs_for_the_team),
        stamp="reviewed_at",
    ),
    step(
        "approve",
        _("Approve as leader"),
        source=[FindingStatus.LEADER_REVIEW],
        target=FindingStatus.APPROVED,
        roles=[Role.TEAM_LEADER],
        objection=any_of(not_own_finding, not_own_review, signs_for_the_team, needs_its_project),
        stamp="approved_at",
    ),
    step(
        "return_to_maker",
        _("Return with reason"),
        source=[FindingStatus.DEPUTY_REVIEW, FindingStatus.LEADER_REVIEW],
        target=FindingStatus.RETURNED,
        roles=[Role.DEPUTY_LEADER, Role.TEAM_LEADER],
        objection=any_of(not_own_finding, signs_for_the_team),
        note_required=True,
        takes_back=True,
    ),
    step(
        "void",
        _("Void"),
        source=[
            FindingStatus.DRAFT,
            FindingStatus.DEPUTY_REVIEW,
            FindingStatus.LEADER_REVIEW,
            FindingStatus.RETURNED,
            FindingStatus.APPROVED,
        ],
        target=FindingStatus.VOID,
        roles=[Role.TEAM_LEADER],
        objection=needs_no_recovery,
        note_required=True,
        takes_back=True,
        stamp="voided_at",
    ),
    tones={
        "draft": "",
        "deputy_review": "warn",
        "leader_review": "warn",
        "returned": "bad",
        "approved": "ok",
        "void": "",
    },
)

POWER_LIST_WORKFLOW = Workflow(
    step(
        "put_in_force",
        _("Put in force"),
        source=[PowerListStatus.DRAFT],
        target=PowerListStatus.IN_FORCE,
        roles=[Role.INSPECTION_OFFICE],
        objection=any_of(not_own_power_list, totals_as_declared),
        stamp="approved_at",
    ),
    step(
        "end",
        _("Replace by a newer list"),
        source=[PowerListStatus.IN_FORCE],
        target=PowerListStatus.ENDED,
        roles=[Role.INSPECTION_OFFICE],
        stamp="ended_at",
        note_required=True,
        takes_back=True,
    ),
    tones={"draft": "warn", "in_force": "ok", "ended": ""},
)
