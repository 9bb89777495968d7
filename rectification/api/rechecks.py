"""Looking back as JSON: draws and re-checks."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from airdefense.accounts.models import Organisation, User
from inspections.models import Round
from rectification import actions
from rectification.actions.rechecks import CHECKERS
from rectification.api.shared import RectificationViewSet, VisibleField, entered_in
from rectification.filters import RecheckFilter
from rectification.models import Recheck, RecheckDraw
from rectification.workflow import VERIFIERS


class RecheckSerializer(serializers.ModelSerializer):
    task = serializers.CharField(source="task.number")
    unit = serializers.CharField(source="task.unit.name")
    assigned_to = serializers.CharField(source="assigned_to.display_name", default=None)

    class Meta:
        model = Recheck
        fields = (
            "id",
            "task",
            "unit",
            "draw",
            "status",
            "due_on",
            "assigned_to",
            "result",
            "checked_at",
        )


class SeenSerializer(serializers.Serializer):
    note = serializers.CharField()
    files = serializers.ListField(child=serializers.FileField(), required=False)


class ReopenSerializer(SeenSerializer):
    due_on = serializers.DateField(required=False)


@extend_schema_field(OpenApiTypes.STR)
class CheckerField(serializers.SlugRelatedField):
    """Somebody who re-checks, by user name."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="username", queryset=User.objects.none(), **kwargs)

    def get_queryset(self):
        return User.objects.holding(*CHECKERS)


@extend_schema_serializer(component_name="RecheckAssign")
class AssignSerializer(serializers.Serializer):
    person = CheckerField()


class RecheckViewSet(RectificationViewSet):
    model = Recheck
    serializer_class = RecheckSerializer
    filterset_class = RecheckFilter
    parser_classes = (JSONParser, MultiPartParser)
    select_related = ("task__region", "task__unit", "assigned_to")
    step_serializers = {"confirm": SeenSerializer, "reopen": ReopenSerializer}

    @extend_schema(request=AssignSerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request, pk=None):
        recheck = self.get_object()
        entered = entered_in(AssignSerializer, self, request)
        actions.assign_recheck(recheck=recheck, by=request.user, at=timezone.now(), **entered)
        return self.answer(recheck)


@extend_schema_serializer(component_name="RecheckDraw")
class DrawSerializer(serializers.ModelSerializer):
    region = serializers.CharField(source="region.code")
    tasks = serializers.SerializerMethodField()

    class Meta:
        model = RecheckDraw
        fields = (
            "id",
            "region",
            "round",
            "seed",
            "closed_from",
            "closed_to",
            "population",
            "size",
            "population_sha256",
            "drawn_at",
            "tasks",
        )

    def get_tasks(self, draw) -> list[str]:
        return sorted(recheck.task.number for recheck in draw.rechecks.all())


@extend_schema_field(OpenApiTypes.STR)
class ReachedField(serializers.SlugRelatedField):
    """A region within reach by its code."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="code", queryset=Organisation.objects.none(), **kwargs)

    def get_queryset(self):
        return Organisation.objects.within_reach_of(self.context["request"].user)


class NewDrawSerializer(serializers.Serializer):
    region = ReachedField()
    closed_from = serializers.DateField()
    closed_to = serializers.DateField()
    size = serializers.IntegerField(min_value=1, max_value=500)
    seed = serializers.CharField(max_length=40)
    due_on = serializers.DateField()
    lookback = VisibleField(Round, required=False)


class RecheckDrawViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = DrawSerializer

    def get_queryset(self):
        visible = RecheckDraw.objects.visible_to(self.request.user).select_related("region")
        return visible.prefetch_related("rechecks__task")

    @extend_schema(request=NewDrawSerializer, responses={201: DrawSerializer})
    def create(self, request):
        if not request.user.has_role(*VERIFIERS):
            self.permission_denied(request)
        entered = entered_in(NewDrawSerializer, self, request)
        draw = actions.draw_rechecks(by=request.user, at=timezone.now(), **entered)
        return Response(self.get_serializer(draw).data, status=status.HTTP_201_CREATED)
