from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from airdefense import features


class AccountsConfig(AppConfig):
    name = "airdefense.accounts"
    label = "accounts"
    verbose_name = _("Organisations and people")

    def ready(self):
        features.discover("worklists")
