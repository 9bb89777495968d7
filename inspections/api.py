"""Rounds, checks and findings as JSON, over the pages' querysets, filters and actions."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from airdefense.accounts.models import Organisation, User
from airdefense.accounts.roles import Role
from airdefense.casework.api import CaseViewSet, StepSerializer
from airdefense.casework.models import Attachment
from airdefense.casework.workflow import NotAllowed
from inspections import actions
from inspections.filters import CheckFilter, FindingFilter, RoundFilter
from inspections.forms.findings import SUPERVISED_KINDS
from inspections.lens import powers_for
from inspections.models import Finding, ProjectCheck, Round, RoundAttribute
from projects.models import Project


class RoundSerializer(serializers.ModelSerializer):
    region = serializers.CharField(source="region.code", read_only=True)

    class Meta:
        model = Round
        fields = (
            "id",
            "number",
            "name",
            "organ",
            "kind",
            "attributes",
            "region",
            "mandate",
            "starts_on",
            "ends_on",
            "status",
            "entered_at",
            "feedback_at",
            "concluded_at",
        )
        read_only_fields = fields


class CheckSerializer(serializers.ModelSerializer):
    round = serializers.CharField(source="round.number")
    team = serializers.CharField(source="team.name")
    project = serializers.CharField(source="project.code")
    region = serializers.CharField(source="project.region.code")
    assigned_to = serializers.CharField(source="assigned_to.display_name")
    stake_yuan = serializers.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        model = ProjectCheck
        fields = (
            "id",
            "round",
            "team",
            "project",
            "region",
            "organ",
            "assigned_to",
            "due_on",
            "stake_yuan",
            "status",
            "completed_at",
        )
        read_only_fields = fields


class Scoped(serializers.SlugRelatedField):
    """A row named by its number, among those the user may see: a stranger's does not exist."""

    def __init__(self, *, model, **kwargs):
        self.model = model
        super().__init__(**kwargs)

    def get_queryset(self):
        return self.model.objects.visible_to(self.context["request"].user)


class UnitField(serializers.SlugRelatedField):
    """An organisation within the user's reach, by its path."""

    def get_queryset(self):
        return Organisation.objects.within_reach_of(self.context["request"].user)


class RegionField(UnitField):
    """A region within the user's reach, by its code."""

    def get_queryset(self):
        return super().get_queryset().regions()


class InspectedField(UnitField):
    """An organisation within the user's reach that a round may inspect, by its path."""

    def get_queryset(self):
        return super().get_queryset().filter(kind__in=SUPERVISED_KINDS)


class NewRoundSerializer(serializers.ModelSerializer):
    region = RegionField(slug_field="code")
    attributes = serializers.ListField(
        child=serializers.ChoiceField(choices=RoundAttribute.choices), required=False
    )
    inspected = InspectedField(slug_field="path", many=True, allow_empty=False)

    class Meta:
        model = Round
        fields = (
            "name",
            "organ",
            "kind",
            "attributes",
            "region",
            "mandate",
            "starts_on",
            "ends_on",
            "inspected",
        )


class TeamField(serializers.SlugRelatedField):
    """A team of the round in question, by its name."""

    def get_queryset(self):
        return self.context["round"].teams.visible_to(self.context["request"].user)


class MemberField(serializers.SlugRelatedField):
    """A member of a team of the round in question, by user name."""

    def get_queryset(self):
        round_, user = self.context["round"], self.context["request"].user
        members = User.objects.filter(team_memberships__team__in=round_.teams.visible_to(user))
        return members.distinct()


class AssignSerializer(serializers.Serializer):
    """Projects by their numbers, for one member of one team."""

    team = TeamField(slug_field="name")
    assigned_to = MemberField(slug_field="username")
    due_on = serializers.DateField()
    projects = Scoped(slug_field="code", model=Project, many=True, allow_empty=False)


class PowerOfReader(serializers.PrimaryKeyRelatedField):
    """A power of a list in force that the user works by."""

    def get_queryset(self):
        return powers_for(self.context["request"].user)


class FindingSerializer(serializers.ModelSerializer):
    round = Scoped(slug_field="number", model=Round)
    project = Scoped(slug_field="code", model=Project, required=False, allow_null=True)
    unit = UnitField(slug_field="path", required=False)
    region = serializers.CharField(source="region.code", read_only=True)
    gap = serializers.PrimaryKeyRelatedField(read_only=True)
    merged_into = serializers.SlugRelatedField(slug_field="number", read_only=True)
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


class RoundViewSet(CaseViewSet):
    model = Round
    serializer_class = RoundSerializer
    filterset_class = RoundFilter
    select_related = ("region",)

    def create(self, request):
        if not request.user.has_role(Role.INSPECTION_OFFICE):
            raise NotAllowed(_("Rounds are planned by the inspection office."))
        form = NewRoundSerializer(data=request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        round_ = actions.open_round(by=request.user, at=timezone.now(), **form.validated_data)
        return Response(self.get_serializer(round_).data, status=201)

    @action(detail=True, methods=["post"])
    def checks(self, request, pk=None):
        """Assign the checks of several projects to one member; all of them or none."""
        round_ = self.get_object()
        if not request.user.has_role(*actions.ASSIGNING):
            raise NotAllowed(_("Checks are assigned by the team leader or the inspection office."))
        context = self.get_serializer_context() | {"round": round_}
        form = AssignSerializer(data=request.data, context=context)
        form.is_valid(raise_exception=True)
        now, told = timezone.now(), form.validated_data
        checks = actions.assign_checks(round=round_, by=request.user, at=now, **told)
        rows = ProjectCheck.objects.visible_to(request.user).with_stake()
        rows = rows.select_related(*CheckViewSet.select_related)
        assigned = rows.filter(pk__in=[check.pk for check in checks]).order_by("pk")
        return Response(CheckSerializer(assigned, many=True).data, status=201)


class CheckViewSet(CaseViewSet):
    model = ProjectCheck
    serializer_class = CheckSerializer
    filterset_class = CheckFilter
    select_related = ("round", "team", "project__region", "project__authority", "assigned_to")

    def get_queryset(self):
        return super().get_queryset().with_stake()


class FindingViewSet(CaseViewSet):
    model = Finding
    serializer_class = FindingSerializer
    filterset_class = FindingFilter
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

    @action(detail=True)
    def attachments(self, request, pk=None):
        finding = self.get_object()
        files = finding.attachments_for(request.user)
        return Response(AttachmentSerializer(files, many=True).data)

    @action(detail=False, methods=["post"])
    def feedback(self, request):
        form = FeedbackSerializer(data=request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        told = form.validated_data
        findings = actions.send_feedback(by=request.user, at=timezone.now(), **told)
        return Response(self.get_serializer(findings, many=True).data)


router = SimpleRouter()
router.register("rounds", RoundViewSet, basename="api_round")
router.register("checks", CheckViewSet, basename="api_check")
router.register("findings", FindingViewSet, basename="api_finding")
urlpatterns = router.urls
