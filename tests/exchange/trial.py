"""A list page of the tests: the kit itself, over projects, beside the product's own pages."""

from django.urls import path
from django.views.decorators.http import require_safe

from airdefense.accounts.roles import Role
from airdefense.exchange.filters import (
    ChoicesFilter,
    DateRange,
    ListFilterSet,
    MoneyRange,
    OrganisationFilter,
    RegionFilter,
    YesNoFilter,
)
from airdefense.exchange.listing import Column, Listing, View, respond
from airdefense.urls import handler403, handler404, handler500
from airdefense.urls import urlpatterns as product
from projects.models import Project
from projects.workflow import ProjectStatus

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


class TrialFilter(ListFilterSet):
    region = RegionFilter(label="Region")
    status = ChoicesFilter(label="Status", choices=ProjectStatus.choices)
    approved_on = DateRange(label="Approved on")
    is_offsite_approved = YesNoFilter(label="Off-site")
    built_g6_sqm = MoneyRange(label="Built")

    class Meta:
        model = Project
        fields = ()


class SecretFilter(TrialFilter):
    authority = OrganisationFilter(label="Authority")


TRIAL = Listing(
    key="trial",
    title="Trial list",
    filterset=TrialFilter,
    columns=(
        Column("code", "Number", link=True, phone="hide"),
        Column("name", "Project", link=True, phone="o0", sort="name"),
        Column("region.short_name", "Region"),
        Column("zone", "Zone", optional=True),
        Column("built_g6_sqm", "Built", kind="money"),
        Column("status", "Status", kind="status", phone="o1"),
        Column("approved_on", "Approved on", kind="date", sort="approved_on"),
        Column("confirmed_at", "Confirmed", kind="moment", optional=True, sort="confirmed_at"),
        Column("is_offsite_approved", "Off-site", kind="yes_no", optional=True),
        Column("lower", "Lower", value=lambda project: project.name.lower(), optional=True),
    ),
    order=("-approved_on", "-pk"),
    new_url="projects:new",
    new_roles=(Role.DATA_CLERK,),
    peek=True,
    empty="No project yet.",
    views=(View("All", ""), View("Recorded", "status=recorded")),
    page_size=3,
)
SECRET = Listing(
    key="secret",
    title="Secret list",
    filterset=SecretFilter,
    columns=TRIAL.columns,
    order=TRIAL.order,
    count=False,
    is_exportable=False,
    page_size=3,
)


def rows(request):
    return Project.objects.visible_to(request.user).select_related("region")


@require_safe
def trial(request):
    return respond(request, TRIAL, rows(request))


@require_safe
def secret(request):
    return respond(request, SECRET, rows(request))


urlpatterns = [path("trial/", trial), path("secret/", secret), *product]
