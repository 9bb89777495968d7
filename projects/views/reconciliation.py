from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from projects.models.papers import WORKBENCH_READERS
from projects.reconciliation.overview import Overview


@require_safe
def reconciliation(request):
    """The workbench: what waits, what differs where, how well each department supplies."""
    if not request.user.has_role(*WORKBENCH_READERS):
        raise PermissionDenied
    return render(request, "projects/reconciliation.html", {"overview": Overview(request.user)})
