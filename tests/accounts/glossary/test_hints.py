"""Every field of every form says what goes into it."""

import importlib
import pkgutil

import pytest
from django import forms
from django.contrib import admin
from django.template import Context, Template
from django.utils.translation import override

from airdefense.accounts.glossary.hints import HINTS, OF_DESK, hint_for, keys_of
from airdefense.casework.templatetags.form_parts import described, hint
from tests.factories.accounts import OrganisationFactory, person

OURS = ("airdefense", "projects", "inspections", "leads", "rectification")
# Filled by scripts and shown to nobody.
FILLED_BY_SCRIPTS = {
    "airdefense.casework.uploads.AnnouncementForm",
    "airdefense.exchange.importing.forms.ModesForm",
    "inspections.forms.field.CompletionForm",
}
SENT_BY_PHONES = {"client_id", "device_time", "version"}


def below(form):
    for kind in form.__subclasses__():
        yield kind
        yield from below(kind)


def our_forms():
    for part in OURS:
        package = importlib.import_module(part)
        for found in pkgutil.walk_packages(package.__path__, f"{part}."):
            if "forms" in found.name or found.name.endswith((".admin", ".desk")):
                importlib.import_module(found.name)
    return sorted(
        {kind for kind in below(forms.BaseForm) if kind.__module__.split(".")[0] in OURS},
        key=lambda kind: (kind.__module__, kind.__name__),
    )


def shown_fields():
    """(form, name, field) of whatever somebody may be asked for."""
    for form in our_forms():
        if f"{form.__module__}.{form.__name__}" in FILLED_BY_SCRIPTS:
            continue
        for name, field in getattr(form, "base_fields", {}).items():
            if not isinstance(field.widget, forms.HiddenInput) and name not in SENT_BY_PHONES:
                yield form, name, field


def test_every_field_of_every_form_says_what_goes_into_it():
    silent = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form, name, field in shown_fields()
        if not (field.help_text or hint_for(form, name))
    ]

    assert silent == []


def test_every_hint_belongs_to_a_field():
    wanted = {key for form, name, _field in shown_fields() for key in keys_of(form, name)}

    assert sorted(set(HINTS) - wanted) == []


@pytest.fixture
def asked_at_the_desk(db, rf):
    """(model, name, field) of every row that an administrator or a commission may write."""
    request = rf.get("/")
    found = []
    for model, desk in admin.site._registry.items():
        writers = getattr(desk, "writers", ())
        if not writers:
            continue
        request.user = person(writers[0], OrganisationFactory())
        form = desk.get_form(request)
        found += [(model, name, field) for name, field in form.base_fields.items()]
    return found


def test_every_field_of_the_desk_says_what_goes_into_it(asked_at_the_desk):
    silent = [
        f"{model.__name__}.{name}"
        for model, name, field in asked_at_the_desk
        if not field.help_text
    ]

    assert len(asked_at_the_desk) > 30
    assert silent == []


def test_every_hint_of_the_desk_belongs_to_a_field(asked_at_the_desk):
    wanted = {f"{model.__name__}.{name}" for model, name, _field in asked_at_the_desk}

    assert sorted(set(OF_DESK) - wanted) == []


def test_hints_are_told_in_both_languages():
    with override("zh-hans"):
        untold = [
            key
            for key, text in (HINTS | OF_DESK).items()
            if not any(sign >= "一" for sign in str(text))
        ]

    assert untold == []


class PersonForm(forms.Form):
    rank = forms.CharField(label="Rank", required=False)
    explained = forms.CharField(label="Explained", help_text="By the form itself.")


class OtherPersonForm(PersonForm):
    rank = forms.BooleanField(label="Rank")


def drawn(form, name):
    template = Template('{% include "_parts/field.html" %}')
    with override("en"):
        return template.render(Context({"field": form[name]}))


def test_hint_stands_beside_the_label_and_is_told_with_the_control():
    text = "Rank of the post; it decides which organ is competent."

    html = drawn(PersonForm(), "rank")

    assert '<summary aria-label="What “Rank” means"></summary>' in html
    assert f'<span class="hint" id="id_rank_hint">{text}</span>' in html
    assert 'aria-describedby="id_rank_hint"' in html


def test_what_a_form_explains_itself_goes_before_the_glossary():
    html = drawn(PersonForm(), "explained")

    assert "<details" not in html
    assert 'aria-describedby="id_explained_helptext"' in html


def test_complaint_is_told_with_the_hint():
    form = OtherPersonForm({})

    with override("en"):
        control = described(form["rank"])

    assert 'aria-describedby="id_rank_hint id_rank_error"' in control


@pytest.mark.parametrize(
    ("form", "name", "text"),
    [
        ("inspections.forms.findings.MergeForm", "into", "The finding that stays"),
        ("leads.forms.merging.MergeForm", "into", "The lead this one is joined to"),
        ("leads.forms.merging.MergeForm", "note", "What others need to know"),
    ],
)
def test_hint_of_the_very_form_goes_before_that_of_the_name(form, name, text):
    module, _dot, kind = form.rpartition(".")
    found = getattr(importlib.import_module(module), kind)

    with override("en"):
        told = str(hint_for(found, name))

    assert told.startswith(text)


def test_unknown_field_has_no_hint():
    class StrangeForm(forms.Form):
        strange = forms.CharField()

    assert hint(StrangeForm()["strange"]) == ""
