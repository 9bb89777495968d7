"""Apps are named here as strings, so that the project package imports none of them."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView
from drf_spectacular.views import SpectacularSwaggerSplitView as SwaggerView

from airdefense import features

urlpatterns = [
    path("", include("airdefense.accounts.urls")),
    path("", include("airdefense.casework.urls")),
    path("", include("airdefense.exchange.urls")),
    path("people/", include("airdefense.people.urls")),
    path("reports/", include("airdefense.reports.urls")),
    path("checkup/", include("airdefense.reports.checkup.urls")),
    *features.urls("", "urls"),
    path("demo/", include("demo.urls")),
    # The page to sign in offers the other language too.
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    *features.urls("api/v1/", "api"),
    path("api/v1/reports/instructions/", include("airdefense.reports.instructions.api")),
    path("api/v1/reports/", include("airdefense.reports.api")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path(
        "api/v1/docs/",
        SwaggerView.as_view(url_name="api_schema", template_name="api_docs.html"),
        name="api_docs",
    ),
    path("admin/", admin.site.urls),
]
handler403 = "airdefense.accounts.views.forbidden"
handler404 = "airdefense.accounts.views.not_found"
handler500 = "airdefense.accounts.views.server_error"
