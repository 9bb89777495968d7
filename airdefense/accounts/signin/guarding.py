"""What the security administrator does for others: a lost factor, a lock, a session to end."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.models import PasswordChange, SessionEnding, SignInSession, User
from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.accounts.signin import factors, locks, sessions
from airdefense.accounts.signin.forms import ReasonForm

SHOWN = 50


def readable(request):
    """The accounts, for the three administrators; how others sign in is nobody else's business."""
    if not request.user.has_role(*ADMINISTRATORS):
        raise PermissionDenied(_("How accounts sign in is kept by the security administrator."))
    return User.objects.visible_to(request.user)


def in_care(request, pk):
    """An account whose sign-in this person may set right, and the reason that was typed."""
    account = get_object_or_404(readable(request), pk=pk)
    if not request.user.has_role(Role.SECURITY_ADMIN):
        raise PermissionDenied(_("Only the security administrator changes how accounts sign in."))
    if account == request.user:
        raise PermissionDenied(_("Nobody does this for the own account: ask a colleague."))
    form = ReasonForm(request.POST)
    if form.is_valid():
        return account, form.cleaned_data["reason"]
    messages.error(request, _("Say why: the reason is kept in the history."))
    return account, ""


@require_safe
def sign_in_list(request):
    """Accounts with what stands between them and whoever has stolen a password."""
    q = typed(request.GET, "q").strip()[:100]
    found = readable(request).filter(is_active=True)
    if q:
        found = found.filter(Q(username__icontains=q) | Q(display_name__icontains=q))
    app = Authenticator.objects.filter(user=OuterRef("pk"), type=factors.Kind.TOTP)
    last = PasswordChange.objects.filter(user=OuterRef("pk")).order_by("-changed_at", "-pk")
    accounts = found.select_related("organisation").annotate(
        has_app=Exists(app), password_at=Subquery(last.values("changed_at")[:1])
    )
    context = {
        "q": q,
        "total": found.count(),
        "shown": SHOWN,
        "accounts": accounts.order_by(F("last_login").desc(nulls_last=True), "pk")[:SHOWN],
    }
    return render(request, "accounts/sign_in_list.html", context)


@require_safe
def sign_in_detail(request, pk):
    """How one account signs in: factor, password, locks, sessions."""
    account, now = get_object_or_404(readable(request), pk=pk), timezone.now()
    changes = PasswordChange.objects.visible_to(request.user).filter(user=account)
    past = SignInSession.objects.visible_to(request.user).filter(began_by=account)
    context = {
        "account": account,
        "app": factors.kept(account, factors.Kind.TOTP),
        "is_required": factors.is_required(account),
        "left": factors.codes_left(account),
        "changes": changes.select_related("changed_by").order_by("-changed_at")[:10],
        "locks": locks.of(account, now),
        "sessions": sessions.open_of(account, now),
        "past": past.exclude(ended_at=None).select_related("ended_by").order_by("-began_at")[:10],
        "may_change": request.user.has_role(Role.SECURITY_ADMIN) and account != request.user,
    }
    return render(request, "accounts/sign_in_detail.html", context)


@require_POST
def reset_factor(request, pk):
    """A phone is lost: the factor goes, and with it every session that was opened by it."""
    (account, reason), now = in_care(request, pk), timezone.now()
    if reason:
        factors.remove(account, by=request.user, at=now, note=reason)
        end_all(request, account, now, reason)
        messages.success(request, _("The second factor is reset: it is set up anew at sign-in."))
    return redirect("accounts:sign_in_detail", account.pk)


@require_POST
def lift_lock(request, pk):
    account, reason = in_care(request, pk)
    if reason:
        locks.lift(account, by=request.user, at=timezone.now(), note=reason)
        messages.success(request, _("The lock is lifted."))
    return redirect("accounts:sign_in_detail", account.pk)


@require_POST
def end_account_sessions(request, pk):
    (account, reason), now = in_care(request, pk), timezone.now()
    if reason:
        end_all(request, account, now, reason)
        messages.success(request, _("All sessions of the account are ended."))
    return redirect("accounts:sign_in_detail", account.pk)


def end_all(request, account, now, reason):
    open_ones = SignInSession.objects.visible_to(request.user).filter(began_by=account)
    sessions.end(open_ones, by=request.user, at=now, ending=SessionEnding.ENDED, note=reason)
