from django.urls import path

from airdefense.casework.jobs import views

# Included by casework's own addresses, in its namespace.
urlpatterns = [
    path("", views.job_list, name="job_list"),
    path("retry/", views.retry_jobs, name="retry_jobs"),
    path("<int:pk>/", views.job_detail, name="job_detail"),
    path("<int:pk>/steps/<slug:name>/", views.take_job_step, name="take_job_step"),
]
