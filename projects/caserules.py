"""What the ledger must hold of a project: its papers, its fee and its money."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.checkup.registry import Severity, case_rule, examined
from airdefense.casework.clock import end_of
from projects.models import Allocation, FeeAssessment, FeeReduction, Gap, Project, Receipt
from projects.workflow import ProjectStatus

examined(Project, region="region", number="code")
examined(FeeAssessment, region="project__region", number="project__code", related=("project",))
examined(Receipt, region="project__region", number="number", related=("project",))
examined(Gap, region="project__region", number="project__code", related=("project",))


def rule(severity, code, title, sentence, of, *, fix=""):
    return case_rule(code, severity=severity, title=title, sentence=sentence, of=of, fix=fix)


def in_force():
    return FeeAssessment.objects.filter(superseded_by=None)


@rule(
    Severity.WARN,
    "P01",
    _("Receipt not counted while a gap is open"),
    _("Money came in and counts against nothing: allocate the receipt to the gap."),
    Receipt,
)
def unallocated(at):
    return Receipt.objects.to_allocate()


@rule(
    Severity.ERROR,
    "P02",
    _("Assessment without its rate document"),
    _("The assessment does not say by which document it was computed: assess the fee anew."),
    FeeAssessment,
)
def without_rate_document(at):
    return in_force().filter(rate_document="")


@rule(
    Severity.WARN,
    "P03",
    _("Assessed before the project was approved"),
    _("The fee was assessed before the day of approval, whose rate counts: correct either day."),
    FeeAssessment,
)
def assessed_too_early(at):
    return in_force().filter(assessed_on__lt=F("project__approved_on"))


@rule(
    Severity.ERROR,
    "P04",
    _("Counted before it was paid"),
    _("A receipt counts against a gap from a day before it was paid: take the allocation back."),
    Receipt,
)
def counted_too_early(at):
    early = Allocation.objects.filter(
        receipt=OuterRef("pk"), allocated_on__lt=OuterRef("paid_on"), cancelled_by=None
    )
    return Receipt.objects.valid().filter(Exists(early.filter(amount_yuan__gt=0)))


@rule(
    Severity.WARN,
    "P05",
    _("Not remitted to the treasury"),
    _("The money should be in the treasury by now: remit it and record the day."),
    Receipt,
    fix="projects:remittance_new",
)
def unremitted(at):
    return Receipt.objects.to_remit().filter(paid_on__lte=at.before("check.remit"))


@rule(
    Severity.ERROR,
    "P06",
    _("More recovered than the gap"),
    _("What was recovered and written off exceeds the gap: take the surplus back."),
    Gap,
)
def overpaid(at):
    return Gap.objects.with_balance().filter(balance_yuan__lt=0)


@rule(
    Severity.WARN,
    "P07",
    _("Reduction without its ground"),
    _("The fee was reduced and nobody recorded on which ground and paper: assess it anew."),
    FeeAssessment,
)
def reduction_without_ground(at):
    return in_force().filter(reduction_yuan__gt=0, reductions=None)


@rule(
    Severity.ERROR,
    "P08",
    _("Unlawful reduction without a gap"),
    _("A reduction is marked unlawful and no gap was opened: open the gap of the project."),
    FeeAssessment,
)
def unlawful_without_a_gap(at):
    unlawful = FeeReduction.objects.filter(assessment=OuterRef("pk"), is_lawful=False)
    gaps = Gap.objects.filter(project=OuterRef("project"))
    return in_force().filter(Exists(unlawful)).exclude(Exists(gaps))


@rule(
    Severity.INFO,
    "P09",
    _("Recorded and never confirmed"),
    _("No second clerk confirmed the project within the limit: compare it and confirm it."),
    Project,
)
def never_confirmed(at):
    return Project.objects.filter(
        status=ProjectStatus.RECORDED, recorded_at__lt=end_of(at.before("check.confirm"))
    )


@rule(
    Severity.WARN,
    "P10",
    _("Project without a building"),
    _("Without buildings nothing can be computed: enter them from the permit."),
    Project,
)
def without_buildings(at):
    return Project.objects.filter(buildings=None).exclude(status=ProjectStatus.WITHDRAWN)


@rule(
    Severity.WARN,
    "P11",
    _("Off-site construction without its ground"),
    _("It says that off-site construction was approved, not on which ground or by which paper."),
    Project,
    fix="projects:edit",
)
def offsite_without_ground(at):
    lacking = Q(offsite_ground="") | Q(offsite_document="")
    offsite = Project.objects.filter(lacking, is_offsite_approved=True)
    return offsite.exclude(status=ProjectStatus.WITHDRAWN)
