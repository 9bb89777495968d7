from django.urls import path

from leads import views

app_name = "leads"

urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/peek/", views.peek, name="peek"),
    path("<int:pk>/power/", views.power, name="power"),
    path("<int:pk>/print/", views.print_form, name="print"),
    path("<int:pk>/assign/", views.assign, name="assign"),
    path("<int:pk>/propose/", views.propose, name="propose"),
    path("<int:pk>/steps/<str:name>/", views.take_step, name="take_step"),
    path("<int:pk>/members/new/", views.member_new, name="member_new"),
    path(
        "<int:pk>/members/<int:member_pk>/withdraw/",
        views.withdraw_member,
        name="withdraw_member",
    ),
    path("<int:pk>/reporter/", views.reporter, name="reporter"),
    path("<int:pk>/persons/new/", views.person_new, name="person_new"),
    path("<int:pk>/persons/<int:person_pk>/outcomes/new/", views.outcome_new, name="outcome_new"),
    path("<int:pk>/accountabilities/new/", views.accountability_new, name="accountability_new"),
    path("cases/", views.case_list, name="case_list"),
    path("cases/new/", views.case_new, name="case_new"),
    path("cases/<int:pk>/", views.case_detail, name="case_detail"),
    path("cases/<int:pk>/edit/", views.case_edit, name="case_edit"),
    path("cases/<int:pk>/peek/", views.case_peek, name="case_peek"),
    path("cases/<int:pk>/steps/<str:name>/", views.take_case_step, name="take_case_step"),
]
