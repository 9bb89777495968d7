"""What the first requests would load is loaded before the web processes part, so that they share it
and nobody waits for it: every address, the words of every language, every template."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.urls import get_resolver
from django.utils import translation
from django.utils.translation import trans_real


def warm() -> None:
    """Asks nothing of the database: a connection must not be shared by processes."""
    resolver = get_resolver()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            trans_real.translation(code)
            # Looks every address up by its name, in this language.
            resolver.reverse_dict.keys()
    engine = engines["django"]
    for folder in engine.dirs:
        for path in sorted(Path(folder).rglob("*.html")):
            # A part of the product that is not installed here has templates without its tags.
            with suppress(TemplateDoesNotExist, TemplateSyntaxError):
                engine.get_template(path.relative_to(folder).as_posix())
