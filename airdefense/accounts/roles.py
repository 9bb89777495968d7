"""The roles of the system: one class each, whose docstring says in prose what it may do."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense import features


class Role(models.TextChoices):
    INSPECTOR = "inspector", _("Inspector")
    DEPUTY_LEADER = "deputy_leader", _("Deputy team leader")
    TEAM_LEADER = "team_leader", _("Team leader")
    INSPECTION_OFFICE = "inspection_office", _("Inspection office")
    CASE_SUPERVISION = "case_supervision", _("Case supervision office")
    CASE_OFFICER = "case_officer", _("Case officer")
    APPROVING_LEADER = "approving_leader", _("Approving leader of the commission")
    OFFICE_DIRECTOR = "office_director", _("Director of an investigation office")
    SECRETARY = "secretary", _("Secretary of the commission")
    TRIAL_OFFICER = "trial_officer", _("Case trial officer")
    CUSTODIAN = "custodian", _("Custodian of reporters' identities")
    SUPERVISION_OFFICE = "supervision_office", _("Party conduct supervision office")
    UNIT_CONTACT = "unit_contact", _("Unit contact")
    DATA_CLERK = "data_clerk", _("Data clerk")
    LEADERSHIP = "leadership", _("Leadership")
    EXAMINER = "examiner", _("Supervising auditor")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDITOR = "auditor", _("Auditor")


# Not a role anybody is granted: scheduled jobs take the steps that name it.
SYSTEM = "system"


class RoleClass:
    """What a role is: its code, its prose, and whether it may see case data at all."""

    role: ClassVar[Role]
    prose: ClassVar[str]
    # What the role has to do with leads, where this installation has them.
    on_leads: ClassVar[str] = ""
    is_of_leads: ClassVar[bool] = False
    is_administrator: ClassVar[bool] = False

    @property
    def words(self) -> str:
        if features.has("leads"):
            told = {"prose": self.prose, "leads": self.on_leads}
            return (_t("%(prose)s %(leads)s") % told).strip()
        if self.is_of_leads:
            return _t("Works in a part of the product that is not installed here.")
        return str(self.prose)


class Inspector(RoleClass):
    """Checks projects and writes findings."""

    role = Role.INSPECTOR
    prose = _(
        "Checks the projects assigned to the team, logs findings with evidence and signs the "
        "working paper as its maker. May not review what he or she wrote, and does not handle "
        "cases: suspicions about officials are transferred to the commission."
    )


class DeputyLeader(RoleClass):
    """Reviews findings first."""

    role = Role.DEPUTY_LEADER
    prose = _(
        "Reviews the team's working papers as second person, returns them with a reason or "
        "passes them to the team leader. May also write findings, but never review one's own."
    )


class TeamLeader(RoleClass):
    """Approves findings of the team."""

    role = Role.TEAM_LEADER
    prose = _(
        "Answers for the team: assigns project checks and approves findings reviewed by the deputy."
    )
    on_leads = _("Signs the transfer of problem leads to the commission.")


class InspectionOffice(RoleClass):
    """Plans rounds and closes out rectification."""

    role = Role.INSPECTION_OFFICE
    prose = _(
        "Plans rounds and teams, sends approved findings to the rectifying units, verifies proof "
        "handed in by others and closes problems out."
    )
    on_leads = _("Sees how many leads were transferred, not which.")


class CaseSupervision(RoleClass):
    """Keeps the central register of leads."""

    role = Role.CASE_SUPERVISION
    is_of_leads = True
    prose = _(
        "Receives transferred leads by signature, numbers and registers them, proposes who "
        "handles them and watches every time limit. Sees the register, and the content of a lead "
        "only as a member of its compartment."
    )


class CaseOfficer(RoleClass):
    """Handles the leads assigned."""

    role = Role.CASE_OFFICER
    is_of_leads = True
    prose = _(
        "Handles the leads and cases assigned by name: proposes one of the four disposal methods, "
        "carries it out once approved, and records persons and outcomes. Other leads do not exist "
        "for this role."
    )


class ApprovingLeader(RoleClass):
    """Approves assignments and disposals."""

    role = Role.APPROVING_LEADER
    is_of_leads = True
    prose = _(
        "Approves or returns assignments, disposal proposals and case filings of the leads put "
        "before him or her, with a signed opinion."
    )


class OfficeDirector(RoleClass):
    """Signs between the officer and the leader, and hands on the work of who leaves."""

    role = Role.OFFICE_DIRECTOR
    is_of_leads = True
    prose = _(
        "Signs an opinion on the approval forms of the leads put before the office, and hands the "
        "leads of an officer who leaves to another one. Reads what a lead says only as a member "
        "of its compartment."
    )


class Secretary(RoleClass):
    """Decides what the route of approval puts before the principal."""

    role = Role.SECRETARY
    is_of_leads = True
    prose = _(
        "Gives the last signature where the route of approval asks for it: filing of a case, "
        "extensions, closing. Sees the leads put before him or her, and no other."
    )


class TrialOfficer(RoleClass):
    """Tries cases and follows the execution of decisions."""

    role = Role.TRIAL_OFFICER
    is_of_leads = True
    prose = _(
        "Tries the cases sent to trial, sends them back for supplement, records the collective "
        "deliberation, and follows execution, review and the end of probation. Other cases do "
        "not exist for this role."
    )


class Custodian(RoleClass):
    """Keeps the identities of reporters."""

    role = Role.CUSTODIAN
    is_of_leads = True
    prose = _(
        "Decides on motivated requests to open the sealed identity of a reporter. Sees which lead "
        "a request is about and why, never what the lead says, and opens no seal alone."
    )


class SupervisionOffice(RoleClass):
    """Urges rectification."""

    role = Role.SUPERVISION_OFFICE
    prose = _(
        "Urges rectification by letters and recommendations, verifies proof and closes problems "
        "out beside the inspection office."
    )


class UnitContact(RoleClass):
    """Answers tasks of one's own unit."""

    role = Role.UNIT_CONTACT
    prose = _(
        "Answers the rectification tasks of the own unit: hands in the plan, the proof and "
        "requests for more time. Sees nothing of other units."
    )
    on_leads = _("Sees nothing of leads.")


