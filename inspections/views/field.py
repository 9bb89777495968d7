"""Field mode: the page a phone keeps, what it takes along, and what it sends in."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import key_of
from airdefense.accounts.roles import INSPECTION_TEAM
from airdefense.casework.answers import CONFLICT, body_of, in_json, told, wrong
from airdefense.casework.workflow import NotPossible
from inspections.actions import field as actions
from inspections.field import secret, shell
from inspections.field.files import take_in_file
from inspections.field.pack import pack_of
from inspections.field.telling import (
    conflict_of,
    conflict_of_check,
    meanwhile,
    told_finding,
    told_receipt,
)
from inspections.field.words import settings_of_the_page
from inspections.forms.field import (
    CompletionForm,
    CompletionNoteForm,
    FieldFileForm,
    FieldFindingForm,
    FieldMergeForm,
    power_named,
    suspicion_named,
)
from inspections.models import FieldReceipt, ProjectCheck
from inspections.views.entry import only

RELATED = ("round__region", "project__region", "project__authority", "assigned_to", "completed_by")


def of_the_phone(view):
    """Answers scripts in JSON, and only in the name of whose queue they send."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        meant = request.headers.get("X-Field-User", str(request.user.pk))
        if meant != str(request.user.pk):
            sentence = _("Somebody else is signed in on this device.")
            return told(sentence, 403, is_other_user=True)
        only(request.user, *INSPECTION_TEAM)
        return view(request, *args, **kwargs)

    return never_cache(in_json(answer))


@login_not_required
@require_safe
def field_manifest(request):
    """What makes the page installable; it tells nothing that the login page does not."""
    return JsonResponse(shell.manifest(), content_type="application/manifest+json")


@login_not_required
@never_cache
@require_safe
def field_worker(request):
    """The service worker of this page and of no other."""
    answer = HttpResponse(shell.worker(), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = reverse("inspections:field")
    return answer


@never_cache
@require_safe
def field_page(request):
    """The page itself: the same for everybody, so that a phone may keep it."""
    only(request.user, *INSPECTION_TEAM)
    version = shell.version()
    context = {"told": settings_of_the_page(), "version": version}
    answer = render(request, "inspections/field.html", context)
    answer["X-Field-Version"] = version
    return answer


@require_safe
@of_the_phone
def field_key(request):
    """The person's key for this device, and a fresh token for sending."""
    user = request.user
    return JsonResponse(
        {
            "user": user.pk,
            "name": str(user),
            "keys": secret.keys_of(user),
            "hours": secret.KEPT.total_seconds() / 3600,
            "csrf": get_token(request),
        }
    )


@require_safe
@of_the_phone
def field_pack(request):
    pack = pack_of(request.user, timezone.now())
    return JsonResponse(pack, json_dumps_params={"ensure_ascii": False})


def visible_check(request, body) -> ProjectCheck:
    checks = ProjectCheck.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(checks, pk=key_of(str(body.get("check", ""))))


@require_POST
@of_the_phone
def field_finding_new(request):
    """Take in one finding; sent again it answers the same receipt."""
    body, now = body_of(request), timezone.now()
    check, form = visible_check(request, body), FieldFindingForm(body)
    if not form.is_valid():
        return wrong(form)
    suspicion = suspicion_named(request.user, check.project, body.get("suspicion"))
    worksheet = form.worksheet(check.project, suspicion, now)
    sent = {name: form.cleaned_data[name] for name in ("client_id", "device_time")}
    power = power_named(request.user, body.get("power"))
    named = {"check": check, "suspicion": suspicion, "power": power, "worksheet": worksheet}
    taken = actions.take_in_finding(by=request.user, at=now, **sent, **named, **form.facts())
    return answered(request, taken, check, suspicion)


def answered(request, taken, check=None, suspicion=None):
    """The receipt with what happened meanwhile, or both versions."""
    finding = taken.receipt.finding
    warnings = meanwhile(finding, check, suspicion, request.user) if check else []
    answer = told_finding(taken, warnings)
    if taken.is_conflict:
        sentence = _("The server keeps another version of this finding.")
        return told(sentence, CONFLICT, **answer, **conflict_of(finding))
    return JsonResponse(answer)


@require_POST
@of_the_phone
def field_finding_merge(request, key):
    """Put what the person decided on into the draft, or keep it as a note of the paper."""
    receipts = FieldReceipt.objects.visible_to(request.user).exclude(finding=None)
    receipt = get_object_or_404(receipts.select_related("finding"), pk=key)
    form = FieldMergeForm(body_of(request))
    if not form.is_valid():
        return wrong(form)
    taken = actions.merge_finding(
        receipt=receipt,
        version=form.cleaned_data["version"],
        by=request.user,
        at=timezone.now(),
        **form.facts(),
    )
    taken.receipt.finding.refresh_from_db()
    return answered(request, taken)


@require_POST
@of_the_phone
def field_check_complete(request):
    """Complete a check; sent again it answers the same receipt."""
    body = body_of(request)
    check, form = visible_check(request, body), CompletionForm(body)
    if not form.is_valid():
        return wrong(form)
    facts, now = form.cleaned_data, timezone.now()
    taken = actions.take_in_completion(check=check, by=request.user, at=now, **facts)
    if taken.is_conflict:
        check.refresh_from_db()
        sentence = _("This check was completed otherwise meanwhile.")
        return told(sentence, CONFLICT, **conflict_of_check(check))
    return JsonResponse({"receipt": told_receipt(taken.receipt), "warnings": []})


@require_POST
@of_the_phone
def field_check_note(request):
    """Keep the result found by a second person as a note of the check."""
    body = body_of(request)
    check, form = visible_check(request, body), CompletionNoteForm(body)
    if not form.is_valid():
        return wrong(form)
    note = form.cleaned_data["note"]
    actions.note_completion(check=check, note=note, by=request.user, at=timezone.now())
    return JsonResponse({"receipt": None, "is_note": True, "warnings": []})


@require_http_methods(["GET", "POST"])
def field_import(request):
    """Take in the file that a phone wrote, and say of every entry what became of it."""
    only(request.user, *INSPECTION_TEAM)
    form, results = FieldFileForm(request.POST or None, request.FILES or None), None
    if form.is_valid():
        results = taken_in(request, form)
    context = {"form": form, "results": results}
    return render(request, "inspections/field_import.html", context)


def taken_in(request, form):
    """The results of the file, or nothing when it cannot be taken in and the form says why."""
    try:
        return take_in_file(form.cleaned_data["file"], by=request.user, at=timezone.now())
    except NotPossible as refused:
        form.add_error("file", str(refused))
        return None
