from django.urls import path

from airdefense.reports.explore import views

urlpatterns = [
    path("", views.figure_list, name="figure_list"),
    path("<slug:code>/", views.live_figure, name="live_figure"),
]
