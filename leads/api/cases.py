"""Cases as JSON, over the querysets and actions of the pages."""

from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from airdefense.accounts.entries import key_of
from airdefense.casework.api import CaseViewSet
from leads import actions
from leads.actions.cases import needs_officer
from leads.api.entries import CaseEntry, PersonSerializer, entered, steps_of
from leads.filters import CaseFilter
from leads.models import DisciplineCase, Lead, Person
from leads.workflow import CASE_WORKFLOW


class CaseSerializer(serializers.ModelSerializer):
    region = serializers.CharField(source="region.code")

    class Meta:
        model = DisciplineCase
        fields = ("id", "number", "lead", "region", "status", "proposed_at", "filed_at")
        read_only_fields = fields


class OpenCaseSerializer(CaseSerializer):
    persons = serializers.SerializerMethodField()

    class Meta(CaseSerializer.Meta):
        fields = (*CaseSerializer.Meta.fields, "matter", "organisation_subject", "persons")
        read_only_fields = fields

    def get_persons(self, case) -> list[dict[str, str]]:
        found = Person.objects.visible_to(self.context["request"].user).filter(cases__case=case)
        return PersonSerializer(found.order_by("pk"), many=True).data


class DisciplineCaseViewSet(CaseViewSet):
    """Cases of the reader's compartments."""

    model = DisciplineCase
    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    select_related = ("region", "lead__commission")
    step_actions = steps_of(CASE_WORKFLOW, actions.take_case_step)

    def create(self, request):
        """Propose to file a case on the lead named in the body."""
        named = request.data.get("lead", "") if isinstance(request.data, dict) else ""
        leads = Lead.objects.visible_to(request.user)
        lead = get_object_or_404(leads, pk=key_of(str(named)))
        needs_officer(lead, request.user)
        case = actions.propose_case(lead=lead, **entered(CaseEntry, self, lead))
        return Response(self.get_serializer(case).data, status=status.HTTP_201_CREATED)

    def retrieve(self, request, *args, **kwargs):
        case = self.get_object()
        actions.log_reading(case, "read", by=request.user, at=timezone.now())
        return Response(OpenCaseSerializer(case, context=self.get_serializer_context()).data)
