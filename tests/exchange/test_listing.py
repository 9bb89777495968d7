"""The list page as a reader meets it: rows, conditions in the URL, count, columns, paging."""

from datetime import date

import pytest
from django.utils.html import escape

from airdefense.accounts.models import ListPreference
from airdefense.accounts.roles import Role
from airdefense.exchange import listing
from projects.models import Project
from tests.exchange.taking import RECORDED, a_project
from tests.factories.accounts import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.exchange.trial")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def clerk(as_role, county):
    return as_role(Role.DATA_CLERK, county)


def shown(response):
    return [row.name for row in response.context["list"].page.rows]


def test_list_shows_the_rows_of_the_reader_alone(clerk, county):
    a_project(OrganisationFactory(), "theirs")
    a_project(county, "ours")

    response = clerk.get("/trial/")

    assert shown(response) == ["ours"]
    assert b"theirs" not in response.content


def test_htmx_gets_the_results_alone_and_caches_know_it(clerk, county):
    a_project(county)

    response = clerk.get("/trial/", headers=HTMX)

    assert response.templates[0].name == "_parts/_results.html"
    assert response.content.strip().startswith(b'<div id="results"')
    assert "HX-Request" in response["Vary"]


def test_page_from_the_history_is_the_whole_page(clerk, county):
    response = clerk.get("/trial/", headers=HTMX | {"HX-History-Restore-Request": "true"})

    assert b"<!doctype html>" in response.content


def test_pages_follow_one_another_without_a_gap(clerk, county):
    for day in range(1, 8):
        a_project(county, f"day {day}", day)

    pages, url = [], "/trial/"
    while url:
        response = clerk.get(url)
        pages.append(shown(response))
        following = response.context["list"].next_url
        url = f"/trial/{following}" if following else ""

    assert pages == [["day 7", "day 6", "day 5"], ["day 4", "day 3", "day 2"], ["day 1"]]


def test_previous_page_is_the_one_that_was_left(clerk, county):
    for day in range(1, 8):
        a_project(county, f"day {day}", day)
    second = clerk.get(f"/trial/{clerk.get('/trial/').context['list'].next_url}")

    back = clerk.get(f"/trial/{second.context['list'].previous_url}")

    assert shown(back) == ["day 7", "day 6", "day 5"]
    assert back.context["list"].previous_url == ""


def test_tampered_cursor_shows_the_first_page(clerk, county):
    a_project(county, "only")

    assert shown(clerk.get("/trial/?after=tampered")) == ["only"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=recorded", ["new"]),
        ("status=recorded&status=confirmed", ["old", "new"]),
        ("approved_on_after=2019-06-02", ["old"]),
        ("approved_on_before=2019-06-01", ["new"]),
        ("approved_on_after=2019-06-01&approved_on_before=2019-06-02", ["old", "new"]),
        ("region=530423", ["old", "new"]),
        ("is_offsite_approved=true", []),
        ("is_offsite_approved=false", ["old", "new"]),
        ("built_g6_sqm_min=0&built_g6_sqm_max=0", ["old", "new"]),
        ("built_g6_sqm_min=0.01", []),
        ("q=NEW", ["new"]),
        ("q=ol ld", ["old"]),
        ("q=nothing", []),
    ],
)
def test_conditions_of_the_url_are_applied(clerk, county, query, expected):
    a_project(county, "new", 1)
    a_project(county, "old", 2, status="confirmed")

    assert shown(clerk.get(f"/trial/?{query}")) == expected


def test_two_character_chinese_word_is_found(clerk, county):
    a_project(county, "望湖商务楼")
    a_project(county, "滨河路农贸综合楼")

    assert shown(clerk.get("/trial/", {"q": "望湖"})) == ["望湖商务楼"]


