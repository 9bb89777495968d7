"""What may be recorded about a case after its filing: one row each, from which the buttons of the
page, the page of the form and the API derive."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.casework.workflow import NotAllowed
from leads import actions, rules
from leads.actions.cases import needs_follower, needs_trier
from leads.actions.compartment import needs_handler
from leads.forms import trials
from leads.models import SANCTIONS, Detention, Outcome, Prosecution, Review
from leads.workflow import CaseStatus

Question = Callable[[Any], bool]


def officer(case, user) -> None:
    needs_handler(case.lead, user)


def trier(case, user) -> None:
    needs_trier(case, user)


def follower(case, user) -> None:
    needs_follower(case.lead, case, user)


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that may be recorded: about what, by whom, when, with which form and action."""

    name: str
    label: Any
    form: type[forms.Form]
    action: Callable[..., Any]
    # The argument of the action: case, detention, prosecution, outcome or review.
    about: str
    needs: Callable[[Any, Any], None]
    is_open: Question = field(default=lambda row: True)

    def rows(self, case, user):
        """The rows of the case that this may be about."""
        if self.about == "case":
            return type(case).objects.visible_to(user).filter(pk=case.pk)
        model, path = ROWS[self.about]
        return model.objects.visible_to(user).filter(**{path: case})

    def take(self, row, *, by, at, **said) -> Any:
        return self.action(**{self.about: row}, by=by, at=at, **said)


ROWS: dict[str, tuple[Any, str]] = {
    "detention": (Detention, "case"),
    "prosecution": (Prosecution, "case"),
    "outcome": (Outcome, "case"),
    "review": (Review, "outcome__case"),
}


def in_status(*statuses) -> Question:
    return lambda case: case.status in statuses


def trial_of(case):
    return next((trial for trial in case.trials.all() if not trial.ended_at), None)


def execution_of(outcome):
    return getattr(outcome, "execution", None)


def is_standing(outcome) -> bool:
    return outcome.revoked_on is None and outcome.kind in SANCTIONS


def may_be_announced(outcome) -> bool:
    return is_standing(outcome) and execution_of(outcome) is None


def may_be_carried_out(outcome) -> bool:
    execution = execution_of(outcome)
    return is_standing(outcome) and execution is not None and not execution.executed_on


def is_on_probation(outcome) -> bool:
    probation = getattr(outcome, "probation", None)
    return is_standing(outcome) and probation is not None and not probation.decided_on


def may_be_reviewed(outcome) -> bool:
    """Announced, and no review of it is undecided."""
    reviews = list(outcome.reviews.all())
    is_asked = any(not review.decided_on for review in reviews)
    return is_standing(outcome) and len(reviews) < 2 and not is_asked


def awaited_supplement(prosecution):
    return next((one for one in prosecution.supplements.all() if not one.sent_on), None)


def may_come_back(prosecution) -> bool:
    supplements = prosecution.supplements.all()
    is_full = len(supplements) >= rules.MAX_SUPPLEMENTS
    return not (prosecution.decided_on or awaited_supplement(prosecution) or is_full)


UNDER_WAY = in_status(CaseStatus.INVESTIGATION, CaseStatus.TRIAL)
FILED = in_status(CaseStatus.INVESTIGATION, CaseStatus.TRIAL, CaseStatus.CONCLUDED)

