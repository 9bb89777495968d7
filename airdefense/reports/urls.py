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
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/pause/", views.pause, name="pause"),
    path("outbox/<int:pk>/", views.mail_detail, name="mail_detail"),
    path("outbox/<int:pk>/html/", views.mail_html, name="mail_html"),
]
