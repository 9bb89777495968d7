"""Apps are named here as strings, so that the project package imports none of them."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from drf_spectacular.views import SpectacularSwaggerSplitView as SwaggerView

urlpatterns = [
    path("", include("airdefense.accounts.urls")),
    path("", include("airdefense.casework.urls")),
    path("", include("airdefense.exchange.urls")),
    path("reports/", include("airdefense.reports.urls")),
    path("checkup/", include("airdefense.reports.checkup.urls")),
    path("projects/", include("projects.urls")),
    path("inspections/", include("inspections.urls")),
    path("leads/", include("leads.urls")),
    path("rectification/", include("rectification.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/projects/", include("projects.api")),
    path("api/v1/inspections/", include("inspections.api")),
    path("api/v1/leads/", include("leads.api")),
    path("api/v1/rectification/", include("rectification.api")),
    path("api/v1/reports/", include("airdefense.reports.api")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/v1/docs/", SwaggerView.as_view(url_name="api_schema"), name="api_docs"),
    path("admin/", admin.site.urls),
]
handler403 = "airdefense.accounts.views.forbidden"
handler404 = "airdefense.accounts.views.not_found"
handler500 = "airdefense.accounts.views.server_error"
