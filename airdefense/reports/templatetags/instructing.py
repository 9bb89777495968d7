"""What was asked about a case, and asking about it, on the page of the case."""

from typing import Any

from django import template
from django.db.models import Q

from airdefense.reports.instructions.asking import ask_url_of_row
from airdefense.reports.models import Instruction

register = template.Library()
SHOWN = 10


@register.inclusion_tag("reports/_instructions_of.html", takes_context=True)
def instructions_of(context: template.Context, case: Any) -> dict[str, Any]:
    """The instructions about a case, or that a letter was drafted for, the latest first."""
    user, label = context["request"].user, case._meta.label_lower
    about = Q(row_model=label, row_id=case.pk) | Q(letter_model=label, letter_id=case.pk)
    visible = Instruction.objects.visible_to(user).filter(about).select_related("office")
    return {
        "instructions": visible.order_by("-given_at", "-pk")[:SHOWN],
        "ask": ask_url_of_row(user, case),
    }
