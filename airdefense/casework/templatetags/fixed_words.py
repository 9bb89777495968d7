"""Django's tags of translation, loaded as `i18n`, with one difference: words that stand fixed in a
template are looked up once for each catalogue. A page says two hundred of them.
"""

from typing import Any
from weakref import WeakKeyDictionary

from django import template
from django.templatetags import i18n
from django.utils.translation import trans_real

register = template.Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class FixedWords(template.Node):
    """A `{% translate %}` that says the same to everybody who reads a language."""

    def __init__(self, node: i18n.TranslateNode) -> None:
        self.node = node
        self.said: WeakKeyDictionary[Any, str] = WeakKeyDictionary()

    def render(self, context: template.Context) -> str:
        catalogue = trans_real.catalog()
        if (words := self.said.get(catalogue)) is None:
            words = self.said[catalogue] = self.node.render(context)
        return words


@register.tag("translate")
@register.tag("trans")
def translate(parser: Any, token: Any) -> template.Node:
    node = i18n.do_translate(parser, token)
    return FixedWords(node) if is_fixed(node) else node


def is_fixed(node: i18n.TranslateNode) -> bool:
    """Whether nothing of the page goes into the words, and nothing of the page is set by them."""
    words, about = node.filter_expression, node.message_context
    is_text = words.var.literal is not None and not words.filters
    return is_text and not node.asvar and (about is None or not about.is_var)
