"""Between a session and the pages: is it still running, and has its owner shown enough?"""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.entries import wants_json
from airdefense.accounts.models import SessionEnding, SignInMethod
from airdefense.accounts.signin import factors, issuer_sign_out, sessions

# Asked by open pages on their own: no sign of somebody working, and no page either.
STANDING = "accounts:session"
# Reached by whoever still has to choose a password or set up a second factor.
ON_THE_WAY = {"accounts:login", "accounts:logout", STANDING, "accounts:demo_login", "set_language"}
STAGES = {
    "accounts:password": {"accounts:password"},
    "accounts:factor": {"accounts:factor", "accounts:set_up_factor"},
}
SAID = {
    SessionEnding.IDLE: _("Your session ended because nothing was done in it for a while."),
    SessionEnding.AGED: _("Your session ended because it reached its longest time."),
}
FIRST = {
    "accounts:password": _("Choose a new password first."),
    "accounts:factor": _("Set up your second factor first: your role does not work without it."),
}


class SignInMiddleware:
    """Ends sessions left alone or grown old, and leads whoever has to choose a password or set
    up a second factor there, and nowhere else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        # The API answers for itself who may ask, so its views are open to this middleware's eye.
        is_open = not getattr(view, "login_required", True) and not request.path.startswith("/api/")
        if (is_open and name != STANDING) or request.user.is_anonymous:
            return None
        now = timezone.now()
        if ending := sessions.over(request.session, int(now.timestamp())):
            by_issuer = request.session.get(sessions.MARK, {}).get("method") == SignInMethod.ISSUER
            sessions.leave(request, at=now, ending=ending)
            messages.info(request, SAID[ending])
            if by_issuer:
                messages.warning(request, issuer_sign_out.STILL_IN)
            return None
        if name == STANDING:
            return None
        sessions.note_use(request.session, int(now.timestamp()))
        stage = wanted_first(request)
        return lead_to(request, stage) if stage and name not in STAGES[stage] | ON_THE_WAY else None


def wanted_first(request) -> str:
    """The page that stands before everything else, or "" for who has shown enough."""
    mark = request.session[sessions.MARK]
    if mark["password"]:
        return "accounts:password"
    is_free = mark["factor"] or mark["method"] == SignInMethod.DEMO
    return "" if is_free or not factors.is_required(request.user) else "accounts:factor"


def lead_to(request, stage: str):
    if wants_json(request) or request.path.startswith("/api/"):
        return JsonResponse({"detail": str(FIRST[stage])}, status=403)
    if request.htmx:
        return HttpResponse(status=403, headers={"HX-Redirect": reverse(stage)})
    return redirect(stage)
