"""Rows of a project's money as JSON."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from airdefense.casework.programs.schemas import sent_as
from projects.forms.fields import has_come
from projects.models import (
    Allocation,
    Deferral,
    DemandNotice,
    FeeAssessment,
    FeeReduction,
    Gap,
    Receipt,
    Refund,
    Remittance,
    WriteOff,
)


class YuanField(serializers.DecimalField):
    """An amount as a string with two decimals."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=14, decimal_places=2, **kwargs)


class EnteredYuanField(YuanField):
    """An amount above zero, or of zero or more where `least` is zero."""

    def __init__(self, *, least=Decimal("0.01"), **kwargs):
        words = _("Enter an amount above zero.") if least else _("Enter an amount of zero or more.")
        super().__init__(min_value=least, error_messages={"min_value": words}, **kwargs)


class PastDateField(serializers.DateField):
    def __init__(self, **kwargs):
        super().__init__(validators=[has_come], **kwargs)


@extend_schema_field(OpenApiTypes.INT)
class OfProjectField(serializers.PrimaryKeyRelatedField):
    """A row of money of the project in question; one of another project looks unknown."""

    def __init__(self, model, way="project", **kwargs):
        self.model, self.way = model, way
        super().__init__(queryset=model.objects.none(), **kwargs)

    def get_queryset(self):
        mine = self.model.objects.visible_to(self.context["request"].user)
        return mine.filter(**{self.way: self.context["project"]})


@sent_as(number="00012345", paid_on="2020-11-02", amount_yuan="300000.00", payer="模拟置业有限公司")
class ReceiptSerializer(serializers.ModelSerializer):
    # Whether it is taken is the action's question: a void receipt does not take its number.
    number = serializers.CharField(max_length=40)
    paid_on = PastDateField()
    amount_yuan = EnteredYuanField()
    to_allocate_yuan = YuanField(read_only=True)
    to_remit_yuan = YuanField(read_only=True)

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
        read_only_fields = ("voided_at",)


class GapSerializer(serializers.ModelSerializer):
    amount_yuan = EnteredYuanField()
    opened_on = PastDateField()
    recovered_yuan = YuanField(read_only=True)
    written_off_yuan = YuanField(read_only=True)
    balance_yuan = YuanField(read_only=True)

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


class ReductionSerializer(serializers.ModelSerializer):
    """What was granted; whether it is lawful is computed."""

    amount_yuan = EnteredYuanField()
    approved_on = PastDateField()

    class Meta:
        model = FeeReduction
        fields = ("code", "amount_yuan", "approved_on", "document", "is_lawful")
        read_only_fields = ("is_lawful",)


class AssessmentSerializer(serializers.ModelSerializer):
    """What was demanded; what the law demands and the areas it rests on are computed."""

    assessed_on = PastDateField()
    gross_yuan = EnteredYuanField(least=Decimal(0), required=False)
    reduction_yuan = YuanField(read_only=True)
    payable_yuan = YuanField(read_only=True)
    legal_payable_yuan = YuanField(read_only=True)
    reductions = ReductionSerializer(many=True, required=False)

    class Meta:
        model = FeeAssessment
        fields = (
            "id",
            "document",
            "assessed_on",
            "required_g6_sqm",
            "required_g6b_sqm",
            "gross_yuan",
            "reduction_yuan",
            "payable_yuan",
            "legal_payable_yuan",
            "rate_document",
            "supersedes",
            "recorded_at",
            "reductions",
            "snapshot",
        )
        read_only_fields = (
            "required_g6_sqm",
            "required_g6b_sqm",
            "rate_document",
            "supersedes",
            "recorded_at",
            "snapshot",
        )


class DemandSerializer(serializers.ModelSerializer):
    issued_on = PastDateField()
    amount_yuan = EnteredYuanField()

    class Meta:
        model = DemandNotice
        fields = (
            "id",
            "assessment",
            "number",
            "issued_on",
            "due_on",
            "amount_yuan",
            "cancels",
            "reason",
        )
        read_only_fields = ("assessment", "cancels", "reason")


