from django.urls import include, path

from airdefense.accounts import views
from airdefense.accounts.signin.urls import signin_urls

account_urls = [
    *signin_urls,
    path("profile/", views.profile, name="profile"),
    path("tour/", include("airdefense.accounts.touring.urls")),
]

# The home page stands outside the namespace: settings and redirects call it "home".
urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include((account_urls, "accounts"))),
]
