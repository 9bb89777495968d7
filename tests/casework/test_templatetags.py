"""How a case is shown: figures, dates, badge, history, steps, files and forms."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import escape

from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from airdefense.casework import history
from airdefense.casework.actions import advance, attach, record, save_edit
from airdefense.casework.charts import Chart, Series
from airdefense.casework.templatetags.casework import (
    EVENTS_SHOWN,
    due,
    due_tone,
    money,
    offered_steps,
    sqm,
    wan,
)
from airdefense.casework.templatetags.form_parts import field_kind, options, styled
from tests.casework.cases import RECORDED, a_project, with_building
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.projects import FeeRateFactory

FRIDAY = date(2026, 12, 11)


def drawn(source, user=None, **context):
    request = RequestFactory().get("/")
    request.user = user
    return Template(f"{{% load casework %}}{source}").render(
        Context({"request": request, "csrf_token": "t", **context})
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1124250"), "1,124,250.00"),
        (Decimal("0.005"), "0.01"),
        (Decimal("-0.5"), "-0.50"),
        (0, "0.00"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_money_has_two_decimals(value, text):
    assert money(value) == text


def test_ten_thousands_are_for_summaries():
    assert wan(Decimal("145679500.00")) == "14,567.95"
    assert wan(None) == "—"


def test_areas_carry_their_unit():
    assert sqm(Decimal("3200")) == "3,200.00 ㎡"


@pytest.mark.parametrize(
    ("days", "chinese", "source", "tone"),
    [
        (-3, "逾期 3 天", "3 days overdue", "num red b"),
        (-1, "逾期 1 天", "1 day overdue", "num red b"),
        (0, "今日", "Today", "num amb b"),
        (1, "1 天后", "in 1 day", "num amb b"),
        (3, "3 天后", "in 3 days", "num amb b"),
        (4, "4 天后", "in 4 days", "num"),
    ],
)
def test_date_of_expiry_is_seen_from_today(days, chinese, source, tone):
    day = FRIDAY + timedelta(days=days)

    assert due(day, FRIDAY) == source
    assert due_tone(day, FRIDAY) == tone
    with translation.override("zh-hans"):
        assert due(day, FRIDAY) == chinese


def test_no_date_is_a_dash():
    assert (due(None), due_tone(None)) == ("—", "")


def test_day_and_moment_are_in_the_time_of_the_city():
    late = datetime(2026, 12, 10, 16, 30, tzinfo=UTC)

    text = drawn("{{ at|day }} {{ at|moment }} {{ on|day }} {{ none|day }}", at=late, on=FRIDAY)

    assert text == "2026-12-11 2026-12-11 00:30 2026-12-11 —"


@pytest.mark.django_db
def test_badge_has_the_tone_and_words_of_the_status():
    assert drawn("{% badge case %}", case=a_project()) == (
        f'<span class="st warn">{RECORDED.label}</span>'
    )


@pytest.mark.django_db
def test_timeline_tells_every_event_the_latest_first():
    project = a_project()
    clerk = person(Role.DATA_CLERK, project.authority, display_name="Li")
    record(project, "create", by=clerk, at=NOON)
    record(a_project(), "create", by=clerk, at=NOON, note="of another case")
    project.name = "滇池路写字楼"
    save_edit(project, by=clerk, at=NOON + timedelta(days=1), fields=["name"])
    advance(project, "withdraw", by=clerk, at=NOON + timedelta(days=2), note="Twice <here>")

    text = " ".join(drawn("{% timeline case %}", case=project).split())

    assert [entry.label for entry in history.history_of(project, clerk)] == [
        "Withdraw",
        "Edited",
        "Recorded",
    ]
    assert "<b>Withdraw</b> → Withdrawn · Li" in text
    assert '<div class="said">Twice &lt;here&gt;</div>' in text
    assert "project name: 滇池路办公楼 → 滇池路写字楼" in text
    assert "of another case" not in text


@pytest.mark.django_db
def test_long_history_opens_on_demand():
    project = a_project()
    clerk = person(Role.DATA_CLERK, project.authority)
    for hour in range(EVENTS_SHOWN + 2):
        record(project, "edit", by=clerk, at=NOON + timedelta(hours=hour))

    text = drawn("{% timeline case %}", clerk, case=project)

    assert text.count("<li>") == EVENTS_SHOWN + 2
    assert "2 earlier events" in text


@pytest.mark.django_db
def test_timeline_costs_the_same_for_one_event_and_for_many(django_assert_num_queries):
    project = a_project()
    for hour in range(5):
        record(project, "create", by=project.recorded_by, at=NOON + timedelta(hours=hour))

    with django_assert_num_queries(1):
        drawn("{% timeline case %}", case=project)


@pytest.mark.django_db
def test_a_step_called_as_the_status_it_leads_to_is_said_once():
    rate = FeeRateFactory()
    steps = history.history_of(rate, rate.proposed_by)

    assert [(entry.label, entry.status) for entry in steps] == [("Proposed", "")]


@pytest.mark.django_db
def test_event_without_words_of_its_own_is_still_named():
    assert history.label_of(User, "dance_around") == "Dance around"


@pytest.mark.django_db
def test_changes_since_yesterday_are_those_of_visible_cases():
    county = OrganisationFactory()
    ours, theirs = a_project(region=county), a_project()
    reader = person(Role.LEADERSHIP, county)
    midnight = datetime(2020, 10, 31, 16, 0, tzinfo=UTC)
    record(ours, "edit", by=reader, at=midnight - timedelta(seconds=1))
    record(ours, "create", by=reader, at=midnight)
    record(ours, "open", by=reader, at=NOON)
    record(theirs, "create", by=reader, at=NOON)

    found = history.since_yesterday(reader, date(2020, 11, 2))

    assert [(entry.case, entry.label) for entry in found] == [(ours, "Recorded")]


@pytest.mark.django_db
def test_administrators_are_told_of_no_change(django_assert_num_queries):
    project = a_project()
    administrator = person(Role.SYSTEM_ADMIN, project.region)
    record(project, "create", by=administrator, at=NOON)

    assert history.since_yesterday(administrator, date(2020, 11, 2)) == []


@pytest.mark.django_db
def test_steps_are_offered_to_their_role_alone():
    project = with_building(a_project())
    clerk = person(Role.DATA_CLERK, project.authority)
    reader = person(Role.LEADERSHIP, project.authority)

    assert [step.transition.name for step in offered_steps(project, clerk)] == [
        "confirm",
        "withdraw",
    ]
    assert offered_steps(project, reader) == []


@pytest.mark.django_db
def test_step_posts_to_its_url_and_asks_for_its_note():
    project = with_building(a_project())
    clerk = person(Role.DATA_CLERK, project.authority)

    text = drawn("{% steps case %}", clerk, case=project)

    assert f'action="/projects/{project.pk}/steps/confirm/"' in text
    assert 'data-dialog="step-withdraw"' in text
    assert f'action="/projects/{project.pk}/steps/withdraw/"' in text
    assert 'name="note" rows="4" maxlength="4000" required' in text
    assert text.count("csrfmiddlewaretoken") == 2


@pytest.mark.django_db
def test_step_that_something_stands_against_is_shown_with_the_reason():
    project = a_project()
    maker = project.recorded_by
    person(Role.DATA_CLERK, project.authority)
    maker.role_grants.create(
        role=Role.DATA_CLERK,
        scope=project.authority,
        valid_from=date(2003, 1, 1),
        granted_by=maker,
        granted_at=NOON,
        reason="appointed",
    )

    text = drawn("{% steps case %}", maker, case=project)

    objection = offered_steps(project, maker)[0].objection
    assert objection
    assert escape(objection) in text
    assert 'disabled aria-describedby="objection-confirm"' in text
    assert f'action="/projects/{project.pk}/steps/confirm/"' not in text


class Trial(forms.Form):
    name = forms.CharField(widget=forms.TextInput({"class": "wide"}))
    day = forms.DateField()
    at = forms.DateTimeField()
    words = forms.CharField(widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
    several = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )
    one = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    sure = forms.BooleanField(required=False)
    file = forms.FileField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput)


def test_kind_of_every_control_is_known():
    assert {field.name: field_kind(field) for field in Trial()} == {
        "name": "input",
        "day": "input",
        "at": "input",
        "words": "textarea",
        "kind": "select",
        "several": "options",
        "one": "options",
        "sure": "check",
        "file": "file",
        "secret": "hidden",
    }


def test_control_keeps_its_own_class_beside_that_of_the_house():
    assert 'class="form-control wide"' in styled(Trial()["name"])
    assert 'class="form-select"' in styled(Trial()["kind"])


def test_dates_use_the_picker_of_the_browser_with_iso_values():
    form = Trial(initial={"day": FRIDAY, "at": datetime(2026, 12, 11, 8, 34)})  # noqa: DTZ001

    assert 'type="date" name="day" value="2026-12-11"' in styled(form["day"])
    assert 'type="datetime-local" name="at" value="2026-12-11T08:34"' in styled(form["at"])


def test_options_are_boxes_in_the_house_style():
    boxes = options(Trial({"several": ["b"]})["several"])

    assert [box.choice_label for box in boxes] == ["A", "B"]
    assert 'class="form-check-input"' in boxes[0].tag()
    assert "checked" in boxes[1].tag()


def test_form_says_required_in_words_and_errors_in_a_summary_with_links():
    template = Template('{% include "_parts/form_fields.html" %}')

    text = template.render(Context({"form": Trial({"day": "someday"})}))

    assert 'role="alert"' in text
    assert '<a href="#id_name">Name</a>: This field is required.' in text
    assert '<label for="id_name">Name<span class="req">required</span></label>' in text
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_day_error"' in text
    assert '<span id="id_day_error"><span class="wrong">Enter a valid date.</span></span>' in text
    assert "Sure<span" not in text


def test_chart_carries_its_numbers_as_json_and_as_a_table():
    chart = Chart(
        id="paid",
        title="Paid",
        unit="yuan",
        labels=["2019", "2020"],
        series=[Series("Payable", [Decimal("10.50"), None]), Series("Paid </script>", [1, 2])],
    )

    text = Template('{% include "_parts/chart.html" %}').render(Context({"chart": chart}))

    assert chart.payload["series"][0]["data"] == [10.5, None]
    assert chart.payload["series"][0]["dash"] != chart.payload["series"][1]["dash"]
    assert chart.table == [["2019", Decimal("10.50"), 1], ["2020", None, 2]]
    assert '<script id="paid-data" type="application/json">' in text
    assert "\\u003C/script\\u003E" in text
    assert '<th scope="row">2019</th><td class="money">10.50</td>' in text


def test_chart_with_a_series_of_another_length_is_an_error():
    chart = Chart(id="x", title="X", unit="yuan", labels=["a"], series=[Series("S", [1, 2])])

    with pytest.raises(ValueError, match="longer"):
        _ = chart.table


PDF = b"%PDF-1.4 of the test"


@pytest.mark.django_db
def test_files_are_shown_where_they_were_added(as_role):
    project = a_project()
    clerk = as_role(Role.DATA_CLERK, project.authority)

    response = clerk.post(
        f"/attachments/projects.project/{project.pk}/new/",
        {
            "kind": "document",
            "files": [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF + b"2")],
        },
    )

    documents = drawn('{% attachments case kind="document" %}', clerk.user, case=project)
    evidence = drawn('{% attachments case kind="evidence" %}', clerk.user, case=project)
    assert response["Location"] == project.get_absolute_url()
    assert (documents.count(">a.pdf<"), documents.count(">b.pdf<")) == (1, 1)
    assert hashlib.sha256(PDF).hexdigest() in documents
    assert "No file yet." in evidence
    assert 'name="kind" value="document"' in documents


@pytest.mark.django_db
def test_reader_sees_the_files_and_no_place_to_add_some(as_role):
    project = a_project()
    reader = person(Role.LEADERSHIP, project.authority)
    attach(project, SimpleUploadedFile("a.pdf", PDF), by=project.recorded_by, at=NOON)

    text = drawn("{% attachments case %}", reader, case=project)

    assert "a.pdf" in text
    assert "data-upload" not in text
