from django.urls import path

from airdefense.casework.programs import views

# Included by casework's own addresses, in its namespace.
urlpatterns = [
    path("tokens/", views.token_list, name="token_list"),
    path("tokens/new/", views.token_new, name="token_new"),
    path("tokens/<int:pk>/", views.token_detail, name="token_detail"),
    path("tokens/<int:pk>/steps/<slug:name>/", views.take_token_step, name="take_token_step"),
]
