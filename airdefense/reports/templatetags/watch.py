from django import template
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.reports.watch.missing import missing_for

register = template.Library()


@register.inclusion_tag("reports/_not_out.html", takes_context=True)
def not_out(context):
    """The banner that says which report should be out and is not."""
    user = context.get("user")
    late = missing_for(user, timezone.now()) if user is not None else []
    kinds: dict[tuple, list] = {}
    for one in late:
        kinds.setdefault((one.kind.label, one.day, one.due_at), []).append(one.scope)
    return {
        "late": [(*key, scopes[0], len(scopes) - 1) for key, scopes in kinds.items()],
        "is_administrator": user is not None and late and user.has_role(Role.SYSTEM_ADMIN),
    }
