from django.urls import path

from airdefense.reports.opening import views

urlpatterns = [
    path("<slug:code>/", views.figure, name="figure"),
]
