"""The addresses of instructions, under `reports/instructions/` in the namespace of reports."""

from django.urls import path

from airdefense.reports.instructions import views

urlpatterns = [
    path("", views.instruction_list, name="instruction_list"),
    path("new/", views.instruction_new, name="instruction_new"),
    path("<int:pk>/", views.instruction_detail, name="instruction_detail"),
    path("<int:pk>/peek/", views.instruction_peek, name="instruction_peek"),
    path("<int:pk>/answer/", views.instruction_answer, name="instruction_answer"),
    path("<int:pk>/ask-again/", views.instruction_ask, name="instruction_ask"),
    path("<int:pk>/due/", views.instruction_due, name="instruction_due"),
    path(
        "<int:pk>/steps/<str:name>/",
        views.take_instruction_step,
        name="take_instruction_step",
    ),
]
