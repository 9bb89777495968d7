from django.urls import include, path

from airdefense.accounts import views
from airdefense.accounts.glossary.views import glossary
from airdefense.accounts.signin.urls import signin_urls

account_urls = [
    *signin_urls,
    path("profile/", views.profile, name="profile"),
    path("tour/", include("airdefense.accounts.touring.urls")),
]

# Home and help stand outside the namespace: settings and redirects call the first one "home".
urlpatterns = [
    path("", views.home, name="home"),
    path("help/glossary/", glossary, name="glossary"),
    path("accounts/", include((account_urls, "accounts"))),
]
