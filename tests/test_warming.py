"""What the web processes share is there before the first request, and came from no database."""

from django.template import engines
from django.urls import get_resolver
from django.utils import translation

from airdefense.warming import warm


def test_every_template_is_read_before_the_first_request():
    [loader] = engines["django"].engine.template_loaders
    loader.reset()

    warm()

    read = {name for name in loader.get_template_cache if name.endswith(".html")}
    assert {"base.html", "projects/detail.html", "_parts/_results.html"} <= read


def test_addresses_are_known_by_their_names_in_every_language(settings):
    warm()

    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            assert code in get_resolver()._reverse_dict
