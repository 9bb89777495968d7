"""Projects with their buildings and developer as JSON."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from airdefense.accounts.roles import Role
from airdefense.casework.programs.bulk import ResultsSerializer, RowsEntry, each
from airdefense.casework.programs.schemas import sent_as
from airdefense.casework.workflow import NotAllowed
from projects import actions
from projects.actions.ledger import BUILDING_FIELDS
from projects.api.money import MoneyViewSet
from projects.api.rows import YuanField
from projects.filters import ProjectFilter
from projects.forms.fields import has_come
from projects.forms.ledger import authorities_of
from projects.models import Building, Developer, Project

MONEY = (
    "payable_yuan",
    "paid_yuan",
    "gap_yuan",
    "recovered_yuan",
    "written_off_yuan",
    "balance_yuan",
)


@extend_schema_field(OpenApiTypes.INT)
class AuthorityField(serializers.PrimaryKeyRelatedField):
    """A body that the user keeps the ledger for."""

    def get_queryset(self):
        return authorities_of(self.context["request"].user)


class DeveloperSerializer(serializers.ModelSerializer):
    class Meta:
        model = Developer
        fields = ("name", "credit_code")
        extra_kwargs = {"credit_code": {"validators": []}}


class BuildingSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(required=False)

    class Meta:
        model = Building
        fields = ("id", *BUILDING_FIELDS)


@sent_as(
    name="秀山花园小区",
    authority=12,
    developer={"name": "模拟置业有限公司", "credit_code": "91530402MA6TE1T08E"},
    address="模拟路9号",
    approved_on="2020-06-01",
    buildings=[],
)
class ProjectSerializer(serializers.ModelSerializer):
    region = serializers.SlugRelatedField("code", read_only=True)
    authority = AuthorityField()
    developer = DeveloperSerializer()
    buildings = BuildingSerializer(many=True, required=False)
    approved_on = serializers.DateField(validators=[has_come])
    code = serializers.CharField(required=False, max_length=30)
    version = serializers.IntegerField(required=False)
    status_label = serializers.CharField(source="get_status_display", read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Project
        fields = (
            "id",
            "url",
            "code",
            "name",
            "national_code",
            "region",
            "authority",
            "developer",
            "address",
            "zone",
            "planned_once_id",
            "approved_on",
            "is_offsite_approved",
            "offsite_ground",
            "offsite_document",
            "built_g6_sqm",
            "built_g6b_sqm",
            "status",
            "status_label",
            "recorded_at",
            "confirmed_at",
            "version",
            "buildings",
        )
        read_only_fields = ("status", "recorded_at", "confirmed_at")

    def get_fields(self):
        fields = super().get_fields()
        return fields | {name: YuanField(read_only=True) for name in MONEY}

    def validate(self, facts):
        if self.instance is None:
            return facts
        if "version" not in facts:
            raise serializers.ValidationError(
                {"version": _("Send the version that was read, so that nobody is overwritten.")}
            )
        if "code" in facts:
            raise serializers.ValidationError({"code": _("A number once given stays.")})
        return facts


class ProjectViewSet(MoneyViewSet):
    """List, read, record and correct projects; take their steps; read and write their money."""

    model = Project
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter
    select_related = ("region", "authority", "developer")

    def get_queryset(self):
        return super().get_queryset().with_money(self.request.user).prefetch_related("buildings")

    def create(self, request):
        if not request.user.has_role(Role.DATA_CLERK):
            raise NotAllowed
        project = self.recorded(request.data)
        return self.answered(project, status=201)

    def recorded(self, row):
        entry = self.get_serializer(data=row)
        entry.is_valid(raise_exception=True)
        return self.saved(actions.record_project, entry.validated_data)

    @extend_schema(
        operation_id="projects_create_many", request=RowsEntry, responses=ResultsSerializer
    )
    @action(detail=False, methods=["post"], url_path="bulk")
    def create_many(self, request):
        """Record up to 500 projects; each row is answered by itself."""
        if not request.user.has_role(Role.DATA_CLERK):
            raise NotAllowed
        entry = RowsEntry(data=request.data)
        entry.is_valid(raise_exception=True)
        jobs = [(None, partial(self.recorded, row)) for row in entry.validated_data["rows"]]
        return Response(each(self, jobs, status=201))

    def partial_update(self, request, pk=None):
        project = self.get_object()
        actions.check_clerk(request.user, *project.scope_paths)
        entry = self.get_serializer(project, data=request.data, partial=True)
        entry.is_valid(raise_exception=True)
        facts = entry.validated_data
        project.version = facts.pop("version")
        return self.answered(self.saved(actions.edit_project, facts | {"project": project}))

    def saved(self, write, facts):
        """Write the project with its developer in one piece."""
        with transaction.atomic():
            if "developer" in facts:
                facts["developer"] = actions.record_developer(**facts["developer"])
            return write(by=self.request.user, at=timezone.now(), **facts)

    def answered(self, project, status=200):
        """The project as it now stands."""
        stored = self.get_queryset().get(pk=project.pk)
        return Response(self.get_serializer(stored).data, status=status)
