"""Instruments as JSON, over the querysets and actions of the pages."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.parsers import JSONParser, MultiPartParser

from airdefense.accounts.models import Organisation
from inspections.models import Finding, Round
from rectification import actions
from rectification.api.shared import FileSerializer, RectificationViewSet, VisibleField
from rectification.filters import InstrumentFilter
from rectification.forms import issuers_for
from rectification.models import (
    Instrument,
    InstrumentEffect,
    InstrumentReply,
    RectificationTask,
)


class ReplySerializer(serializers.ModelSerializer):
    replied_by = serializers.CharField(source="replied_by.display_name")
    files = FileSerializer(source="attachments", many=True)

    class Meta:
        model = InstrumentReply
        fields = (
            "id",
            "text",
            "reply_due_on",
            "replied_at",
            "replied_by",
            "rejected_at",
            "reason",
            "files",
        )


class InstrumentSerializer(serializers.ModelSerializer):
    region = serializers.CharField(source="region.code")
    unit = serializers.CharField(source="unit.name")
    issuer = serializers.CharField(source="issuer.name")
    task = serializers.CharField(source="task.number", default=None)
    is_late = serializers.SerializerMethodField()

    class Meta:
        model = Instrument
        fields = (
            "id",
            "number",
            "kind",
            "status",
            "title",
            "body",
            "region",
            "unit",
            "issuer",
            "task",
            "reply_due_on",
            "is_late",
            "reply",
            "effect",
            "result",
            "drafted_at",
            "approved_at",
            "issued_at",
            "replied_at",
            "concluded_at",
            "version",
        )

    def get_is_late(self, instrument) -> bool:
        return instrument.is_unanswered(timezone.localdate())


class InstrumentDetailSerializer(InstrumentSerializer):
    replies = ReplySerializer(many=True)
    missing = serializers.SerializerMethodField()

    class Meta(InstrumentSerializer.Meta):
        fields = (
            *InstrumentSerializer.Meta.fields,
            "parts",
            "held_on",
            "held_where",
            "present",
            "copies_to",
            "missing",
            "replies",
        )

    def get_missing(self, instrument) -> str:
        return "" if instrument.issued_at else instrument.missing_words() or ""


class IssuerField(VisibleField):
    def get_queryset(self):
        return issuers_for(self.context["request"].user)


TEXTS = ("title", "parts", "held_on", "held_where", "present", "copies_to", "reply_due_on")


class NewInstrumentSerializer(serializers.ModelSerializer):
    """A draft; parts that are not given are filled from the case."""

    unit = VisibleField(Organisation, required=False)
    task = VisibleField(RectificationTask, required=False)
    finding = VisibleField(Finding, required=False)
    round = VisibleField(Round, required=False)
    issuer = IssuerField(Organisation)
    matter = serializers.CharField(max_length=160, required=False)
    title = serializers.CharField(max_length=200, required=False)
    parts = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)

    class Meta:
        model = Instrument
        fields = ("kind", "issuer", "unit", "task", "finding", "round", "matter", *TEXTS)

    def validate(self, entered):
        case = entered.get("task") or entered.get("finding")
        if case is not None:
            entered.setdefault("unit", case.unit)
        if "unit" not in entered:
            raise serializers.ValidationError({"unit": _("Name the task or the unit.")})
        return entered

    def create(self, entered):
        by = self.context["request"].user
        return actions.draft_instrument(by=by, at=timezone.now(), **entered)


class InstrumentEditSerializer(serializers.ModelSerializer):
    """The version read must come back with the edit; what is not sent stays."""

    issuer = IssuerField(Organisation, required=False)
    parts = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    version = serializers.IntegerField(min_value=1)

    class Meta:
        model = Instrument
        fields = ("issuer", *TEXTS, "version")
        extra_kwargs = {"title": {"required": False}}

    def update(self, instrument, entered):
        entered["parts"] = instrument.parts | entered.get("parts", {})
        for field, value in entered.items():
            setattr(instrument, field, value)
        by = self.context["request"].user
        return actions.edit_instrument(instrument=instrument, by=by, at=timezone.now())


@extend_schema_serializer(component_name="InstrumentReply")
class AnswerSerializer(serializers.Serializer):
    note = serializers.CharField()
    files = serializers.ListField(child=serializers.FileField(), required=False)


@extend_schema_serializer(component_name="InstrumentAskAgain")
class AskAgainSerializer(serializers.Serializer):
    note = serializers.CharField()
    reply_due_on = serializers.DateField(required=False)


class ConcludeSerializer(serializers.Serializer):
    note = serializers.CharField()
    effect = serializers.ChoiceField(choices=InstrumentEffect.choices)


class InstrumentViewSet(RectificationViewSet):
    model = Instrument
    filterset_class = InstrumentFilter
    select_related = ("region", "unit", "issuer", "task")
    parser_classes = (JSONParser, MultiPartParser)
    step_serializers = {
        "reply": AnswerSerializer,
        "reject_reply": AskAgainSerializer,
        "conclude": ConcludeSerializer,
    }

    def get_serializer_class(self):
        return InstrumentSerializer if self.action == "list" else InstrumentDetailSerializer

    @extend_schema(request=NewInstrumentSerializer, responses={201: InstrumentDetailSerializer})
    def create(self, request):
        entry = NewInstrumentSerializer(data=request.data, context=self.get_serializer_context())
        entry.is_valid(raise_exception=True)
        return self.answer(entry.save(), status.HTTP_201_CREATED)

    @extend_schema(request=InstrumentEditSerializer, responses={200: InstrumentDetailSerializer})
    def partial_update(self, request, pk=None):
        context = self.get_serializer_context()
        entry = InstrumentEditSerializer(self.get_object(), data=request.data, context=context)
        entry.is_valid(raise_exception=True)
        return self.answer(entry.save())
