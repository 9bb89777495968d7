from django.urls import include, path

from airdefense.casework import drafts, health, measuring, readiness, uploads, views
from airdefense.casework.checkup import views as checkup
from airdefense.casework.reminding import views as reminding

app_name = "casework"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", readiness.readyz, name="readyz"),
    path("metrics", measuring.metrics, name="metrics"),
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
    path("attachments/<int:pk>/about/", views.attachment_detail, name="attachment_detail"),
    path("attachments/<int:pk>/replace/", views.replace, name="replace"),
    path("attachments/<int:pk>/custody/", views.custody_new, name="custody_new"),
    path("attachments/<str:case_type>/<int:case_id>/new/", views.upload, name="upload"),
    path("uploads/<uuid:key>/", uploads.resumable, name="resumable"),
    path("checkup/rules/<slug:code>/<int:pk>/waive/", checkup.waiver_new, name="waiver_new"),
    path("checkup/waivers/<int:pk>/", checkup.waiver_detail, name="waiver_detail"),
    path(
        "checkup/waivers/<int:pk>/steps/<slug:name>/",
        checkup.take_waiver_step,
        name="take_waiver_step",
    ),
    path("reminders/", reminding.reminders, name="reminders"),
    path("reminders/preferences/", reminding.reminder_preferences, name="reminder_preferences"),
    path("hand-over/", views.hand_over_list, name="hand_over_list"),
    path("hand-over/new/", views.hand_over_new, name="hand_over_new"),
    path("hand-over/<int:pk>/", views.hand_over_detail, name="hand_over_detail"),
    path(
        "hand-over/<int:pk>/steps/<str:name>/",
        views.take_hand_over_step,
        name="take_hand_over_step",
    ),
    path("calendar/", views.working_calendar, name="working_calendar"),
    path("calendar/new/", views.calendar_proposal_new, name="calendar_proposal_new"),
    path(
        "calendar/proposals/<int:pk>/",
        views.calendar_proposal_detail,
        name="calendar_proposal_detail",
    ),
    path(
        "calendar/proposals/<int:pk>/steps/<str:name>/",
        views.take_calendar_proposal_step,
        name="take_calendar_proposal_step",
    ),
    path("jobs/", include("airdefense.casework.jobs.urls")),
    path("programs/", include("airdefense.casework.programs.urls")),
    path("drafts/<path:key>/", drafts.draft, name="draft"),
]
