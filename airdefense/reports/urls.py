from django.urls import include, path

from airdefense.reports import views

app_name = "reports"

urlpatterns = [
    path("", views.index, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/week/", views.week, name="week"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/workbook/", views.workbook, name="workbook"),
    path("<int:pk>/", include("airdefense.reports.opening.urls")),
    path("<int:pk>/", include("airdefense.reports.proof.urls")),
    path("samples/", include("airdefense.reports.sampling.urls")),
    path("figures/", include("airdefense.reports.explore.urls")),
    path("compile/", include("airdefense.reports.periods.urls")),
    path("plan/", include("airdefense.reports.planning.urls")),
    path("boards/", include("airdefense.reports.boards.urls")),
    path("definitions/", views.definitions, name="definitions"),
    path("instructions/", include("airdefense.reports.instructions.urls")),
    path("outbox/", include("airdefense.reports.outbox.urls")),
    path("statements/", include("airdefense.reports.statement.urls")),
    path("watch/", include("airdefense.reports.watch.urls")),
]
