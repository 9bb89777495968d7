"""The Celery application; tasks are found in every installed app's tasks module."""

import os

from celery import Celery, Task

from airdefense import wall

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "airdefense.settings")


class UnboundTask(Task):
    """A task starts in nobody's name and says itself for whom it reads leads."""

    def __call__(self, *args, **kwargs):
        with wall.unbound():
            return super().__call__(*args, **kwargs)


app = Celery("airdefense", task_cls=UnboundTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
