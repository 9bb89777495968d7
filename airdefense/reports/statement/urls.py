from django.urls import path

from airdefense.reports.statement import views

urlpatterns = [
    path("", views.statement_list, name="statement_list"),
    path("new/", views.statement_new, name="statement_new"),
    path("<int:pk>/", views.statement_detail, name="statement_detail"),
    path("<int:pk>/edit/", views.statement_edit, name="statement_edit"),
    path("<int:pk>/preview/", views.statement_preview, name="statement_preview"),
    path(
        "<int:pk>/bulletin.<document:format>/", views.statement_document, name="statement_document"
    ),
    path("<int:pk>/steps/<slug:name>/", views.take_statement_step, name="take_statement_step"),
]
