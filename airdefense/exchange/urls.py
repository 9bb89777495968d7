from django.urls import path

from airdefense.exchange import views

app_name = "exchange"

urlpatterns = [
    path("search/", views.search, name="search"),
    path("lists/<slug:key>/columns/", views.choose_columns, name="columns"),
]
