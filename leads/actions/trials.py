"""A case before the trial office: sent, accepted, deliberated, decided or sent back; detention."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance, record
from airdefense.casework.workflow import NotPossible
from leads import recusal, rules
from leads.actions import clocks
from leads.actions.cases import needs_trier
from leads.actions.compartment import (
    admit,
    expel,
    locked,
    needs_handler,
    needs_inside,
    needs_role_over,
)
from leads.models import (
    ClockKind,
    Detention,
    DetentionExtension,
    DisciplineCase,
    ExtensionGround,
    Trial,
    TrialResult,
)
from leads.workflow import CaseStatus

UNDER_WAY = (CaseStatus.INVESTIGATION, CaseStatus.TRIAL)


def needs_day(day, *, at, since=None, what="") -> None:
    """Raises NotPossible for a day that lies ahead, or before what it follows."""
    if day > timezone.localdate(at):
        raise NotPossible(_("What has not happened yet is not recorded."))
    if since is not None and day < since:
        raise NotPossible(_("This lies before %(what)s of %(day)s.") % {"what": what, "day": since})


@transaction.atomic
def send_to_trial(case, *, by, at, note="", trial_officer=None) -> DisciplineCase:
    """Send a case to trial; the trial officer named for it joins the compartment."""
    lead = locked(case.lead)
    needs_inside(lead, by)
    named = {}
    if trial_officer is not None:
        _check_trier(case, trial_officer, timezone.localdate(at))
        named = {"trial_officer": trial_officer}
    before = case.trial_officer
    case = advance(case, "send_to_trial", by=by, at=at, note=note, **named)
    if trial_officer is not None and trial_officer != before:
        _replace_trier(lead, case, before, by=by, at=at)
    return case


def _check_trier(case, officer, today) -> None:
    """Whoever investigates or approves a case does not try it."""
    lead = case.lead
    if officer.pk in (case.handler_id, case.approver_id, lead.handler_id, lead.approver_id):
        raise NotPossible(_("Who investigates or approves a case does not try it."))
    needs_role_over(lead, officer, Role.TRIAL_OFFICER, today)
    if ground := recusal.ground_of(officer, lead):
        raise NotPossible(ground)


def _replace_trier(lead, case, before, *, by, at) -> None:
    members = lead.members.in_force(timezone.localdate(at))
    others = lead.cases.exclude(pk=case.pk).filter(trial_officer=before)
    if before is not None and not others.exists():
        for member in members.filter(user=before):
            expel(member, by=by, at=at, note=_("Another trial officer was named."))
    if not members.filter(user=case.trial_officer, expires_on=None).exists():
        reason = _("Trial officer of case %(case)s") % {"case": case}
        admit(lead, case.trial_officer, reason=reason, expires_on=None, by=by, at=at)


def open_trial(case) -> Trial:
    trial = case.trials.filter(ended_at=None).first()
    if trial is None:
        raise NotPossible(_("The trial office has not accepted the case yet."))
    return trial


def needs_status(case, *statuses) -> None:
    if case.status not in statuses:
        raise NotPossible(
            _("This is not possible: the case is “%(status)s”.")
            % {"status": case.get_status_display()}
        )


@transaction.atomic
def accept_trial(*, case, accepted_on, by, at) -> Trial:
    """The trial officer accepts the case; the limit of the trial begins."""
    lead = locked(case.lead)
    needs_trier(case, by)
    needs_status(case, CaseStatus.TRIAL)
    sent_on = timezone.localdate(case.sent_to_trial_at)
    needs_day(accepted_on, at=at, since=sent_on, what=_("the sending to trial"))
    if case.trials.filter(ended_at=None).exists():
        raise NotPossible(_("The case is accepted already."))
    trial = Trial.objects.create(
        lead=lead, case=case, officer=by, accepted_on=accepted_on, recorded_at=at, recorded_by=by
    )
    clocks.start(lead, ClockKind.TRIAL, on=accepted_on, case=case)
    record(case, "accept_trial", by=by, at=at)
    return trial


@transaction.atomic
def deliberate(*, case, deliberated_on, deliberation, by, at) -> Trial:
    """Record what the collective deliberation came to (监察法 Art. 51)."""
    locked(case.lead)
    needs_trier(case, by)
    trial = open_trial(case)
    needs_day(deliberated_on, at=at, since=trial.accepted_on, what=_("the acceptance"))
    if not deliberation.strip():
        raise NotPossible(_("Say what the deliberation came to."))
    trial.deliberated_on, trial.deliberation = deliberated_on, deliberation
    trial.save(update_fields=["deliberated_on", "deliberation"])
    record(case, "deliberate", by=by, at=at)
    return trial


@transaction.atomic
def decide_trial(*, case, by, at, note="") -> Trial:
    """End the trial with its decision, which the collective deliberation has carried."""
    locked(case.lead)
    needs_trier(case, by)
    trial = open_trial(case)
    if not trial.deliberated_on:
        raise NotPossible(_("Record the collective deliberation first (监察法 Art. 51)."))
    return _end(trial, TrialResult.DECIDED, by=by, at=at, note=note, name="decide_trial")


def _end(trial, result, *, by, at, note="", name="") -> Trial:
    trial.result, trial.ended_at, trial.ended_by = result, at, by
    trial.save(update_fields=["result", "ended_at", "ended_by"])
    clocks.stop(trial.lead, ClockKind.TRIAL, on=timezone.localdate(at), case=trial.case)
    if name:
        record(trial.case, name, by=by, at=at, note=note)
    return trial


@transaction.atomic
def send_back(case, *, by, at, note="") -> DisciplineCase:
    """Send a case back for supplement; a trial that was under way ends with that."""
    locked(case.lead)
    needs_inside(case.lead, by)
    case = advance(case, "send_back", by=by, at=at, note=note)
    if trial := case.trials.filter(ended_at=None).first():
        _end(trial, TrialResult.SENT_BACK, by=by, at=at)
    return case


@transaction.atomic
def detain(*, case, person, approval, document, started_on, by, at) -> Detention:
    """Record a detention (留置) with its approval; three months at first (监察法 Art. 48)."""
    lead = locked(case.lead)
    needs_handler(lead, by)
    needs_status(case, *UNDER_WAY)
    if not case.persons.filter(person=person).exists():
        raise NotPossible(_("The person is not in that case."))
    filed_on = timezone.localdate(case.filed_at)
    needs_day(started_on, at=at, since=filed_on, what=_("the filing"))
    _check_approval(approval, document)
    if person.detentions.filter(ended_on=None).exists():
        raise NotPossible(_("%(person)s is in detention already.") % {"person": person.name})
    detention = Detention.objects.create(
        lead=lead,
        case=case,
        person=person,
        approval=approval,
        document=document,
        started_on=started_on,
        until_on=rules.last_day_of(started_on, rules.FIRST_DETENTION.months),
        recorded_at=at,
        recorded_by=by,
    )
    _run_earliest(case, on=started_on)
    record(case, "detain", by=by, at=at, detail={"detention": detention.pk})
    return detention


def _check_approval(approval, document) -> None:
    if not approval.strip() or not document.strip():
        raise NotPossible(_("Name who approved it and the document."))


def _run_earliest(case, *, on) -> None:
    """One clock for the detentions of a case: of the one that ends first."""
    lead, kind = case.lead, ClockKind.DETENTION
    running = lead.clocks.filter(kind=kind, case=case, stopped_on=None).first()
    standing = case.detentions.filter(ended_on=None).order_by("until_on", "pk").first()
    if running and standing and running.due_on == standing.until_on:
        return
    on = max(on, running.started_on) if running else on
    clocks.stop(lead, kind, on=on, case=case)
    if standing is not None:
        begun_on = max(on, standing.started_on)
        clocks.start(lead, kind, on=begun_on, case=case, due_on=standing.until_on)


@transaction.atomic
def extend_detention(*, detention, ground, approval, document, by, at) -> DetentionExtension:
    """Record that a detention lasts longer, each ground of the statute once and in its order."""
    lead = locked(detention.lead)
    needs_handler(lead, by)
    detention = Detention.objects.select_for_update(of=("self",)).get(pk=detention.pk)
    _check_extension(detention, ground, timezone.localdate(at))
    _check_approval(approval, document)
    months = rules.EXTENSIONS[ground].months
    detention.until_on = rules.last_day_of(detention.until_on + timedelta(days=1), months)
    detention.save(update_fields=["until_on"])
    extension = DetentionExtension.objects.create(
        lead=lead,
        detention=detention,
        ground=ground,
        approval=approval,
        document=document,
        until_on=detention.until_on,
        recorded_at=at,
        recorded_by=by,
    )
    _run_earliest(detention.case, on=timezone.localdate(at))
    record(detention.case, "extend_detention", by=by, at=at, detail={"detention": detention.pk})
    return extension


def _check_extension(detention, ground, today) -> None:
    period = rules.EXTENSIONS.get(ground)
    if period is None:
        raise NotPossible(_("Choose one of the grounds of the statute."))
    words = {"ground": ExtensionGround(ground).label, "basis": period.basis}
    if detention.ended_on or detention.until_on < today:
        raise NotPossible(_("A detention that is over is not extended."))
    if period.is_provincial:
        raise NotPossible(
            _("“%(ground)s” is open to organs of the province and above alone (%(basis)s).") % words
        )
    grounds = set(detention.extensions.values_list("ground", flat=True))
    if ground in grounds:
        raise NotPossible(_("“%(ground)s” extends a detention once (%(basis)s).") % words)
    if ground == ExtensionGround.TEN_YEARS and ExtensionGround.SPECIAL not in grounds:
        raise NotPossible(_("This extension follows the one for special circumstances."))


@transaction.atomic
def end_detention(*, detention, ended_on, by, at) -> Detention:
    locked(detention.lead)
    needs_handler(detention.lead, by)
    if detention.ended_on:
        raise NotPossible(_("The end of this detention is recorded already."))
    needs_day(ended_on, at=at, since=detention.started_on, what=_("the beginning"))
    detention.ended_on = ended_on
    detention.save(update_fields=["ended_on"])
    _run_earliest(detention.case, on=ended_on)
    record(detention.case, "end_detention", by=by, at=at, detail={"detention": detention.pk})
    return detention
