"""Many rows in one request, each answered by itself: what one is refused keeps back no other."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import APIException

from airdefense.casework.programs.schemas import sent_as
from airdefense.casework.rest import exception_handler
from airdefense.casework.workflow import NotPossible

AT_MOST = 500
REFUSALS = (APIException, Http404, IntegrityError, NotPossible, PermissionDenied)


@sent_as(ids=[12, 13, 14], note="重报")
class StepsEntry(serializers.Serializer):
    """The cases by their ids, and what the step asks for, the same for all of them."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        allow_empty=False,
        max_length=AT_MOST,
    )
    note = serializers.CharField(required=False, allow_blank=True, default="")


@sent_as(
    rows=[
        {
            "name": "秀山花园小区",
            "authority": 12,
            "developer": {"name": "模拟置业有限公司", "credit_code": "91530402MA6TE1T08E"},
            "approved_on": "2020-06-01",
        }
    ]
)
class RowsEntry(serializers.Serializer):
    rows = serializers.ListField(
        child=serializers.DictField(), allow_empty=False, max_length=AT_MOST
    )


class ResultSerializer(serializers.Serializer):
    """One row: its number in what was sent, its id where there is one, and its own status."""

    row = serializers.IntegerField()
    id = serializers.IntegerField(allow_null=True)
    status = serializers.IntegerField()
    problem = serializers.DictField(required=False, help_text="Why it was refused.")


class ResultsSerializer(serializers.Serializer):
    done = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = ResultSerializer(many=True)


def each(view: Any, jobs: Sequence[tuple[int | None, Callable[[], Any]]], status: int) -> dict:
    """Do one job after the other, each in a savepoint; a job answers the row that it left."""
    results = [
        {"row": number, **done(view, pk, job, status)} for number, (pk, job) in enumerate(jobs)
    ]
    refused = sum("problem" in result for result in results)
    return {"done": len(results) - refused, "refused": refused, "results": results}


def done(view: Any, pk: int | None, job: Callable[[], Any], status: int) -> dict[str, Any]:
    try:
        with transaction.atomic():
            left = job()
    except REFUSALS as refusal:
        answer = exception_handler(refusal, {"request": view.request, "view": view})
        if answer is None:
            raise
        return {"id": pk, "status": answer.status_code, "problem": answer.data}
    return {"id": pk if left is None else left.pk, "status": status}