def test_every_condition_is_a_chip_that_can_be_lifted_alone(clerk, county):
    a_project(county)
    query = "status=recorded&status=confirmed&approved_on_after=2019-01-01&q=Yunxi&after=x"

    chips = clerk.get(f"/trial/?{query}").context["list"].chips

    assert [(str(chip.label), chip.value) for chip in chips] == [
        ("Search", "Yunxi"),
        ("Status", f"{RECORDED}, Confirmed"),
        ("Approved on", "2019-01-01 – …"),
    ]
    assert chips[1].url == "?approved_on_after=2019-01-01&q=Yunxi"
    assert chips[2].url == "?status=recorded&status=confirmed&q=Yunxi"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("status=bogus", "Status: Select a valid choice. bogus is not one of the available"),
        ("region=999999", "Region: Select a valid choice."),
        ("approved_on_after=yesterday", "Approved on: Enter a valid date."),
        ("built_g6_sqm_min=much", "Built: Enter a number."),
        ("q=%00", "Search: Null characters are not allowed."),
        ("q=" + "x" * 101, "Search: Ensure this value has at most 100 characters"),
        ("colour=red", "There is no condition “colour”; it was left out."),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_applied(clerk, county, query, sentence):
    a_project(county, "kept", 1)
    a_project(county, "left out", 1, status="confirmed")

    response = clerk.get(f"/trial/?{query}&approved_on_before=2019-06-01")

    assert response.status_code == 200
    assert escape(sentence) in response.text
    assert len(shown(response)) == 2


@pytest.mark.parametrize("authority", ["1", "x", "9" * 40])
def test_organisation_out_of_reach_is_no_choice(clerk, county, authority):
    a_project(county)

    response = clerk.get(f"/secret/?authority={authority}")

    assert "Authority: Select a valid choice." in response.text
    assert len(shown(response)) == 1


def test_organisation_within_reach_is_a_condition(clerk, county):
    project = a_project(county, "mine")
    a_project(county, "another's")

    response = clerk.get(f"/secret/?authority={project.authority_id}")

    assert shown(response) == ["mine"]


def test_conditions_reappear_in_the_fields_of_the_page(clerk, county):
    text = clerk.get("/trial/?status=recorded&q=Yunxi&approved_on_after=2019-01-02").text

    assert 'value="recorded" class="form-check-input" id="id_status_0" checked' in text
    assert 'name="approved_on_after" value="2019-01-02"' in text
    assert 'name="q" maxlength="100" autocomplete="off" value="Yunxi"' in text


def test_total_is_exact_below_the_limit(clerk, county):
    for day in range(1, 6):
        a_project(county, day=day)

    response = clerk.get("/trial/")

    assert str(response.context["list"].total) == "5"
    assert "3 shown of 5" in response.text


def test_total_beyond_the_limit_is_said_to_be_more(clerk, county, monkeypatch):
    monkeypatch.setattr(listing, "COUNT_LIMIT", 4)
    for day in range(1, 6):
        a_project(county, day=day)

    assert str(clerk.get("/trial/").context["list"].total) == "4+"


def test_restricted_set_never_tells_its_size(clerk, county):
    for day in range(1, 6):
        a_project(county, day=day)

    response = clerk.get("/secret/")

    assert response.context["list"].total is None
    assert "3 shown" in response.text
    assert "of 5" not in response.text
    assert "5 rows" not in response.text


def test_restricted_set_is_not_exported(clerk, county):
    a_project(county)

    response = clerk.get("/secret/?format=xlsx")

    assert response["Content-Type"].startswith("text/html")


def test_list_costs_the_same_for_one_row_and_for_many(clerk, county, django_assert_num_queries):
    a_project(county)
    with django_assert_num_queries(5):
        clerk.get("/trial/")
    for day in range(2, 6):
        a_project(county, day=day)

    # One more than before: now the rows do not tell their number.
    with django_assert_num_queries(6):
        clerk.get("/trial/")


def test_optional_columns_are_off_until_asked_for(clerk, county):
    a_project(county)

    usual = clerk.get("/trial/").context["list"]
    asked = clerk.get("/trial/?columns=zone,lower").context["list"]

    assert [c.key for c in usual.columns] == [
        "code",
        "name",
        "region-short_name",
        "built_g6_sqm",
        "status",
        "approved_on",
    ]
    assert [c.key for c in asked.columns] == ["code", "name", "zone", "lower"]


