"""What a working paper must hold, and what its dates and signatures must not look like."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.checkup.registry import Severity, case_rule, examined
from airdefense.casework.clock import end_of
from airdefense.casework.models import Attachment, Event
from inspections.categories import CATEGORIES
from inspections.models import Finding
from inspections.workflow import FindingStatus

examined(Finding, region="region", number="number")

ABOUT_THE_FEE = [category.code for category in CATEGORIES.values() if category.gap_kind]
HANDED_IN = (
    FindingStatus.DEPUTY_REVIEW,
    FindingStatus.LEADER_REVIEW,
    FindingStatus.APPROVED,
)
MINUTE = timedelta(minutes=1)
# What a template leaves where nobody filled it in.
PLACEHOLDER = r"[{}]|×{2,}|[xX]{3,}|_{3,}|〔…|〔待"


def of_finding(rows):
    """Rows of files or history that belong to the finding of the outer query."""
    return rows.filter(case_type=Finding._meta.label_lower, case_id=OuterRef("pk"))


def standing():
    """Approved, and neither void nor merged into another one."""
    return Finding.objects.filter(status=FindingStatus.APPROVED, merged_into=None)


def papers(severity, code, title, sentence, *, fix=""):
    return case_rule(code, severity=severity, title=title, sentence=sentence, of=Finding, fix=fix)


@papers(
    Severity.WARN,
    "F01",
    _("Finding without a power item"),
    _(
        "The paper names no item of the power list, so it counts for no power: return it to its "
        "maker, who chooses one."
    ),
)
def names_no_power(at):
    return Finding.objects.filter(status__in=HANDED_IN, merged_into=None, power=None)


@papers(
    Severity.WARN,
    "F02",
    _("Amount without a worksheet"),
    _(
        "The amount stands alone: nobody can compute it again. Write the paper from the worksheet "
        "of the project, or say in its facts how it was computed."
    ),
)
def amount_without_a_worksheet(at):
    fee = Finding.objects.filter(category__in=ABOUT_THE_FEE, status__in=HANDED_IN)
    return fee.filter(merged_into=None, amount_yuan__isnull=False, worksheet={})


@papers(
    Severity.ERROR,
    "F03",
    _("Approved without evidence"),
    _("No file proves what was approved: void the finding, and write it anew with its evidence."),
)
def approved_without_evidence(at):
    return standing().exclude(Exists(of_finding(Attachment.objects)))


@papers(
    Severity.ERROR,
    "F04",
    _("Evidence dated after the signature"),
    _(
        "A file was obtained or added after the leader had approved: the approval did not rest on "
        "it. Correct the date of the file, or have the finding approved again."
    ),
)
def evidence_after_approval(at):
    files = of_finding(Attachment.objects)
    later = files.filter(
        Q(obtained_on__gt=OuterRef("approved_at__date"))
        | Q(uploaded_at__gt=OuterRef("approved_at"), revises=None)
    )
    return standing().filter(Exists(later))


@papers(
    Severity.WARN,
    "F05",
    _("Signed within a minute"),
    _(
        "A signature followed the one before it within a minute: nobody reads a paper so fast. "
        "Have it read again, or say in a waiver how it was read before."
    ),
)
def signed_within_a_minute(at):
    fast = Q(reviewed_at__gte=F("submitted_at"), reviewed_at__lt=F("submitted_at") + MINUTE)
    fast |= Q(approved_at__gte=F("reviewed_at"), approved_at__lt=F("reviewed_at") + MINUTE)
    return Finding.objects.filter(fast, status__in=HANDED_IN)


@papers(
    Severity.ERROR,
    "F06",
    _("Found outside the days of the round"),
    _(
        "The day it was found lies before the round began or after it ended: a round has its "
        "mandate for its days only. Correct the day, or extend the round."
    ),
)
def found_outside_the_round(at):
    outside = Q(found_on__lt=F("round__starts_on")) | Q(found_on__gt=F("round__ends_on"))
    return Finding.objects.filter(outside).exclude(status=FindingStatus.VOID)


@papers(
    Severity.ERROR,
    "F07",
    _("Placeholder left in the text"),
    _("Braces, crosses or underscores stand where a fact should: write what is meant."),
    fix="inspections:edit",
)
def placeholder_left(at):
    texts = ("title", "description", "process", "basis")
    left = Q(pk__in=[])
    for text in texts:
        left |= Q(**{f"{text}__regex": PLACEHOLDER})
    return Finding.objects.filter(left).exclude(status=FindingStatus.VOID)


@papers(
    Severity.WARN,
    "F08",
    _("Two findings on one matter"),
    _(
        "Another finding of the same category stands on the same project: merge them, so that the "
        "matter counts once."
    ),
    fix="inspections:merge",
)
def duplicates(at):
    alike = Finding.objects.filter(
        project=OuterRef("project"), category=OuterRef("category"), merged_into=None
    )
    others = alike.exclude(pk=OuterRef("pk")).exclude(status=FindingStatus.VOID)
    mine = Finding.objects.filter(project__isnull=False, merged_into=None)
    return mine.exclude(status=FindingStatus.VOID).filter(Exists(others))


@papers(
    Severity.ERROR,
    "F09",
    _("Fee finding without a gap"),
    _(
        "The finding about the fee is approved and no gap was opened, so nothing can be recovered "
        "against it: open the gap of the project."
    ),
)
def approved_without_a_gap(at):
    return standing().filter(category__in=ABOUT_THE_FEE, gap=None)


@papers(
    Severity.ERROR,
    "F10",
    _("Amount of the finding differs from its gap"),
    _(
        "Paper and ledger state two amounts for one matter: find out which holds, and mend the "
        "other."
    ),
)
def amounts_differ(at):
    return standing().filter(gap__isnull=False).exclude(amount_yuan=F("gap__amount_yuan"))


@papers(
    Severity.WARN,
    "F11",
    _("Feedback late"),
    _(
        "More days than the limit lie between approval and feedback to the unit: feed the finding "
        "back, or say why it rests."
    ),
)
def feedback_late(at):
    waiting = Q(feedback_on=None, approved_at__lt=end_of(at.before("check.feedback")))
    span = timedelta(days=at.limits["check.feedback"] + 1)
    late = Q(feedback_on__gte=F("approved_at__date") + span)
    return standing().filter(waiting | late)


@papers(
    Severity.INFO,
    "F12",
    _("How it was found is not told"),
    _("The paper does not say by which steps it came to its facts: add them before it is filed."),
)
def process_not_told(at):
    return standing().filter(process="")


@papers(
    Severity.WARN,
    "F13",
    _("Returned and left lying"),
    _("The paper came back to its maker and nothing happened since: revise it or void it."),
    fix="inspections:edit",
)
def returned_and_left(at):
    lately = of_finding(Event.objects).filter(happened_at__gte=end_of(at.before("check.returned")))
    return Finding.objects.filter(status=FindingStatus.RETURNED).exclude(Exists(lately))


@papers(
    Severity.INFO,
    "F14",
    _("Draft never handed in"),
    _("The draft is older than the limit: hand it in or void it."),
    fix="inspections:edit",
)
def draft_left(at):
    old = Q(made_at__lt=end_of(at.before("check.draft")))
    return Finding.objects.filter(old, status=FindingStatus.DRAFT)


@papers(
    Severity.ERROR,
    "F15",
    _("Signatures in the wrong order"),
    _(
        "Handing in, review and approval do not follow one another in time: look into the history "
        "for what happened, and void what was not signed rightly."
    ),
)
def signatures_out_of_order(at):
    reversed_ = Q(reviewed_at__lt=F("submitted_at")) | Q(approved_at__lt=F("reviewed_at"))
    return standing().filter(reversed_ | Q(found_on__gt=F("approved_at__date")))
