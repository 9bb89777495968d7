"""The reference desk is open to the roles that keep reference rows, not to Django's is_staff."""

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from airdefense import features


def is_of_allauth(model) -> bool:
    return model.__module__.startswith("allauth.")


class Desk(AdminSite):
    site_header = site_title = _("Reference desk")
    index_title = _("Reference rows")

    def get_urls(self):
        """Without Django's way from a number to a page: it tells that a row exists."""
        return [
            entry for entry in super().get_urls() if getattr(entry, "name", "") != "view_on_site"
        ]

    def has_permission(self, request):
        return request.user.is_authenticated and request.user.has_desk()

    def logout(self, request, extra_context=None):
        """Out by the same door as everywhere: sessions close, and the issuer hears of it."""
        return import_string("airdefense.accounts.signin.views.logout")(request)


class DeskConfig(SimpleAdminConfig):
    default_site = "airdefense.accounts.desk.Desk"

    def ready(self):
        super().ready()
        features.discover("admin")
        # Secrets of second factors and the like have pages of their own, not this one.
        for model in [model for model in admin.site._registry if is_of_allauth(model)]:
            admin.site.unregister(model)
