"""The journal of changes: searched and opened by auditors and examiners, which is written down."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from airdefense.accounts.entries import typed
from airdefense.casework.actions import record
from airdefense.casework.journal.readers import READERS
from airdefense.casework.models import RowChange
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.journal.listings import CHANGES
from airdefense.exchange.journal.words import row_of, said
from airdefense.exchange.listing import respond
from airdefense.exchange.taking import QUESTION

LONGEST = 200
ASKED = ("person", "table", "row", "request", "recorded_at_after", "recorded_at_before")


def look(user, **asked):
    """Write down that the journal was looked at, and for what."""
    found = {name: words[:LONGEST] for name, words in asked.items() if words}
    record(user, "read_log", by=user, at=timezone.now(), detail=found)


@require_safe
def change_list(request):
    if not request.user.has_role(*READERS):
        raise NotAllowed
    asked = {name: typed(request.GET, name) for name in ASKED}
    rows = RowChange.objects.visible_to(request.user, asked["table"]).select_related("actor")
    response = respond(request, CHANGES, rows)
    # Taking rows away is written down with the file, and the question before it shows none.
    if not response.streaming and response.template_name != QUESTION:
        look(request.user, **asked)
    return response


@require_safe
def change_detail(request, pk):
    rows = RowChange.objects.visible_to(request.user).select_related("actor")
    change = get_object_or_404(rows, pk=pk)
    look(request.user, table=change.table_name, row=change.row_key)
    context = {"change": change, "row": row_of(change, request.user), **said(change)}
    return render(request, "exchange/change_detail.html", context)
