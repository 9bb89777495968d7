from django.urls import include, path

from airdefense.accounts import views

account_urls = [
    path("login/", views.login, name="login"),
    path("login/demo/", views.demo_login, name="demo_login"),
    path("session/", views.session, name="session"),
    path("logout/", views.logout, name="logout"),
    path("profile/", views.profile, name="profile"),
]

# The home page stands outside the namespace: settings and redirects call it "home".
urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include((account_urls, "accounts"))),
]
