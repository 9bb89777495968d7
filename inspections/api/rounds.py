"""Rounds as JSON: planned, held to deadlines, shared out."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from airdefense.casework.api import CaseViewSet
from airdefense.casework.workflow import NotAllowed
from inspections import actions
from inspections.api.checks import CheckSerializer, CheckViewSet
from inspections.api.fields import InspectedField, PowerOfReader, RegionField, Scoped
from inspections.api.planning import RoundActions
from inspections.filters import RoundFilter
from inspections.models import KeyLink, ProjectCheck, Round, RoundAttribute, TeamMember
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
            "key_links",
            "contact",
            "notice_number",
            "notice_on",
            "status",
            "entered_at",
            "feedback_at",
            "concluded_at",
        )
        read_only_fields = fields


class NewRoundSerializer(serializers.ModelSerializer):
    region = RegionField(slug_field="code")
    attributes = serializers.ListField(
        child=serializers.ChoiceField(choices=RoundAttribute.choices), required=False
    )
    key_links = serializers.ListField(
        child=serializers.ChoiceField(choices=KeyLink.choices), required=False
    )
    inspected = InspectedField(slug_field="path", many=True, allow_empty=False)
    powers = PowerOfReader(many=True, required=False)

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
            "powers",
            "key_links",
            "contact",
        )


@extend_schema_field(OpenApiTypes.STR)
class TeamField(serializers.SlugRelatedField):
    """A team of the round in question, by its name."""

    def get_queryset(self):
        return self.context["round"].teams.visible_to(self.context["request"].user)


@extend_schema_field(OpenApiTypes.STR)
class MemberField(serializers.SlugRelatedField):
    """A member of a team of the round in question, by user name."""

    def get_queryset(self):
        round_, user = self.context["round"], self.context["request"].user
        return User.objects.filter(
            team_memberships__in=TeamMember.objects.visible_to(user)
            .serving()
            .filter(team__round=round_)
        ).distinct()


class AssignSerializer(serializers.Serializer):
    """Projects by their numbers, for one member of one team."""

    team = TeamField(slug_field="name")
    assigned_to = MemberField(slug_field="username")
    due_on = serializers.DateField()
    projects = Scoped(slug_field="code", model=Project, many=True, allow_empty=False)


class RoundViewSet(RoundActions, CaseViewSet):
    model = Round
    serializer_class = RoundSerializer
    filterset_class = RoundFilter
    select_related = ("region",)
    unversioned = ("deadlines",)

    @extend_schema(request=NewRoundSerializer, responses={201: RoundSerializer})
    def create(self, request):
        if not request.user.has_role(Role.INSPECTION_OFFICE):
            raise NotAllowed(_("Rounds are planned by the inspection office."))
        form = NewRoundSerializer(data=request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        round_ = actions.plan_round(by=request.user, at=timezone.now(), **form.validated_data)
        return Response(self.get_serializer(round_).data, status=201)

    @extend_schema(request=AssignSerializer, responses={201: CheckSerializer(many=True)})
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
