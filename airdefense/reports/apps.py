from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from airdefense import features

OF_INSTRUCTIONS = ("figures", "worklists", "reminders")


class ReportsConfig(AppConfig):
    name = "airdefense.reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self):
        features.discover("figures", "acting", "periods")
        # Instructions have figures, work and reminders of their own.
        features.discover(*(f"instructions.{name}" for name in OF_INSTRUCTIONS))
