"""Jobs that failed, written down as the worker writes them down."""

from itertools import count

import factory

from airdefense.casework.jobs.keeping import keep
from airdefense.casework.models import FailedJob
from tests.factories.accounts import NOON

NUMBERS = count(1)


class FailedJobFactory(factory.django.DjangoModelFactory):
    """FailedJobFactory(task="reports.deliver", told={"pk": 7}, raised=OSError("…"))."""

    class Meta:
        model = FailedJob

    task = "casework.notify"
    raised = factory.LazyFunction(lambda: ConnectionRefusedError("mail.example.gov.cn"))
    told = factory.LazyFunction(lambda: {"pk": next(NUMBERS)})
    number = factory.Sequence(lambda n: f"job-{n:04}")
    at = NOON

    @classmethod
    def _create(cls, model_class, task, raised, told, number, at):
        return keep(task, ((), told), number=number, error=raised, at=at)
