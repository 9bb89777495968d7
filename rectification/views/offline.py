"""Own tasks as a workbook and back: download, look at what a filled one would do, take it in."""

from django.contrib import messages
from django.core import signing
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from airdefense.accounts.entries import typed
from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed, NotPossible
from rectification.forms import WorkbookForm
from rectification.models import RectificationTask
from rectification.roundtrip.applying import apply
from rectification.roundtrip.judging import judge
from rectification.roundtrip.reading import ROWS_AT_MOST, rows_in
from rectification.roundtrip.writing import workbook_of
from rectification.workflow import OPEN_TO_UNIT

SALT = "rectification.roundtrip"


def require_unit(request) -> None:
    if not request.user.has_role(Role.UNIT_CONTACT):
        raise NotAllowed


def own_open_tasks(user):
    tasks = RectificationTask.objects.visible_to(user).led_by(user)
    waiting = tasks.filter(status__in=OPEN_TO_UNIT).order_by("due_on", "pk")
    return waiting.select_related("region", "unit").prefetch_related("milestones")


@require_http_methods(["GET", "HEAD", "POST"])
def offline(request):
    """Download and upload; a filled workbook is answered with what it would do."""
    require_unit(request)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    context = {"form": form, "count": own_open_tasks(request.user).count()}
    if form.is_valid():
        rows = rows_in(form.cleaned_data["file"])
        verdicts = judge(rows, request.user)
        told = {"verdicts": verdicts, "changing": [one for one in verdicts if one.changes]}
        context |= told | {"payload": signing.dumps(rows, salt=SALT, compress=True)}
    return render(request, "rectification/offline.html", context)


@require_POST
def offline_workbook(request):
    require_unit(request)
    tasks = own_open_tasks(request.user)[:ROWS_AT_MOST]
    name = f"{_('Rectification tasks')}-{timezone.localdate()}.xlsx"
    return FileResponse(workbook_of(tasks), as_attachment=True, filename=name)


@require_POST
def offline_apply(request):
    """Take in what was shown; it is judged again, for others may have been quicker."""
    require_unit(request)
    try:
        rows = signing.loads(typed(request.POST, "payload"), salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        raise NotPossible(_("Upload the workbook again.")) from None
    done = apply(judge(rows, request.user), by=request.user, at=timezone.now())
    for verdict, refusal in done:
        if refusal:
            messages.error(request, f"{verdict.number}: {refusal}")
    count = sum(not refusal for _verdict, refusal in done)
    words = ngettext("%(count)d row is taken in.", "%(count)d rows are taken in.", count)
    messages.success(request, words % {"count": count})
    return redirect("rectification:offline")
