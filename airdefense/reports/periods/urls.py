"""The addresses of reports on demand, under `reports/compile/` in the namespace of reports."""

from django.urls import path

from airdefense.reports.periods import views

urlpatterns = [
    path("", views.compile_now, name="compile_now"),
    path("waiting/", views.compile_waiting, name="compile_waiting"),
]
