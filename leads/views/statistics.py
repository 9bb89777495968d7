"""The commission's own statistics."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from airdefense.casework.workflow import NotAllowed
from leads.statistics import READERS, SMALL, Statistics


@never_cache
@require_safe
def statistics(request):
    if not request.user.has_role(*READERS):
        raise NotAllowed(_("The statistics of the commission are not open to your role."))
    numbers = Statistics(request.user, timezone.localdate())
    context = {"numbers": numbers, "chart": numbers.chart, "small": SMALL}
    return render(request, "leads/statistics.html", context)
