"""Transfer packages: prepared with their list, approved, signed for, answered with feedback."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.roles import Role
from airdefense.casework.merging import tell
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.exchange.documents.delivery import deliver
from airdefense.exchange.listing import respond
from leads import actions
from leads.documents import transfers as documents
from leads.forms import FeedbackForm, PackageForm
from leads.listings import PREPARING, TRANSFERS
from leads.models import Lead, PackageEntry, TransferPackage
from leads.workflow import TransferStatus

RELATED = ("sender", "commission", "approver", "prepared_by", "sent_by", "signed_by")


def seen_package(user, pk) -> TransferPackage:
    packages = TransferPackage.objects.visible_to(user).select_related(*RELATED)
    return get_object_or_404(packages.select_related("returned_by", "fed_back_by"), pk=pk)


def own_draft(user, pk) -> TransferPackage:
    """The package, for whoever prepares it, until it is sent."""
    package = seen_package(user, pk)
    if package.prepared_by_id != user.pk:
        raise NotAllowed(_("Only who prepares this package writes its list."))
    if not package.is_open:
        raise NotPossible(_("This package is sent: its list is closed."))
    return package


def listed(package, user) -> list[PackageEntry]:
    """The list of a package as far as this user may read it; nobody does after it was sent."""
    entries = PackageEntry.objects.visible_to(user).filter(package=package).standing()
    related = ("region", "subject_unit", "finding", "project", "power", "package")
    return list(entries.select_related(*related).order_by("order"))


def keeps_register(package, user) -> bool:
    return Role.CASE_SUPERVISION in user.roles_over((package.commission.path,))


@never_cache
@require_safe
def transfer_list(request):
    packages = TransferPackage.objects.visible_to(request.user)
    return respond(request, TRANSFERS, packages.select_related("sender", "commission"))


@never_cache
@require_safe
def transfer_detail(request, pk):
    """Its list to whoever prepares and approves it, with a note of the opening; afterwards the
    receipt, and to the register the entries of its leads."""
    package, user = seen_package(request.user, pk), request.user
    entries = listed(package, user) if package.is_open else []
    if entries:
        actions.log_reading(package, "read", by=user, at=timezone.now())
    leads = Lead.objects.visible_to(user).as_seen_by(user).filter(package=package)
    may_answer = keeps_register(package, user) and package.status == TransferStatus.SIGNED
    context = {
        "package": package,
        "entries": entries,
        "leads": leads.select_related("region").order_by("pk"),
        "is_preparer": package.is_open and user.pk == package.prepared_by_id,
        "may_feed_back": may_answer and not package.fed_back_at,
    }
    return render(request, "leads/transfer_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_new(request):
    """Begin a package; `?finding=` is carried on to its first lead."""
    if not request.user.has_role(*PREPARING):
        raise NotAllowed(_("Preparing a package is not open to your role."))
    form = PackageForm(request.POST or None, user=request.user)
    if form.is_valid():
        package = actions.prepare(by=request.user, at=timezone.now(), **form.header())
        finding = typed(request.GET, "finding")
        following = reverse("leads:entry_new", args=[package.pk])
        return redirect(f"{following}?finding={finding}" if finding.isdecimal() else following)
    return render(request, "leads/transfer_form.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_edit(request, pk):
    package = own_draft(request.user, pk)
    form = PackageForm(request.POST or None, instance=package, user=request.user)
    if form.is_valid():
        tell(request, form)
        actions.edit_package(form.instance, by=request.user, at=timezone.now())
        return redirect(package)
    return render(request, "leads/transfer_form.html", {"form": form, "package": package})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_feedback(request, pk):
    """The one answer of the register to the sender."""
    package = seen_package(request.user, pk)
    if not keeps_register(package, request.user):
        raise NotAllowed(_("Only the case supervision office answers the sender."))
    form = FeedbackForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        actions.feed_back(package=package, by=request.user, at=timezone.now(), **data)
        messages.success(request, _("The sender reads the feedback from now on."))
        return redirect(package)
    return render(request, "leads/transfer_feedback.html", {"package": package, "form": form})


@require_POST
def take_transfer_step(request, pk, name):
    package = seen_package(request.user, pk)
    if name not in package.workflow:
        raise Http404
    note = typed(request.POST, "note")
    by, at = request.user, timezone.now()
    actions.take_transfer_step(package, name, by=by, at=at, note=note)
    return redirect(package)


@require_safe
def transfer_letter(request, pk, format):
    """The letter of an own package; a paper letter has its own."""
    package = seen_package(request.user, pk)
    if package.is_paper:
        raise Http404
    count = package.lead_count or len(listed(package, request.user))
    document = documents.transfer_letter(package, count)
    return deliver(request, document, about=package, name=f"移送函-{package}", format=format)


@require_safe
def transfer_schedule(request, pk, format):
    """The list of leads, until it is sent, for those who prepare and approve it."""
    package = seen_package(request.user, pk)
    entries = listed(package, request.user)
    if not entries:
        raise Http404
    document = documents.lead_list(package, entries)
    return deliver(request, document, about=package, name=f"线索清单-{package}", format=format)


@require_safe
def transfer_receipt(request, pk, format):
    package = seen_package(request.user, pk)
    if not package.signed_at:
        raise NotPossible(_("The receipt is not signed yet."))
    name = f"回执-{package.receipt_number}"
    return deliver(request, documents.receipt(package), about=package, name=name, format=format)