class DeferralSerializer(serializers.ModelSerializer):
    granted_on = PastDateField()
    amount_yuan = EnteredYuanField()

    class Meta:
        model = Deferral
        fields = (
            "id",
            "document",
            "granted_on",
            "until_on",
            "amount_yuan",
            "basis",
            "is_lawful",
            "cancels",
            "reason",
        )
        read_only_fields = ("is_lawful", "cancels", "reason")


class AllocationSerializer(serializers.ModelSerializer):
    gap = OfProjectField(Gap)
    receipt = OfProjectField(Receipt)
    amount_yuan = EnteredYuanField()
    allocated_on = PastDateField()

    class Meta:
        model = Allocation
        fields = ("id", "gap", "receipt", "amount_yuan", "allocated_on")


class RefundSerializer(serializers.ModelSerializer):
    receipt = OfProjectField(Receipt)
    amount_yuan = EnteredYuanField()
    refunded_on = PastDateField()

    class Meta:
        model = Refund
        fields = ("id", "receipt", "amount_yuan", "refunded_on", "reason", "document")


class RemittanceSerializer(serializers.ModelSerializer):
    receipt = OfProjectField(Receipt)
    amount_yuan = EnteredYuanField()
    remitted_on = PastDateField()

    class Meta:
        model = Remittance
        fields = ("id", "receipt", "amount_yuan", "remitted_on")


class WriteOffSerializer(serializers.ModelSerializer):
    gap = OfProjectField(Gap)
    amount_yuan = EnteredYuanField()
    written_off_on = PastDateField()

    class Meta:
        model = WriteOff
        fields = ("id", "gap", "amount_yuan", "written_off_on", "basis")


@extend_schema_serializer(component_name="ReceiptVoid")
class VoidSerializer(serializers.Serializer):
    receipt = OfProjectField(Receipt)
    reason = serializers.CharField(max_length=200)


class CounterEntrySerializer(serializers.Serializer):
    """The row that is taken back, named by its kind, with the reason; `on` counts for a notice or
    a deferral."""

    demand_notice = OfProjectField(DemandNotice, required=False)
    deferral = OfProjectField(Deferral, required=False)
    remittance = OfProjectField(Remittance, "receipt__project", required=False)
    refund = OfProjectField(Refund, "receipt__project", required=False)
    allocation = OfProjectField(Allocation, "gap__project", required=False)
    write_off = OfProjectField(WriteOff, "gap__project", required=False)
    reason = serializers.CharField(max_length=200)
    on = PastDateField(required=False)

    def validate(self, facts):
        others = {name: facts[name] for name in ("reason", "on") if name in facts}
        rows = [row for name, row in facts.items() if name not in others]
        if len(rows) != 1:
            raise serializers.ValidationError(_("Name exactly one row to take back."))
        return others | {"row": rows[0]}


class AskedDay(serializers.Serializer):
    on = PastDateField(required=False)


class MovementSerializer(serializers.Serializer):
    kind = serializers.CharField()
    id = serializers.IntegerField(source="pk")
    day = serializers.DateField()
    amount_yuan = YuanField()
    paper = serializers.CharField()
    receipt = serializers.IntegerField(allow_null=True)
    gap = serializers.IntegerField(allow_null=True)
    cancels = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()


class StatementSerializer(serializers.Serializer):
    """The balance of a project at the end of a day, with the movements it is the sum of."""

    assessed_yuan = YuanField()
    reduction_yuan = YuanField()
    demanded_yuan = YuanField()
    deferred_yuan = YuanField()
    paid_yuan = YuanField()
    remitted_yuan = YuanField()
    unremitted_yuan = YuanField()
    arrears_yuan = YuanField()
    overpaid_yuan = YuanField()
    gap_yuan = YuanField()
    recovered_yuan = YuanField()
    written_off_yuan = YuanField()
    balance_yuan = YuanField()
    movements = MovementSerializer(many=True)
