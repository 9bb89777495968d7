"""What the endpoints of rectification have in common."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from airdefense.casework.api import CaseViewSet, StepSerializer, steps_in
from rectification import actions


@extend_schema_field(OpenApiTypes.INT)
class VisibleField(serializers.PrimaryKeyRelatedField):
    """A row of the model by its id, among those the caller may see: others do not exist."""

    def __init__(self, model, **kwargs):
        self.model = model
        super().__init__(queryset=model.objects.none(), **kwargs)

    def get_queryset(self):
        return self.model.objects.visible_to(self.context["request"].user)


class FileSerializer(serializers.Serializer):
    name = serializers.CharField()
    sha256 = serializers.CharField()
    size_bytes = serializers.IntegerField()
    url = serializers.CharField(source="get_absolute_url")


def entered_in(serializer_class, view, request):
    """The checked fields of the body, as the named arguments of an action."""
    entry = serializer_class(data=request.data, context=view.get_serializer_context())
    entry.is_valid(raise_exception=True)
    return entry.validated_data


class RectificationViewSet(CaseViewSet):
    """Steps go through take_step(), which knows what each of them needs."""

    def take(self, case, name):
        serializer = self.step_serializers.get(name, StepSerializer)
        entered = entered_in(serializer, self, self.request)
        actions.take_step(case, name, by=self.request.user, at=timezone.now(), **entered)

    @action(detail=True, methods=["post"], url_path=r"steps/(?P<name>[a-z_]+)")
    def take_step(self, request, pk=None, name=""):
        case = self.get_object()
        if name not in case.workflow:
            raise Http404
        self.take(case, name)
        return self.answer(case)

    take_step.names_of = steps_in

    def answer(self, case, code=status.HTTP_200_OK):
        """The case as it stands now; its id alone where the caller does not see it any more."""
        case = self.get_queryset().filter(pk=case.pk).first()
        return Response(self.get_serializer(case).data if case else {}, status=code)
