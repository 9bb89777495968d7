"""What the frame of every page needs: the navigation, the name of the place, the demo mark."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from airdefense.accounts.navigation import navigation


def shell(request):
    user = getattr(request, "user", None)
    is_known = user is not None and user.is_authenticated
    return {
        "navigation": SimpleLazyObject(
            lambda: list(navigation(user, request.path)) if is_known else []
        ),
        "city_name": settings.SITE_NAME,
        "demo_mode": settings.DEMO_MODE,
        "features": settings.FEATURES,
    }
