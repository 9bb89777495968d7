from django.urls import path

from inspections import views
from inspections.views import field

app_name = "inspections"

urlpatterns = [
    path("findings/", views.index, name="list"),
    path("findings/new/", views.new, name="new"),
    path("findings/about/", views.about, name="about"),
    path("findings/<int:pk>/", views.detail, name="detail"),
    path("findings/<int:pk>/edit/", views.edit, name="edit"),
    path("findings/<int:pk>/peek/", views.peek, name="peek"),
    path("findings/<int:pk>/paper/", views.paper, name="paper"),
    path("findings/<int:pk>/paper.<document:format>/", views.paper_document, name="paper_document"),
    path(
        "findings/<int:pk>/evidence.<document:format>/",
        views.evidence_document,
        name="evidence_document",
    ),
    path("findings/<int:pk>/merge/", views.merge, name="merge"),
    path("findings/<int:pk>/steps/<slug:name>/", views.take_step, name="take_step"),
    path("from-suspicions/", views.from_suspicions, name="from_suspicions"),
    path("suspicions/<int:pk>/finding/", views.from_suspicion, name="from_suspicion"),
    path("checks/", views.check_list, name="check_list"),
    path("checks/<int:pk>/", views.check_detail, name="check_detail"),
    path("checks/<int:pk>/peek/", views.check_peek, name="check_peek"),
    path("checks/<int:pk>/reassign/", views.check_reassign, name="check_reassign"),
    path("checks/<int:pk>/steps/<slug:name>/", views.take_check_step, name="take_check_step"),
    path("rounds/", views.round_list, name="round_list"),
    path("rounds/new/", views.round_new, name="round_new"),
    path("rounds/<int:pk>/", views.round_detail, name="round_detail"),
    path("rounds/<int:pk>/edit/", views.round_edit, name="round_edit"),
    path("rounds/<int:pk>/steps/<slug:name>/", views.take_round_step, name="take_round_step"),
    path("rounds/<int:pk>/teams/new/", views.team_new, name="team_new"),
    path("rounds/<int:pk>/assign/", views.assign, name="assign"),
    path("rounds/<int:pk>/deadlines/", views.round_deadlines, name="round_deadlines"),
    path("rounds/<int:pk>/notice/", views.round_notice, name="round_notice"),
    path("rounds/<int:pk>/activities/", views.round_activities, name="round_activities"),
    path("deadlines/<int:pk>/meet/", views.deadline_meet, name="deadline_meet"),
    path("activities/<int:pk>/void/", views.activity_void, name="activity_void"),
    path("teams/<int:pk>/edit/", views.team_edit, name="team_edit"),
    path("teams/<int:pk>/members/new/", views.member_new, name="member_new"),
    path("teams/<int:pk>/draw/", views.draw, name="draw"),
    path("members/<int:pk>/leave/", views.member_leave, name="member_leave"),
    path("members/<int:pk>/lead/", views.member_lead, name="member_lead"),
    path("members/<int:pk>/recusal/", views.member_recusal, name="member_recusal"),
    path("plans/<int:pk>/", views.plan_detail, name="plan_detail"),
    path(
        "rounds/<int:pk>/problem-list.<document:format>/", views.problem_list, name="problem_list"
    ),
    path(
        "rounds/<int:pk>/feedback-letter.<document:format>/",
        views.feedback_letter,
        name="feedback_letter",
    ),
    path(
        "rounds/<int:pk>/entry-notice.<document:format>/", views.entry_notice, name="entry_notice"
    ),
    path("rounds/<int:pk>/feedback/", views.feedback, name="feedback"),
    path("field/", field.field_page, name="field"),
    path("field/manifest.webmanifest", field.field_manifest, name="field_manifest"),
    path("field/sw.js", field.field_worker, name="field_worker"),
    path("field/key/", field.field_key, name="field_key"),
    path("field/pack/", field.field_pack, name="field_pack"),
    path("field/findings/", field.field_finding_new, name="field_finding_new"),
    path(
        "field/findings/<uuid:key>/merge/", field.field_finding_merge, name="field_finding_merge"
    ),
    path("field/checks/", field.field_check_complete, name="field_check_complete"),
    path("field/checks/note/", field.field_check_note, name="field_check_note"),
    path("field/import/", field.field_import, name="field_import"),
    path("powers/", views.power_list, name="power_list"),
    path("powers/overview/", views.power_overview, name="power_overview"),
    path("powers/<int:pk>/", views.power_detail, name="power_detail"),
    path("powers/<int:pk>/controls/new/", views.control_new, name="control_new"),
    path("controls/<int:pk>/end/", views.control_end, name="control_end"),
    path("power-lists/<int:pk>/", views.power_list_detail, name="power_list_detail"),
    path("power-lists/<int:pk>/edit/", views.power_list_edit, name="power_list_edit"),
    path("power-lists/<int:pk>/workbook/", views.power_list_export, name="power_list_export"),
    path(
        "power-lists/<int:pk>/steps/<slug:name>/",
        views.take_power_list_step,
        name="take_power_list_step",
    ),
    path("wordings/", views.wording_list, name="wording_list"),
    path("wordings/new/", views.wording_new, name="wording_new"),
    path("wordings/pick/", views.wording_pick, name="wording_pick"),
    path("wordings/<int:pk>/", views.wording_detail, name="wording_detail"),
    path("wordings/<int:pk>/edit/", views.wording_edit, name="wording_edit"),
    path("wordings/<int:pk>/retire/", views.wording_retire, name="wording_retire"),
]
