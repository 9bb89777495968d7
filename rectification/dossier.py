"""What the page of a task shows, gathered for one reader in a fixed number of queries."""

from collections import defaultdict
from functools import cached_property

from django.db.models import Q

from airdefense import features
from airdefense.accounts.roles import Role
from airdefense.casework.models import Attachment, Event
from inspections.models import Finding
from leads.models import Lead
from projects.models import Gap, Project
from rectification.actions.money import ALLOCATORS
from rectification.models import Contribution, Instrument, Recheck
from rectification.workflow import SUBMITTABLE, VERIFIERS, TaskStatus


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
        if self.task.lead_id is None or not features.has("leads"):
            return None
        inside = Lead.objects.in_compartment_of(self.user)
        return inside.filter(pk=self.task.lead_id).first()

    @cached_property
    def submissions(self):
        """Every submission, its files each with the reviewer's word to it, the latest first."""
        rows = self._submitted
        files = self._files_of(rows)
        marked = self.marks
        return [
            (row, [(file, marked.get(str(file.pk), "")) for file in files[row.pk]])
            for row in reversed(rows)
        ]

    @cached_property
    def _submitted(self):
        return list(self.task.submissions.select_related("submitted_by"))

    def _files_of(self, rows):
        """The files of these rows of one model, by the row's key."""
        found = defaultdict(list)
        if rows:
            kind, keys = rows[0]._meta.label_lower, [row.pk for row in rows]
            for file in Attachment.objects.filter(case_type=kind, case_id__in=keys):
                found[file.case_id].append(file)
        return found

    @cached_property
    def results(self):
        """The lines of the latest submission, each with its receipt in the ledger."""
        return self._submitted[-1].results if self._submitted else []

    @cached_property
    def marks(self):
        """What the reviewer said of single files, while it is to be answered: key → words."""
        event = self.return_event
        if event is None:
            return {}
        said = Event.objects.of(self.task).filter(name="mark_proof", pk__gt=event.pk)
        latest = said.order_by("-pk").first()
        return latest.detail["marks"] if latest else {}

    @cached_property
    def marked_files(self):
        """The files that were marked, with the words, for the box of the return."""
        if not self.marks:
            return []
        files = Attachment.objects.in_bulk([int(key) for key in self.marks])
        return [(files[int(key)], words) for key, words in self.marks.items()]

    @cached_property
    def milestones(self):
        return list(self.task.milestones.select_related("reached_by"))

    @cached_property
    def contributions(self):
        """The parts of other units that this reader sees, each with its files."""
        visible = Contribution.objects.visible_to(self.user).filter(task=self.task)
        rows = list(visible.select_related("unit", "task__region", "task__unit", "answered_by"))
        files = self._files_of(rows)
        return [(row, files[row.pk], self._not_theirs(row)) for row in rows]

    def _not_theirs(self, contribution) -> str:
        """The step that this reader is not offered: who is asked answers, the others withdraw."""
        is_asked = Role.UNIT_CONTACT in self.user.roles_over([contribution.unit.path])
        return "withdraw" if is_asked else "answer"

    @property
    def step_hidden(self) -> str:
        """Withdrawing is offered only where it is possible: it is the rare end of a task."""
        return "" if self.task.has_lost_its_ground else "withdraw"

    @cached_property
    def suspensions(self):
        rows = self.task.suspensions.select_related("requested_by", "decided_by", "task__region")
        return list(rows.select_related("task__unit"))

    @cached_property
    def rechecks(self):
        visible = Recheck.objects.visible_to(self.user).filter(task=self.task)
        return list(visible.select_related("assigned_to", "checked_by"))

    @cached_property
    def closures(self):
        """Close-outs that did not stand."""
        return list(self.task.closures.exclude(reopened_at=None).select_related("reopened_by"))

    @cached_property
    def gap(self):
        """The gap with what was recovered, written off and is open; None where no money is."""
        gap = self.task.fee_gap
        return gap and Gap.objects.with_balance().get(pk=gap.pk)

    @cached_property
    def is_whole(self):
        """Whether this reader sees the whole task, and not only the asked part."""
        return self.task.is_read_in_full_by(self.user)

    @property
    def settled_yuan(self):
        return self.gap.recovered_yuan + self.gap.written_off_yuan

    @property
    def recovered_width(self):
        """The recovered share for the bar, in a thousandth of its length."""
        return int(1000 * self.settled_yuan / self.gap.amount_yuan)

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
        about = Q(task=self.task)
        if self.task.finding_id:
            about |= Q(finding=self.task.finding_id)
        visible = Instrument.objects.visible_to(self.user).filter(about)
        return list(visible.select_related("issuer").order_by("-drafted_at", "-pk"))

    @cached_property
    def return_event(self):
        """Why the submission came back, while it is to be answered."""
        names = {TaskStatus.RETURNED: "return_for_rework", TaskStatus.REOPENED: "reopen"}
        if self.task.status not in names:
            return None
        events = Event.objects.of(self.task).filter(name=names[self.task.status])
        return events.select_related("actor").order_by("-happened_at", "-pk").first()

    @cached_property
    def missing(self):
        return self.task.missing()

    @property
    def is_unit(self):
        return Role.UNIT_CONTACT in self.roles

    @property
    def may_ask_for_time(self):
        """More time or a rest, one of them at a time."""
        open_ones = [e for e in self.extensions if e.status == "requested"]
        open_ones += [s for s in self.suspensions if s.status in ("requested", "granted")]
        return self.is_unit and self.task.awaits_unit and not open_ones

    @property
    def may_report(self):
        return self.is_unit and self.task.status in SUBMITTABLE

    @property
    def may_ask_units(self):
        may = self.is_unit or not self.roles.isdisjoint(VERIFIERS)
        return may and self.task.awaits_unit

    @property
    def may_allocate(self):
        has_open = self.gap is not None and self.gap.balance_yuan > 0
        return has_open and not self.roles.isdisjoint(ALLOCATORS)

    @property
    def may_edit(self):
        return self.task.awaits_unit and not self.roles.isdisjoint(VERIFIERS)

    @property
    def may_draft(self):
        return not self.roles.isdisjoint(VERIFIERS)

    @property
    def may_urge(self):
        """Leaders ask for a letter too; the office looks it over."""
        return self.may_draft or Role.LEADERSHIP in self.roles
