from django.urls import path

from airdefense.reports.outbox import views

urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("preferences/", views.preferences, name="preferences"),
    path("<int:pk>/", views.mail_detail, name="mail_detail"),
    path("<int:pk>/html/", views.mail_html, name="mail_html"),
    path("<int:pk>/retry/", views.retry, name="retry"),
    path("reports/", views.delivery_list, name="delivery_list"),
    path("reports/<int:pk>/", views.delivery_detail, name="delivery_detail"),
    path("reports/<int:pk>/bulletin.<document:format>/", views.bulletin, name="bulletin"),
]
