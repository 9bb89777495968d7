"""Tasks and requests for time as JSON, over the querysets and actions of the pages."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser

from airdefense.accounts.models import Organisation
from inspections.models import Finding
from projects.models import Gap, Receipt
from rectification import actions
from rectification.api.shared import (
    FileSerializer,
    RectificationViewSet,
    VisibleField,
    entered_in,
)
from rectification.filters import TaskFilter
from rectification.models import Extension, RectificationTask, Submission


class SubmissionSerializer(serializers.ModelSerializer):
    submitted_by = serializers.CharField(source="submitted_by.display_name")
    files = FileSerializer(source="attachments", many=True)

    class Meta:
        model = Submission
        fields = ("id", "result", "submitted_at", "submitted_by", "files")


class ExtensionSerializer(serializers.ModelSerializer):
    task = serializers.CharField(source="task.number")

    class Meta:
        model = Extension
        fields = (
            "id",
            "task",
            "requested_until",
            "reason",
            "requested_at",
            "previous_due_on",
            "decided_at",
            "status",
        )


class TaskSerializer(serializers.ModelSerializer):
    region = serializers.CharField(source="region.code")
    unit = serializers.CharField(source="unit.name")
    finding = serializers.CharField(source="finding.number", default=None)
    project = serializers.CharField(source="project.code", default=None)
    gap_yuan = serializers.DecimalField(
        source="fee_gap.amount_yuan", max_digits=14, decimal_places=2, default=None
    )
    is_overdue = serializers.SerializerMethodField()

    class Meta:
        model = RectificationTask
        fields = (
            "id",
            "number",
            "title",
            "requirement",
            "status",
            "region",
            "unit",
            "finding",
            "project",
            "gap_yuan",
            "issued_on",
            "due_on",
            "is_overdue",
            "plan",
            "responsible_person",
            "planned_at",
            "submitted_at",
            "returned_at",
            "verified_at",
            "closed_at",
            "version",
        )

    def get_is_overdue(self, task) -> bool:
        return task.is_overdue(timezone.localdate())


class TaskDetailSerializer(TaskSerializer):
    submissions = SubmissionSerializer(many=True)
    extensions = ExtensionSerializer(many=True)
    balance_yuan = serializers.DecimalField(
        source="fee_gap.balance", max_digits=14, decimal_places=2, default=None
    )
    missing = serializers.SerializerMethodField()

    class Meta(TaskSerializer.Meta):
        fields = (
            *TaskSerializer.Meta.fields,
            "balance_yuan",
            "missing",
            "submissions",
            "extensions",
        )

    def get_missing(self, task) -> list[str]:
        return [words for words, _url in task.missing()]


class NewTaskSerializer(serializers.Serializer):
    """A task from an approved finding, or from arrears with unit and title."""

    finding = VisibleField(Finding, required=False)
    gap = VisibleField(Gap, required=False)
    unit = VisibleField(Organisation, required=False)
    title = serializers.CharField(max_length=200, required=False)
    requirement = serializers.CharField()
    due_on = serializers.DateField(required=False)

    def validate(self, entered):
        if ("finding" in entered) == ("gap" in entered):
            raise serializers.ValidationError({"finding": _("Either a finding or a gap.")})
        wanted = {"unit", "title"} if "gap" in entered else set()
        if missing := wanted - set(entered):
            raise serializers.ValidationError(dict.fromkeys(missing, _("Required with a gap.")))
        if "finding" in entered:
            entered = {k: v for k, v in entered.items() if k not in ("unit", "title")}
        return entered

    def create(self, entered):
        open_task = actions.issue_task if "finding" in entered else actions.issue_recovery_task
        return open_task(by=self.context["request"].user, at=timezone.now(), **entered)


class TaskEditSerializer(serializers.ModelSerializer):
    """The version read must come back with the edit, or a colleague's change would be lost."""

    version = serializers.IntegerField(min_value=1)

    class Meta:
        model = RectificationTask
        fields = ("title", "requirement", "version")

    def update(self, task, entered):
        for field, value in entered.items():
            setattr(task, field, value)
        return actions.edit_task(task=task, by=self.context["request"].user, at=timezone.now())


class PlanSerializer(serializers.Serializer):
    plan = serializers.CharField()
    responsible_person = serializers.CharField(max_length=60)


class HandInSerializer(serializers.Serializer):
    result = serializers.CharField()
    files = serializers.ListField(child=serializers.FileField(), allow_empty=False)


class AskForTimeSerializer(serializers.Serializer):
    requested_until = serializers.DateField()
    reason = serializers.CharField()


class AllocationSerializer(serializers.Serializer):
    receipt = VisibleField(Receipt)
    amount_yuan = serializers.DecimalField(max_digits=14, decimal_places=2)
    allocated_on = serializers.DateField()


class TaskViewSet(RectificationViewSet):
    model = RectificationTask
    filterset_class = TaskFilter
    parser_classes = (JSONParser, MultiPartParser)
    step_serializers = {"submit_plan": PlanSerializer, "submit": HandInSerializer}

    def get_queryset(self):
        return super().get_queryset().with_origin()

    def get_serializer_class(self):
        return TaskSerializer if self.action == "list" else TaskDetailSerializer

    def create(self, request):
        entry = NewTaskSerializer(data=request.data, context=self.get_serializer_context())
        entry.is_valid(raise_exception=True)
        return self.answer(entry.save(), status.HTTP_201_CREATED)

    def partial_update(self, request, pk=None):
        context = self.get_serializer_context()
        entry = TaskEditSerializer(self.get_object(), data=request.data, context=context)
        entry.is_valid(raise_exception=True)
        return self.answer(entry.save())

    @action(detail=True, methods=["post"])
    def extension(self, request, pk=None):
        task = self.get_object()
        entered = entered_in(AskForTimeSerializer, self, request)
        actions.request_extension(task=task, by=request.user, at=timezone.now(), **entered)
        return self.answer(task, status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def allocate(self, request, pk=None):
        task = self.get_object()
        entered = entered_in(AllocationSerializer, self, request)
        actions.allocate_receipt(task=task, by=request.user, at=timezone.now(), **entered)
        return self.answer(task, status.HTTP_201_CREATED)


class ExtensionViewSet(RectificationViewSet):
    model = Extension
    serializer_class = ExtensionSerializer
    filterset_fields = ("status",)
    select_related = ("task",)
