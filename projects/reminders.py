"""What of the ledger waits for its clerks by a day: money that is not yet counted."""

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import within
from airdefense.accounts.roles import Role
from airdefense.casework.reminding.registry import reminder
from projects.models import Receipt

CLERKS = (Role.DATA_CLERK,)


@reminder(
    "receipt-to-allocate",
    label=_("Receipts to allocate"),
    roles=CLERKS,
    mine=lambda user: within(user, "project__authority", CLERKS),
    scope="project__authority",
    office=(Role.INSPECTION_OFFICE,),
    when="recorded_at",
    limit="remind.allocate",
    url="projects:receipt_list",
    order=50,
)
def receipts_to_allocate(user, day):
    return Receipt.objects.visible_to(user).to_allocate()
