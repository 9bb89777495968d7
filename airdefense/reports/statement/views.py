from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.casework.merging import tell
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.documents.delivery import deliver
from airdefense.exchange.documents.words import in_chinese
from airdefense.exchange.listing import respond
from airdefense.reports.models import READERS, Statement
from airdefense.reports.models.statements import BLOCKS
from airdefense.reports.statement import actions
from airdefense.reports.statement.forms import ChoosingForm, StatementForm
from airdefense.reports.statement.listings import STATEMENTS
from airdefense.reports.statement.paper import Paper
from airdefense.reports.statement.workflow import DRAFTERS

RELATED = ("report__scope", "drafted_by", "approved_by")


def visible_statement(request, pk) -> Statement:
    statements = Statement.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(statements, pk=pk)


def own_draft(request, pk) -> Statement:
    """A draft that this person may change."""
    statement = visible_statement(request, pk)
    if not (statement.is_draft and actions.may_draft(request.user, statement.report)):
        raise NotAllowed
    return statement


@require_safe
def statement_list(request):
    if not request.user.has_role(*READERS):
        raise NotAllowed
    statements = Statement.objects.visible_to(request.user).select_related(*RELATED)
    return respond(request, STATEMENTS, statements)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_new(request):
    """Choose the report; the first words are drafted around its figures."""
    if not request.user.has_role(*DRAFTERS):
        raise NotAllowed
    form = ChoosingForm(request.POST or None, user=request.user)
    if not form.is_valid():
        return render(request, "reports/statement_new.html", {"form": form})
    report, now = form.cleaned_data["report"], timezone.now()
    statement = actions.draft_statement(report=report, by=request.user, at=now)
    return redirect("reports:statement_edit", statement.pk)


@require_safe
def statement_detail(request, pk):
    statement = visible_statement(request, pk)
    may_edit = statement.is_draft and actions.may_draft(request.user, statement.report)
    context = {"statement": statement, "paper": Paper(statement, request.user)}
    return render(request, "reports/statement_detail.html", {**context, "may_edit": may_edit})


@require_http_methods(["GET", "HEAD", "POST"])
def statement_edit(request, pk):
    """Words are written around the numbers, with the page as it will be beside them."""
    statement = own_draft(request, pk)
    form = StatementForm(request.POST or None, instance=statement, user=request.user)
    if form.is_valid():
        tell(request, form)
        actions.edit_statement(statement=form.instance, by=request.user, at=timezone.now())
        return redirect(statement)
    context = {"form": form, "statement": statement, "paper": Paper(statement, request.user)}
    return render(request, "reports/statement_edit.html", context)


@require_POST
def statement_preview(request, pk):
    """The page with what is typed so far; nothing is kept."""
    statement = own_draft(request, pk)
    for name in ("title", *BLOCKS):
        setattr(statement, name, typed(request.POST, name))
    context = {"statement": statement, "paper": Paper(statement, request.user)}
    return render(request, "reports/_statement_paper.html", context)


@require_safe
def statement_document(request, pk, format):
    statement = visible_statement(request, pk)
    with in_chinese():
        document = Paper(statement, request.user).document()
    name = f"{statement.title}-{statement.number}"
    detail = {"document": statement.title, "report": statement.report.mark}
    return deliver(request, document, about=statement, name=name, format=format, detail=detail)


@require_POST
def take_statement_step(request, pk, name):
    statement = visible_statement(request, pk)
    if name not in statement.workflow:
        raise Http404
    facts = {"by": request.user, "at": timezone.now(), "note": typed(request.POST, "note")}
    return redirect(actions.take_step(statement, name, **facts))
