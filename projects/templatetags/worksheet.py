"""Worksheets on a page, in the reader's words."""

from typing import Any

from django import template

from projects.wording import Step, circumstances, fixed_steps, steps_of, steps_of_snapshot

register = template.Library()


@register.filter
def in_words(lines: Any) -> list[Step]:
    """The steps of a stored snapshot, or of lines fresh from the engine."""
    return steps_of_snapshot(lines) if isinstance(lines, dict) else steps_of(lines)


@register.filter
def as_fixed(assessment: Any) -> list[Step]:
    """What the authority fixed, beside what the law demands."""
    return fixed_steps(assessment)


@register.filter
def computed_by(assessment: Any) -> list[tuple[str, str]]:
    """The day, policy, prices and rules of an assessment."""
    return circumstances(assessment)
