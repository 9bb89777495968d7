"""The tokens of one's programs: listed, made and shown once, withdrawn."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.roles import EVERY_CASE_ROLE
from airdefense.casework.actions import advance
from airdefense.casework.actions.programs import make_token
from airdefense.casework.models import ProgramToken
from airdefense.casework.models.programs import OVERSEERS
from airdefense.casework.programs.forms import TokenForm
from airdefense.casework.programs.scopes import choices
from airdefense.casework.workflow import NotAllowed

LATEST = 200


def visible(request, pk):
    rows = ProgramToken.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("made_by__organisation", "hook"), pk=pk)


@require_safe
def token_list(request):
    rows = ProgramToken.objects.visible_to(request.user).select_related("made_by__organisation")
    context = {
        "tokens": rows.order_by("-status", "-pk")[:LATEST],
        "today": timezone.localdate(),
        "may_make": request.user.has_role(*EVERY_CASE_ROLE),
        "sees_all": request.user.has_role(*OVERSEERS),
    }
    return render(request, "casework/token_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_new(request):
    """The text of a new token is on the answer to its form and nowhere else."""
    if not request.user.has_role(*EVERY_CASE_ROLE):
        raise NotAllowed
    form = TokenForm(request.POST or None)
    if not form.is_valid():
        return render(request, "casework/token_new.html", {"form": form})
    token, text = make_token(by=request.user, at=timezone.now(), **form.cleaned_data)
    return render(request, "casework/token_made.html", {"token": token, "text": text})


@require_safe
def token_detail(request, pk):
    token = visible(request, pk)
    words = dict(choices())
    context = {
        "token": token,
        "today": timezone.localdate(),
        "scopes": [(scope, words.get(scope, "")) for scope in token.scopes],
    }
    return render(request, "casework/token_detail.html", context)


@require_POST
def take_token_step(request, pk, name):
    token = visible(request, pk)
    if name not in token.workflow:
        raise Http404
    note = typed(request.POST, "note")
    return redirect(advance(token, name, by=request.user, at=timezone.now(), note=note))
