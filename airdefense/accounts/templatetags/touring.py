"""The bar of a tour on every page, and the offer of one on the first."""

from django import template

from airdefense.accounts.touring.tours import SEEN_COOKIE, SESSION_KEY, standing, tours_for

register = template.Library()


@register.inclusion_tag("accounts/_tour_bar.html", takes_context=True)
def tour_bar(context):
    """Where in a tour the reader stands; nothing outside of one."""
    request = context.get("request")
    is_on = request is not None and request.user.is_authenticated
    is_on = is_on and SESSION_KEY in getattr(request, "session", ())
    return {"tour": standing(request) if is_on else None, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("accounts/_tour_offer.html", takes_context=True)
def tour_offer(context):
    """The first hour, offered until it was taken or declined on this device."""
    request = context["request"]
    is_new = SEEN_COOKIE not in request.COOKIES and SESSION_KEY not in request.session
    tours = tours_for(request.user) if is_new else []
    return {"tours": tours[:1], "csrf_token": context.get("csrf_token")}
