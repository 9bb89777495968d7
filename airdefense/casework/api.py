"""What the JSON API of every app shares: reading a case and taking the steps of its workflow."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from airdefense.casework.actions import advance


class StepSerializer(serializers.Serializer):
    note = serializers.CharField(required=False, allow_blank=True, default="")


class CaseViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Read a case and take the steps of its workflow, over the same querysets and actions as the
    pages. Subclasses name `model`, `serializer_class`, `filterset_class` and `select_related`."""

    model: Any
    select_related: tuple[str, ...] = ()
    # Steps that need more than a note have a function of (case, request) here.
    step_actions: dict = {}

    def get_queryset(self):
        visible = self.model.objects.visible_to(self.request.user)
        return visible.select_related(*self.select_related)

    @action(detail=True, methods=["post"], url_path=r"steps/(?P<name>[a-z_]+)")
    def take_step(self, request, pk=None, name=""):
        case = self.get_object()
        if name not in case.workflow:
            raise Http404
        if special := self.step_actions.get(name):
            special(case, request)
        else:
            entry = StepSerializer(data=request.data)
            entry.is_valid(raise_exception=True)
            advance(case, name, by=request.user, at=timezone.now(), **entry.validated_data)
        return Response(self.get_serializer(self.get_queryset().get(pk=case.pk)).data)
