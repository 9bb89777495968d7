"""What JSON says about a lead when something is handed in; each entry limits what it names to the
reach of its sender."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from airdefense.accounts.models import Organisation, User
from airdefense.casework.api import StepSerializer
from inspections.models import Finding
from leads.actions.compartment import MAY_BE_MEMBERS, needs_inside, needs_role
from leads.forms import commissions_of, regions_of
from leads.models import (
    DisciplineCase,
    Inquiry,
    Lead,
    LeadContent,
    LeadMember,
    Outcome,
    Person,
    PrelimCheck,
    Reporter,
)
from leads.rules import PROBATION_MONTHS
from leads.workflow import DisposalMethod, HandlingWay
from projects.models import Project


class PersonSerializer(serializers.ModelSerializer):
    class Meta:
        model = Person
        # The identity number is given masked, to everybody.
        fields = ("id", "name", "unit", "post", "rank", "level", "masked_id")
        read_only_fields = ("id", "level", "masked_id")


@extend_schema_field(OpenApiTypes.STR)
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


@extend_schema_field(OpenApiTypes.STR)
class HolderField(serializers.SlugRelatedField):
    """A person by user name; whether the role fits is the action's question."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="username", queryset=User.objects.none(), **kwargs)

    def get_queryset(self):
        return User.objects.visible_to(self.context["request"].user)


class AssignEntry(StepSerializer):
    handler = HolderField()
    director = HolderField(required=False, allow_null=True)
    approver = HolderField()
    secretary = HolderField(required=False, allow_null=True)
    way = serializers.ChoiceField(choices=HandlingWay.choices, required=False)
    handled_by_body = serializers.CharField(required=False, allow_blank=True, max_length=120)
    reply_due_on = serializers.DateField(required=False, allow_null=True)
    expires_on = serializers.DateField(required=False, allow_null=True)


class ProposeEntry(StepSerializer):
    method = serializers.ChoiceField(choices=DisposalMethod.choices)
    review_on = serializers.DateField(required=False, allow_null=True)


@extend_schema_field(OpenApiTypes.STR)
class OwnLeadField(serializers.SlugRelatedField):
    """Another lead of the officer's own by its number; any other looks unknown."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="number", queryset=Lead.objects.none(), **kwargs)

    def get_queryset(self):
        user = self.context["request"].user
        return Lead.objects.in_compartment_of(user).filter(handler=user).exclude(number="")


class MergeEntry(StepSerializer):
    into = OwnLeadField()


class TrialEntry(StepSerializer):
    trial_officer = HolderField(required=False, allow_null=True)


ENTRIES = {
    "assign": AssignEntry,
    "propose": ProposeEntry,
    "propose_change": ProposeEntry,
    "merge": MergeEntry,
    "send_to_trial": TrialEntry,
}


def take_step_of(action, name, case, request):
    """Who may not take the step learns that first, whatever the body lacks."""
    needs_role(case, name, request.user)
    if name in ("propose", "propose_change", "merge"):
        needs_inside(case, request.user)
    entry = ENTRIES.get(name, StepSerializer)(data=request.data, context={"request": request})
    entry.is_valid(raise_exception=True)
    action(case, name, by=request.user, at=timezone.now(), **entry.validated_data)


def steps_of(workflow, action):
    return {step.name: partial(take_step_of, action, step.name) for step in workflow}


def entries_of(workflow):
    """What those steps ask for that ask for more than a note."""
    return {step.name: ENTRIES[step.name] for step in workflow if step.name in ENTRIES}


@extend_schema_field(OpenApiTypes.INT)
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
    probation_months = serializers.ChoiceField(choices=PROBATION_MONTHS, required=False)

    class Meta:
        model = Outcome
        fields = (
            "person",
            "kind",
            "code",
            "form",
            "measure",
            "document",
            "effective_on",
            "in_effect_until",
            "probation_months",
            "case",
        )
        extra_kwargs = {"measure": {"required": False, "allow_blank": True}}
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
        fields = ("matter", "persons", "organisation_subject", "basis")


class InquiryEntry(serializers.ModelSerializer):
    """A talk that was held, or a letter that was sent."""

    person = OfLeadField(Person)

    class Meta:
        model = Inquiry
        fields = ("person", "kind", "held_on", "conducted_by")


class InquiryReportEntry(serializers.ModelSerializer):
    class Meta:
        model = Inquiry
        fields = ("replied_on", "reply", "result")


class CheckEntry(serializers.ModelSerializer):
    """The team of a preliminary check by user names, its head among them or not."""

    leader = MayBeMemberField()
    team = MayBeMemberField(many=True)
    access_until = serializers.DateField()

    class Meta:
        model = PrelimCheck
        fields = ("leader", "team", "plan", "started_on", "access_until")


class CheckReportEntry(serializers.ModelSerializer):
    class Meta:
        model = PrelimCheck
        fields = ("report", "suggestion")


def entered(entry_class, view, lead):
    """What the body says about the lead, checked, with who writes it and when."""
    request, context = view.request, view.get_serializer_context() | {"lead": lead}
    entry = entry_class(data=request.data, context=context)
    entry.is_valid(raise_exception=True)
    return {"by": request.user, "at": timezone.now(), **entry.validated_data}
