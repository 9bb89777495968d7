"""Signing in and out: by password and code, by one click in the demonstration, and in place."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.db.models import Prefetch
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import own_page, typed, wants_json
from airdefense.accounts.models import RoleGrant, SignInMethod, User
from airdefense.accounts.roles import ROLE_CLASSES, Role
from airdefense.accounts.signin import entry, factors, sessions, unified
from airdefense.accounts.signin.forms import CodeForm, SignInForm


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


def refused(sentence, **more):
    return JsonResponse({"detail": sentence, **more}, status=400)


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
    authentication_form = SignInForm
    redirect_authenticated_user = True

    @method_decorator(login_not_required)
    def dispatch(self, request, *args, **kwargs):
        if wants_json(request) and request.user.is_authenticated:
            return standing(request)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        unified.greet_whoever_left(request)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        person, now = form.get_user(), timezone.now()
        method = entry.method_of(person.backend)
        if not factors.has_factor(person):
            entry.enter(self.request, person, method=method, at=now)
            return standing(self.request) if wants_json(self.request) else self.go_on()
        then = self.get_success_url()
        entry.set_aside(self.request, person, method=method, at=now, then=then)
        return in_place(self.request, now) if wants_json(self.request) else redirect(CODE)

    def go_on(self):
        return redirect(self.get_success_url())

    def form_invalid(self, form):
        if wants_json(self.request):
            return refused(next(iter(form.errors.values()))[0])
        return super().form_invalid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            demo_accounts=demo_accounts(), issuer=settings.OIDC, **kwargs
        )


login = SignIn.as_view()
CODE = "accounts:sign_in_code"


def in_place(request, now):
    """Name, password and code are sent together by a page that stays where it is."""
    person, kept = entry.waiting(request, now)
    code = typed(request.POST, "code")
    if not code:
        return refused(_("Type the code of your second factor as well."), needs="code")
    if sentence := entry.complaint(request, person, code, now):
        return refused(sentence, needs="code")
    entry.finish(request, person, kept, now)
    return standing(request)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in_code(request):
    """The second step: the code of whoever has shown the password a moment ago."""
    now = timezone.now()
    person, kept = entry.waiting(request, now)
    if person is None:
        return redirect("accounts:login")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        sentence = entry.complaint(request, person, form.cleaned_data["code"], now)
        if not sentence:
            return redirect(entry.finish(request, person, kept, now))
        form.add_error("code", sentence)
    return render(request, "accounts/sign_in_code.html", {"form": form, "person": person})


@require_POST
def logout(request):
    """Sign out here, and after that at the issuer where the session began there."""
    mark = request.session.get(sessions.MARK, {})
    sessions.leave(request, at=timezone.now())
    if mark.get("method") == SignInMethod.ISSUER:
        return unified.onward(request, mark.get("token", ""))
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
@require_POST
def demo_login(request):
    """Sign in as a demo account by one click; does not exist outside the demonstration."""
    if not settings.DEMO_MODE:
        raise Http404
    people = User.objects.filter(is_demo=True, is_active=True)
    account = get_object_or_404(people, username=typed(request.POST, "username"))
    sessions.begin(request, account, method=SignInMethod.DEMO, at=timezone.now())
    if wants_json(request):
        return standing(request)
    return redirect(own_page(request, request.POST.get("next", "")))
