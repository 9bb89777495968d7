from django.apps import apps
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from airdefense.casework import actions
from airdefense.casework.models import RESTRICTED, Attachment, AttachmentKind, may_read_attachments
from airdefense.casework.workflow import NotAllowed


def visible_case(user, case_type: str, case_id: int):
    """The case an attachment belongs to, if this user may see it; else 404."""
    try:
        model = apps.get_model(case_type)
    except (LookupError, ValueError) as unknown:
        raise Http404 from unknown
    if not hasattr(model, "may_attach"):
        raise Http404
    return get_object_or_404(model.objects.visible_to(user), pk=case_id)


@require_safe
def attachment(request, pk):
    file = get_object_or_404(Attachment, pk=pk)
    case = visible_case(request.user, file.case_type, file.case_id)
    if not may_read_attachments(case, request.user):
        raise Http404 if case.is_compartmented else NotAllowed(RESTRICTED)
    if case.is_compartmented:
        actions.record(case, "open_file", by=request.user, at=timezone.now())
    response = FileResponse(
        file.file.open(), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
def upload(request, case_type, case_id):
    """Attach the files of the field `files`; which roles may is the case's own rule."""
    case = visible_case(request.user, case_type, case_id)
    if not case.may_attach(request.user):
        raise NotAllowed
    now, asked = timezone.now(), request.POST.get("kind")
    kind = asked if asked in AttachmentKind.values else AttachmentKind.EVIDENCE
    for file in request.FILES.getlist("files"):
        actions.attach(case, file, by=request.user, at=now, kind=kind)
    return redirect(case)
