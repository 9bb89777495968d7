"""The way in by the customer's issuer of identities: asked, and back with the answer."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from airdefense.accounts.entries import own_page, typed
from airdefense.accounts.models import SignInMethod, User
from airdefense.accounts.signin import entry, events, factors, issuer


def outside(request, sentence):
    messages.error(request, sentence)
    return redirect("accounts:login")


@never_cache
@login_not_required
@require_safe
def ask_issuer(request):
    """Send the browser to the issuer; does not exist where there is none."""
    if not settings.OIDC:
        raise Http404
    then = own_page(request, typed(request.GET, "next"))
    try:
        return redirect(issuer.question(request, then, at=timezone.now()))
    except issuer.NotTold:
        return outside(request, _("The unified sign-in does not answer. Try again later."))


@never_cache
@login_not_required
@require_safe
def issuer_answer(request):
    """Who the issuer says this is comes in, when there is such an account here."""
    if not settings.OIDC:
        raise Http404
    now = timezone.now()
    try:
        name, then = issuer.answer(request, at=now)
    except issuer.NotTold:
        return outside(request, _("The unified sign-in did not say who you are. Try again."))
    person = User.objects.filter(username=name.replace("\x00", ""), is_active=True).first()
    return let_in(request, person, then, now) if person else unknown(request, name, now)


def let_in(request, person, then, now):
    method = SignInMethod.ISSUER
    if factors.has_factor(person):
        entry.set_aside(request, person, method=method, at=now, then=then)
        return redirect("accounts:sign_in_code")
    entry.enter(request, person, method=method, at=now)
    return redirect(then)


def unknown(request, name, now):
    events.leave_failure(name.replace("\x00", ""), at=now, is_locked=False)
    return outside(
        request,
        _("You have no open account here. The system administrator of your city opens one."),
    )