RECORDS: dict[str, Record] = {
    record.name: record
    for record in (
        Record(
            "add_case_person",
            _("Add a person to the case"),
            trials.AddPersonForm,
            actions.add_case_person,
            "case",
            officer,
            in_status(CaseStatus.INVESTIGATION),
        ),
        Record(
            "detain",
            _("Record a detention"),
            trials.DetentionForm,
            actions.detain,
            "case",
            officer,
            lambda case: UNDER_WAY(case) and bool(case.persons.all()),
        ),
        Record(
            "extend_detention",
            _("Extend"),
            trials.DetentionExtensionForm,
            actions.extend_detention,
            "detention",
            officer,
            lambda detention: not detention.ended_on and len(detention.extensions.all()) < 2,
        ),
        Record(
            "end_detention",
            _("Record its end"),
            trials.DetentionEndForm,
            actions.end_detention,
            "detention",
            officer,
            lambda detention: not detention.ended_on,
        ),
        Record(
            "accept_trial",
            _("Accept for trial"),
            trials.AcceptForm,
            actions.accept_trial,
            "case",
            trier,
            lambda case: (
                case.status == CaseStatus.TRIAL and trial_of(case) is None and not is_tried(case)
            ),
        ),
        Record(
            "deliberate",
            _("Record the deliberation"),
            trials.DeliberationForm,
            actions.deliberate,
            "case",
            trier,
            lambda case: case.status == CaseStatus.TRIAL and trial_of(case) is not None,
        ),
        Record(
            "decide_trial",
            _("End the trial with its decision"),
            trials.DecideForm,
            actions.decide_trial,
            "case",
            trier,
            lambda case: bool(trial_of(case) and trial_of(case).deliberated_on),
        ),
        Record(
            "prosecute",
            _("Send an opinion for prosecution"),
            trials.ProsecutionForm,
            actions.prosecute,
            "case",
            officer,
            lambda case: FILED(case) and bool(case.persons.all()),
        ),
        Record(
            "ask_supplement",
            _("Supplement asked for"),
            trials.SupplementForm,
            actions.ask_supplement,
            "prosecution",
            officer,
            may_come_back,
        ),
        Record(
            "send_supplement",
            _("Supplement sent"),
            trials.SupplementSentForm,
            actions.send_supplement,
            "prosecution",
            officer,
            lambda prosecution: awaited_supplement(prosecution) is not None,
        ),
        Record(
            "record_prosecution_decision",
            _("Decision of the procuratorate"),
            trials.ProsecutionDecisionForm,
            actions.record_prosecution_decision,
            "prosecution",
            officer,
            lambda one: not one.decided_on and awaited_supplement(one) is None,
        ),
        Record(
            "announce",
            _("Announced"),
            trials.AnnouncementForm,
            actions.announce,
            "outcome",
            follower,
            may_be_announced,
        ),
        Record(
            "carry_out",
            _("Executed"),
            trials.ExecutionForm,
            actions.carry_out,
            "outcome",
            follower,
            may_be_carried_out,
        ),
        Record(
            "end_probation",
            _("End of the probation"),
            trials.ProbationEndForm,
            actions.end_probation,
            "outcome",
            follower,
            is_on_probation,
        ),
        Record(
            "apply_for_review",
            _("Review applied for"),
            trials.ReviewForm,
            actions.apply_for_review,
            "outcome",
            follower,
            may_be_reviewed,
        ),
        Record(
            "decide_review",
            _("Decide the review"),
            trials.ReviewDecisionForm,
            actions.decide_review,
            "review",
            follower,
            lambda review: not review.decided_on and review.outcome.revoked_on is None,
        ),
    )
}


def is_tried(case) -> bool:
    """Whether a trial has been decided since the case was last sent."""
    return any(
        trial.result == "decided" and trial.ended_at >= case.sent_to_trial_at
        for trial in case.trials.all()
    )


def subject_of(row) -> str:
    """Whom or what a row is about, for the heading of its form."""
    outcome = row if isinstance(row, Outcome) else getattr(row, "outcome", None)
    person = getattr(outcome or row, "person", None)
    return " · ".join(filter(None, (person and person.name, outcome and outcome.words)))


class Desk:
    """What one person may record about one case, asked once for each kind of right."""

    def __init__(self, case, user):
        self.case, self.user = case, user
        self._rights = {needs: self._has(needs) for needs in (officer, trier, follower)}

    @property
    def follows(self) -> bool:
        return self._rights[follower]

    def _has(self, needs) -> bool:
        try:
            needs(self.case, self.user)
        except NotAllowed:
            return False
        return True

    def offered(self, about: str, row, *, only: Iterable[str] = ()) -> list[Record]:
        """The records open about this row, in the order of the table."""
        return [
            record
            for record in RECORDS.values()
            if record.about == about
            and (not only or record.name in only)
            and self._rights[record.needs]
            and record.is_open(row)
        ]
