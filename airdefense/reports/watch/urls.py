from django.urls import path

from airdefense.reports.watch import views

urlpatterns = [path("", views.health, name="health")]
