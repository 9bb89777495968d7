"""Who I am, what waits for me, and the pages that say why something failed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from airdefense.accounts.home import FIGURES_SHOWN, charts_for, figures_for, panes_for
from airdefense.accounts.models import RoleGrant
from airdefense.accounts.roles import ADMINISTRATORS, ROLE_CLASSES, Role


@require_safe
def home(request):
    """My work: what waits, what is overdue, what changed."""
    user, today = request.user, timezone.localdate()
    panes = [pane for pane in panes_for(user, today) if pane.total]
    waiting = [pane for pane in panes if pane.work.waits]
    context = {
        "today": today,
        "panes": panes,
        "figures": figures_for(user, today, FIGURES_SHOWN),
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
