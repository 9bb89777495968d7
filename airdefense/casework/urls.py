from django.urls import path

from airdefense.casework import drafts, health, uploads, views

app_name = "casework"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
    path("attachments/<str:case_type>/<int:case_id>/new/", views.upload, name="upload"),
    path("uploads/<uuid:key>/", uploads.resumable, name="resumable"),
    path("drafts/<path:key>/", drafts.draft, name="draft"),
]
