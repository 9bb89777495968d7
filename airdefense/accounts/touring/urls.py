from django.urls import path

from airdefense.accounts.touring import views

urlpatterns = [
    path("", views.tour, name="tour"),
    path("guides/<slug:name>/", views.guide, name="guide"),
    path("step/", views.take_tour_step, name="take_tour_step"),
]
