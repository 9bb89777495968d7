"""What an instrument must hold before and after it goes out."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.checkup.registry import Severity, case_rule, examined
from airdefense.casework.clock import end_of
from rectification.models import Instrument
from rectification.workflow import InstrumentStatus

examined(Instrument, region="region", number="number")

OUT = (InstrumentStatus.ISSUED, InstrumentStatus.REPLIED, InstrumentStatus.CONCLUDED)
# What is settled when the document is issued stands in braces until then.
AT_ISSUE = "reply_due|rectify_due|held_on|held_where|present"
PLACEHOLDER = rf"\{{(?!({AT_ISSUE})\}})|×{{2,}}|[xX]{{3,}}|_{{3,}}|〔…|None"


def rule(severity, code, title, sentence, *, fix=""):
    return case_rule(
        code, severity=severity, title=title, sentence=sentence, of=Instrument, fix=fix
    )


@rule(
    Severity.ERROR,
    "I01",
    _("Unanswered past the reply day"),
    _("The unit owes its reply: record the reply that came, or urge the unit."),
)
def unanswered(at):
    return Instrument.objects.filter(status=InstrumentStatus.ISSUED, reply_due_on__lt=at.day)


@rule(
    Severity.WARN,
    "I02",
    _("Approved and not issued"),
    _("The document was approved and lies since: issue it with its number, or void it."),
)
def approved_not_issued(at):
    return Instrument.objects.filter(
        status=InstrumentStatus.APPROVED, approved_at__lt=end_of(at.before("check.issue"))
    )


@rule(
    Severity.ERROR,
    "I03",
    _("Approved by who drafted it"),
    _("A document is drafted by one and approved by another: have it approved anew."),
)
def approved_by_its_drafter(at):
    return Instrument.objects.filter(approved_by=F("drafted_by"))


@rule(
    Severity.WARN,
    "I04",
    _("Replied and not concluded"),
    _("The reply came and nobody said whether it suffices: conclude it, or ask again."),
)
def replied_not_concluded(at):
    return Instrument.objects.filter(
        status=InstrumentStatus.REPLIED, replied_at__lt=end_of(at.before("check.reply"))
    )


@rule(
    Severity.ERROR,
    "I05",
    _("Blank left in a document"),
    _("Braces, crosses or underscores stand where a fact should: write what is meant."),
    fix="rectification:instrument_edit",
)
def blank_left(at):
    texts = Q(title__regex=PLACEHOLDER) | Q(body__regex=PLACEHOLDER)
    return Instrument.objects.filter(texts).exclude(status=InstrumentStatus.VOID)


@rule(
    Severity.INFO,
    "I06",
    _("Issued about nothing"),
    _("The document names no task, finding or round: name what it is about, so that it counts."),
)
def about_nothing(at):
    return Instrument.objects.filter(status__in=OUT, task=None, finding=None, round=None)
