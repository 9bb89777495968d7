"""Leads as JSON, over the querysets and actions of the pages."""

from django.utils import timezone
from drf_spectacular.utils import (
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from airdefense.accounts.entries import key_of, typed
from airdefense.casework.actions import log_search
from airdefense.casework.api import CaseViewSet
from airdefense.casework.search import matching
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.filters import LARGEST_SEARCH
from leads import actions
from leads.actions.compartment import needs_granter, needs_handler
from leads.actions.handling import needs_reporter
from leads.api.entries import (
    CheckEntry,
    CheckReportEntry,
    InquiryEntry,
    InquiryReportEntry,
    MemberEntry,
    OutcomeEntry,
    PersonSerializer,
    TransferEntry,
    entered,
    entries_of,
    steps_of,
)
from leads.filters import LeadFilter
from leads.listings import TRANSFERRING
from leads.models import Access, Inquiry, Lead, LeadContent, Outcome, PrelimCheck
from leads.workflow import LEAD_WORKFLOW


class LeadSerializer(serializers.ModelSerializer):
    """The header, as far as its reader may know it."""

    status = serializers.CharField(source="shown_status")
    disposal_due_on = serializers.DateField(source="shown_due_on", allow_null=True)
    region = serializers.CharField(source="region.code")
    commission = serializers.CharField(source="commission.name")

    class Meta:
        model = Lead
        fields = (
            "id",
            "number",
            "letter_number",
            "source",
            "region",
            "commission",
            "status",
            "is_on_site",
            "transferred_at",
            "registered_at",
            "returned_at",
            "disposal_due_on",
        )
        read_only_fields = fields


class ContentSerializer(serializers.ModelSerializer):
    subject_unit = serializers.CharField(source="subject_unit.name")
    power = serializers.CharField(source="power.name", default="")

    class Meta:
        model = LeadContent
        fields = ("subject_unit", "power", "matter", "facts", "amount_yuan")


class OutcomeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Outcome
        fields = (
            "kind",
            "code",
            "form",
            "measure",
            "document",
            "effective_on",
            "in_effect_until",
            "revoked_on",
            "case",
        )


class PersonWithOutcomesSerializer(PersonSerializer):
    outcomes = OutcomeSerializer(many=True)

    class Meta(PersonSerializer.Meta):
        fields = (*PersonSerializer.Meta.fields, "outcomes")


class OpenLeadSerializer(LeadSerializer):
    """The lead with what it says, for its compartment."""

    content = ContentSerializer()
    persons = PersonWithOutcomesSerializer(many=True)

    class Meta(LeadSerializer.Meta):
        fields = (
            *LeadSerializer.Meta.fields,
            "method",
            "review_on",
            "way",
            "handled_by_body",
            "finding",
            "project",
            "content",
            "persons",
        )
        read_only_fields = fields


SEEN = PolymorphicProxySerializer(
    component_name="LeadSeen",
    serializers=[OpenLeadSerializer, LeadSerializer],
    resource_type_field_name=None,
)


class InquirySerializer(serializers.ModelSerializer):
    class Meta:
        model = Inquiry
        fields = (
            "id",
            "person",
            "kind",
            "held_on",
            "conducted_by",
            "replied_on",
            "reply",
            "result",
            "reported_at",
        )


@extend_schema_serializer(component_name="PrelimCheck")
class CheckSerializer(serializers.ModelSerializer):
    leader = serializers.CharField(source="leader.username")
    team = serializers.SerializerMethodField()

    class Meta:
        model = PrelimCheck
        fields = (
            "id",
            "leader",
            "team",
            "plan",
            "started_on",
            "report",
            "suggestion",
            "reported_at",
        )

    def get_team(self, check) -> list[str]:
        return list(check.team.order_by("pk").values_list("user__username", flat=True))


class LeadViewSet(mixins.CreateModelMixin, CaseViewSet):
    """Headers; one opened by a member of its compartment comes with its content, and is logged."""

    model = Lead
    serializer_class = LeadSerializer
    filterset_class = LeadFilter
    select_related = ("region", "commission")
    step_actions = steps_of(LEAD_WORKFLOW, actions.take_step)
    step_serializers = entries_of(LEAD_WORKFLOW)

    def get_queryset(self):
        return super().get_queryset().as_seen_by(self.request.user)

    def list(self, request, *args, **kwargs):
        if words := typed(request.GET, "q")[:LARGEST_SEARCH]:
            found = matching(self.get_queryset(), words)
            log_search(found, words, by=request.user, at=timezone.now())
        return super().list(request, *args, **kwargs)

    @extend_schema(responses=SEEN)
    def retrieve(self, request, *args, **kwargs):
        lead = self.get_object()
        if lead.access != Access.CONTENT:
            return Response(self.get_serializer(lead).data)
        actions.log_reading(lead, "read", by=request.user, at=timezone.now())
        return Response(OpenLeadSerializer(lead, context=self.get_serializer_context()).data)

    @extend_schema(request=TransferEntry, responses={201: LeadSerializer})
    def create(self, request, *args, **kwargs):
        if not request.user.has_role(*TRANSFERRING):
            raise NotAllowed
        entry = TransferEntry(data=request.data, context=self.get_serializer_context())
        entry.is_valid(raise_exception=True)
        lead = actions.transfer(by=request.user, at=timezone.now(), **entry.validated_data)
        header = self.get_serializer(self.get_queryset().get(pk=lead.pk))
        return Response(header.data, status=status.HTTP_201_CREATED)

    @extend_schema(request=OutcomeEntry, responses={201: OutcomeSerializer})
    @action(detail=True, methods=["post"])
    def outcomes(self, request, pk=None):
        lead = self.get_object()
        needs_handler(lead, request.user)
        outcome = actions.record_outcome(**entered(OutcomeEntry, self, lead))
        return Response(OutcomeSerializer(outcome).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=MemberEntry, responses={201: MemberEntry})
    @action(detail=True, methods=["post"])
    def members(self, request, pk=None):
        lead = self.get_object()
        needs_granter(lead, request.user)
        member = actions.add_member(lead=lead, **entered(MemberEntry, self, lead))
        return Response(MemberEntry(member).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=InquiryEntry, responses={201: InquirySerializer})
    @action(detail=True, methods=["post"])
    def inquiries(self, request, pk=None):
        """Record a talk that was held, or a letter that was sent."""
        lead = self.get_object()
        needs_handler(lead, request.user)
        inquiry = actions.record_inquiry(lead=lead, **entered(InquiryEntry, self, lead))
        return Response(InquirySerializer(inquiry).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=InquiryReportEntry, responses={200: InquirySerializer})
    @action(detail=True, methods=["post"], url_path=r"inquiries/(?P<inquiry_pk>[0-9]+)/report")
    def inquiry_report(self, request, pk=None, inquiry_pk=""):
        lead = self.get_object()
        needs_handler(lead, request.user)
        mine = Inquiry.objects.visible_to(request.user).filter(lead=lead)
        inquiry = get_object_or_404(mine, pk=key_of(inquiry_pk))
        entry = entered(InquiryReportEntry, self, lead)
        return Response(InquirySerializer(actions.report_inquiry(inquiry=inquiry, **entry)).data)

    @extend_schema(request=CheckEntry, responses={201: CheckSerializer})
    @action(detail=True, methods=["post"])
    def checks(self, request, pk=None):
        """Set up the team of a preliminary check."""
        lead = self.get_object()
        needs_handler(lead, request.user)
        check = actions.set_up_check(lead=lead, **entered(CheckEntry, self, lead))
        return Response(CheckSerializer(check).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=CheckReportEntry, responses={200: CheckSerializer})
    @action(detail=True, methods=["post"], url_path=r"checks/(?P<check_pk>[0-9]+)/report")
    def check_report(self, request, pk=None, check_pk=""):
        lead = self.get_object()
        mine = PrelimCheck.objects.visible_to(request.user).filter(lead=lead)
        check = get_object_or_404(mine, pk=key_of(check_pk))
        needs_reporter(check, request.user)
        entry = entered(CheckReportEntry, self, lead)
        return Response(CheckSerializer(actions.report_check(check=check, **entry)).data)
