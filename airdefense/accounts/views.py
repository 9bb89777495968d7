"""Signing in and out, who I am, what waits for me, and the pages that say why something failed."""

from django.conf import settings
from django.contrib.auth import login as sign_in
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.db.models import Prefetch
from django.http import Http404, HttpResponseServerError, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.entries import own_page, typed, wants_json
from airdefense.accounts.home import FIGURES_SHOWN, charts_for, figures_for, panes_for
from airdefense.accounts.models import RoleGrant, User
from airdefense.accounts.roles import ADMINISTRATORS, ROLE_CLASSES, Role


def demo_accounts():
    """The demonstration's accounts by role, in the order of the roles; none outside the demo."""
    if not settings.DEMO_MODE:
        return []
    grants = RoleGrant.objects.in_force(timezone.localdate())
    accounts = (
        User.objects.filter(is_demo=True, is_active=True)
        .select_related("organisation")
        .prefetch_related(Prefetch("role_grants", grants, to_attr="grants_in_force"))
        .order_by("organisation__path", "username")
    )
    by_role = {role: [] for role in Role}
    for account in accounts:
        for role in dict.fromkeys(grant.role for grant in account.grants_in_force):
            by_role[role].append(account)
    return [(ROLE_CLASSES[role], found) for role, found in by_role.items() if found]


def standing(request):
    """Who is signed in here, and the token with which this page's forms are sent from now on."""
    user = request.user.pk if request.user.is_authenticated else None
    return JsonResponse({"user": user, "token": get_token(request)})


@never_cache
@login_not_required
@require_safe
def session(request):
    """Asked by a page that was open for long, before it sends what was typed."""
    return standing(request)


class SignIn(LoginView):
    """Sign in by password; the demonstration offers its accounts beside. A page whose session
    ended meanwhile signs in by its script and stays where it is."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    @method_decorator(login_not_required)
    def dispatch(self, request, *args, **kwargs):
        if wants_json(request) and request.user.is_authenticated:
            return standing(request)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        return standing(self.request) if wants_json(self.request) else response

    def form_invalid(self, form):
        if wants_json(self.request):
            sentence = next(iter(form.errors.values()))[0]
            return JsonResponse({"detail": sentence}, status=400)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(demo_accounts=demo_accounts(), **kwargs)


login = SignIn.as_view()
logout = LogoutView.as_view()


@login_not_required
@require_POST
def demo_login(request):
    """Sign in as a demo account by one click; does not exist outside the demonstration."""
    if not settings.DEMO_MODE:
        raise Http404
    people = User.objects.filter(is_demo=True, is_active=True)
    account = get_object_or_404(people, username=typed(request.POST, "username"))
    sign_in(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    if wants_json(request):
        return standing(request)
    return redirect(own_page(request, request.POST.get("next", "")))


@require_safe
def home(request):
    """My work: what waits, what is overdue, what changed."""
    user, today = request.user, timezone.localdate()
    panes = [pane for pane in panes_for(user, today) if pane.total]
    waiting = [pane for pane in panes if pane.work.waits]
    context = {
        "today": today,
        "panes": panes,
        "figures": figures_for(user, today)[:FIGURES_SHOWN],
        "charts": charts_for(user, today),
        "lists": len(waiting),
        "waiting": sum(pane.total for pane in waiting),
        "overdue": sum(pane.overdue for pane in waiting),
        "due_today": sum(pane.due_today for pane in waiting),
        "sees_cases": not user.role_codes <= ADMINISTRATORS,
        "role_classes": [ROLE_CLASSES[role] for role in Role if role in user.role_codes],
    }
    return render(request, "accounts/home.html", context)


@require_safe
def profile(request):
    """Who I am here: organisation, roles with their reach and period, and who granted them."""
    grants = (
        RoleGrant.objects.filter(user=request.user)
        .in_force(timezone.localdate())
        .select_related("scope", "granted_by")
        .order_by("valid_from", "pk")
    )
    roles = [(grant, ROLE_CLASSES[grant.role]) for grant in grants]
    return render(request, "accounts/profile.html", {"roles": roles})


def forbidden(request, exception=None):
    """403: the page says which role could, as far as the refusal told."""
    context = {"reason": str(exception) if exception else ""}
    return render(request, "403.html", context, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """500 asks neither the request nor the database for anything: both may be what failed."""
    context = {"happened_at": timezone.localtime()}
    return HttpResponseServerError(render_to_string("500.html", context))


@login_not_required
def csrf_failure(request, reason=""):
    """403 for a form that was open too long or sent from elsewhere."""
    return render(request, "403_csrf.html", status=403)
