"""The ledger as JSON, over the same querysets, filters and actions as the pages."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from airdefense.accounts.roles import Role
from airdefense.casework.api import CaseViewSet
from airdefense.casework.workflow import NotAllowed
from projects import actions
from projects.actions.ledger import BUILDING_FIELDS
from projects.filters import ProjectFilter
from projects.forms.fields import has_come
from projects.forms.ledger import authorities_of
from projects.models import Building, Developer, Gap, Project, Receipt

MONEY = (
    "payable_yuan",
    "paid_yuan",
    "gap_yuan",
    "recovered_yuan",
    "written_off_yuan",
    "balance_yuan",
)


class YuanField(serializers.DecimalField):
    """An amount as a string with two decimals."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=14, decimal_places=2, **kwargs)


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


class ReceiptSerializer(serializers.ModelSerializer):
    amount_yuan = YuanField()
    to_allocate_yuan = YuanField()
    to_remit_yuan = YuanField()

    class Meta:
        model = Receipt
        fields = (
            "id",
            "number",
            "paid_on",
            "amount_yuan",
            "payer",
            "voided_at",
            "to_allocate_yuan",
            "to_remit_yuan",
        )


class GapSerializer(serializers.ModelSerializer):
    amount_yuan = YuanField()
    recovered_yuan = YuanField()
    written_off_yuan = YuanField()
    balance_yuan = YuanField()

    class Meta:
        model = Gap
        fields = (
            "id",
            "kind",
            "opened_on",
            "basis",
            "amount_yuan",
            "recovered_yuan",
            "written_off_yuan",
            "balance_yuan",
        )


class ProjectViewSet(CaseViewSet):
    """List, read, record and correct projects; take their steps; read their receipts and gaps."""

    model = Project
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter
    select_related = ("region", "authority", "developer")

    def get_queryset(self):
        return super().get_queryset().with_money().prefetch_related("buildings")

    def create(self, request):
        if not request.user.has_role(Role.DATA_CLERK):
            raise NotAllowed
        entry = self.get_serializer(data=request.data)
        entry.is_valid(raise_exception=True)
        return self.saved(actions.record_project, entry.validated_data, status=201)

    def partial_update(self, request, pk=None):
        project = self.get_object()
        actions.check_clerk(request.user, *project.scope_paths)
        entry = self.get_serializer(project, data=request.data, partial=True)
        entry.is_valid(raise_exception=True)
        facts = entry.validated_data
        project.version = facts.pop("version")
        return self.saved(actions.edit_project, facts | {"project": project})

    def saved(self, write, facts, status=200):
        """Write the project with its developer in one piece, and answer it as it now stands."""
        with transaction.atomic():
            if "developer" in facts:
                facts["developer"] = actions.record_developer(**facts["developer"])
            project = write(by=self.request.user, at=timezone.now(), **facts)
        stored = self.get_queryset().get(pk=project.pk)
        return Response(self.get_serializer(stored).data, status=status)

    @action(detail=True)
    def receipts(self, request, pk=None):
        rows = self.get_object().receipts.visible_to(request.user).with_rest()
        return Response(ReceiptSerializer(rows, many=True).data)

    @action(detail=True)
    def gaps(self, request, pk=None):
        rows = self.get_object().gaps.visible_to(request.user).with_balance()
        return Response(GapSerializer(rows, many=True).data)


router = SimpleRouter()
router.register("", ProjectViewSet, basename="api-project")
urlpatterns = router.urls
