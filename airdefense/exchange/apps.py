from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from airdefense import features


class ExchangeConfig(AppConfig):
    name = "airdefense.exchange"
    label = "exchange"
    verbose_name = _("Lists, exports and imports")

    def ready(self):
        # The kinds of file each app takes in: a module or package `imports`.
        features.discover("imports")
