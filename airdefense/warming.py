"""What the first requests would load is loaded before the web processes part, so that they share it
and nobody waits for it: every address, the words of every language, every template, and what a
question about each model needs to know of all the others."""

from contextlib import suppress
from pathlib import Path

from django.apps import apps
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
    for model in apps.get_models(include_auto_created=True):
        model._meta.get_fields()
        # Written as SQL, so that what the ORM keeps of each class and field is there.
        str(model._base_manager.all().query)
    engine = engines["django"]
    for folder in engine.dirs:
        for path in sorted(Path(folder).rglob("*.html")):
            # A part of the product that is not installed here has templates without its tags.
            with suppress(TemplateDoesNotExist, TemplateSyntaxError):
                engine.get_template(path.relative_to(folder).as_posix())
