"""Published rows as JSON: proposed, put in force by a second person, ended on a day."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.response import Response

from airdefense.accounts.models import Organisation
from airdefense.casework.api import CaseViewSet, StepSerializer
from projects import actions
from projects.models import FeeAdjustment, FeePolicy, FeeRate
from projects.tariff_listings import AdjustmentFilter, PolicyFilter, RateFilter

PERIOD = ("effective_from", "effective_to", "document")
GIVEN = ("id", "status", "proposed_at", "approved_at")


@extend_schema_field(OpenApiTypes.STR)
class RegionField(serializers.SlugRelatedField):
    """A region by its code; one out of reach looks unknown."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="code", queryset=Organisation.objects.none(), **kwargs)

    def get_queryset(self):
        user = self.context["request"].user
        return Organisation.objects.within_reach_of(user).regions()


class PublishedSerializer(serializers.ModelSerializer):
    region = RegionField()

    def validate(self, facts):
        last = facts.get("effective_to")
        if last and last < facts["effective_from"]:
            raise serializers.ValidationError(
                {"effective_to": _("It ends before it begins: enter a later day or none.")}
            )
        return facts


class RateSerializer(PublishedSerializer):
    class Meta:
        model = FeeRate
        fields = (*GIVEN, "region", "grade", "yuan_per_sqm", *PERIOD)
        read_only_fields = GIVEN
        validators = ()


class AdjustmentSerializer(PublishedSerializer):
    class Meta:
        model = FeeAdjustment
        fields = (*GIVEN, "region", "factor", *PERIOD)
        read_only_fields = GIVEN
        validators = ()


class PolicySerializer(PublishedSerializer):
    class Meta:
        model = FeePolicy
        fields = (
            *(*GIVEN, "region", "city_class", "ratio", "zone_ratio", "threshold_scope"),
            *PERIOD,
        )
        read_only_fields = GIVEN
        validators = ()


class EndSerializer(StepSerializer):
    effective_to = serializers.DateField()


def end(row, request):
    entry = EndSerializer(data=request.data)
    entry.is_valid(raise_exception=True)
    actions.take_published_step(
        row, "end", by=request.user, at=timezone.now(), **entry.validated_data
    )


class PublishedViewSet(mixins.CreateModelMixin, CaseViewSet):
    select_related = ("region",)
    step_actions = {"end": end}
    step_serializers = {"end": EndSerializer}

    def create(self, request, *args, **kwargs):
        actions.check_publisher(request.user, *request.user.paths())
        entry = self.get_serializer(data=request.data)
        entry.is_valid(raise_exception=True)
        row = actions.propose(
            self.model, by=request.user, at=timezone.now(), **entry.validated_data
        )
        return Response(self.get_serializer(row).data, status=201)


class RateViewSet(PublishedViewSet):
    model, serializer_class, filterset_class = FeeRate, RateSerializer, RateFilter


class AdjustmentViewSet(PublishedViewSet):
    model, serializer_class = FeeAdjustment, AdjustmentSerializer
    filterset_class = AdjustmentFilter


class PolicyViewSet(PublishedViewSet):
    model, serializer_class, filterset_class = FeePolicy, PolicySerializer, PolicyFilter
