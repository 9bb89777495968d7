"""The Celery application; tasks are found in every installed app's tasks module."""

import os
import time
from logging.config import dictConfig

from celery import Celery, Task
from celery.signals import before_task_publish, setup_logging
from django.conf import settings

from airdefense import databases, logs, queues, wall
from airdefense.casework import tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "airdefense.settings")


class UnboundTask(Task):
    """A task starts in nobody's name and says itself for whom it reads leads."""

    def __call__(self, *args, **kwargs):
        number = getattr(self.request, tracing.CARRIED, None) or tracing.current()
        with wall.unbound(), logs.task_told(self.name, self.request.id, number):
            answer = super().__call__(*args, **kwargs)
        databases.note_job(kwargs.get("by"))
        return answer


@before_task_publish.connect
def carry_number(headers=None, **_):
    """A task is done under the number of the request that asked for it."""
    if headers is not None:
        headers[queues.SENT_AT] = time.time()
        if tracing.current():
            headers[tracing.CARRIED] = tracing.current()


@setup_logging.connect
def keep_our_logging(**_):
    """The worker logs as the pages do; Celery, which would set up its own, leaves it alone."""
    dictConfig(settings.LOGGING)


app = Celery("airdefense", task_cls=UnboundTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
