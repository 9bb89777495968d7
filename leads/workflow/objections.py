"""What stands against a step of a lead as of a case: whose it is to take."""

from django.utils.translation import gettext as _t


def only_the_handler(lead, user):
    if lead.handler_id == user.pk:
        return None
    return _t("Only the case officer assigned to this lead takes this step.")


def only_the_approver(lead, user):
    if lead.approver_id == user.pk:
        return None
    return _t("Only the leader before whom this lead was put decides it.")


def not_the_handler(lead, user):
    if lead.handler_id != user.pk:
        return None
    return _t("Who proposes a disposal does not approve it.")
