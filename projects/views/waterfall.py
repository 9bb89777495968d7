"""The recovery waterfall and the rows behind each of its figures."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.models import Organisation
from airdefense.exchange.listing import respond
from projects.listings import WATERFALL
from projects.views.site import day_asked
from projects.waterfall import STEPS, amounts, waterfall


@require_safe
def waterfall_page(request):
    as_of = day_asked(request)
    regions = list(Organisation.objects.regions().within_reach_of(request.user))
    asked = typed(request.GET, "region")
    region = asked if asked in {one.code for one in regions} else ""
    shown = waterfall(request.user, as_of.day, region)
    context = {"as_of": as_of, "regions": regions, "region": region, "shown": shown, "steps": STEPS}
    return render(request, "projects/waterfall.html", context)


@require_safe
def waterfall_rows(request):
    rows = amounts(request.user, day_asked(request).day)
    return respond(request, WATERFALL, rows.select_related("region", "developer"))
