"""Tasks and requests for time as JSON, over the querysets and actions of the pages."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role
from airdefense.casework.programs.schemas import sent_as
from inspections.models import Finding
from projects.models import Gap, Receipt
from rectification import actions
from rectification.actions.guards import require_role
from rectification.api.progress import (
    AskForRestSerializer,
    ContributionSerializer,
    LinesField,
    MilestoneSerializer,
    MilestonesSerializer,
    ProgressSerializer,
    SuspensionSerializer,
)
from rectification.api.shared import (
    FileSerializer,
    RectificationViewSet,
    VisibleField,
    entered_in,
)
from rectification.filters import TaskFilter
from rectification.forms import ContributionForm
from rectification.models import Contribution, Extension, RectificationTask, Submission
from rectification.vouchers import look_up
from rectification.workflow import VERIFIERS


class SubmissionSerializer(serializers.ModelSerializer):
    submitted_by = serializers.CharField(source="submitted_by.display_name")
    files = FileSerializer(many=True)
    lines = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = ("id", "result", "submitted_at", "submitted_by", "files", "lines")

    def get_lines(self, submission) -> list[dict]:
        return [
            {
                "mode": line.mode,
                "amount_yuan": f"{line.amount_yuan:.2f}",
                "voucher": line.voucher,
                "receipt": receipt.number if receipt else None,
                "note": line.note,
            }
            for line, receipt in submission.results
        ]


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
    submissions = SubmissionSerializer(source="submissions.in_full", many=True)
    extensions = ExtensionSerializer(many=True)
    suspensions = SuspensionSerializer(many=True)
    milestones = MilestoneSerializer(many=True)
    contributions = ContributionSerializer(many=True)
    balance_yuan = serializers.DecimalField(
        source="fee_gap.balance", max_digits=14, decimal_places=2, default=None
    )
    missing = serializers.SerializerMethodField()

    class Meta(TaskSerializer.Meta):
        fields = (
            *TaskSerializer.Meta.fields,
            "balance_yuan",
            "missing",
            "plan_due_on",
            "suspended_until",
            "reopened_at",
            "withdrawn_at",
            "milestones",
            "contributions",
            "submissions",
            "extensions",
            "suspensions",
        )

    def get_missing(self, task) -> list[str]:
        return [words for words, _url in task.missing()]


class TaskPartSerializer(serializers.ModelSerializer):
    """What a contributing unit reads of a task: the requirement, the plan and its own part."""

    unit = serializers.CharField(source="unit.name")
    milestones = MilestoneSerializer(many=True)
    contributions = serializers.SerializerMethodField()

    class Meta:
        model = RectificationTask
        fields = (
            "id",
            "number",
            "title",
            "requirement",
            "status",
            "unit",
            "due_on",
            "plan",
            "milestones",
            "contributions",
        )

    def get_contributions(self, task) -> list[dict]:
        own = Contribution.objects.visible_to(self.context["request"].user).filter(task=task)
        return ContributionSerializer(own, many=True).data


@sent_as(finding=31, requirement="限期足额缴纳易地建设费。", due_on="2020-12-31")
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
    milestones = MilestoneSerializer(many=True, required=False)


class HandInSerializer(serializers.Serializer):
    result = serializers.CharField()
    files = serializers.ListField(child=serializers.FileField(), allow_empty=False)
    lines = LinesField(required=False)
    requested_until = serializers.DateField(required=False)
    reason = serializers.CharField(required=False)

    def validate(self, entered):
        """Time for the rest is asked for with its reason, or not at all."""
        until, reason = entered.pop("requested_until", None), entered.pop("reason", "")
        if until:
            entered["more_time"] = {"requested_until": until, "reason": reason}
        return entered


class ReturnSerializer(serializers.Serializer):
    note = serializers.CharField()
    marks = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)

    def validate_marks(self, marks):
        """The files by their ids."""
        if not all(key.isdecimal() for key in marks):
            raise serializers.ValidationError(_("Name each file by its id."))
        return {int(key): words for key, words in marks.items()}


class ReopenTaskSerializer(serializers.Serializer):
    note = serializers.CharField()
    due_on = serializers.DateField(required=False)


class AskUnitSerializer(serializers.Serializer):
    """A unit by its code: of the region one asks in, which need not be in one's own reach."""

    unit = serializers.CharField(max_length=40)
    part = serializers.CharField(max_length=300)


class AskForTimeSerializer(serializers.Serializer):
    requested_until = serializers.DateField()
    reason = serializers.CharField()