def test_chosen_columns_are_kept_for_their_chooser_alone(clerk, county, as_role):
    a_project(county)
    colleague = as_role(Role.DATA_CLERK, county)

    response = clerk.post(
        "/lists/trial/columns/", {"columns": ["zone", "status"], "next": "/trial/?q=x"}
    )

    assert response["Location"] == "/trial/?q=x"
    assert [c.key for c in clerk.get("/trial/").context["list"].columns] == [
        "code",
        "name",
        "zone",
        "status",
    ]
    assert len(colleague.get("/trial/").context["list"].columns) == 6


def test_usual_columns_come_back(clerk, county):
    clerk.post("/lists/trial/columns/", {"columns": ["zone"]})

    clerk.post("/lists/trial/columns/", {"reset": "1"})

    assert not ListPreference.objects.filter(user=clerk.user).exists()


def test_character_the_database_cannot_keep_is_left_out_of_the_choice(clerk):
    clerk.post("/lists/trial/columns/", {"columns": ["zo\x00ne"]})

    assert ListPreference.objects.get().columns == ["zone"]


def test_choosing_columns_leads_to_no_other_site(clerk):
    response = clerk.post("/lists/trial/columns/", {"next": "https://example.com/"})

    assert response["Location"] == "/"


@pytest.mark.parametrize("key", ["x" * 61])
def test_list_key_beyond_every_list_is_refused(clerk, key):
    assert clerk.post(f"/lists/{key}/columns/").status_code == 400


def test_head_of_a_column_sorts_and_turns_round(clerk, county):
    a_project(county, "b", 1)
    a_project(county, "a", 2)

    rising = clerk.get("/trial/?sort=name")
    falling = clerk.get("/trial/?sort=-name")

    assert shown(rising) == ["a", "b"]
    assert shown(falling) == ["b", "a"]
    assert 'aria-sort="ascending"' in rising.text
    assert 'href="?sort=-name"' in rising.text


def test_sort_that_no_column_offers_is_ignored(clerk, county):
    a_project(county, "b", 1)
    a_project(county, "a", 2)

    assert shown(clerk.get("/trial/?sort=recorded_by__password")) == ["a", "b"]


def test_ready_made_view_is_marked_when_the_url_shows_it(clerk, county):
    views = clerk.get("/trial/?status=recorded&after=x&columns=zone").context["list"].views

    assert [(view["label"], view["is_current"]) for view in views] == [
        ("All", False),
        ("Recorded", True),
    ]


def test_new_is_offered_to_its_roles_alone(clerk, as_role, county):
    reader = as_role(Role.LEADERSHIP, county)

    assert clerk.get("/trial/").context["list"].new_url == "/projects/new/"
    assert reader.get("/trial/").context["list"].new_url == ""


def test_empty_list_says_why(clerk):
    assert "No project yet." in clerk.get("/trial/").text


def test_list_without_hits_offers_to_lift_the_conditions(clerk, county):
    a_project(county)

    text = clerk.get("/trial/?q=nowhere").text

    assert "No row meets these conditions." in text
    assert "No project yet." not in text


def test_row_names_its_page_for_the_keyboard(clerk, county):
    project = a_project(county)

    assert f'<tr data-row="{project.get_absolute_url()}">' in clerk.get("/trial/").text


def test_words_of_a_row_are_never_markup(clerk, county):
    a_project(county, "<script>alert(1)</script>")

    text = clerk.get("/trial/").text

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_row_gone_while_paging_loses_no_other(clerk, county):
    for day in range(1, 6):
        a_project(county, f"day {day}", day)
    following = clerk.get("/trial/").context["list"].next_url
    Project.objects.filter(name="day 3").update(approved_on=date(2018, 1, 1))

    assert shown(clerk.get(f"/trial/{following}")) == ["day 2", "day 1", "day 3"]
