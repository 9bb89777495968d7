"""What the page of a task shows, gathered for one reader in a fixed number of queries."""

from collections import defaultdict
from functools import cached_property

from airdefense.accounts.roles import Role
from airdefense.casework.models import Attachment, Event
from inspections.models import Finding
from leads.models import Lead
from projects.models import Gap, Project
from rectification.actions.money import ALLOCATORS
from rectification.models import Instrument, Submission
from rectification.workflow import VERIFIERS, ExtensionStatus, TaskStatus


class Dossier:
    """One task as one user may see it: what is related and not visible is not there."""

    def __init__(self, task, user):
        self.task, self.user = task, user

    @cached_property
    def roles(self):
        return self.user.roles_over(self.task.scope_paths)

    @cached_property
    def finding(self):
        return Finding.objects.visible_to(self.user).filter(pk=self.task.finding_id).first()

    @cached_property
    def project(self):
        return Project.objects.visible_to(self.user).filter(pk=self.task.project_id).first()

    @cached_property
    def lead(self):
        """The lead behind the task, for its own compartment alone."""
        if self.task.lead_id is None:
            return None
        inside = Lead.objects.in_compartment_of(self.user)
        return inside.filter(pk=self.task.lead_id).first()

    @cached_property
    def submissions(self):
        """Every submission with its files, the latest first."""
        rows = list(self.task.submissions.select_related("submitted_by"))
        files = defaultdict(list)
        of_rows = Attachment.objects.filter(
            case_type=Submission._meta.label_lower, case_id__in=[row.pk for row in rows]
        )
        for file in of_rows:
            files[file.case_id].append(file)
        return [(row, files[row.pk]) for row in reversed(rows)]

    @cached_property
    def gap(self):
        """The gap with what was recovered, written off and is open; None where no money is."""
        gap = self.task.fee_gap
        return gap and Gap.objects.with_balance().get(pk=gap.pk)

    @property
    def recovered_width(self):
        """The recovered share for the bar, in a thousandth of its length."""
        settled = self.gap.recovered_yuan + self.gap.written_off_yuan
        return int(1000 * settled / self.gap.amount_yuan)

    @cached_property
    def allocations(self):
        return list(self.gap.allocations.select_related("receipt")) if self.gap else []

    @cached_property
    def write_offs(self):
        return list(self.gap.write_offs.order_by("written_off_on", "pk")) if self.gap else []

    @cached_property
    def extensions(self):
        return list(self.task.extensions.select_related("requested_by", "decided_by", "task"))

    @cached_property
    def instruments(self):
        visible = Instrument.objects.visible_to(self.user).filter(task=self.task)
        return list(visible.select_related("issuer").order_by("-drafted_at", "-pk"))

    @cached_property
    def return_event(self):
        """Why the submission came back, while it is to be answered."""
        if self.task.status != TaskStatus.RETURNED:
            return None
        events = Event.objects.of(self.task).filter(name="return_for_rework")
        return events.select_related("actor").order_by("-happened_at", "-pk").first()

    @cached_property
    def missing(self):
        return self.task.missing()

    @property
    def is_unit(self):
        return Role.UNIT_CONTACT in self.roles

    @property
    def may_ask_for_time(self):
        asked = any(e.status == ExtensionStatus.REQUESTED for e in self.extensions)
        return self.is_unit and self.task.awaits_unit and not asked

    @property
    def may_allocate(self):
        has_open = self.gap is not None and self.gap.balance_yuan > 0
        return has_open and not self.roles.isdisjoint(ALLOCATORS)

    @property
    def may_edit(self):
        return self.task.awaits_unit and not self.roles.isdisjoint(VERIFIERS)

    @property
    def may_urge(self):
        return not self.roles.isdisjoint(VERIFIERS)
