import pytest
from django.urls import reverse

from airdefense.accounts.roles import Role
from projects.models import Developer, FeeRate, Project
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import FeeRateFactory, ProjectFactory

pytestmark = pytest.mark.django_db
RATES = reverse("admin:projects_feerate_changelist")
DEVELOPERS = reverse("admin:projects_developer_changelist")


@pytest.fixture
def county():
    return OrganisationFactory()


def rate_form(county, **changes):
    return {
        "region": county.pk,
        "grade": "G6",
        "yuan_per_sqm": "1500.00",
        "effective_from": "2015-01-01",
        "effective_to": "",
        "document": "模拟费率〔2015〕1号",
    } | changes


def test_clerk_enters_a_rate_with_its_document(as_role, county):
    client = as_role(Role.DATA_CLERK, county)

    missing = client.post(reverse("admin:projects_feerate_add"), rate_form(county, document=""))
    client.post(reverse("admin:projects_feerate_add"), rate_form(county))

    assert "document" in missing.context["adminform"].form.errors
    assert FeeRate.objects.get().document == "模拟费率〔2015〕1号"


def test_rate_is_ended_and_never_rewritten(as_role, county):
    rate = FeeRateFactory(region=county)
    client = as_role(Role.DATA_CLERK, county)

    client.post(
        reverse("admin:projects_feerate_change", args=[rate.pk]),
        rate_form(county, yuan_per_sqm="9.00", effective_to="2019-12-31"),
    )

    rate.refresh_from_db()
    assert (str(rate.yuan_per_sqm), str(rate.effective_to)) == ("1500.00", "2019-12-31")
    assert client.get(reverse("admin:projects_feerate_delete", args=[rate.pk])).status_code == 403


def test_inspection_office_reads_rates_and_writes_none(as_role, county):
    client = as_role(Role.INSPECTION_OFFICE, county)

    assert client.get(RATES).status_code == 200
    assert client.get(reverse("admin:projects_feerate_add")).status_code == 403


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_administrators_have_nothing_of_the_ledger_on_their_desk(as_role, county, role):
    client = as_role(role, county)

    assert client.get(RATES).status_code == 403
    assert client.get(DEVELOPERS).status_code == 403


def test_corrected_developer_is_found_with_its_projects(as_role, county):
    project = ProjectFactory(region=county)
    client = as_role(Role.DATA_CLERK, county)

    client.post(
        reverse("admin:projects_developer_change", args=[project.developer_id]),
        {"name": "更名置业有限公司", "credit_code": ""},
    )

    assert list(Developer.objects.filter(search_text__matches="更名")) == [project.developer]
    assert list(Project.objects.filter(search_text__matches="更名")) == [project]


def test_new_developer_can_be_found(as_role, county):
    client = as_role(Role.DATA_CLERK, county)

    client.post(
        reverse("admin:projects_developer_add"),
        {"name": "模拟置业", "credit_code": "91530402MA6TE1T08E"},
    )

    assert Developer.objects.get(search_text__matches="置业").credit_code == "91530402MA6TE1T08E"


def test_clerk_keeps_the_rates_of_the_own_region_alone(as_role, county):
    theirs = FeeRateFactory(region=OrganisationFactory())
    client = as_role(Role.DATA_CLERK, county)

    ended = client.post(
        reverse("admin:projects_feerate_change", args=[theirs.pk]),
        rate_form(theirs.region, effective_to="2019-12-31"),
    )
    added = client.post(reverse("admin:projects_feerate_add"), rate_form(theirs.region))

    theirs.refresh_from_db()
    assert (ended.status_code, theirs.effective_to) == (403, None)
    assert "region" in added.context["adminform"].form.errors
    assert list(FeeRate.objects.all()) == [theirs]
