"""The parts that other units do: asked for, answered, taken back."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed
from rectification import actions
from rectification.forms import AnswerForm, ContributionForm
from rectification.models import Contribution
from rectification.views.shared import (
    page,
    require_role,
    said,
    step_of,
    visible_or_404,
    visible_task,
)
from rectification.workflow import VERIFIERS


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_new(request, pk):
    task = visible_task(request, pk)
    require_role(request.user, task, Role.UNIT_CONTACT, *VERIFIERS)
    form = ContributionForm(request.POST or None, task=task)
    if form.is_valid():
        entered = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        contribution = actions.ask_contribution(task=task, **entered)
        return said(request, task, _("Asked: %(unit)s.") % {"unit": contribution.unit})
    heading = _("Ask another unit")
    return page(request, "rectification/entry.html", task, form, heading=heading)


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_answer(request, pk):
    """The own part, with the files that show it."""
    contribution = visible_or_404(Contribution, request, pk, "task__region", "task__unit", "unit")
    if Role.UNIT_CONTACT not in request.user.roles_over([contribution.unit.path]):
        raise NotAllowed
    form = AnswerForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        entered = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        actions.answer_contribution(contribution=contribution, **entered)
        return said(request, contribution, _("Answered: the unit in the lead sees it."))
    context = {"heading": _("Answer for our part"), "contribution": contribution}
    return page(request, "rectification/entry.html", contribution.task, form, **context)


@require_POST
def take_contribution_step(request, pk, name):
    contribution = visible_or_404(Contribution, request, pk, "task__region", "task__unit", "unit")
    return step_of(request, contribution, name)
