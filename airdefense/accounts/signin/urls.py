"""The addresses of signing in; they stand among those of the accounts."""

from django.urls import path

from airdefense.accounts.signin import guarding, keeping, unified, views

signin_urls = [
    path("login/", views.login, name="login"),
    path("login/code/", views.sign_in_code, name="sign_in_code"),
    path("login/demo/", views.demo_login, name="demo_login"),
    path("login/issuer/", unified.ask_issuer, name="ask_issuer"),
    path("login/issuer/answer/", unified.issuer_answer, name="issuer_answer"),
    path("login/issuer/ended/", unified.issuer_ended, name="issuer_ended"),
    path("session/", views.session, name="session"),
    path("logout/", views.logout, name="logout"),
    path("logout/issuer/", unified.leave_issuer, name="leave_issuer"),
    path("password/", keeping.password, name="password"),
    path("factor/", keeping.factor, name="factor"),
    path("factor/new/", keeping.set_up_factor, name="set_up_factor"),
    path("factor/codes/", keeping.renew_recovery_codes, name="renew_recovery_codes"),
    path("factor/remove/", keeping.remove_factor, name="remove_factor"),
    path("sessions/", keeping.session_list, name="session_list"),
    path("sessions/<int:pk>/end/", keeping.end_session, name="end_session"),
    path("sessions/end-others/", keeping.end_other_sessions, name="end_other_sessions"),
    path("sign-in/", guarding.sign_in_list, name="sign_in_list"),
    path("sign-in/<int:pk>/", guarding.sign_in_detail, name="sign_in_detail"),
    path("sign-in/<int:pk>/factor/", guarding.reset_factor, name="reset_factor"),
    path("sign-in/<int:pk>/lock/", guarding.lift_lock, name="lift_lock"),
    path("sign-in/<int:pk>/sessions/", guarding.end_account_sessions, name="end_account_sessions"),
]
