from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "airdefense.reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self):
        autodiscover_modules("figures")
