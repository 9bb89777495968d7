"""Lists kept under a name: what is kept, who sees it, and who may change it."""

import pytest

from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.casework.models import Event
from airdefense.exchange.listing import PLACE
from airdefense.exchange.models import Following, Rhythm, SavedView
from airdefense.exchange.saving import actions
from airdefense.exchange.saving.asking import count_for, shown_to
from projects.workflow import ProjectStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.exchange import FollowingFactory, SavedViewFactory
from tests.factories.leads import a_lead
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
NEW = "/views/new/"


@pytest.fixture
def county():
    return OrganisationFactory(code="530423", name="通海县", short_name="通海")


@pytest.fixture
def clerk(as_role, county):
    return as_role(Role.DATA_CLERK, county)


def kept_from(client, address, **fields):
    """Send the form that the list at this address shows."""
    shown = client.get(address).context["list"]
    facts = {"name": "Mine", "place": shown.place, "query": shown.query}
    return client.post(NEW, facts | fields)


def test_a_view_keeps_conditions_order_and_columns_as_shown_and_never_the_page(clerk):
    conditions = "sort=-code&status=confirmed&status=recorded&q=Yunxi"
    address = f"/projects/?{conditions}&columns=status"

    response = kept_from(clerk, f"{address}&after=x&format=&ids=3")

    view = SavedView.objects.get()
    assert view.path == "/projects/"
    asked = "q=Yunxi&status=confirmed&status=recorded"
    assert view.query.startswith(asked)
    assert "after" not in view.query
    assert "ids" not in view.query
    assert (view.name, view.owner, view.office) == ("Mine", clerk.user, None)
    assert response.url == view.get_absolute_url()


def test_the_view_that_is_shown_is_marked_however_its_address_was_typed(clerk):
    kept_from(clerk, "/projects/?status=recorded&status=confirmed")

    page = clerk.get("/projects/?status=confirmed&status=recorded&sort=")

    assert [(v["label"], v["is_current"]) for v in page.context["list"].saved_views] == [
        ("Mine", True)
    ]
    assert b">All my views</a>" in page.content


def test_a_shared_view_is_seen_by_the_office_alone_and_shows_each_his_own_rows(
    clerk, as_role, county
):
    kept_from(clerk, "/projects/?status=recorded", is_shared="on")
    elsewhere = OrganisationFactory(code="530427", name="新平县")
    ProjectFactory(region=county, name="ours")
    ProjectFactory(region=elsewhere, name="theirs")
    colleague, stranger = as_role(Role.INSPECTOR, county), as_role(Role.DATA_CLERK, elsewhere)

    url = SavedView.objects.get().get_absolute_url()
    seen = [
        [view["label"] for view in one.get("/projects/").context["list"].saved_views]
        for one in (colleague, stranger)
    ]

    assert seen == [["Mine"], []]
    assert [row.name for row in colleague.get(url).context["list"].page.rows] == ["ours"]
    assert [row.name for row in stranger.get(url).context["list"].page.rows] == ["theirs"]


def test_an_own_view_is_nobody_elses(clerk, as_role, county):
    kept_from(clerk, "/projects/")
    colleague = as_role(Role.INSPECTOR, county)
    key = SavedView.objects.get().pk

    answers = [
        colleague.get(f"/views/{key}/edit/").status_code,
        colleague.get(f"/views/{key}/follow/").status_code,
        colleague.post(f"/views/{key}/delete/").status_code,
    ]

    assert answers == [404, 404, 404]
    assert SavedView.objects.count() == 1


def test_a_shared_view_is_changed_by_who_saved_it_and_by_nobody_else(clerk, as_role, county):
    kept_from(clerk, "/projects/", is_shared="on")
    colleague = as_role(Role.INSPECTOR, county)
    key = SavedView.objects.get().pk

    answers = [
        colleague.get(f"/views/{key}/edit/").status_code,
        colleague.post(f"/views/{key}/edit/", {"name": "Theirs"}).status_code,
        colleague.post(f"/views/{key}/delete/").status_code,
    ]
    clerk.post(f"/views/{key}/edit/", {"name": "Renamed"})

    assert answers == [403, 403, 403]
    assert SavedView.objects.values_list("name", "office").get() == ("Renamed", None)


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example/", "/leads/1/", "/projects/1/"],
)
def test_no_other_path_than_that_of_a_shown_list_is_kept(clerk, path):
    forged = clerk.post(NEW, {"name": "x", "place": path, "query": ""})
    signed = clerk.post(NEW, {"name": "x", "place": PLACE.sign(path), "query": ""})

    assert [forged.status_code, signed.status_code] == [200, 200]
    assert not SavedView.objects.exists()


def test_conditions_that_the_list_does_not_know_are_refused_with_a_sentence(clerk):
    place = clerk.get("/projects/").context["list"].place

    response = clerk.post(NEW, {"name": "x", "place": place, "query": "colour=red"})

    assert "There is no condition “colour”" in response.content.decode()
    assert not SavedView.objects.exists()


def test_a_name_is_used_once_for_a_list(clerk):
    kept_from(clerk, "/projects/")

    again = kept_from(clerk, "/projects/?status=recorded", name=" Mine ")
    kept_from(clerk, "/projects/gaps/")

    assert "You have a view of this name" in again.content.decode()
    assert sorted(SavedView.objects.values_list("path", flat=True)) == [
        "/projects/",
        "/projects/gaps/",
    ]


