"""Templates as Django has them, but what a page was made of goes when the page is made.

Django's context holds itself, so all that a page showed, every row of a list, would wait for the
collector of circles, whose search then falls into somebody's request (docs/decisions/0042).
"""

from typing import Any

from django.template import TemplateDoesNotExist
from django.template.backends import django
from django.template.context import make_context


class Templates(django.DjangoTemplates):
    """The backend of TEMPLATES."""

    def from_string(self, template_code: str) -> "Template":
        return Template(self.engine.from_string(template_code), self)

    def get_template(self, template_name: str) -> "Template":
        return Template(super().get_template(template_name).template, self)


class Template(django.Template):
    def render(self, context: Any = None, request: Any = None) -> Any:
        whole = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            text = self.template.render(whole)
        except TemplateDoesNotExist as error:
            django.reraise(error, self.backend)
        whole.dicts.clear()
        return text
