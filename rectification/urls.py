from django.urls import path

from rectification import views

app_name = "rectification"

urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/peek/", views.peek, name="peek"),
    path("<int:pk>/plan/", views.plan, name="plan"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/extension/", views.extension, name="extension"),
    path("<int:pk>/allocate/", views.allocate, name="allocate"),
    path("<int:pk>/steps/<slug:name>/", views.take_step, name="take_step"),
    path(
        "extensions/<int:pk>/steps/<slug:name>/",
        views.take_extension_step,
        name="take_extension_step",
    ),
    path("submissions/<int:pk>/", views.submission_detail, name="submission_detail"),
    path("instruments/", views.instrument_list, name="instrument_list"),
    path("instruments/new/", views.instrument_new, name="instrument_new"),
    path("instruments/<int:pk>/", views.instrument_detail, name="instrument_detail"),
    path("instruments/<int:pk>/edit/", views.instrument_edit, name="instrument_edit"),
    path("instruments/<int:pk>/peek/", views.instrument_peek, name="instrument_peek"),
    path("instruments/<int:pk>/print/", views.instrument_print, name="instrument_print"),
    path(
        "instruments/<int:pk>/steps/<slug:name>/",
        views.take_instrument_step,
        name="take_instrument_step",
    ),
]
