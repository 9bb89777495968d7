"""The money of one project: read by whoever sees the project, written by its clerks."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from airdefense.casework.api import CaseViewSet
from projects import actions
from projects.api.rows import (
    AllocationSerializer,
    AskedDay,
    AssessmentSerializer,
    CounterEntrySerializer,
    DeferralSerializer,
    DemandSerializer,
    GapSerializer,
    ReceiptSerializer,
    RefundSerializer,
    RemittanceSerializer,
    StatementSerializer,
    VoidSerializer,
    WriteOffSerializer,
)
from projects.statement import statement


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

    @extend_schema(responses=GapSerializer(many=True))
    @action(detail=True)
    def gaps(self, request, pk=None):
        rows = self.get_object().gaps.visible_to(request.user).with_balance()
        return Response(GapSerializer(rows, many=True).data)

    @extend_schema(request=GapSerializer, responses={201: GapSerializer})
    @gaps.mapping.post
    def open_gap(self, request, pk=None):
        project = self.kept_project()
        gap = actions.open_gap(project=project, **self.entered(GapSerializer, project))
        stored = project.gaps.with_balance().get(pk=gap.pk)
        return Response(GapSerializer(stored).data, status=201)

    @extend_schema(responses=ReceiptSerializer(many=True))
    @action(detail=True)
    def receipts(self, request, pk=None):
        rows = self.get_object().receipts.visible_to(request.user).with_rest()
        return Response(ReceiptSerializer(rows, many=True).data)

    @extend_schema(request=ReceiptSerializer, responses={201: ReceiptSerializer})
    @receipts.mapping.post
    def record_receipt(self, request, pk=None):
        project = self.kept_project()
        entry = self.entered(ReceiptSerializer, project)
        receipt = actions.record_receipt(project=project, **entry)
        stored = project.receipts.with_rest().get(pk=receipt.pk)
        return Response(ReceiptSerializer(stored).data, status=201)

    @extend_schema(responses=AssessmentSerializer(many=True))
    @action(detail=True)
    def assessments(self, request, pk=None):
        rows = self.get_object().assessments.visible_to(request.user)
        rows = rows.prefetch_related("reductions")
        return Response(AssessmentSerializer(rows, many=True).data)

    @extend_schema(request=AssessmentSerializer, responses={201: AssessmentSerializer})
    @assessments.mapping.post
    def assess(self, request, pk=None):
        return self.of_project(AssessmentSerializer, actions.assess_by_law)

    @extend_schema(request=AllocationSerializer, responses={201: AllocationSerializer})
    @action(detail=True, methods=["post"])
    def allocations(self, request, pk=None):
        return self.moved(AllocationSerializer, actions.allocate)

    @extend_schema(request=RefundSerializer, responses={201: RefundSerializer})
    @action(detail=True, methods=["post"])
    def refunds(self, request, pk=None):
        return self.moved(RefundSerializer, actions.refund)

    @extend_schema(request=RemittanceSerializer, responses={201: RemittanceSerializer})
    @action(detail=True, methods=["post"])
    def remittances(self, request, pk=None):
        return self.moved(RemittanceSerializer, actions.record_remittance)

    @extend_schema(request=WriteOffSerializer, responses={201: WriteOffSerializer})
    @action(detail=True, methods=["post"])
    def write_offs(self, request, pk=None):
        return self.moved(WriteOffSerializer, actions.write_off)

    @extend_schema(request=VoidSerializer, responses={201: ReceiptSerializer})
    @action(detail=True, methods=["post"])
    def voids(self, request, pk=None):
        """A receipt recorded wrongly, with the reason."""
        project = self.kept_project()
        receipt = actions.void_receipt(**self.entered(VoidSerializer, project))
        stored = project.receipts.with_rest().get(pk=receipt.pk)
        return Response(ReceiptSerializer(stored).data, status=201)

    @extend_schema(responses=DemandSerializer(many=True))
    @action(detail=True)
    def demand_notices(self, request, pk=None):
        rows = self.get_object().demand_notices.visible_to(request.user)
        return Response(DemandSerializer(rows, many=True).data)

    @extend_schema(request=DemandSerializer, responses={201: DemandSerializer})
    @demand_notices.mapping.post
    def demand(self, request, pk=None):
        return self.of_project(DemandSerializer, actions.demand)

    @extend_schema(responses=DeferralSerializer(many=True))
    @action(detail=True)
    def deferrals(self, request, pk=None):
        rows = self.get_object().deferrals.visible_to(request.user)
        return Response(DeferralSerializer(rows, many=True).data)

    @extend_schema(request=DeferralSerializer, responses={201: DeferralSerializer})
    @deferrals.mapping.post
    def defer(self, request, pk=None):
        return self.of_project(DeferralSerializer, actions.defer)

    @extend_schema(request=CounterEntrySerializer, responses={201: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["post"])
    def counter_entries(self, request, pk=None):
        """A row of money taken back, with the reason."""
        row = actions.take_back(**self.entered(CounterEntrySerializer, self.kept_project()))
        return Response({"id": row.pk, "cancels": row.cancels_id, "reason": row.reason}, status=201)

    @extend_schema(parameters=[AskedDay], responses=StatementSerializer)
    @action(detail=True)
    def statement(self, request, pk=None):
        """The balance as it stands, or as it stood at the end of the day `on`."""
        project = self.get_object()
        asked = AskedDay(data=request.query_params)
        asked.is_valid(raise_exception=True)
        money = statement(project, request.user, **asked.validated_data)
        return Response(StatementSerializer(money).data)

    def of_project(self, serializer_class, write):
        """Write a row of the project's money, and answer it."""
        project = self.kept_project()
        row = write(project=project, **self.entered(serializer_class, project))
        return Response(serializer_class(row).data, status=201)

    def moved(self, serializer_class, move):
        """Move money of a receipt of the project, and answer the row it leaves."""
        row = move(**self.entered(serializer_class, self.kept_project()))
        return Response(serializer_class(row).data, status=201)
