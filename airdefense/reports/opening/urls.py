from django.urls import path

from airdefense.reports.opening import views

# Behind the key of a report.
urlpatterns = [
    path("figures/<slug:code>/", views.figure, name="figure"),
    path("figures/<slug:code>/evidence/", views.evidence, name="figure_evidence"),
    path("evidence/", views.evidence, name="evidence"),
]
