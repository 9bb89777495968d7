"""What a round is held to and what it counted, as JSON."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from airdefense.casework.rest import KeysetPagination
from airdefense.casework.workflow import NotAllowed
from inspections import actions
from inspections.models import DeadlineItem, RoundActivity, RoundDeadline
from inspections.page import regions_seen


class DeadlineSerializer(serializers.ModelSerializer):
    due_on = serializers.DateField(read_only=True, allow_null=True)

    class Meta:
        model = RoundDeadline
        fields = ("id", "item", "days", "is_working_days", "basis", "due_on", "met_on")
        read_only_fields = fields


class LineSerializer(serializers.Serializer):
    """One deadline as it is entered."""

    item = serializers.ChoiceField(choices=DeadlineItem.choices)
    days = serializers.IntegerField(min_value=1, max_value=32767)
    is_working_days = serializers.BooleanField(default=False)
    basis = serializers.CharField(max_length=200)


class DaySerializer(serializers.Serializer):
    on = serializers.DateField()


class MeetSerializer(DaySerializer):
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class ActivitySerializer(serializers.ModelSerializer):
    team = serializers.CharField(source="team.name")
    region = serializers.CharField(source="region.code")
    counted_by = serializers.CharField(source="counted_by.display_name")
    is_void = serializers.SerializerMethodField()

    class Meta:
        model = RoundActivity
        fields = (
            "id",
            "team",
            "region",
            "kind",
            "held_on",
            "count",
            "note",
            "counted_by",
            "is_void",
        )
        read_only_fields = fields

    def get_is_void(self, activity) -> bool:
        return activity.voided_at is not None


class VoidSerializer(serializers.Serializer):
    reason = serializers.CharField()


def by_the_office(user, round_) -> None:
    """Raises NotAllowed for everybody but the office that plans the round."""
    if not actions.is_planner(user, round_.region):
        raise NotAllowed(_("Rounds are planned by the inspection office."))


class RoundActions:
    """What hangs on a round: its deadlines, its entry notice, its counts."""

    @extend_schema(request=LineSerializer(many=True), responses=DeadlineSerializer(many=True))
    @action(detail=True, methods=["get", "put"])
    def deadlines(self, request, pk=None):
        """The deadlines of the round; PUT enters them anew, all at once."""
        round_ = self.get_object()
        if request.method == "PUT":
            by_the_office(request.user, round_)
            form = LineSerializer(data=request.data, many=True)
            form.is_valid(raise_exception=True)
            lines = form.validated_data
            actions.set_deadlines(round=round_, lines=lines, by=request.user, at=timezone.now())
        rows = RoundDeadline.objects.visible_to(request.user).filter(round=round_)
        rows = rows.select_related("round").order_by("pk")
        return Response(DeadlineSerializer(rows, many=True).data)

    @extend_schema(request=DaySerializer)
    @action(detail=True, methods=["post"])
    def notice(self, request, pk=None):
        """Give the entry notice its number."""
        round_ = self.get_object()
        by_the_office(request.user, round_)
        form = DaySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = form.validated_data
        actions.give_entry_notice(round=round_, by=request.user, at=timezone.now(), **told)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses=ActivitySerializer(many=True))
    @action(detail=True, pagination_class=KeysetPagination)
    def activities(self, request, pk=None):
        """What was counted in the regions within reach."""
        round_ = self.get_object()
        regions = regions_seen(round_, request.user)
        rows = RoundActivity.objects.visible_to(request.user).filter(round=round_)
        rows = rows.filter(region__in=regions).select_related("team", "region", "counted_by")
        page = self.paginate_queryset(rows.order_by("-held_on", "-pk"))
        return self.get_paginated_response(ActivitySerializer(page, many=True).data)


class DeadlineViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = DeadlineSerializer

    def get_queryset(self):
        visible = RoundDeadline.objects.visible_to(self.request.user)
        return visible.select_related("round__region")

    @extend_schema(request=MeetSerializer)
    @action(detail=True, methods=["post"])
    def meet(self, request, pk=None):
        deadline = self.get_object()
        by_the_office(request.user, deadline.round)
        form = MeetSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = form.validated_data
        actions.meet_deadline(deadline=deadline, by=request.user, at=timezone.now(), **told)
        return Response(self.get_serializer(self.get_object()).data)


class ActivityViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = ActivitySerializer

    def get_queryset(self):
        visible = RoundActivity.objects.visible_to(self.request.user)
        return visible.select_related("round__region", "team", "region", "counted_by")

    @extend_schema(request=VoidSerializer)
    @action(detail=True, methods=["post"])
    def void(self, request, pk=None):
        activity = self.get_object()
        if not actions.may_void(request.user, activity):
            raise NotAllowed(_("A count is voided by who entered it, the leader or the office."))
        form = VoidSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = form.validated_data
        actions.void_activity(activity=activity, by=request.user, at=timezone.now(), **told)
        return Response(self.get_serializer(self.get_object()).data)
