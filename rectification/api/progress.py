"""What hangs on a task as JSON: milestones, parts of other units, lines of money, suspensions."""

import json

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from rectification import actions
from rectification.api.shared import FileSerializer, RectificationViewSet, entered_in
from rectification.models import Contribution, Milestone, ResultMode, Suspension


class MilestoneSerializer(serializers.ModelSerializer):
    class Meta:
        model = Milestone
        fields = ("id", "order", "measure", "due_on", "responsible_person", "reached_on")
        read_only_fields = ("order", "reached_on")


class MilestonesSerializer(serializers.Serializer):
    milestones = MilestoneSerializer(many=True, allow_empty=False)


class ReachSerializer(serializers.Serializer):
    reached_on = serializers.DateField()


class ProgressSerializer(serializers.Serializer):
    words = serializers.CharField()


@extend_schema_serializer(component_name="ResultLine")
class LineSerializer(serializers.Serializer):
    """A line of a result; its receipt is the ledger's, found by the voucher's number."""

    mode = serializers.ChoiceField(choices=ResultMode.choices)
    amount_yuan = serializers.DecimalField(max_digits=14, decimal_places=2)
    voucher = serializers.CharField(max_length=40, required=False, allow_blank=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


@extend_schema_field(LineSerializer(many=True))
class LinesField(serializers.Field):
    """A list of lines; as JSON text where files travel beside it."""

    def to_internal_value(self, data):
        if isinstance(data, str):
            try:
                data = json.loads(data)
            except ValueError as error:
                raise serializers.ValidationError(str(error)) from error
        rows = LineSerializer(data=data, many=True)
        rows.is_valid(raise_exception=True)
        return rows.validated_data


class ContributionSerializer(serializers.ModelSerializer):
    task = serializers.CharField(source="task.number")
    unit = serializers.CharField(source="unit.name")
    files = FileSerializer(source="attachments", many=True)

    class Meta:
        model = Contribution
        fields = (
            "id",
            "task",
            "unit",
            "part",
            "status",
            "asked_at",
            "answer",
            "answered_at",
            "files",
        )


@extend_schema_serializer(component_name="ContributionAnswer")
class AnswerSerializer(serializers.Serializer):
    note = serializers.CharField()
    files = serializers.ListField(child=serializers.FileField(), required=False)


class ContributionViewSet(RectificationViewSet):
    model = Contribution
    serializer_class = ContributionSerializer
    filterset_fields = ("status",)
    parser_classes = (JSONParser, MultiPartParser)
    select_related = ("task__region", "task__unit", "unit")
    step_serializers = {"answer": AnswerSerializer}


class SuspensionSerializer(serializers.ModelSerializer):
    task = serializers.CharField(source="task.number")

    class Meta:
        model = Suspension
        fields = (
            "id",
            "task",
            "until",
            "reason",
            "basis",
            "status",
            "requested_at",
            "decided_at",
            "ended_at",
        )


class AskForRestSerializer(serializers.Serializer):
    until = serializers.DateField()
    reason = serializers.CharField()
    basis = serializers.CharField(max_length=200)


class SuspensionViewSet(RectificationViewSet):
    model = Suspension
    serializer_class = SuspensionSerializer
    filterset_fields = ("status",)
    select_related = ("task__region", "task__unit")


class MilestoneViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = MilestoneSerializer

    def get_queryset(self):
        return Milestone.objects.visible_to(self.request.user).select_related("task__unit")

    @extend_schema(request=ReachSerializer, responses={200: MilestoneSerializer})
    @action(detail=True, methods=["post"])
    def reach(self, request, pk=None):
        milestone = self.get_object()
        entered = entered_in(ReachSerializer, self, request)
        by, at = request.user, timezone.now()
        milestone = actions.reach_milestone(milestone=milestone, by=by, at=at, **entered)
        return Response(self.get_serializer(milestone).data)