class DataClerk(RoleClass):
    """Keeps the ledger."""

    role = Role.DATA_CLERK
    prose = _(
        "Keeps the ledger: projects, buildings, permits, assessments, receipts and refunds of the "
        "departments, and allocates receipts to gaps."
    )


class Leadership(RoleClass):
    """Reads the reports."""

    role = Role.LEADERSHIP
    prose = _(
        "Reads the daily reports with the rows behind every figure, project and rectification data."
    )
    on_leads = _("Sees leads as counts only.")


class Examiner(RoleClass):
    """Proves the figures."""

    role = Role.EXAMINER
    prose = _(
        "Examines the reports of the region and of those below: recomputes them, opens the rows "
        "behind every number, draws samples and takes evidence away, which is recorded. Reads "
        "projects, findings, rectification tasks and instruments, and changes none of them."
    )
    on_leads = _("Sees leads as counts only.")


class SystemAdmin(RoleClass):
    """Keeps accounts and organisations."""

    role = Role.SYSTEM_ADMIN
    prose = _(
        "Creates and closes accounts and keeps the organisation tree. Sees no case of any kind."
    )
    is_administrator = True


class SecurityAdmin(RoleClass):
    """Grants roles."""

    role = Role.SECURITY_ADMIN
    prose = _("Grants and withdraws roles with their scope and period. Sees no case of any kind.")
    is_administrator = True


class Auditor(RoleClass):
    """Reads the access log."""

    role = Role.AUDITOR
    prose = _(
        "Reads who did what and when, without case content, and checks that history is whole. "
        "Changes nothing."
    )
    is_administrator = True


ROLE_CLASSES: dict[str, type[RoleClass]] = {c.role: c for c in RoleClass.__subclasses__()}
ADMINISTRATORS = frozenset(code for code, c in ROLE_CLASSES.items() if c.is_administrator)
INSPECTION_TEAM = (Role.INSPECTOR, Role.DEPUTY_LEADER, Role.TEAM_LEADER)
EVERY_CASE_ROLE = tuple(role for role in Role if role not in ADMINISTRATORS)
# Which roles the head of an office answers for: those of the own house, never an administrator's.
HOUSES: dict[str, frozenset[str]] = {
    Role.INSPECTION_OFFICE: frozenset(
        {
            *INSPECTION_TEAM,
            Role.INSPECTION_OFFICE,
            Role.SUPERVISION_OFFICE,
            Role.UNIT_CONTACT,
            Role.DATA_CLERK,
        }
    ),
    Role.CASE_SUPERVISION: frozenset(code for code, c in ROLE_CLASSES.items() if c.is_of_leads),
}
HEADS = tuple(HOUSES)


def heads_for(role: str) -> frozenset[str]:
    """The heads of office who answer for a role."""
    return frozenset(head for head, house in HOUSES.items() if role in house)
