"""How a form's fields are drawn: the house classes, and which kind of control a field is."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

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


@register.filter
def styled(field: BoundField) -> SafeString:
    """The field's control with the house class for its kind, besides its own classes."""
    house = CLASSES.get(field_kind(field), "form-control")
    own = field.field.widget.attrs.get("class", "")
    classes = own if house in own.split() else f"{house} {own}".strip()
    return field.as_widget(attrs={"class": classes})
