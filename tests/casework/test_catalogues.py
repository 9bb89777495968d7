"""Catalogues: every marked text is found, and what is missing, stale or broken is said."""

import polib
import pytest
from django.core.management import CommandError, call_command

from airdefense.casework import catalogues

PYTHON = """
from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext, pgettext_lazy
A = _("one " "joined")
B = _t("from an action")
C = ngettext("%(n)d row", "%(n)d rows", 2) % {"n": 2}
D = pgettext_lazy("month", "May")
E = "not marked"
"""
DUE = 'from django.utils.translation import gettext as _\n_("Due")'
HTML = """{% load i18n %}{# a comment _("no") #}
<h1 title='{% translate "A title" %}'>{% translate "It's" %}</h1>
{% blocktranslate trimmed with name=row.name %}
  Hello {{ name }},
  good   morning
{% endblocktranslate %}
{% blocktranslate count n=rows|length %}{{ n }} file{% plural %}{{ n }} files{% endblocktranslate %}
{% firstof label _("New") %} {{ value|default:_("none") }}
{% translate "May" context "month" %}
"""


@pytest.fixture
def house(settings, tmp_path, monkeypatch):
    """A house of one app, whose catalogue is the shared one."""
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(catalogues, "app_names", lambda: ["projects"])
    for folder in ("airdefense", "projects/migrations", "templates/projects", "templates/_parts"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def translated(house, name, **texts):
    """Write the catalogue of the sources with these translations."""
    catalogues.write(name)
    catalogue = catalogues.read(name)
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: texts.get(entry.msgid, "译文")}
        else:
            entry.msgstr = texts.get(entry.msgid, "译文")
    catalogue.save(str(catalogues.path_of(name)))
    catalogues.write(name)


def test_every_marked_text_of_python_is_found_whatever_it_is_called(house):
    (house / "projects/models.py").write_text(PYTHON)
    (house / "projects/migrations/0001_initial.py").write_text('_("left out")')

    found = catalogues.messages("projects").values()

    assert [(m.context, m.text, m.plural) for m in found] == [
        ("", "one joined", ""),
        ("", "from an action", ""),
        ("", "%(n)d row", "%(n)d rows"),
        ("month", "May", ""),
    ]


def test_every_marked_text_of_a_template_is_found(house):
    (house / "templates/projects/list.html").write_text(HTML)

    found = catalogues.messages("projects").values()

    assert [(m.context, m.text, m.plural) for m in found] == [
        ("", "A title", ""),
        ("", "It's", ""),
        ("", "Hello %(name)s, good   morning", ""),
        ("", "%(n)s file", "%(n)s files"),
        ("", "New", ""),
        ("", "none", ""),
        ("month", "May", ""),
    ]


def test_text_belongs_to_the_catalogue_of_its_path(house):
    (house / "templates/base.html").write_text('{% load i18n %}{% translate "frame" %}')
    (house / "templates/_parts/nav.html").write_text('{% load i18n %}{% translate "part" %}')
    (house / "templates/projects/new.html").write_text('{% load i18n %}{% translate "page" %}')

    texts = {name: [key[1] for key in catalogues.messages(name)] for name in catalogues.names()}

    assert texts == {"airdefense": ["part", "frame"], "projects": ["page"]}


def test_writing_keeps_translations_and_compiles(house):
    (house / "projects/models.py").write_text(PYTHON)
    translated(house, "projects", **{"one joined": "连写", "%(n)d row": "%(n)d 行"})
    (house / "projects/models.py").write_text(PYTHON.replace("from an action", "new words"))

    catalogues.write("projects")

    entries = {entry.msgid: entry for entry in catalogues.read("projects")}
    assert entries["one joined"].msgstr == "连写"
    assert entries["%(n)d row"].msgstr_plural == {0: "%(n)d 行"}
    assert entries["new words"].msgstr == ""
    assert "from an action" not in entries
    compiled = polib.mofile(str(catalogues.path_of("projects").with_suffix(".mo")))
    assert {entry.msgid for entry in compiled} == {"one joined", "%(n)d row", "May"}


def test_complete_catalogue_has_no_complaint(house):
    (house / "projects/models.py").write_text(PYTHON)
    translated(house, "projects", **{"%(n)d row": "%(n)d 行"})

    assert list(catalogues.complaints("projects")) == []


def test_missing_stale_fuzzy_and_broken_texts_are_said(house):
    (house / "projects/models.py").write_text(PYTHON)
    translated(house, "projects", **{"%(n)d row": "%(m)d 行", "May": ""})
    catalogue = catalogues.read("projects")
    catalogue.find("one joined").flags.append("fuzzy")
    catalogue.save(str(catalogues.path_of("projects")))
    catalogues.write("projects")
    source = PYTHON.replace("from an action", "new words")
    (house / "projects/models.py").write_text(source)

    assert sorted(catalogues.complaints("projects")) == [
        "projects: fuzzy: 'one joined'",
        "projects: no translation: 'May'",
        "projects: not in the catalogue: 'new words'",
        "projects: placeholders ['%(n)d'] differ: '%(n)d row' → '%(m)d 行'",
        "projects: stale: 'from an action'",
    ]


def test_compiled_catalogue_behind_its_source_is_said(house):
    (house / "projects/models.py").write_text(PYTHON)
    translated(house, "projects", **{"%(n)d row": "%(n)d 行"})
    catalogue = catalogues.read("projects")
    catalogue.find("one joined").msgstr = "改过"
    catalogue.save(str(catalogues.path_of("projects")))

    assert list(catalogues.complaints("projects")) == ["projects: django.mo is out of date"]


def test_two_catalogues_may_not_translate_one_text_differently(house):
    (house / "projects/models.py").write_text(DUE)
    (house / "airdefense/models.py").write_text(DUE)
    translated(house, "airdefense", Due="期限")
    translated(house, "projects", Due="到期")

    assert list(catalogues.conflicts(catalogues.names())) == [
        "'Due': airdefense says '期限', projects says '到期'"
    ]


def test_command_fails_on_complaints_and_writes_when_told(house, capsys):
    (house / "projects/models.py").write_text(PYTHON)

    with pytest.raises(CommandError, match="complaints"):
        call_command("translations", "projects")
    call_command("translations", "projects", write=True)

    assert catalogues.path_of("projects").exists()
    assert "no translation: 'one joined'" in capsys.readouterr().out


def test_catalogue_nobody_has_is_refused(house):
    with pytest.raises(CommandError, match="No such catalogue: elsewhere"):
        call_command("translations", "elsewhere")
