"""Leads and cases as JSON, over the querysets and actions of the pages."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from airdefense.accounts.entries import key_of
from airdefense.accounts.models import Organisation, User
from airdefense.casework.api import CaseViewSet, StepSerializer
from airdefense.casework.workflow import NotAllowed
from inspections.models import Finding
from leads import actions
from leads.actions.cases import needs_officer
from leads.actions.compartment import MAY_BE_MEMBERS, needs_inside, needs_keeper, needs_role
from leads.filters import CaseFilter, LeadFilter
from leads.forms import commissions_of, regions_of
from leads.listings import TRANSFERRING
from leads.models import (
    Access,
    DisciplineCase,
    Lead,
    LeadContent,
    LeadMember,
    Outcome,
    Person,
    Reporter,
)
from leads.workflow import CASE_WORKFLOW, LEAD_WORKFLOW, DisposalMethod
from projects.models import Project


class LeadSerializer(serializers.ModelSerializer):
    """The header, as far as its reader may know it."""

    status = serializers.CharField(source="shown_status")
    disposal_due_on = serializers.DateField(source="shown_due_on")
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
        fields = ("kind", "measure", "document", "effective_on", "case")


class PersonSerializer(serializers.ModelSerializer):
    class Meta:
        model = Person
        fields = ("id", "name", "unit", "post", "rank")
        read_only_fields = ("id",)


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
            "finding",
            "project",
            "content",
            "persons",
        )
        read_only_fields = fields


class ReachField(serializers.SlugRelatedField):
    """A row among those the user reaches; unknown and invisible look alike."""

    def __init__(self, slug, reach, **kwargs):
        self.reach = reach
        super().__init__(slug_field=slug, queryset=Organisation.objects.none(), **kwargs)

    def get_queryset(self):
        return self.reach(self.context["request"].user)


class ContentEntry(serializers.ModelSerializer):
    subject_unit = ReachField("path", Organisation.objects.visible_to)

    class Meta:
        model = LeadContent
        fields = ("subject_unit", "matter", "facts", "amount_yuan")


class ReporterEntry(serializers.ModelSerializer):
    class Meta:
        model = Reporter
        fields = ("name", "contact", "is_anonymous")

    def validate(self, attrs):
        is_named = bool(attrs.get("name"))
        if is_named == bool(attrs.get("is_anonymous")):
            raise serializers.ValidationError(_("Either a name, or anonymous without any."))
        return attrs


class TransferEntry(serializers.ModelSerializer):
    """What a transfer asks for; organisations by path, finding and project by their numbers."""

    region = ReachField("code", regions_of)
    commission = ReachField("path", commissions_of)
    finding = ReachField("number", Finding.objects.visible_to, required=False, allow_null=True)
    project = ReachField("code", Project.objects.visible_to, required=False, allow_null=True)
    content = ContentEntry()
    persons = PersonSerializer(many=True, required=False)
    reporter = ReporterEntry(required=False, allow_null=True)

    class Meta:
        model = Lead
        fields = (
            "source",
            "region",
            "commission",
            "letter_number",
            "is_on_site",
            "finding",
            "project",
            "content",
            "persons",
            "reporter",
        )


class HolderField(serializers.SlugRelatedField):
    """A person by user name; whether the role fits is the action's question."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="username", queryset=User.objects.none(), **kwargs)

    def get_queryset(self):
        return User.objects.visible_to(self.context["request"].user)


class AssignEntry(StepSerializer):
    handler = HolderField()
    approver = HolderField()
    expires_on = serializers.DateField(required=False, allow_null=True)


class ProposeEntry(StepSerializer):
    method = serializers.ChoiceField(choices=DisposalMethod.choices)
    review_on = serializers.DateField(required=False, allow_null=True)


ENTRIES = {"assign": AssignEntry, "propose": ProposeEntry}


