"""What the JSON API of every app shares: reading a case and taking the steps of its workflow."""

from functools import partial
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from airdefense.casework.actions import advance
from airdefense.casework.programs.bulk import ResultsSerializer, StepsEntry, each
from airdefense.casework.programs.schemas import sent_as
from airdefense.casework.programs.versions import OVERWRITING, check_version, etag_in


@sent_as(note="材料齐全")
class StepSerializer(serializers.Serializer):
    note = serializers.CharField(required=False, allow_blank=True, default="")


def steps_in(view: Any) -> list[str]:
    """The names of the steps of the view's model."""
    return [step.name for step in view.model.workflow]


class CaseViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Read a case and take the steps of its workflow, over the same querysets and actions as the
    pages. Subclasses name `model`, `serializer_class`, `filterset_class` and `select_related`."""

    model: Any
    select_related: tuple[str, ...] = ()
    # Steps that need more than a note have a function of (case, request) here.
    step_actions: dict = {}
    # What a step asks for, and what those ask for that ask for more, by their names.
    step_serializer = StepSerializer
    step_serializers: dict = {}
    # What is written as a whole beside the case and leaves its version as it is.
    unversioned: tuple[str, ...] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """The description of the API learns the model without asking for anybody's rows."""
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "model"):
            cls.queryset = cls.model.objects.none()

    def get_object(self):
        """The case, once what the sender read of it is what stands."""
        case = super().get_object()
        is_guarded = self.request.method in OVERWRITING or "If-Match" in self.request.headers
        if is_guarded and self.action not in self.unversioned:
            check_version(self.request, case)
        return case

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if not response.exception and (etag := etag_in(response.data)):
            response["ETag"] = etag
        return response

    def get_queryset(self):
        visible = self.model.objects.visible_to(self.request.user)
        return visible.select_related(*self.select_related)

    def take(self, case, name):
        """Take the step with what the body says, by the action of the page."""
        if special := self.step_actions.get(name):
            special(case, self.request)
            return
        entry = StepSerializer(data=self.request.data)
        entry.is_valid(raise_exception=True)
        advance(case, name, by=self.request.user, at=timezone.now(), **entry.validated_data)

    @action(detail=True, methods=["post"], url_path=r"steps/(?P<name>[a-z_]+)")
    def take_step(self, request, pk=None, name=""):
        case = self.get_object()
        if name not in case.workflow:
            raise Http404
        self.take(case, name)
        return Response(self.get_serializer(self.get_queryset().get(pk=case.pk)).data)

    take_step.names_of = steps_in

    @extend_schema(request=StepsEntry, responses=ResultsSerializer)
    @action(detail=False, methods=["post"], url_path=r"bulk/(?P<name>[a-z_]+)")
    def take_steps(self, request, name=""):
        """Take one step of up to 500 cases; each is answered by itself."""
        if name not in self.model.workflow:
            raise Http404
        entry = StepsEntry(data=request.data)
        entry.is_valid(raise_exception=True)
        wanted = list(dict.fromkeys(entry.validated_data["ids"]))
        found = self.get_queryset().in_bulk(wanted)
        jobs = [(pk, partial(self.take_one, found.get(pk), name)) for pk in wanted]
        return Response(each(self, jobs, status=200))

    take_steps.names_of = steps_in

    def take_one(self, case, name):
        if case is None:
            raise Http404
        self.take(case, name)
