"""The addresses of the plan, under `reports/plan/` in the namespace of reports."""

from django.urls import path

from airdefense.reports.planning import views

urlpatterns = [
    path("", views.plan_list, name="plan_list"),
    path("new/", views.plan_new, name="plan_new"),
    path("<int:pk>/edit/", views.plan_edit, name="plan_edit"),
    path("<int:pk>/withdraw/", views.plan_withdraw, name="plan_withdraw"),
]
