"""Files of a case: sent in, read, certified, replaced by newer versions, handed from hand to hand.

Whoever may not read the files of a case gets the same answer on each of these pages.
"""

from django.apps import apps
from django.contrib import messages
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.entries import wants_json
from airdefense.casework import actions, fixity
from airdefense.casework.evidence import sending
from airdefense.casework.forms import FILES_AT_ONCE, CustodyForm, UploadForm
from airdefense.casework.models import (
    RESTRICTED,
    Attachment,
    may_keep_custody,
    may_read_attachments,
)
from airdefense.casework.workflow import NotAllowed, NotPossible


def visible_case(user, case_type: str, case_id: int):
    """The case an attachment belongs to, if this user may see it; else 404."""
    try:
        model = apps.get_model(case_type)
    except (LookupError, ValueError) as unknown:
        raise Http404 from unknown
    if not hasattr(model, "may_attach"):
        raise Http404
    return get_object_or_404(model.objects.visible_to(user), pk=case_id)


def readable(request, pk):
    """A file with its case, for those who may read it; reading a compartment's is recorded."""
    file = get_object_or_404(Attachment, pk=pk)
    case = visible_case(request.user, file.case_type, file.case_id)
    if not may_read_attachments(case, request.user):
        raise Http404 if case.is_compartmented else NotAllowed(RESTRICTED)
    if case.is_compartmented:
        actions.record(case, "open_file", by=request.user, at=timezone.now())
    return file, case


@require_safe
def attachment(request, pk):
    """The file itself, after its hash was taken again."""
    file, case = readable(request, pk)
    condition = fixity.condition_of(file)
    if condition is not fixity.Condition.INTACT:
        fixity.tell(file, condition, by=request.user, at=timezone.now())
        context = {"file": file, "case": case, "reason": fixity.WORDS[condition]}
        return render(request, "casework/file_damaged.html", context, status=409)
    response = FileResponse(
        file.file.open(), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def page(request, file, case, **forms):
    """The certificate: what the file is, its versions and the hands it went through."""
    context = sending() | {
        "file": file,
        "case": case,
        "versions": file.versions(),
        "custody": file.custody.select_related("recorded_by"),
        "may_replace": file.is_current and case.may_attach(request.user),
        "may_keep_custody": may_keep_custody(file, case, request.user),
        "upload_form": forms.get("upload") or UploadForm(),
        "custody_form": forms.get("custody") or CustodyForm(),
    }
    return render(request, "casework/attachment_detail.html", context)


@require_safe
def attachment_detail(request, pk):
    return page(request, *readable(request, pk))


@require_POST
def upload(request, case_type, case_id):
    """Attach the files of the field `files`; which roles may is the case's own rule."""
    case = visible_case(request.user, case_type, case_id)
    if not case.may_attach(request.user):
        raise NotAllowed
    form, now = UploadForm(request.POST), timezone.now()
    files = sent_files(request, form)
    facts = form.facts() | {"kind": form.cleaned_data["kind"] or "evidence"}
    if len(files) == 1:
        facts["client_id"] = form.cleaned_data["client_id"]
    kept = [actions.attach(case, file, by=request.user, at=now, **facts) for file in files]
    return answer(request, case, kept, now)


@require_POST
def replace(request, pk):
    """A newer version beside the file, while the case takes files from this person."""
    old, case = readable(request, pk)
    if not case.may_attach(request.user):
        raise NotAllowed
    form, now = UploadForm(request.POST), timezone.now()
    file, *more = sent_files(request, form)
    if more:
        raise NotPossible(_("A file is replaced by one file."))
    key = {"client_id": form.cleaned_data["client_id"]}
    newer = actions.replace(old, case, file, by=request.user, at=now, **key, **form.facts())
    return answer(request, newer.detail_page, [newer], now)


def sent_files(request, form):
    """The files that came with a valid form. Raises NotPossible."""
    if not form.is_valid():
        raise NotPossible(next(iter(form.errors.values()))[0])
    files = request.FILES.getlist("files")
    if not files:
        raise NotPossible(_("Choose a file."))
    if len(files) > FILES_AT_ONCE:
        raise NotPossible(
            _("At most %(limit)d files at once: send the others afterwards.")
            % {"limit": FILES_AT_ONCE}
        )
    return files


def answer(request, place, kept, now):
    """To a script what was kept, to a browser the page; what was there before is told."""
    known = [file for file in kept if file.uploaded_at < now]
    if wants_json(request):
        rows = [described(file, is_known=file in known) for file in kept]
        return JsonResponse({"files": rows}, status=201)
    for file in known:
        messages.info(request, already_kept(file))
    return redirect(place)


def described(file, *, is_known):
    words = already_kept(file) if is_known else ""
    return {"name": file.name, "sha256": file.sha256, "url": file.detail_page, "told": words}


def already_kept(file):
    return _("This content is kept already as %(name)s; it was not stored twice.") % {
        "name": file.name
    }


@require_POST
def custody_new(request, pk):
    file, case = readable(request, pk)
    if not may_keep_custody(file, case, request.user):
        raise NotAllowed
    form = CustodyForm(request.POST)
    if not form.is_valid():
        return page(request, file, case, custody=form)
    actions.enter_custody(file, case, by=request.user, at=timezone.now(), **form.cleaned_data)
    return redirect(file.detail_page + "#custody")
