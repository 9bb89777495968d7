from django.urls import path

from airdefense.people import views

app_name = "people"

urlpatterns = [
    path("grants/", views.grant_list, name="grant_list"),
    path("grants/<int:pk>/", views.grant_detail, name="grant_detail"),
    path("grants/<int:pk>/withdraw/", views.grant_withdraw, name="grant_withdraw"),
    path("accounts/", views.person_list, name="person_list"),
    path("accounts/<int:pk>/", views.person_detail, name="person_detail"),
    path("bodies/", views.body_list, name="body_list"),
    path("bodies/<int:pk>/", views.body_detail, name="body_detail"),
    path("review/", views.grant_review, name="grant_review"),
    path("roles/", views.role_matrix, name="role_matrix"),
    path("narrowings/", views.narrowing_list, name="narrowing_list"),
    path("narrowings/new/", views.narrowing_new, name="narrowing_new"),
    path("narrowings/<int:pk>/", views.narrowing_detail, name="narrowing_detail"),
    path(
        "narrowings/<int:pk>/steps/<slug:name>/",
        views.take_narrowing_step,
        name="take_narrowing_step",
    ),
    path("requests/", views.request_list, name="request_list"),
    path("requests/new/", views.request_new, name="request_new"),
    path("requests/review/", views.request_review, name="request_review"),
    path("requests/<int:pk>/", views.request_detail, name="request_detail"),
    path("requests/<int:pk>/steps/<slug:name>/", views.take_request_step, name="take_request_step"),
]
