"""Project checks as JSON, and to whom they are given."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from airdefense.accounts.models import User
from airdefense.casework.api import CaseViewSet
from airdefense.casework.workflow import NotAllowed
from inspections import actions
from inspections.filters import CheckFilter
from inspections.models import ProjectCheck, TeamMember


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


@extend_schema_field(OpenApiTypes.STR)
class CheckerField(serializers.SlugRelatedField):
    """Somebody who serves in the team of the check, by user name."""

    def get_queryset(self):
        check, user = self.context["check"], self.context["request"].user
        return User.objects.filter(
            team_memberships__in=TeamMember.objects.visible_to(user)
            .serving()
            .filter(team=check.team_id)
        )


class ReassignSerializer(serializers.Serializer):
    to = CheckerField(slug_field="username")
    reason = serializers.CharField()


class CheckViewSet(CaseViewSet):
    model = ProjectCheck
    serializer_class = CheckSerializer
    filterset_class = CheckFilter
    select_related = ("round", "team", "project__region", "project__authority", "assigned_to")

    def get_queryset(self):
        return super().get_queryset().with_stake()

    @extend_schema(request=ReassignSerializer)
    @action(detail=True, methods=["post"])
    def reassign(self, request, pk=None):
        """Give an open check to another member of its team."""
        check = self.get_object()
        if request.user.roles_over(check.scope_paths).isdisjoint(actions.ASSIGNING):
            raise NotAllowed(_("Checks are assigned by the team leader or the inspection office."))
        context = self.get_serializer_context() | {"check": check}
        form = ReassignSerializer(data=request.data, context=context)
        form.is_valid(raise_exception=True)
        told = form.validated_data
        actions.reassign_check(check=check, by=request.user, at=timezone.now(), **told)
        return Response(self.get_serializer(self.get_queryset().get(pk=check.pk)).data)
