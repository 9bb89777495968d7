import pytest

from airdefense.accounts.roles import Role
from projects.models import Suspicion
from tests.factories.accounts import OrganisationFactory
from tests.projects.screening.ledger import hall, project_in, region_with_rates, screen

pytestmark = pytest.mark.django_db
SUSPICIONS = "/api/v1/projects/suspicions/"


@pytest.fixture
def office():
    """Owes 1,290,000 yuan; a neighbour in another county owes as well."""
    office = project_in(region_with_rates())
    project_in(region_with_rates(), hall("3000"))
    screen()
    return office


@pytest.fixture
def suspicion(office):
    return Suspicion.objects.get(project=office)


def test_what_is_suspected_is_read_with_its_sentence_and_article(as_role, office, suspicion):
    inspector = as_role(Role.INSPECTOR, office.region)

    (row,) = inspector.get(SUSPICIONS).json()["results"]

    assert row == {
        "id": suspicion.pk,
        "url": f"/projects/suspicions/{suspicion.pk}/",
        "check": "GAP",
        "title": "GAP Fee missing by law",
        "reason": "1,290,000.00 yuan are payable by law and 0.00 yuan were paid;"
        " no gap was opened for: Receivable, not collected 1,290,000.00.",
        "article": "《人民防空法》第二十二条、第四十八条",
        "about": office.name,
        "project": office.code,
        "region": office.region.code,
        "authority": office.authority.path,
        "permit": None,
        "records": [],
        "category": "receivable_uncollected",
        "amount_yuan": "1290000.00",
        "status": "open",
        "is_standing": True,
        "dismissed_at": None,
        "found_at": None,
        "version": 1,
    }


@pytest.mark.parametrize(
    ("query", "count"),
    [("?check=GAP", 1), ("?check=X01", 0), ("?status=dismissed", 0), ("?project=none", 0)],
)
def test_the_filters_are_those_of_the_page(as_role, office, query, count):
    inspector = as_role(Role.INSPECTOR, office.region)

    assert len(inspector.get(SUSPICIONS + query).json()["results"]) == count


def test_one_is_dismissed_with_a_reason_and_taken_up_again(as_role, office, suspicion):
    inspector = as_role(Role.INSPECTOR, office.region)
    steps = f"{SUSPICIONS}{suspicion.pk}/steps/"

    without = inspector.post(f"{steps}dismiss/", {}, "application/json")
    dismissed = inspector.post(f"{steps}dismiss/", {"note": "known"}, "application/json")
    again = inspector.post(f"{steps}take_up_again/", {"note": "not so"}, "application/json")

    assert (without.status_code, without.json()["detail"]) == (409, "Dismiss: say why.")
    assert dismissed.json()["status"] == "dismissed"
    assert again.json()["status"] == "open"


def test_a_finding_is_not_made_by_a_word_alone(as_role, office, suspicion):
    inspector = as_role(Role.INSPECTOR, office.region)

    response = inspector.post(
        f"{SUSPICIONS}{suspicion.pk}/steps/make_finding/", {}, "application/json"
    )

    assert response.status_code == 409
    suspicion.refresh_from_db()
    assert suspicion.status == "open"


def test_only_the_machine_returns_a_suspicion(as_role, office, suspicion):
    inspector = as_role(Role.INSPECTOR, office.region)
    steps = f"{SUSPICIONS}{suspicion.pk}/steps/"
    inspector.post(f"{steps}dismiss/", {"note": "known"}, "application/json")

    assert inspector.post(f"{steps}return/", {}, "application/json").status_code == 403


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.UNIT_CONTACT, "authority"),
        (Role.SYSTEM_ADMIN, "region"),
        (Role.INSPECTOR, "elsewhere"),
    ],
)
def test_units_administrators_and_strangers_find_nothing(as_role, office, suspicion, role, place):
    scope = OrganisationFactory() if place == "elsewhere" else getattr(office, place)
    client = as_role(role, scope)

    assert client.get(SUSPICIONS).json()["results"] == []
    assert client.get(f"{SUSPICIONS}{suspicion.pk}/").status_code == 404
    step = client.post(f"{SUSPICIONS}{suspicion.pk}/steps/dismiss/", {}, "application/json")
    assert step.status_code == 404


def test_a_list_costs_the_same_queries_for_many(as_role, office, django_assert_max_num_queries):
    inspector = as_role(Role.INSPECTOR, office.region)
    inspector.get(SUSPICIONS)
    with django_assert_max_num_queries(12) as few:
        inspector.get(SUSPICIONS)
    for _ in range(3):
        project_in(office.region, hall("3000"))
    screen()

    with django_assert_max_num_queries(len(few)):
        inspector.get(SUSPICIONS)
