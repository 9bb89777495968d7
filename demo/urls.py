from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [path("files/<slug:kind>.xlsx", views.sample_file, name="sample_file")]
