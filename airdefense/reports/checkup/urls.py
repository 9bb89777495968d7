from django.urls import path

from airdefense.reports.checkup import views

app_name = "checkup"

urlpatterns = [
    path("", views.index, name="index"),
    path("rules/<slug:code>/", views.rule_rows, name="rule_rows"),
    path("waivers/", views.waiver_list, name="waiver_list"),
]
