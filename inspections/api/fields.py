"""How rows are named in what is sent: only those within the sender's sight exist."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from airdefense.accounts.models import Organisation
from inspections.forms.findings import SUPERVISED_KINDS
from inspections.lens import powers_for


@extend_schema_field(OpenApiTypes.STR)
class Scoped(serializers.SlugRelatedField):
    """A row named by its number, among those the user may see: a stranger's does not exist."""

    def __init__(self, *, model, **kwargs):
        self.model = model
        super().__init__(**kwargs)

    def get_queryset(self):
        return self.model.objects.visible_to(self.context["request"].user)


@extend_schema_field(OpenApiTypes.STR)
class UnitField(serializers.SlugRelatedField):
    """An organisation within the user's reach, by its path."""

    def get_queryset(self):
        return Organisation.objects.within_reach_of(self.context["request"].user)


class RegionField(UnitField):
    """A region within the user's reach, by its code."""

    def get_queryset(self):
        return super().get_queryset().regions()


class InspectedField(UnitField):
    """An organisation within the user's reach that a round may inspect, by its path."""

    def get_queryset(self):
        return super().get_queryset().filter(kind__in=SUPERVISED_KINDS)


@extend_schema_field(OpenApiTypes.INT)
class PowerOfReader(serializers.PrimaryKeyRelatedField):
    """A power of a list in force that the user works by."""

    def get_queryset(self):
        return powers_for(self.context["request"].user)
