from django.urls import path

from airdefense.reports.proof import views

urlpatterns = [
    path("proof/", views.proof, name="proof"),
    path("compare/<int:other>/", views.compare, name="compare"),
]