def test_of_leads_no_words_are_kept_and_asking_leaves_no_line_in_any_history(as_role):
    lead = a_lead("registered")
    keeper = as_role(Role.CASE_SUPERVISION, lead.region)
    place = keeper.get("/leads/").context["list"].place
    before = Event.objects.count()

    with_words = keeper.post(NEW, {"name": "x", "place": place, "query": "q=张三"})
    without = keeper.post(NEW, {"name": "x", "place": place, "query": ""})

    assert "Words searched for in this list are not kept." in with_words.content.decode()
    assert without.status_code == 302
    assert Event.objects.count() == before
    assert not SavedView.objects.filter(query__contains="q=").exists()


def test_a_list_whose_size_is_not_told_cannot_be_followed(as_role):
    lead = a_lead("registered")
    keeper = as_role(Role.CASE_SUPERVISION, lead.region)
    view = SavedViewFactory(owner=keeper.user, path="/leads/", query="")

    keeper.post(f"/views/{view.pk}/follow/", {"rhythm": "daily"})

    assert count_for(keeper.user, "/leads/", "") is None
    assert not Following.objects.exists()
    assert b"/follow/" not in keeper.get("/views/").content


def test_count_is_the_number_of_rows_that_the_list_shows_this_person(clerk, county):
    ProjectFactory.create_batch(3, region=county)
    ProjectFactory(region=OrganisationFactory())

    page = clerk.get("/projects/?status=recorded").context["list"]

    assert count_for(clerk.user, "/projects/", "status=recorded") == 3
    assert str(page.total) == "3"
    assert ProjectStatus.RECORDED == "recorded"


def test_what_is_no_list_or_not_for_this_person_is_nothing(county):
    clerk = person(Role.DATA_CLERK, county)

    asked = [
        shown_to(clerk, "/nowhere/", ""),
        shown_to(clerk, "/reports/", ""),
        shown_to(clerk, "/views/", ""),
        count_for(clerk, "/projects/", "colour=red"),
    ]

    assert asked == [None, None, None, None]


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrators_have_no_views(as_role, county, role):
    SavedViewFactory(owner=person(Role.DATA_CLERK, county), office=county)
    administrator = as_role(role, county)

    assert administrator.get("/views/").status_code == 403
    assert not SavedView.objects.visible_to(administrator.user).exists()


def test_who_takes_a_view_back_ends_that_others_follow_it(county):
    view = SavedViewFactory(owner=person(Role.DATA_CLERK, county), office=county)
    FollowingFactory(view=view)
    FollowingFactory(view=view, user=person(Role.INSPECTOR, county))

    actions.change_view(view=view, name="Mine", is_shared=False, by=view.owner)

    assert [one.user for one in view.followings.all()] == [view.owner]


def test_deleting_a_view_ends_every_following(county):
    view = SavedViewFactory(owner=person(Role.DATA_CLERK, county), office=county)
    FollowingFactory(view=view, user=person(Role.INSPECTOR, county))

    actions.delete_view(view=view, by=view.owner)

    assert (SavedView.objects.count(), Following.objects.count()) == (0, 0)


def test_nobody_keeps_more_views_than_a_person_can_read(clerk, monkeypatch):
    monkeypatch.setattr(actions, "MOST_VIEWS", 1)
    kept_from(clerk, "/projects/")

    kept_from(clerk, "/projects/gaps/")

    assert SavedView.objects.count() == 1


def test_page_of_views_names_the_list_and_offers_what_the_person_may_do(clerk, as_role, county):
    kept_from(clerk, "/projects/", is_shared="on")
    colleague = as_role(Role.INSPECTOR, county)
    key = SavedView.objects.get().pk
    colleague.post(f"/views/{key}/follow/", {"rhythm": "threshold", "threshold": "20"})

    mine, theirs = clerk.get("/views/").content.decode(), colleague.get("/views/").content.decode()

    assert "Project ledger" in mine
    assert "1 other follows it" in mine
    assert f"/views/{key}/edit/" in mine
    assert f"/views/{key}/edit/" not in theirs
    assert "&gt; 20" in theirs


def test_a_threshold_needs_its_number_and_other_rhythms_have_none(clerk):
    view = SavedViewFactory(owner=clerk.user)
    url = f"/views/{view.pk}/follow/"

    without = clerk.post(url, {"rhythm": "threshold"})
    clerk.post(url, {"rhythm": "weekly", "threshold": "7"})

    assert "Say how many." in without.content.decode()
    assert Following.objects.values_list("rhythm", "threshold").get() == (Rhythm.WEEKLY, None)


def test_no_longer_followed_is_no_longer_told(clerk):
    view = SavedViewFactory(owner=clerk.user)
    FollowingFactory(view=view)

    clerk.post(f"/views/{view.pk}/unfollow/")

    assert not Following.objects.exists()


def test_rows_say_who_they_are():
    following = FollowingFactory(view__name="Late", told_on=TODAY, view__recorded_at=NOON)

    assert str(following.view) == f"Late #{following.view.pk}"
    assert str(following) == f"{following.user} · {following.view}"