@extend_schema_serializer(component_name="TaskAllocation")
class AllocationSerializer(serializers.Serializer):
    receipt = VisibleField(Receipt)
    amount_yuan = serializers.DecimalField(max_digits=14, decimal_places=2)
    allocated_on = serializers.DateField()


READ = PolymorphicProxySerializer(
    component_name="TaskRead",
    serializers=[TaskDetailSerializer, TaskPartSerializer],
    resource_type_field_name=None,
)


@extend_schema_view(retrieve=extend_schema(responses=READ))
class TaskViewSet(RectificationViewSet):
    model = RectificationTask
    filterset_class = TaskFilter
    parser_classes = (JSONParser, MultiPartParser)
    step_serializers = {
        "submit_plan": PlanSerializer,
        "submit": HandInSerializer,
        "return_for_rework": ReturnSerializer,
        "reopen": ReopenTaskSerializer,
    }

    def get_queryset(self):
        """A list has the tasks one is in charge of; the asked parts are `contributions`."""
        tasks = super().get_queryset().with_origin()
        return tasks.led_by(self.request.user) if self.action == "list" else tasks

    def get_serializer_class(self):
        return TaskSerializer if self.action == "list" else TaskDetailSerializer

    def get_serializer(self, *args, **kwargs):
        task = args[0] if args else None
        if isinstance(task, RectificationTask) and not task.is_read_in_full_by(self.request.user):
            return TaskPartSerializer(*args, context=self.get_serializer_context(), **kwargs)
        return super().get_serializer(*args, **kwargs)

    @extend_schema(request=NewTaskSerializer, responses={201: TaskDetailSerializer})
    def create(self, request):
        entry = NewTaskSerializer(data=request.data, context=self.get_serializer_context())
        entry.is_valid(raise_exception=True)
        return self.answer(entry.save(), status.HTTP_201_CREATED)

    @extend_schema(request=TaskEditSerializer, responses={200: TaskDetailSerializer})
    def partial_update(self, request, pk=None):
        context = self.get_serializer_context()
        entry = TaskEditSerializer(self.get_object(), data=request.data, context=context)
        entry.is_valid(raise_exception=True)
        return self.answer(entry.save())

    def by_action(self, request, serializer, act):
        """What is asked of the task, done by the action of the page; answers the task."""
        task = self.get_object()
        entered = entered_in(serializer, self, request)
        act(task=task, by=request.user, at=timezone.now(), **entered)
        return self.answer(task, status.HTTP_201_CREATED)

    @extend_schema(request=AskForTimeSerializer, responses={201: TaskDetailSerializer})
    @action(detail=True, methods=["post"])
    def extension(self, request, pk=None):
        return self.by_action(request, AskForTimeSerializer, actions.request_extension)

    @extend_schema(request=AskForRestSerializer, responses={201: TaskDetailSerializer})
    @action(detail=True, methods=["post"])
    def suspension(self, request, pk=None):
        return self.by_action(request, AskForRestSerializer, actions.request_suspension)

    @extend_schema(request=MilestonesSerializer, responses={201: TaskDetailSerializer})
    @action(detail=True, methods=["post"])
    def milestones(self, request, pk=None):
        return self.by_action(request, MilestonesSerializer, actions.add_milestones)

    @extend_schema(request=ProgressSerializer, responses={201: TaskDetailSerializer})
    @action(detail=True, methods=["post"])
    def progress(self, request, pk=None):
        return self.by_action(request, ProgressSerializer, actions.report_progress)

    @extend_schema(request=AskUnitSerializer, responses={201: TaskDetailSerializer})
    @action(detail=True, methods=["post"])
    def contribution(self, request, pk=None):
        task = self.get_object()
        entered = entered_in(AskUnitSerializer, self, request)
        by, at = request.user, timezone.now()
        unit = ContributionForm(task=task).unit_called(entered["unit"])
        actions.ask_contribution(task=task, unit=unit, part=entered["part"], by=by, at=at)
        return self.answer(task, status.HTTP_201_CREATED)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def voucher(self, request, pk=None):
        """What the ledger knows of a voucher, by `number` or by the name of a `file`."""
        task = self.get_object()
        require_role(request.user, task.scope_paths, Role.UNIT_CONTACT, *VERIFIERS)
        asked = {name: request.query_params.get(name, "") for name in ("number", "file")}
        return Response(look_up(task, **asked))

    @extend_schema(request=AllocationSerializer, responses={201: TaskDetailSerializer})
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
