"""Cases as JSON, over the querysets and actions of the pages."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from airdefense.accounts.entries import key_of
from airdefense.casework.api import CaseViewSet
from leads import actions
from leads.actions.compartment import needs_handler
from leads.api.entries import CaseEntry, PersonSerializer, entered, entries_of, steps_of
from leads.filters import CaseFilter
from leads.models import (
    Detention,
    DisciplineCase,
    Lead,
    Outcome,
    Person,
    Prosecution,
    Review,
    Trial,
)
from leads.records import RECORDS
from leads.workflow import CASE_WORKFLOW


class CaseSerializer(serializers.ModelSerializer):
    region = serializers.CharField(source="region.code")

    class Meta:
        model = DisciplineCase
        fields = ("id", "number", "lead", "region", "status", "proposed_at", "filed_at")
        read_only_fields = fields


class TrialSerializer(serializers.ModelSerializer):
    class Meta:
        model = Trial
        fields = ("id", "accepted_on", "deliberated_on", "deliberation", "result", "ended_at")


class DetentionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Detention
        fields = ("id", "person", "approval", "document", "started_on", "until_on", "ended_on")


class ProsecutionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Prosecution
        fields = ("id", "outcome", "procuratorate", "sent_on", "result", "decided_on")


class ReviewSerializer(serializers.ModelSerializer):
    class Meta:
        model = Review
        fields = ("id", "outcome", "kind", "applied_on", "result", "document", "decided_on")


class CaseOutcomeSerializer(serializers.ModelSerializer):
    announced_on = serializers.DateField(source="execution.announced_on", default=None)
    executed_on = serializers.DateField(source="execution.executed_on", default=None)
    probation_ends_on = serializers.DateField(source="probation.ends_on", default=None)

    class Meta:
        model = Outcome
        fields = (
            "id",
            "person",
            "kind",
            "code",
            "form",
            "measure",
            "document",
            "effective_on",
            "in_effect_until",
            "revoked_on",
            "announced_on",
            "executed_on",
            "probation_ends_on",
        )


class OpenCaseSerializer(CaseSerializer):
    """A case with all that is recorded about it, for its compartment."""

    trial_officer = serializers.CharField(source="trial_officer.username", default="")
    persons = serializers.SerializerMethodField()
    outcomes = serializers.SerializerMethodField()
    trials = serializers.SerializerMethodField()
    detentions = serializers.SerializerMethodField()
    prosecutions = serializers.SerializerMethodField()
    reviews = serializers.SerializerMethodField()

    class Meta(CaseSerializer.Meta):
        fields = (
            *CaseSerializer.Meta.fields,
            "matter",
            "organisation_subject",
            "basis",
            "trial_officer",
            "sent_to_trial_at",
            "concluded_at",
            "withdrawn_at",
            "persons",
            "outcomes",
            "trials",
            "detentions",
            "prosecutions",
            "reviews",
        )
        read_only_fields = fields

    @property
    def _reader(self):
        return self.context["request"].user

    def _seen(self, rows, serializer) -> list[dict[str, str]]:
        return serializer(rows.visible_to(self._reader).order_by("pk"), many=True).data

    def get_persons(self, case) -> list[dict[str, str]]:
        mine = Person.objects.visible_to(self._reader)
        return self._seen(mine.filter(cases__case=case), PersonSerializer)

    def get_outcomes(self, case) -> list[dict[str, str]]:
        rows = case.outcomes.select_related("execution", "probation")
        return self._seen(rows, CaseOutcomeSerializer)

    def get_trials(self, case) -> list[dict[str, str]]:
        return self._seen(case.trials.all(), TrialSerializer)

    def get_detentions(self, case) -> list[dict[str, str]]:
        return self._seen(case.detentions.all(), DetentionSerializer)

    def get_prosecutions(self, case) -> list[dict[str, str]]:
        return self._seen(case.prosecutions.all(), ProsecutionSerializer)

    def get_reviews(self, case) -> list[dict[str, str]]:
        mine = Review.objects.visible_to(self._reader)
        return self._seen(mine.filter(outcome__case=case), ReviewSerializer)


class DisciplineCaseViewSet(CaseViewSet):
    """Cases of the reader's compartments."""

    model = DisciplineCase
    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    select_related = ("region", "lead__commission", "trial_officer")
    step_actions = steps_of(CASE_WORKFLOW, actions.take_case_step)
    step_serializers = entries_of(CASE_WORKFLOW)

    @extend_schema(request=CaseEntry, responses={201: CaseSerializer})
    def create(self, request):
        """Propose to file a case on the lead named in the body."""
        named = request.data.get("lead", "") if isinstance(request.data, dict) else ""
        leads = Lead.objects.visible_to(request.user)
        lead = get_object_or_404(leads, pk=key_of(str(named)))
        needs_handler(lead, request.user)
        case = actions.propose_case(lead=lead, **entered(CaseEntry, self, lead))
        return Response(self.get_serializer(case).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=OpenCaseSerializer)
    def retrieve(self, request, *args, **kwargs):
        case = self.get_object()
        actions.log_reading(case, "read", by=request.user, at=timezone.now())
        return self._opened(case)

    def _opened(self, case, code=status.HTTP_200_OK):
        context = self.get_serializer_context()
        return Response(OpenCaseSerializer(case, context=context).data, status=code)

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenCaseSerializer})
    @action(detail=True, methods=["post"], url_path=r"records/(?P<name>[a-z_]+)")
    def record(self, request, pk=None, name=""):
        """Record something about the case, or about one of its rows, named by `of`."""
        case, record = self.get_object(), RECORDS.get(name)
        if record is None:
            raise Http404
        record.needs(case, request.user)
        data = request.data if isinstance(request.data, dict) else {}
        key = case.pk if record.about == "case" else key_of(str(data.get("of", "")))
        row = get_object_or_404(record.rows(case, request.user), pk=key)
        form = record.form(data, case=case, row=row)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        record.take(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        return self._opened(self.get_object(), status.HTTP_201_CREATED)
