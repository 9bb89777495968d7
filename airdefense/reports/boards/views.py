from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from airdefense.casework.workflow import NotAllowed
from airdefense.reports.boards.pages import board_page
from airdefense.reports.boards.registry import BOARDS, boards_of


@require_safe
def boards(request):
    """The board that is first for this person."""
    own = boards_of(request.user)
    if not own:
        raise NotAllowed
    return redirect("reports:board", own[0].name)


@require_safe
def board(request, slug):
    if slug not in BOARDS:
        raise Http404
    if not request.user.has_role(*BOARDS[slug].roles):
        raise NotAllowed
    return render(request, "reports/board.html", board_page(BOARDS[slug], request))
