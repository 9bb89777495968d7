"""Forms of approval as JSON: what waits for one's signature, and signing it."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from leads import actions
from leads.models import ApprovalForm, Opinion
from leads.sheets import RELATED


class OpinionSerializer(serializers.ModelSerializer):
    signed_by = serializers.CharField(source="signed_by.username")

    class Meta:
        model = Opinion
        fields = ("level", "words", "is_agreed", "signed_at", "signed_by")


class ApprovalSerializer(serializers.ModelSerializer):
    """The head of a form: which lead, which matter, how it stands."""

    opened_by = serializers.CharField(source="opened_by.username")

    class Meta:
        model = ApprovalForm
        fields = (
            "id",
            "lead",
            "case",
            "matter",
            "levels",
            "opened_at",
            "opened_by",
            "verdict",
            "concluded_at",
        )
        read_only_fields = fields


class OpenApprovalSerializer(ApprovalSerializer):
    """A form with its terms and what was written on it."""

    opinions = serializers.SerializerMethodField()
    awaits = serializers.SerializerMethodField()

    class Meta(ApprovalSerializer.Meta):
        fields = (*ApprovalSerializer.Meta.fields, "terms", "opinions", "awaits")
        read_only_fields = fields

    @extend_schema_field(OpinionSerializer(many=True))
    def get_opinions(self, form) -> list[dict[str, object]]:
        signed = form.opinions.select_related("signed_by").order_by("pk")
        return OpinionSerializer(signed, many=True).data

    def get_awaits(self, form) -> str | None:
        signer = form.awaited()
        return signer.username if signer else None


class SignEntry(serializers.Serializer):
    words = serializers.CharField(max_length=4000)
    is_agreed = serializers.BooleanField()


class WithdrawEntry(serializers.Serializer):
    reason = serializers.CharField(max_length=4000)


class ApprovalViewSet(viewsets.ReadOnlyModelViewSet):
    """Forms of the reader's compartments; `?awaiting=me` those that wait for the reader."""

    serializer_class = ApprovalSerializer

    def get_queryset(self):
        forms = ApprovalForm.objects.visible_to(self.request.user).select_related(*RELATED)
        return forms.awaiting(self.request.user) if self.is_awaiting_me else forms

    @property
    def is_awaiting_me(self) -> bool:
        return self.action == "list" and self.request.query_params.get("awaiting") == "me"

    @extend_schema(responses=OpenApprovalSerializer)
    def retrieve(self, request, *args, **kwargs):
        form = self.get_object()
        if form.lead.is_open_to(request.user):
            actions.log_reading(form.lead, "read", by=request.user, at=timezone.now())
        return Response(OpenApprovalSerializer(form).data)

    @extend_schema(request=SignEntry, responses={200: OpenApprovalSerializer})
    @action(detail=True, methods=["post"])
    def sign(self, request, pk=None):
        form, entry = self.get_object(), SignEntry(data=request.data)
        entry.is_valid(raise_exception=True)
        form = actions.sign(form, by=request.user, at=timezone.now(), **entry.validated_data)
        return Response(OpenApprovalSerializer(form).data)

    @extend_schema(request=WithdrawEntry, responses={200: OpenApprovalSerializer})
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        form, entry = self.get_object(), WithdrawEntry(data=request.data)
        entry.is_valid(raise_exception=True)
        reason = entry.validated_data["reason"]
        form = actions.withdraw_form(form, reason=reason, by=request.user, at=timezone.now())
        return Response(OpenApprovalSerializer(form).data)
