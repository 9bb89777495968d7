"""Findings as JSON: draft, revise, feed back."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from airdefense.casework.api import CaseViewSet, StepSerializer
from airdefense.casework.models import Attachment
from airdefense.casework.programs.schemas import sent_as
from inspections import actions
from inspections.api.fields import PowerOfReader, Scoped, UnitField
from inspections.filters import filter_for
from inspections.models import Finding, Round
from projects.models import Project


@sent_as(
    round="LC-2020-001",
    project="XM-2020-0001",
    category="payable_unpaid",
    method="files",
    title="易地建设费未缴",
    description="应缴387000元，至检查日未缴。",
    basis="《人民防空法》第四十八条",
    amount_yuan="387000.00",
    found_on="2020-11-02",
)
class FindingSerializer(serializers.ModelSerializer):
    # A unit learns what was found, not how.
    withheld = ("method", "process")
    round = Scoped(slug_field="number", model=Round)
    project = Scoped(slug_field="code", model=Project, required=False, allow_null=True)
    unit = UnitField(slug_field="path", required=False)
    region = serializers.CharField(source="region.code", read_only=True)
    gap = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    merged_into = serializers.SlugRelatedField(slug_field="number", read_only=True, allow_null=True)
    made_by = serializers.CharField(source="made_by.display_name", read_only=True)
    power = PowerOfReader(required=False, allow_null=True)
    version = serializers.IntegerField(required=False)

    class Meta:
        model = Finding
        fields = (
            "id",
            "number",
            "round",
            "project",
            "region",
            "unit",
            "organ",
            "nature",
            "category",
            "method",
            "title",
            "description",
            "process",
            "basis",
            "power",
            "amount_yuan",
            "found_on",
            "status",
            "made_by",
            "made_at",
            "reviewed_at",
            "approved_at",
            "feedback_on",
            "gap",
            "merged_into",
            "version",
        )
        read_only_fields = (
            "number",
            "organ",
            "status",
            "made_at",
            "reviewed_at",
            "approved_at",
            "feedback_on",
        )

    def to_representation(self, finding):
        shown = super().to_representation(finding)
        if not finding.may_read_file(self.context["request"].user):
            for name in self.withheld:
                shown.pop(name)
        return shown

    def create(self, data):
        data.pop("version", None)
        request = self.context["request"]
        return actions.draft_finding(by=request.user, at=timezone.now(), **data)

    def update(self, finding, data):
        if fixed := {"round", "project"} & data.keys():
            raise ValidationError(
                dict.fromkeys(fixed, _("The round and the project of a finding stay."))
            )
        request = self.context["request"]
        return actions.edit_finding(finding=finding, by=request.user, at=timezone.now(), **data)


class AttachmentSerializer(serializers.ModelSerializer):
    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Attachment
        fields = ("id", "name", "sha256", "size_bytes", "content_type", "uploaded_at", "url")
        read_only_fields = fields


class FeedbackSerializer(serializers.Serializer):
    """Findings by their numbers and the day of feedback."""

    on = serializers.DateField()
    findings = Scoped(slug_field="number", model=Finding, many=True, allow_empty=False)


def by_action(name):
    """A step with what follows from it, taken by the same action as on the page."""

    def take(case, request):
        entry = StepSerializer(data=request.data)
        entry.is_valid(raise_exception=True)
        actions.take_step(case, name, by=request.user, at=timezone.now(), **entry.validated_data)

    return take


class FindingViewSet(CaseViewSet):
    model = Finding
    serializer_class = FindingSerializer

    @property
    def filterset_class(self):
        return filter_for(self.request.user if self.request else None)

    select_related = ("round", "project", "region", "unit", "made_by", "merged_into")
    step_actions = {name: by_action(name) for name in ("approve", "void")}

    def create(self, request):
        form = self.get_serializer(data=request.data)
        form.is_valid(raise_exception=True)
        form.save()
        return Response(form.data, status=201)

    def partial_update(self, request, pk=None):
        form = self.get_serializer(self.get_object(), data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        form.save()
        return Response(form.data)

    @extend_schema(responses=AttachmentSerializer(many=True))
    @action(detail=True)
    def attachments(self, request, pk=None):
        finding = self.get_object()
        files = finding.attachments_for(request.user)
        return Response(AttachmentSerializer(files, many=True).data)

    @extend_schema(request=FeedbackSerializer, responses=FindingSerializer(many=True))
    @action(detail=False, methods=["post"])
    def feedback(self, request):
        form = FeedbackSerializer(data=request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        told = form.validated_data
        findings = actions.send_feedback(by=request.user, at=timezone.now(), **told)
        return Response(self.get_serializer(findings, many=True).data)
