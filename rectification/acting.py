"""How tasks and documents are acted on from a report: the unit answers, a letter urges it."""

from airdefense.reports.acting import acted_on
from rectification.actions import letter_of_urging, urge
from rectification.figures import of_findings_or_gaps
from rectification.forms import urging_issuer
from rectification.models import Instrument, RectificationTask


def draft_letter(task, *, by, at):
    """The draft of an urging letter about the task for the office that may issue it; where one is
    being drafted or waits for its reply already, that one."""
    standing = letter_of_urging(task)
    return standing or urge(task=task, issuer=urging_issuer(by, task), by=by, at=at)


acted_on(
    RectificationTask,
    unit=lambda task: task.unit,
    # What came of a lead alone is the leads' business.
    rows=of_findings_or_gaps,
    may_urge=lambda task, day: task.is_overdue(day),
    draft_letter=draft_letter,
)
# The addressed unit knows of a document once it is issued.
acted_on(Instrument, unit=lambda instrument: instrument.unit if instrument.issued_at else None)
