from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "airdefense.exchange"
    label = "exchange"
    verbose_name = _("Lists, exports and imports")

    def ready(self):
        # The kinds of file each app takes in: a module or package `imports`.
        autodiscover_modules("imports")
