from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "airdefense.accounts"
    label = "accounts"
    verbose_name = _("Organisations and people")

    def ready(self):
        autodiscover_modules("worklists")
