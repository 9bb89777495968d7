from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from airdefense import features


class CaseworkConfig(AppConfig):
    name = "airdefense.casework"
    label = "casework"
    verbose_name = _("Casework")

    def ready(self):
        # Web, worker and shell alike send tasks through the configured Celery application.
        import_module("airdefense.celery")
        features.discover("limits", "reminders", "caserules", "holdings")
