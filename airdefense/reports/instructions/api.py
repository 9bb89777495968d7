"""Instructions as JSON, over the querysets and actions of the pages."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from airdefense.accounts.models import Organisation
from airdefense.casework.api import CaseViewSet
from airdefense.reports.figures import FIGURES
from airdefense.reports.instructions import actions
from airdefense.reports.instructions.filters import InstructionFilter
from airdefense.reports.instructions.topics import (
    require_giver,
    topic_of_figure,
    topic_of_row,
)
from airdefense.reports.models import (
    FrozenFigure,
    Instruction,
    InstructionAnswer,
    InstructionKind,
)


@extend_schema_serializer(component_name="InstructionFile")
class FileSerializer(serializers.Serializer):
    name = serializers.CharField()
    sha256 = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")


class InstructionAnswerSerializer(serializers.ModelSerializer):
    answered_by = serializers.CharField(source="answered_by.display_name")
    files = FileSerializer(source="attachments", many=True)

    class Meta:
        model = InstructionAnswer
        fields = ("id", "text", "answered_at", "answered_by", "refused_at", "reason", "files")


class InstructionSerializer(serializers.ModelSerializer):
    about = serializers.CharField(source="row_name")
    region = serializers.CharField(source="region.code")
    office = serializers.CharField(source="office.name")
    given_by = serializers.CharField(source="given_by.display_name")
    is_late = serializers.SerializerMethodField()
    answers = InstructionAnswerSerializer(many=True)
    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Instruction
        fields = (
            "id",
            "number",
            "kind",
            "status",
            "about",
            "region",
            "office",
            "text",
            "due_on",
            "is_late",
            "given_at",
            "given_by",
            "answered_at",
            "closed_at",
            "withdrawn_at",
            "answers",
            "url",
        )

    def get_is_late(self, instruction) -> bool:
        return instruction.is_late(timezone.localdate())


class GiveSerializer(serializers.Serializer):
    """A figure of a report with a row or a region of it, or a row by its model and key."""

    figure = serializers.IntegerField(required=False, min_value=1)
    model = serializers.CharField(required=False, max_length=60)
    row = serializers.IntegerField(required=False, min_value=1)
    region = serializers.CharField(required=False, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=InstructionKind.choices)
    text = serializers.CharField(max_length=1000)
    office = serializers.IntegerField(min_value=1)
    due_on = serializers.DateField(required=False)
    letter = serializers.BooleanField(required=False, default=False)


@extend_schema_serializer(component_name="InstructionAnswer")
class AnswerSerializer(serializers.Serializer):
    note = serializers.CharField()
    files = serializers.ListField(child=serializers.FileField(), required=False)


@extend_schema_serializer(component_name="InstructionAskAgain")
class AskAgainSerializer(serializers.Serializer):
    note = serializers.CharField()
    due_on = serializers.DateField(required=False)


class MoveDueSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=1000)
    due_on = serializers.DateField()


STEPS = {"answer": AnswerSerializer, "ask_again": AskAgainSerializer}


def entered(serializer, request):
    """The checked fields of the body, as the named arguments of an action."""
    entry = serializer(data=request.data)
    entry.is_valid(raise_exception=True)
    return entry.validated_data


def step_of(name):
    def take(instruction, request):
        given = entered(STEPS[name], request)
        actions.take_step(instruction, name, by=request.user, at=timezone.now(), **given)

    return take


def asked_about(reader, given):
    """What the body names, as far as this person reads it; else 404."""
    row, region, model = given.pop("row", None), given.pop("region"), given.pop("model", "")
    if (figure := given.pop("figure", None)) is not None:
        visible = FrozenFigure.objects.visible_to(reader).select_related("report__scope")
        frozen = get_object_or_404(visible, pk=figure, code__in=FIGURES)
        topic = topic_of_figure(frozen, reader, row, region)
    else:
        topic = topic_of_row(model, reader, row)
    if topic is None:
        raise Http404
    require_giver(reader, topic.region)
    return topic


class InstructionViewSet(CaseViewSet):
    model = Instruction
    serializer_class = InstructionSerializer
    filterset_class = InstructionFilter
    select_related = ("region", "office", "given_by")
    parser_classes = (JSONParser, MultiPartParser)
    step_actions = {name: step_of(name) for name in STEPS}
    step_serializers = STEPS

    def get_queryset(self):
        return super().get_queryset().prefetch_related("answers__answered_by")

    @extend_schema(request=GiveSerializer, responses={201: InstructionSerializer})
    def create(self, request):
        """Give an instruction about a row of a report."""
        given, by = entered(GiveSerializer, request), request.user
        topic = asked_about(by, given)
        offices = Organisation.objects.visible_to(by)
        given["office"] = get_object_or_404(offices, pk=given["office"])
        instruction = actions.give(topic=topic, by=by, at=timezone.now(), **given)
        return self.answered(instruction, status.HTTP_201_CREATED)

    @extend_schema(request=MoveDueSerializer, responses={200: InstructionSerializer})
    @action(detail=True, methods=["post"], url_path="due")
    def move_due(self, request, pk=None):
        """Move the day to answer by."""
        instruction = self.get_object()
        given = entered(MoveDueSerializer, request)
        instruction = actions.move_due(
            instruction=instruction, by=request.user, at=timezone.now(), **given
        )
        return self.answered(instruction)

    def answered(self, instruction, code=status.HTTP_200_OK):
        seen = self.get_queryset().get(pk=instruction.pk)
        return Response(self.get_serializer(seen).data, status=code)


router = SimpleRouter()
router.register("", InstructionViewSet, basename="instructions-api")
urlpatterns = router.urls
