"""The money of one project: read by whoever sees the project, written by its clerks."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from airdefense.casework.api import CaseViewSet
from projects import actions
from projects.forms.fields import has_come
from projects.models import (
    Allocation,
    FeeAssessment,
    FeeReduction,
    Gap,
    Receipt,
    Refund,
    Remittance,
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


class OfProjectField(serializers.PrimaryKeyRelatedField):
    """A receipt or gap of the project in question; one of another project looks unknown."""

    def __init__(self, model, **kwargs):
        self.model = model
        super().__init__(queryset=model.objects.none(), **kwargs)

    def get_queryset(self):
        mine = self.model.objects.visible_to(self.context["request"].user)
        return mine.filter(project=self.context["project"])


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


class ReductionSerializer(serializers.ModelSerializer):
    amount_yuan = EnteredYuanField()
    approved_on = PastDateField()
    is_lawful = serializers.BooleanField()

    class Meta:
        model = FeeReduction
        fields = ("code", "amount_yuan", "approved_on", "document", "is_lawful")


class AssessmentSerializer(serializers.ModelSerializer):
    assessed_on = PastDateField()
    gross_yuan = EnteredYuanField(least=Decimal(0))
    legal_payable_yuan = EnteredYuanField(least=Decimal(0))
    reduction_yuan = YuanField(read_only=True)
    payable_yuan = YuanField(read_only=True)
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
        )
        read_only_fields = ("supersedes", "recorded_at")


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


class MoneyViewSet(CaseViewSet):
    """The addresses of a project's money, for the viewset of projects."""

    def kept_project(self):
        """The project, for a clerk of its region: 404 to a stranger, 403 to another role."""
        project = self.get_object()
        actions.check_clerk(self.request.user, *project.scope_paths)
        return project

    def entered(self, serializer_class, project):
        """What the body says, checked, with who writes it and when."""
        context = self.get_serializer_context() | {"project": project}
        entry = serializer_class(data=self.request.data, context=context)
        entry.is_valid(raise_exception=True)
        return {"by": self.request.user, "at": timezone.now(), **entry.validated_data}

    @action(detail=True)
    def gaps(self, request, pk=None):
        rows = self.get_object().gaps.visible_to(request.user).with_balance()
        return Response(GapSerializer(rows, many=True).data)

    @action(detail=True)
    def receipts(self, request, pk=None):
        rows = self.get_object().receipts.visible_to(request.user).with_rest()
        return Response(ReceiptSerializer(rows, many=True).data)

    @receipts.mapping.post
    def record_receipt(self, request, pk=None):
        project = self.kept_project()
        entry = self.entered(ReceiptSerializer, project)
        receipt = actions.record_receipt(project=project, **entry)
        stored = project.receipts.with_rest().get(pk=receipt.pk)
        return Response(ReceiptSerializer(stored).data, status=201)

    @action(detail=True)
    def assessments(self, request, pk=None):
        rows = self.get_object().assessments.visible_to(request.user)
        rows = rows.prefetch_related("reductions")
        return Response(AssessmentSerializer(rows, many=True).data)

    @assessments.mapping.post
    def assess(self, request, pk=None):
        project = self.kept_project()
        entry = self.entered(AssessmentSerializer, project)
        assessment = actions.assess(project=project, **entry)
        return Response(AssessmentSerializer(assessment).data, status=201)

    @action(detail=True, methods=["post"])
    def allocations(self, request, pk=None):
        return self.moved(AllocationSerializer, actions.allocate)

    @action(detail=True, methods=["post"])
    def refunds(self, request, pk=None):
        return self.moved(RefundSerializer, actions.refund)

    @action(detail=True, methods=["post"])
    def remittances(self, request, pk=None):
        return self.moved(RemittanceSerializer, actions.record_remittance)

    def moved(self, serializer_class, move):
        """Move money of a receipt of the project, and answer the row it leaves."""
        row = move(**self.entered(serializer_class, self.kept_project()))
        return Response(serializer_class(row).data, status=201)
