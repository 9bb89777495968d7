from django.urls import path

from inspections import views

app_name = "inspections"

urlpatterns = [
    path("findings/", views.index, name="list"),
    path("findings/new/", views.new, name="new"),
    path("findings/about/", views.about, name="about"),
    path("findings/<int:pk>/", views.detail, name="detail"),
    path("findings/<int:pk>/edit/", views.edit, name="edit"),
    path("findings/<int:pk>/peek/", views.peek, name="peek"),
    path("findings/<int:pk>/paper/", views.paper, name="paper"),
    path("findings/<int:pk>/merge/", views.merge, name="merge"),
    path("findings/<int:pk>/steps/<slug:name>/", views.take_step, name="take_step"),
    path("from-suspicions/", views.from_suspicions, name="from_suspicions"),
    path("suspicions/<int:pk>/finding/", views.from_suspicion, name="from_suspicion"),
    path("checks/", views.check_list, name="check_list"),
    path("checks/<int:pk>/", views.check_detail, name="check_detail"),
    path("checks/<int:pk>/peek/", views.check_peek, name="check_peek"),
    path("checks/<int:pk>/steps/<slug:name>/", views.take_check_step, name="take_check_step"),
    path("rounds/", views.round_list, name="round_list"),
    path("rounds/new/", views.round_new, name="round_new"),
    path("rounds/<int:pk>/", views.round_detail, name="round_detail"),
    path("rounds/<int:pk>/edit/", views.round_edit, name="round_edit"),
    path("rounds/<int:pk>/steps/<slug:name>/", views.take_round_step, name="take_round_step"),
    path("rounds/<int:pk>/teams/new/", views.team_new, name="team_new"),
    path("rounds/<int:pk>/assign/", views.assign, name="assign"),
    path("rounds/<int:pk>/feedback/", views.feedback, name="feedback"),
]
