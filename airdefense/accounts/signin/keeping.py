"""Keeping the own account safe: password, second factor, sessions."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.models import PasswordChange, SessionEnding, SignInSession
from airdefense.accounts.signin import entry, factors, sessions
from airdefense.accounts.signin.forms import CodeForm, NewPasswordForm

SECRET = "factor_secret"  # noqa: S105


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def password(request):
    """Choose a new password; every other session of the account ends with the old one."""
    form = NewPasswordForm(request.user, request.POST or None)
    if form.is_valid():
        sessions.change_password(request, form.cleaned_data["new"], at=timezone.now())
        messages.success(request, _("Your password is changed."))
        return redirect("home")
    changes = PasswordChange.objects.visible_to(request.user).filter(user=request.user)
    context = {
        "form": form,
        "why": request.session.get(sessions.MARK, {}).get("password", ""),
        "changes": changes.select_related("changed_by").order_by("-changed_at")[:5],
    }
    return render(request, "accounts/password.html", context)


@never_cache
@require_safe
def factor(request):
    """Whether there is a second factor, how many recovery codes are left, what can be done."""
    context = {
        "is_required": factors.is_required(request.user),
        "app": factors.kept(request.user, factors.Kind.TOTP),
        "left": factors.codes_left(request.user),
        "form": CodeForm(),
    }
    return render(request, "accounts/factor.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def set_up_factor(request):
    """Show the secret as a picture; the first right code from the app keeps it."""
    if factors.has_factor(request.user):
        return redirect("accounts:factor")
    secret = request.session.setdefault(SECRET, factors.new_secret())
    form = CodeForm(request.POST or None)
    if form.is_valid() and factors.fits(secret, form.cleaned_data["code"]):
        return told_once(request, factors.set_up(request.user, secret, at=timezone.now()))
    if form.is_valid():
        form.add_error("code", _("This code does not fit: compare the clock of the phone."))
    context = {"form": form, "secret": secret, "qr": factors.picture(request.user, secret)}
    return render(request, "accounts/set_up_factor.html", context)


def told_once(request, codes):
    """Recovery codes stand on this one page; from now on the session has its second factor."""
    request.session.pop(SECRET, None)
    sessions.mark_factor(request.session, is_shown=True)
    context = {"codes": codes, "file": "%0A".join(codes), "at": timezone.now()}
    return render(request, "accounts/recovery_codes.html", context)


def is_proven(request):
    """Whether a right code came with the form; the next page says why not."""
    form = CodeForm(request.POST)
    sentence = _("Type a code.")
    if form.is_valid():
        code = form.cleaned_data["code"]
        sentence = entry.complaint(request, request.user, code, timezone.now())
    if sentence:
        messages.error(request, sentence)
    return not sentence


@never_cache
@require_POST
def renew_recovery_codes(request):
    if not is_proven(request):
        return redirect("accounts:factor")
    return told_once(request, factors.renew_codes(request.user, at=timezone.now()))


@require_POST
def remove_factor(request):
    if is_proven(request):
        factors.remove(request.user, by=request.user, at=timezone.now())
        sessions.mark_factor(request.session, is_shown=False)
        messages.success(request, _("Your second factor is removed."))
    return redirect("accounts:factor")


@require_safe
def session_list(request):
    """Where this account is signed in."""
    found = sessions.open_of(request.user, timezone.now(), request.session.session_key)
    past = SignInSession.objects.visible_to(request.user).filter(began_by=request.user)
    past = past.exclude(ended_at=None).select_related("ended_by").order_by("-began_at")[:10]
    return render(request, "accounts/session_list.html", {"sessions": found, "past": past})


@require_POST
def end_session(request, pk):
    own = SignInSession.objects.visible_to(request.user).filter(began_by=request.user)
    get_object_or_404(own, pk=pk)
    sessions.end(own.filter(pk=pk), by=request.user, at=timezone.now(), ending=SessionEnding.ENDED)
    messages.success(request, _("The session is ended."))
    return redirect("accounts:session_list")


@require_POST
def end_other_sessions(request):
    own = SignInSession.objects.visible_to(request.user).filter(began_by=request.user)
    others = own.exclude(session_key=request.session.session_key)
    sessions.end(others, by=request.user, at=timezone.now(), ending=SessionEnding.ENDED)
    messages.success(request, _("All other sessions are ended."))
    return redirect("accounts:session_list")
