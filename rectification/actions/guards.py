"""What every action on a task asks first: who it is, and where the task stands."""

from django.utils.translation import gettext as _

from airdefense.casework.workflow import NotAllowed, NotPossible
from rectification.models import RectificationTask


def require_role(user, paths, *roles) -> None:
    """Refuses who holds none of the roles over what stands at these paths."""
    if user.roles_over(paths).isdisjoint(roles):
        raise NotAllowed(_("This is not open to your role."))


def held(task):
    """The task as it stands now, locked until the action is done."""
    return RectificationTask.objects.select_for_update(of=("self",)).get(pk=task.pk)


def held_for_unit(task):
    """The locked task, while its unit still has to move."""
    task = held(task)
    if not task.awaits_unit:
        raise NotPossible(_stands(task))
    return task


def held_while_open(task):
    """The locked task, while anybody still has to do something about it."""
    task = held(task)
    if not task.is_open:
        raise NotPossible(_stands(task))
    return task


def _stands(task) -> str:
    return _("%(task)s is “%(status)s”: this is not possible now.") % {
        "task": task,
        "status": task.get_status_display(),
    }
