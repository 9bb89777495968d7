"""How a form's fields are drawn: the house classes, and which kind of control a field is."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

from airdefense.accounts.glossary.hints import hint_for

register = template.Library()

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.CheckboxSelectMultiple, "options"),
    (forms.RadioSelect, "options"),
    (forms.CheckboxInput, "check"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.Select, "select"),
)
CLASSES = {"options": "form-check-input", "check": "form-check-input", "select": "form-select"}


@register.filter
def field_kind(field: BoundField) -> str:
    """hidden, options, check, textarea, file, select or input."""
    widget = field.field.widget
    return next((kind for types, kind in KINDS if isinstance(widget, types)), "input")


# The browser's own pickers, whose values are ISO whatever the language.
PICKERS: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
)


def classes_of(field: BoundField) -> str:
    """The house class for the field's kind, besides its own classes."""
    house = CLASSES.get(field_kind(field), "form-control")
    own = field.field.widget.attrs.get("class", "")
    return own if house in own.split() else f"{house} {own}".strip()


@register.filter
def hint(field: BoundField) -> str:
    """What the glossary says of a field that its form does not explain itself."""
    return "" if field.help_text else str(hint_for(type(field.form), field.name))


@register.filter
def styled(field: BoundField, **more: str) -> SafeString:
    """The field's control in the house style; dates by the browser's picker."""
    widget = field.field.widget
    for types, input_type, pattern in PICKERS:
        if isinstance(widget, types):
            vars(widget).update(input_type=input_type, format=pattern)
    attrs: dict[str, str | bool] = {"class": classes_of(field), **more}
    return field.as_widget(attrs=attrs)


@register.filter
def described(field: BoundField) -> SafeString:
    """The same with its hint, which is told with the control to who does not see it."""
    if not hint(field):
        return styled(field)
    said = f"{field.auto_id}_hint {field.aria_describedby or ''}".strip()
    return styled(field, **{"aria-describedby": said})


@register.filter
def options(field: BoundField) -> list[Any]:
    """The options of a set of check boxes or radio buttons, in the house style."""
    field.field.widget.attrs["class"] = classes_of(field)
    return list(field.subwidgets)


@register.filter
def box(option: BoundWidget) -> SafeString:
    """One check box or radio button. Django would run two templates for each, and a list page
    has dozens of them."""
    data = option.data
    return format_html(
        '<input type="{}" name="{}" value="{}"{}>',
        data["type"],
        data["name"],
        data["value"],
        flatatt(data["attrs"]),
    )
