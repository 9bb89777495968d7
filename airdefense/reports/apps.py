from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from airdefense import features


class ReportsConfig(AppConfig):
    name = "airdefense.reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self):
        features.discover("figures")
