"""The reconciliation as JSON: matches and differences with their steps, papers, treasury lines."""

from django.utils import timezone
from rest_framework import mixins, serializers, viewsets

from airdefense.casework.api import CaseViewSet, StepSerializer
from projects.actions import matching as actions
from projects.api.rows import YuanField
from projects.models import Difference, Match, Permit, TreasuryEntry
from projects.reconciliation.filters import (
    DifferenceFilter,
    EntryFilter,
    MatchFilter,
    PaperFilter,
)
from projects.reconciliation.words import department, reasons, said


class RowSerializer(serializers.ModelSerializer):
    url = serializers.CharField(source="get_absolute_url", read_only=True)


class CaseSerializer(RowSerializer):
    region = serializers.SlugRelatedField("code", read_only=True)
    status_label = serializers.CharField(source="get_status_display", read_only=True)


class MatchSerializer(CaseSerializer):
    reasons = serializers.SerializerMethodField()
    project_code = serializers.SerializerMethodField()

    class Meta:
        model = Match
        fields = (
            "id",
            "url",
            "permit",
            "project",
            "treasury_entry",
            "receipt",
            "project_code",
            "region",
            "score",
            "reasons",
            "status",
            "status_label",
            "decided_at",
        )

    def get_reasons(self, match) -> list[str]:
        return [reason["words"] for reason in reasons(match)]

    def get_project_code(self, match) -> str:
        return (match.project or match.receipt.project).code


class DifferenceSerializer(CaseSerializer):
    said = serializers.SerializerMethodField()
    departments = serializers.SerializerMethodField()
    amount_yuan = YuanField(read_only=True)

    class Meta:
        model = Difference
        fields = (
            "id",
            "url",
            "kind",
            "project",
            "permit",
            "receipt",
            "treasury_entry",
            "region",
            "departments",
            "said",
            "amount_yuan",
            "is_standing",
            "status",
            "status_label",
            "explained_at",
        )

    def get_said(self, difference) -> list[dict]:
        return said(difference)

    def get_departments(self, difference) -> list[str]:
        return [department(code) for code in difference.facts.get("departments", ())]


class PaperSerializer(RowSerializer):
    issued_by = serializers.CharField(source="issued_by.name", read_only=True)

    class Meta:
        model = Permit
        fields = (
            "id",
            "url",
            "kind",
            "number",
            "issued_on",
            "issued_by",
            "project",
            "area_sqm",
            "basement_sqm",
            "stated_name",
            "stated_developer",
            "stated_credit_code",
            "stated_code",
            "stated_address",
            "stated_use",
        )


class EntrySerializer(RowSerializer):
    source = serializers.CharField(source="source.name", read_only=True)
    amount_yuan = YuanField(read_only=True)

    class Meta:
        model = TreasuryEntry
        fields = (
            "id",
            "url",
            "source",
            "number",
            "paid_on",
            "amount_yuan",
            "payer",
            "stated_name",
            "receipt",
        )


def decide(name):
    """A decision joins or parts paper and project; the wrong role is refused before the body."""

    def take(match, request):
        actions.check_reconciler(request.user, *match.scope_paths)
        entry = StepSerializer(data=request.data)
        entry.is_valid(raise_exception=True)
        facts = {"by": request.user, "at": timezone.now(), **entry.validated_data}
        actions.take_match_step(match, name, **facts)

    return take


class MatchViewSet(CaseViewSet):
    """Matches: read, accept, reject, take back."""

    model = Match
    serializer_class = MatchSerializer
    filterset_class = MatchFilter
    ordering = ("-score", "-pk")
    select_related = ("region", "authority", "project", "receipt__project")
    step_actions = {name: decide(name) for name in ("accept", "reject", "take_back")}


class DifferenceViewSet(CaseViewSet):
    """Differences that stand: read, explain, take up again."""

    model = Difference
    serializer_class = DifferenceSerializer
    filterset_class = DifferenceFilter
    select_related = ("region", "authority")

    def get_queryset(self):
        rows = super().get_queryset()
        return rows.standing() if self.action == "list" else rows


class ReadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Rows that are only read here."""


class PaperViewSet(ReadViewSet):
    serializer_class = PaperSerializer
    filterset_class = PaperFilter

    def get_queryset(self):
        user = self.request.user
        visible = Permit.objects.visible_to(user).on_the_workbench_of(user)
        return visible.select_related("issued_by").order_by("-issued_on", "-pk")


class EntryViewSet(ReadViewSet):
    serializer_class = EntrySerializer
    filterset_class = EntryFilter

    def get_queryset(self):
        visible = TreasuryEntry.objects.visible_to(self.request.user)
        return visible.select_related("source").order_by("-paid_on", "-pk")
