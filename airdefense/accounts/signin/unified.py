"""The way in by the customer's issuer of identities: asked, and back with the answer; and the way
out, from either side."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.entries import own_page, typed
from airdefense.accounts.models import SignInMethod, User
from airdefense.accounts.signin import entry, events, factors, issuer, issuer_sign_out


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
        told = issuer.answer(request, at=now)
    except issuer.NotTold:
        return outside(request, _("The unified sign-in did not say who you are. Try again."))
    person = User.objects.filter(username=told.name, is_active=True).first()
    return let_in(request, person, told, now) if person else unknown(request, told.name, now)


def let_in(request, person, told, now):
    method, kept = SignInMethod.ISSUER, issuer_sign_out.kept(told)
    if factors.has_factor(person):
        entry.set_aside(request, person, method=method, at=now, then=told.then, issuer=kept)
        return redirect("accounts:sign_in_code")
    entry.enter(request, person, method=method, at=now, issuer=kept)
    return redirect(told.then)


def unknown(request, name, now):
    events.leave_failure(name, at=now, is_locked=False)
    return outside(
        request,
        _("You have no open account here. The system administrator of your city opens one."),
    )


def onward(request, token):
    """Whoever is signed out here goes on to the issuer. A page in between goes there: browsers
    hold what a form leads to against `form-action`, and the issuer may lead on to anywhere. The
    token stands in the header that sends them, not in the page."""
    try:
        address = issuer_sign_out.way_out(token)
    except issuer.NotTold:
        address = ""
    if not address:
        messages.warning(request, issuer_sign_out.STILL_IN)
        return redirect("accounts:login")
    page = render(request, "accounts/leaving.html")
    page.headers["Refresh"] = f"0; url={iri_to_uri(address)}"
    return page


def greet_whoever_left(request):
    """Say on the sign-in page that the issuer has sent somebody back from signing out there."""
    if issuer_sign_out.has_left(typed(request.GET, "state")):
        messages.success(request, _("You are signed out, here and at the unified sign-in."))


@never_cache
@login_not_required
@require_safe
def leave_issuer(request):
    """Sign out at the issuer alone: the session here ended in a way that could not lead there."""
    if not settings.OIDC:
        raise Http404
    if request.user.is_authenticated:
        return redirect("home")
    try:
        address = issuer_sign_out.way_out()
    except issuer.NotTold:
        return outside(request, _("The unified sign-in does not answer. Try again later."))
    return redirect(address) if address else outside(request, issuer_sign_out.STILL_IN)


@csrf_exempt
@never_cache
@login_not_required
@require_POST
def issuer_ended(request):
    """The issuer says that a session ended there (OpenID Connect Back-Channel Logout 1.0)."""
    if not settings.OIDC:
        raise Http404
    try:
        issuer_sign_out.end_named(request.POST.get("logout_token", ""), at=timezone.now())
    except issuer.NotTold:
        return JsonResponse({"error": "invalid_request"}, status=400)
    return HttpResponse()
