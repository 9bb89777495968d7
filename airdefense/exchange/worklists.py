"""Work handed over: the taker signs for it, and who leaves finds what went to whom."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.home import WorkList, work_list
from airdefense.accounts.roles import EVERY_CASE_ROLE
from airdefense.casework.models import HandOver
from airdefense.casework.oversight import HandOverStatus
from airdefense.exchange.listing import Column


def unsigned(user):
    open_ones = HandOver.objects.visible_to(user).filter(status=HandOverStatus.MADE)
    return open_ones.select_related("giver__organisation", "taker")


@work_list(roles=EVERY_CASE_ROLE, order=5)
def handed_over_to_me(user, today):
    return WorkList(
        key="handed-over-to-me",
        title=_("Handed over to me"),
        queryset=unsigned(user).filter(taker=user),
        url=reverse("casework:hand_over_list"),
        when="",
        columns=(
            Column("giver", _("Who leaves"), link=True, phone="o0"),
            Column("giver.organisation.short_name", _("Organisation")),
            Column("made_at", _("Made at"), kind="moment", phone="hide"),
            Column("status", _("Status"), kind="status", phone="o1"),
        ),
        verb=_("Sign for it"),
    )


@work_list(roles=EVERY_CASE_ROLE, order=95)
def handed_over_by_me(user, today):
    return WorkList(
        key="handed-over-by-me",
        title=_("My work handed over"),
        queryset=unsigned(user).filter(giver=user),
        url=reverse("casework:hand_over_list"),
        when="",
        columns=(
            Column("taker", _("Who takes over"), link=True, phone="o0"),
            Column("made_at", _("Made at"), kind="moment", phone="hide"),
            Column("status", _("Status"), kind="status", phone="o1"),
        ),
        waits=False,
    )
