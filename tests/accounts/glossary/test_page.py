"""The glossary: both languages side by side, found by either, without absent parts."""

from collections import Counter

import pytest
from django.utils.translation import override

from airdefense.accounts.glossary.term import Group
from airdefense.accounts.glossary.terms import TERMS, found
from airdefense.accounts.roles import Role
from tests.factories.accounts import OrganisationFactory, person

PAGE = "/help/glossary/"


@pytest.fixture
def clerk(db, client):
    somebody = person(Role.DATA_CLERK, OrganisationFactory())
    client.force_login(somebody)
    return client


def words_of(page):
    return [term.english for _group, terms in page.context["groups"] for term in terms]


@pytest.mark.parametrize("words", ["应建面积", "REQUIRED area", "required area"])
def test_word_is_found_in_either_language(clerk, words):
    page = clerk.get(PAGE, {"q": words}, headers={"accept-language": "en"})

    assert "required area" in words_of(page)
    assert 'required area <span lang="zh-Hans">应建面积</span>' in page.content.decode()


def test_meaning_is_searched_and_shown_in_the_language_of_the_reader(clerk):
    page = clerk.get(PAGE, {"q": "undivided"}, headers={"accept-language": "zh-hans"})

    assert words_of(page) == ["non-tax revenue"]
    assert "全额缴入国库" in page.content.decode()


def test_nothing_found_is_said(clerk):
    page = clerk.get(PAGE, {"q": "qqq\x00"}, headers={"accept-language": "en"})

    assert words_of(page) == []
    assert "No word with this in it." in page.content.decode()


def test_page_is_reached_from_the_menu_and_asks_the_database_nothing_of_its_own(
    clerk, django_assert_max_num_queries
):
    assert f'href="{PAGE}"' in clerk.get("/").content.decode()
    clerk.get(PAGE)

    with django_assert_max_num_queries(12):
        assert len(words_of(clerk.get(PAGE))) == len(TERMS)


def test_words_of_leads_are_not_told_where_there_are_none(clerk, settings):
    settings.FEATURES = ("projects", "inspections", "rectification")

    page = clerk.get(PAGE)

    assert {group for group, _terms in page.context["groups"]} == set(Group) - {Group.LEADS}
    assert "线索" not in page.content.decode()


def test_every_word_stands_there_once_and_is_explained_in_both_languages():
    for words in ([term.english for term in TERMS], [term.chinese for term in TERMS]):
        assert [word for word, count in Counter(words).items() if count > 1] == []
    with override("zh-hans"):
        assert [term.english for term in TERMS if not str(term.meaning).endswith("。")] == []


def test_without_words_everything_is_found():
    assert sum(len(terms) for _group, terms in found()) == len(TERMS)
