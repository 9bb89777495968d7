from django.urls import include, path

from airdefense.reports import views

app_name = "reports"

urlpatterns = [
    path("", views.index, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/workbook/", views.workbook, name="workbook"),
    path("<int:pk>/figures/<slug:code>/", views.figure, name="figure"),
    path("figures/", include("airdefense.reports.explore.urls")),
    path("definitions/", views.definitions, name="definitions"),
    path("instructions/", include("airdefense.reports.instructions.urls")),
    path("outbox/", include("airdefense.reports.outbox.urls")),
    path("watch/", include("airdefense.reports.watch.urls")),
]
