from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.touring.guides import EVERYBODY, GUIDES, NAMES, guide_file
from airdefense.accounts.touring.tours import SEEN_COOKIE, SESSION_KEY, stops_of, tours_for

A_YEAR = 365 * 24 * 3600


@require_safe
def tour(request):
    """The first hour of every role one holds, with all its stops."""
    tours = [(role, GUIDES[role], stops) for role, stops in tours_for(request.user)]
    return render(request, "accounts/tour.html", {"tours": tours, "everybody": EVERYBODY})


@require_safe
def guide(request, name):
    """The written guide of a first hour, to read or to print."""
    if name not in NAMES:
        raise Http404
    return HttpResponse(guide_file(name).read_text(), content_type="text/plain; charset=utf-8")


@require_POST
def take_tour_step(request):
    """Go to a stop of a tour: the first one starts it, and one past the last ends it."""
    role, place = typed(request.POST, "role"), typed(request.POST, "place")
    stops = stops_of(role) if request.user.has_role(role) else []
    if not stops or not place.isdecimal():
        raise Http404
    if int(place) < len(stops):
        request.session[SESSION_KEY] = [role, int(place)]
        return redirect(stops[int(place)][1])
    request.session.pop(SESSION_KEY, None)
    answer = redirect("home")
    answer.set_cookie(SEEN_COOKIE, "seen", max_age=A_YEAR, httponly=True, samesite="Lax")
    return answer
