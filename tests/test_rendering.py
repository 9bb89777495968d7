"""What a page was made of goes with the page; nothing of it waits for the collector."""

import gc
import weakref
from datetime import UTC, datetime

import pytest
from django.template import TemplateDoesNotExist, engines
from django.test import RequestFactory
from django.utils import translation

from airdefense.accounts.roles import Role
from airdefense.exchange.listing import Shown
from projects.listings import PROJECTS
from projects.models import Project
from tests.factories.accounts import person
from tests.factories.projects import ProjectFactory


class Row:
    def __str__(self):
        return "通海"


@pytest.fixture
def collector_off():
    gc.disable()
    yield
    gc.enable()


def test_what_a_page_showed_goes_when_it_is_made(collector_off):
    template = engines["django"].from_string("{% if row %}{{ row }}{% endif %}")
    row = Row()
    known = weakref.ref(row)

    text = template.render({"row": row}, RequestFactory().get("/"))
    del row

    assert (text, known()) == ("通海", None)


def test_a_template_that_is_missing_is_said_by_its_name():
    template = engines["django"].from_string('{% include "nowhere.html" %}')

    with pytest.raises(TemplateDoesNotExist, match=r"nowhere\.html"):
        template.render({})


def test_fixed_words_follow_the_language_of_each_reader():
    template = engines["django"].from_string("{% load i18n %}{% translate 'Findings' %}")

    said = []
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            said.append(template.render({}))

    assert said == ["问题", "Findings", "问题"]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("translate word", "Receipts|Gaps"),
        ("translate 'Gaps'|add:word", "GapsReceipts|GapsGaps"),
        ("translate 'Gaps' context word", "Gaps|Gaps"),
        ("translate 'Gaps' as word", "|"),
        ("translate '<b>' noop", "<b>|<b>"),
        ("trans 'Gaps'", "Gaps|Gaps"),
    ],
)
def test_words_that_depend_on_the_page_are_found_each_time(tag, text):
    template = engines["django"].from_string(f"{{% load i18n %}}{{% {tag} %}}")

    assert "|".join(template.render({"word": word}) for word in ("Receipts", "Gaps")) == text


def test_a_stamp_is_the_moment_in_the_citys_time_for_machines():
    template = engines["django"].from_string("{% load casework %}{{ at|stamp }} {{ at|date:'c' }}")

    ours, djangos = template.render({"at": datetime(2026, 12, 11, 0, 34, 5, tzinfo=UTC)}).split()

    assert ours == djangos == "2026-12-11T08:34:05+08:00"


@pytest.mark.django_db
def test_the_rows_and_filters_of_a_list_go_when_it_is_drawn(collector_off):
    project = ProjectFactory()
    request = RequestFactory().get("/projects/")
    request.user = person(Role.INSPECTOR, project.region)
    shown = Shown(request, PROJECTS, Project.objects.visible_to(request.user).with_money())
    drawn = [len(shown.rows), len(shown.filters.conditions_first)]
    known = [weakref.ref(one) for one in (shown, shown.filters, shown.page.rows[0])]

    shown.filters.let_go()
    del shown

    assert (drawn, [one() for one in known]) == ([1, 4], [None, None, None])
