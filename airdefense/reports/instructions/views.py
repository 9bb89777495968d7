from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import key_of, own_page, typed
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from airdefense.reports.figures import FIGURES
from airdefense.reports.instructions import actions
from airdefense.reports.instructions.forms import AnswerForm, AskAgainForm, DueForm, GiveForm
from airdefense.reports.instructions.listings import INSTRUCTIONS
from airdefense.reports.instructions.topics import require_giver, topic_of_figure, topic_of_row
from airdefense.reports.models import (
    FrozenFigure,
    Instruction,
    InstructionAnswer,
    InstructionKind,
)

RELATED = ("region", "office", "given_by", "figure__report", "answered_by", "closed_by")


def visible_instruction(request, pk):
    visible = Instruction.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(visible, pk=pk)


def asked_about(request):
    """What the address names: a figure of a report this person reads with a row or a region of
    it, or a row alone; else 404."""
    asked, reader = request.GET, request.user
    row = key_of(asked.get("row", ""))
    if asked.get("row") and row is None:
        raise Http404
    if (figure := key_of(asked.get("figure", ""))) is not None:
        visible = FrozenFigure.objects.visible_to(reader).select_related("report__scope")
        frozen = get_object_or_404(visible, pk=figure, code__in=FIGURES)
        topic = topic_of_figure(frozen, reader, row, typed(asked, "region"))
    else:
        topic = topic_of_row(typed(asked, "model"), reader, row)
    if topic is None:
        raise Http404
    return topic


@require_safe
def instruction_list(request):
    visible = Instruction.objects.visible_to(request.user)
    return respond(request, INSTRUCTIONS, visible.select_related("region", "office", "given_by"))


@require_http_methods(["GET", "HEAD", "POST"])
def instruction_new(request):
    """Ask an office about a row: a dialog on the page of the row, or a page of its own."""
    topic, user = asked_about(request), request.user
    require_giver(user, topic.region)
    asked = request.GET.get("kind")
    kind = asked if asked in InstructionKind.values else InstructionKind.URGE
    form = GiveForm(request.POST or None, topic=topic, kind=kind)
    back = request.POST.get("next") or request.GET.get("next", "")
    if form.is_valid():
        given = actions.give(topic=topic, by=user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, sent_words(given))
        return redirect(own_page(request, back) if back else given)
    context = {"topic": topic, "form": form, "kind": InstructionKind(kind), "back": back}
    return shown(request, context)


def sent_words(given):
    told = {"number": given.number, "office": given.office, "day": given.due_on}
    return _("Sent: %(number)s to %(office)s, answer by %(day)s.") % told


def shown(request, context):
    """The page, or for a page that asks by script the dialog alone."""
    is_dialog = request.htmx and not request.POST
    template = "reports/_instruction_new.html" if is_dialog else "reports/instruction_new.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def context_of(request, instruction):
    user = request.user
    answers = InstructionAnswer.objects.visible_to(user).filter(instruction=instruction)
    return {
        "instruction": instruction,
        "answers": answers.select_related("answered_by", "refused_by").order_by("-pk"),
        "row": instruction.row_seen_by(user),
        "letter": instruction.letter_seen_by(user),
        "figure": FrozenFigure.objects.visible_to(user).filter(pk=instruction.figure_id).first(),
        "may_move_due": actions.may_move_due(instruction, user),
        "today": timezone.localdate(),
    }


@require_safe
def instruction_detail(request, pk):
    context = context_of(request, visible_instruction(request, pk))
    return render(request, "reports/instruction_detail.html", context)


@require_safe
def instruction_peek(request, pk):
    context = context_of(request, visible_instruction(request, pk))
    return render(request, "reports/_instruction_peek.html", context)


def page(request, instruction, form, title):
    context = context_of(request, instruction) | {"form": form, "title": title}
    return render(request, "reports/instruction_step.html", context)


def require_step(request, instruction, name):
    """Refuses the page of a form whose action would be refused."""
    if all(t.name != name for t in instruction.workflow.available(instruction, request.user)):
        instruction.workflow.check(instruction, name, request.user, note="-")
    return instruction.workflow[name].label


@require_http_methods(["GET", "HEAD", "POST"])
def instruction_answer(request, pk):
    instruction = visible_instruction(request, pk)
    title = require_step(request, instruction, "answer")
    form = AnswerForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return page(request, instruction, form, title)
    given = form.cleaned_data
    actions.answer(instruction=instruction, by=request.user, at=timezone.now(), **given)
    messages.success(request, _("Answered: whoever gave the instruction is told."))
    return redirect(instruction)


@require_http_methods(["GET", "HEAD", "POST"])
def instruction_ask(request, pk):
    instruction = visible_instruction(request, pk)
    title = require_step(request, instruction, "ask_again")
    form = AskAgainForm(request.POST or None, instruction=instruction)
    if not form.is_valid():
        return page(request, instruction, form, title)
    given = form.cleaned_data
    actions.ask_again(instruction=instruction, by=request.user, at=timezone.now(), **given)
    messages.success(request, _("The office is asked again."))
    return redirect(instruction)


@require_http_methods(["GET", "HEAD", "POST"])
def instruction_due(request, pk):
    instruction = visible_instruction(request, pk)
    if not actions.may_move_due(instruction, request.user):
        raise NotAllowed(_("Only who gave the instruction moves the day."))
    form = DueForm(request.POST or None)
    if not form.is_valid():
        return page(request, instruction, form, _("Move the day to answer by"))
    given = form.cleaned_data
    actions.move_due(instruction=instruction, by=request.user, at=timezone.now(), **given)
    messages.success(request, _("The day to answer by is moved."))
    return redirect(instruction)


@require_POST
def take_instruction_step(request, pk, name):
    instruction = visible_instruction(request, pk)
    if name not in instruction.workflow:
        raise Http404
    note = typed(request.POST, "note")
    actions.take_step(instruction, name, by=request.user, at=timezone.now(), note=note)
    words = _("Done: %(step)s.") % {"step": instruction.workflow[name].label}
    messages.success(request, words)
    return redirect(instruction)