def take_step_of(action, name, case, request):
    """Who may not take the step learns that first, whatever the body lacks."""
    needs_role(case, name, request.user)
    if name == "propose":
        needs_inside(case, request.user)
    entry = ENTRIES.get(name, StepSerializer)(data=request.data, context={"request": request})
    entry.is_valid(raise_exception=True)
    action(case, name, by=request.user, at=timezone.now(), **entry.validated_data)


def steps_of(workflow, action):
    return {step.name: partial(take_step_of, action, step.name) for step in workflow}


class OfLeadField(serializers.PrimaryKeyRelatedField):
    """A person or case of the lead in question; one of another lead looks unknown."""

    def __init__(self, model=None, **kwargs):
        self.model = model
        super().__init__(**kwargs)

    def get_queryset(self):
        mine = self.model.objects.visible_to(self.context["request"].user)
        return mine.filter(lead=self.context["lead"])


class OutcomeEntry(serializers.ModelSerializer):
    person = OfLeadField(Person)
    case = OfLeadField(DisciplineCase, required=False, allow_null=True)

    class Meta:
        model = Outcome
        fields = ("person", "kind", "measure", "document", "effective_on", "case")
        # Whether it is recorded already is the action's question.
        validators = ()


class MayBeMemberField(HolderField):
    """A person who handles leads of the commission, by user name."""

    def get_queryset(self):
        commission = self.context["lead"].commission
        return User.objects.holding(*MAY_BE_MEMBERS, path=commission.path)


class MemberEntry(serializers.ModelSerializer):
    user = MayBeMemberField()
    expires_on = serializers.DateField()

    class Meta:
        model = LeadMember
        fields = ("user", "reason", "expires_on")


class CaseEntry(serializers.ModelSerializer):
    persons = OfLeadField(Person, many=True, required=False)

    class Meta:
        model = DisciplineCase
        fields = ("matter", "persons", "organisation_subject")


def entered(entry_class, view, lead):
    """What the body says about the lead, checked, with who writes it and when."""
    request, context = view.request, view.get_serializer_context() | {"lead": lead}
    entry = entry_class(data=request.data, context=context)
    entry.is_valid(raise_exception=True)
    return {"by": request.user, "at": timezone.now(), **entry.validated_data}


class LeadViewSet(mixins.CreateModelMixin, CaseViewSet):
    """Headers; one opened by a member of its compartment comes with its content, and is logged."""

    model = Lead
    serializer_class = LeadSerializer
    filterset_class = LeadFilter
    select_related = ("region", "commission")
    step_actions = steps_of(LEAD_WORKFLOW, actions.take_step)

    def get_queryset(self):
        return super().get_queryset().as_seen_by(self.request.user)

    def retrieve(self, request, *args, **kwargs):
        lead = self.get_object()
        if lead.access != Access.CONTENT:
            return Response(self.get_serializer(lead).data)
        actions.log_reading(lead, "read", by=request.user, at=timezone.now())
        return Response(OpenLeadSerializer(lead, context=self.get_serializer_context()).data)

    def create(self, request, *args, **kwargs):
        if not request.user.has_role(*TRANSFERRING):
            raise NotAllowed
        entry = TransferEntry(data=request.data, context=self.get_serializer_context())
        entry.is_valid(raise_exception=True)
        lead = actions.transfer(by=request.user, at=timezone.now(), **entry.validated_data)
        header = self.get_serializer(self.get_queryset().get(pk=lead.pk))
        return Response(header.data, status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def outcomes(self, request, pk=None):
        lead = self.get_object()
        needs_officer(lead, request.user)
        outcome = actions.record_outcome(**entered(OutcomeEntry, self, lead))
        return Response(OutcomeSerializer(outcome).data, status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def members(self, request, pk=None):
        lead = self.get_object()
        needs_keeper(lead, request.user)
        member = actions.add_member(lead=lead, **entered(MemberEntry, self, lead))
        return Response(MemberEntry(member).data, status=status.HTTP_201_CREATED)


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


router = SimpleRouter()
router.register("cases", DisciplineCaseViewSet, basename="case")
router.register("", LeadViewSet, basename="lead")
urlpatterns = router.urls
