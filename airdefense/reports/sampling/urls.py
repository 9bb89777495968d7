from django.urls import path

from airdefense.reports.sampling import views

urlpatterns = [
    path("", views.sample_list, name="sample_list"),
    path("new/<int:pk>/", views.sample_new, name="sample_new"),
    path("<int:pk>/", views.sample_detail, name="sample_detail"),
    path("<int:pk>/rows/<int:place>/", views.sample_row, name="sample_row"),
    path("<int:pk>/rows/<int:place>/open/", views.open_sampled_row, name="open_sampled_row"),
]
