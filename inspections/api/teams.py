"""Teams as JSON: who serves, what they draw, what they count."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from airdefense.accounts.models import User
from airdefense.accounts.roles import INSPECTION_TEAM
from airdefense.casework.workflow import NotAllowed
from inspections import actions
from inspections.api.fields import RegionField, UnitField
from inspections.api.planning import ActivitySerializer, VoidSerializer, by_the_office
from inspections.models import (
    ActivityKind,
    CheckPlan,
    DrawMethod,
    Position,
    Team,
    TeamMember,
)
from inspections.plans import draw_for, reproduce


class MemberSerializer(serializers.ModelSerializer):
    user = serializers.CharField(source="user.display_name")
    recused_from = serializers.SlugRelatedField(slug_field="path", many=True, read_only=True)

    class Meta:
        model = TeamMember
        fields = ("id", "user", "position", "declared_on", "recused_from", "left_on")
        read_only_fields = fields


class TeamSerializer(serializers.ModelSerializer):
    round = serializers.CharField(source="round.number")
    regions = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)
    members = MemberSerializer(many=True)

    class Meta:
        model = Team
        fields = ("id", "round", "name", "regions", "members")
        read_only_fields = fields


@extend_schema_field(OpenApiTypes.STR)
class ColleagueField(serializers.SlugRelatedField):
    """Somebody within reach who works in inspection teams, by user name."""

    def get_queryset(self):
        return User.objects.visible_to(self.context["request"].user).holding(*INSPECTION_TEAM)


class NewMemberSerializer(serializers.Serializer):
    user = ColleagueField(slug_field="username")
    position = serializers.ChoiceField(choices=Position.choices)
    declared_on = serializers.DateField()
    recused_from = UnitField(slug_field="path", many=True, required=False)


class LeaveSerializer(VoidSerializer):
    on = serializers.DateField()


class RecusalSerializer(serializers.Serializer):
    on = serializers.DateField()
    organisations = UnitField(slug_field="path", many=True, allow_empty=False)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class DrawSerializer(serializers.Serializer):
    """How to draw; without `confirm` only what it would give is answered."""

    method = serializers.ChoiceField(choices=DrawMethod.choices)
    size = serializers.IntegerField(min_value=1, required=False)
    percent = serializers.DecimalField(
        max_digits=4, decimal_places=1, min_value=Decimal("0.1"), max_value=100, required=False
    )
    seed = serializers.CharField(max_length=40, required=False, allow_blank=True)
    codes = serializers.ListField(child=serializers.CharField(max_length=30), required=False)
    due_on = serializers.DateField()
    seen = serializers.CharField(max_length=64, required=False)
    confirm = serializers.BooleanField(default=False)


class CountSerializer(serializers.Serializer):
    region = RegionField(slug_field="code")
    held_on = serializers.DateField()
    counts = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=100_000))
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)

    def validate_counts(self, counts):
        if unknown := set(counts) - set(ActivityKind.values):
            raise serializers.ValidationError(
                _("No such activity: %(names)s.") % {"names": ", ".join(sorted(unknown))}
            )
        return counts


class PlanSerializer(serializers.ModelSerializer):
    round = serializers.CharField(source="round.number")
    team = serializers.CharField(source="team.name")
    drawn_by = serializers.CharField(source="drawn_by.display_name")
    holds = serializers.SerializerMethodField()

    class Meta:
        model = CheckPlan
        fields = (
            "id",
            "round",
            "team",
            "method",
            "seed",
            "population",
            "size",
            "population_sha256",
            "drawn_at",
            "drawn_by",
            "holds",
        )
        read_only_fields = fields

    def get_holds(self, plan) -> bool:
        """Whether drawing it again gives the same projects."""
        return reproduce(plan).holds


def drawn(preview) -> dict:
    """What a draw would give, for whoever confirms it."""
    return {
        "seen": preview.fingerprint,
        "population": len(preview.population),
        "population_sha256": preview.digest,
        "projects": [
            {
                "code": row["project"].code,
                "risk_yuan": str(row["project"].risk_yuan),
                "assigned_to": row["person"] and row["person"].display_name,
            }
            for row in preview.rows
        ],
    }


class TeamViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = TeamSerializer

    def get_queryset(self):
        teams = Team.objects.visible_to(self.request.user).select_related("round__region")
        return teams.prefetch_related("regions", "members__user", "members__recused_from")

    def read(self, serializer, request):
        form = serializer(data=request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        return form.validated_data

    @extend_schema(request=NewMemberSerializer, responses={201: MemberSerializer})
    @action(detail=True, methods=["post"])
    def members(self, request, pk=None):
        team = self.get_object()
        by_the_office(request.user, team.round)
        told = self.read(NewMemberSerializer, request)
        member = actions.add_member(team=team, by=request.user, at=timezone.now(), **told)
        return Response(MemberSerializer(member).data, status=201)

    @extend_schema(request=DrawSerializer, responses={201: PlanSerializer})
    @action(detail=True, methods=["post"])
    def draws(self, request, pk=None):
        """Show what a draw would give, or with `confirm` assign it as it was seen."""
        team = self.get_object()
        actions.may_draw(request.user, team)
        told = self.read(DrawSerializer, request)
        due_on, seen = told.pop("due_on"), told.pop("seen", None)
        if not told.pop("confirm"):
            return Response(drawn(draw_for(team, request.user, **told)))
        facts = {"due_on": due_on, "seen": seen, **told}
        plan = actions.draw_checks(team=team, by=request.user, at=timezone.now(), **facts)
        return Response(PlanSerializer(plan).data, status=201)

    @extend_schema(request=CountSerializer, responses={201: ActivitySerializer(many=True)})
    @action(detail=True, methods=["post"])
    def activities(self, request, pk=None):
        team = self.get_object()
        if not actions.may_count(request.user, team):
            raise NotAllowed(_("Activities are counted by the team or the inspection office."))
        told = self.read(CountSerializer, request)
        rows = actions.count_activities(team=team, by=request.user, at=timezone.now(), **told)
        return Response(ActivitySerializer(rows, many=True).data, status=201)


class MemberViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = MemberSerializer

    def get_queryset(self):
        members = TeamMember.objects.visible_to(self.request.user)
        return members.select_related("user", "team__round__region")

    def answer(self):
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=LeaveSerializer)
    @action(detail=True, methods=["post"])
    def leave(self, request, pk=None):
        member = self.get_object()
        by_the_office(request.user, member.team.round)
        form = LeaveSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = form.validated_data
        actions.let_leave(member=member, by=request.user, at=timezone.now(), **told)
        return self.answer()

    @extend_schema(request=VoidSerializer)
    @action(detail=True, methods=["post"])
    def lead(self, request, pk=None):
        member = self.get_object()
        by_the_office(request.user, member.team.round)
        form = VoidSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = {"to": member, **form.validated_data}
        actions.change_leader(team=member.team, by=request.user, at=timezone.now(), **told)
        return self.answer()

    @extend_schema(request=RecusalSerializer)
    @action(detail=True, methods=["post"])
    def recusal(self, request, pk=None):
        member = self.get_object()
        if not actions.may_declare_for(request.user, member):
            raise NotAllowed(_("A recusal is declared by the member or entered by the office."))
        form = RecusalSerializer(data=request.data, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        now, told = timezone.now(), form.validated_data
        checks = actions.declare_recusal(member=member, by=request.user, at=now, **told)
        answer = self.answer()
        answer.data["checks_to_reassign"] = [check.pk for check in checks]
        return answer


class PlanViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = PlanSerializer

    def get_queryset(self):
        plans = CheckPlan.objects.visible_to(self.request.user)
        return plans.select_related("round", "team", "drawn_by")
