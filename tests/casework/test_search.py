import pytest
from django.db import connection

from airdefense.casework.search import search_text
from projects.models import Project
from tests.casework.cases import a_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    """What a search finds, by the project's address, which tells them apart here."""
    a_project(address="a", search_text=search_text("玉溪市滇池路办公楼", "XM-0402-0231"))
    a_project(address="b", search_text=search_text("溪玉花园", "XM-0423-0007 50%_x"))
    a_project(address="c", search_text=search_text("人民防空指挥所", "模拟建设单位"))

    def search(words):
        rows = Project.objects.filter(search_text__matches=words).order_by("address")
        return "".join(rows.values_list("address", flat=True))

    return search


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("玉溪", "a"),  # two characters, in this order only
        ("溪玉", "b"),
        ("人", "c"),
        ("人民防空", "c"),
        ("0402-0231", "a"),
        ("ＸＭ－０４２３", "b"),  # full width
        ("xm", "ab"),
        ("rmfkzhs", "c"),  # pinyin initials
        ("50%_x", "b"),  # wildcards are plain characters
        ("%", "b"),
        ("昆明", ""),
    ],
)
def test_search_finds_exactly_the_rows_that_contain_the_words(found, words, rows):
    assert found(words) == rows


def test_two_character_search_uses_the_index(found):
    query = Project.objects.filter(search_text__matches="玉溪").values("pk")
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")

    assert "project_search" in query.explain()
